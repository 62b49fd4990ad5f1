"""The JSON way in: the same rules as the pages, refusals as sentences, and a contract that cannot drift."""

from __future__ import annotations

import json
import os
from pathlib import Path
from urllib.parse import quote
from uuid import UUID, uuid4

import pytest
from django.test import Client

from linli.cases import services as cases
from linli.cases.models import Case
from linli.domain.access import PUBLIC
from tests.cast import AT
from tests.office import TEXT, Office

SNAPSHOT = Path(__file__).resolve().parents[2] / "docs" / "reference" / "openapi.json"


def post(client: Client, path: str, body: object, **headers: str) -> object:
    return client.post(path, json.dumps(body), content_type="application/json", headers=headers)


def test_report_follow_and_answer(office: Office) -> None:
    client = Client()
    made = post(client, "/api/v1/cases", {"text": TEXT, "area_id": office.city.areas["garden"]})
    assert made.status_code == 201  # type: ignore[attr-defined]
    receipt = made.json()["receipt"]  # type: ignore[attr-defined]
    assert client.get(f"/api/v1/cases/{receipt}").json()["sentence"] == "已收到"
    case = office.passed()
    answered = post(
        client, f"/api/v1/cases/{case.receipt}/answer", {"solved": "yes", "satisfied": "satisfied"}
    )
    assert answered.status_code == 200  # type: ignore[attr-defined]
    case.refresh_from_db()
    assert case.is_solved


def test_who_only_follows_along_does_not_answer_for_the_reporter(office: Office) -> None:
    case = office.passed()
    followed = cases.follow(case_id=case.pk, device="a", actor=PUBLIC, at=AT)
    asked = {"solved": "yes", "satisfied": "satisfied"}
    answered = post(Client(), f"/api/v1/cases/{followed.receipt}/answer", asked)
    assert answered.status_code == 409  # type: ignore[attr-defined]
    case.refresh_from_db()
    assert not case.is_solved


def test_one_key_makes_one_case_and_another_text_under_it_is_refused(office: Office) -> None:
    body, key = {"text": TEXT, "area_id": office.city.areas["garden"]}, str(uuid4())
    answers = [
        # Another network between two tries, and another way to write the same key.
        post(Client(REMOTE_ADDR=address), "/api/v1/cases", body, **{"Idempotency-Key": sent})
        for address, sent in (("127.0.0.1", key), ("127.0.0.2", key), ("127.0.0.1", key.upper()))
    ]
    assert len({answer.json()["receipt"] for answer in answers}) == 1  # type: ignore[attr-defined]
    assert Case.objects.count() == 1
    other = post(Client(), "/api/v1/cases", {**body, "text": "另一件事"}, **{"Idempotency-Key": key})
    assert other.status_code == 409  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "key", ["one", "1", str(UUID(int=0)), "c232ab00-9414-11ec-b3c8-9f6bdeced846", "一" * 36]
)
def test_a_key_that_another_caller_might_send_as_well_is_refused_in_its_place(
    office: Office, key: str
) -> None:
    body = {"text": TEXT, "area_id": office.city.areas["garden"]}
    answer = post(Client(), "/api/v1/cases", body, **{"Idempotency-Key": quote(key)})
    assert (answer.status_code, answer.json()["field"]) == (422, "idempotency_key")  # type: ignore[attr-defined]
    assert Case.objects.count() == 0


def test_two_callers_with_the_same_words_and_their_own_keys_make_two_cases(office: Office) -> None:
    body = {"text": TEXT, "area_id": office.city.areas["garden"]}
    for _caller in range(2):
        assert post(Client(), "/api/v1/cases", body, **{"Idempotency-Key": str(uuid4())}).status_code == 201  # type: ignore[attr-defined]
    assert Case.objects.count() == 2


def test_refusals_carry_sentence_and_field(office: Office) -> None:
    area = office.city.areas["garden"]
    wrong = post(Client(), "/api/v1/cases", {"text": TEXT, "area_id": area, "phone": "12"})
    assert (wrong.status_code, wrong.json()["field"]) == (422, "phone")  # type: ignore[attr-defined]
    stop = post(Client(), "/api/v1/cases", {"text": "着火了", "area_id": area})
    assert "119" in stop.json()["dial"]  # type: ignore[attr-defined]
    for nowhere in (99_999_999, 10**30, -1):
        refused = post(Client(), "/api/v1/cases", {"text": TEXT, "area_id": nowhere})
        assert (refused.status_code, refused.json()["field"]) == (422, "area_id")  # type: ignore[attr-defined]
    assert Client().get("/api/v1/cases/ZZZZ-ZZZZ-ZZZZ").status_code == 404
    assert Case.objects.count() == 0


def test_staff_read_their_scope_only(office: Office) -> None:
    case = office.dispatched()
    assert Client().get("/api/v1/work/cases").status_code in {401, 403}
    own = office.client("clerk").get("/api/v1/work/cases?stage=work").json()
    assert [row["code"] for row in own["items"]] == [case.code]
    assert office.client("west_clerk").get("/api/v1/work/cases").json()["items"] == []


def test_the_contract_is_the_one_in_the_docs() -> None:
    from linli.api.site import api

    found = json.dumps(api.get_openapi_schema(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    if os.environ.get("LINLI_WRITE_SNAPSHOTS"):
        SNAPSHOT.write_text(found, encoding="utf-8")
    assert SNAPSHOT.read_text(encoding="utf-8") == found
