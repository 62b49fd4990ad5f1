"""From a form outside to a case inside and back: one receipt, one follow page, nothing personal left behind."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from PIL import Image

from linli.areas import services as areas
from linli.cases import services as cases
from linli.cases.models import Case, Contact
from linli.domain.access import PUBLIC
from linli.mechanisms.models import InForce
from linli.records.models import Attachment, Event, Request
from linli.relay.models import Arrived, Batch, Parcel, Told
from tests.office import AT, TEXT, Office
from tests.relay.conftest import Zones

TYPED = {
    "text": TEXT, "place": "text:湖光花园", "phone": "13800138000", "name": "王某", "spot": "3号楼101",
    "request_key": "a",
}  # fmt: skip


def picture() -> io.BytesIO:
    made = io.BytesIO()
    Image.new("RGB", (40, 30), "red").save(made, "JPEG")
    made.name, _at = "lamp.jpg", made.seek(0)
    return made


def reported(zones: Zones, client: Client | None = None, **typed: Any) -> str:
    """A form outside; the receipt."""
    with zones.side("outer"):
        answer = (client or Client()).post(reverse("window:report"), {**TYPED, **typed})
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.url.rstrip("/").rsplit("/", 1)[-1])  # type: ignore[attr-defined]


def page(zones: Zones, receipt: str, side: str = "outer") -> str:
    with zones.side(side):
        answer = Client().get(reverse("window:follow", args=[receipt]))
    assert answer.status_code == 200
    return answer.content.decode()


def answer_outside(zones: Zones, receipt: str, **said: str) -> Any:
    with zones.side("outer"):
        return Client().post(reverse("window:answer", args=[receipt]), said)


def settle(office: Office, case: Case) -> Case:
    """Dispatched, done and passed: it is the resident's turn."""
    actor = office.actor
    cases.dispatch_case(
        case_id=case.pk, body_id=office.city.bodies["urban"].pk, reason="路灯由城管局管护",
        actor=actor("clerk"), at=AT,
    )  # fmt: skip
    cases.accept(case_id=case.pk, actor=actor("handler"), at=AT)
    later = AT + timedelta(hours=1)
    cases.submit_answer(
        case_id=case.pk, result="solved", text="更换灯泡两只。", actor=actor("handler"), at=later
    )
    return cases.review(case_id=case.pk, approve=True, actor=actor("clerk"), at=later)


def test_a_voice_waits_outside_and_becomes_a_case_with_its_receipt(office: Office, zones: Zones) -> None:
    receipt = reported(zones, photos=picture())
    assert Case.objects.count() == 0
    waiting = page(zones, receipt)
    assert "已收到，等待转入政务网办理" in waiting
    assert TEXT in waiting
    zones.both_ways()
    case = Case.objects.get()
    assert (case.receipt, case.text, case.spot, case.reported_at) == (receipt, TEXT, "3号楼101", AT)
    assert Contact.objects.get(case=case).phone == "13800138000"
    assert Attachment.objects.filter(subject_kind="case", subject_id=case.pk, width=40).count() == 1
    assert Event.objects.get(kind="case", subject_id=case.pk, seq=1).channel == "public"


def test_outside_shows_what_inside_shows_and_since_when(office: Office, zones: Zones) -> None:
    receipt = reported(zones)
    zones.both_ways()
    settle(office, Case.objects.get())
    zones.both_ways()
    inside, outside = page(zones, receipt, "inner"), page(zones, receipt)
    for shown in ("办好了，请您评价", "更换灯泡两只。", "已转湖滨区城管局", 'name="solved"'):
        assert shown in inside, shown
        assert shown in outside, shown
    assert "截至" in outside
    assert "截至" not in inside


def test_the_resident_answers_outside_and_the_case_closes_inside(office: Office, zones: Zones) -> None:
    receipt = reported(zones)
    zones.both_ways()
    case = settle(office, Case.objects.get())
    zones.both_ways()
    said = AT + timedelta(hours=2)
    answer = answer_outside(zones, receipt, solved="yes", satisfied="satisfied")
    assert answer.status_code == 302
    assert answer_outside(zones, receipt, solved="no").status_code == 422
    shown = page(zones, receipt)
    assert "您的评价已收到，等待转入政务网" in shown
    assert 'name="solved"' not in shown
    zones.both_ways(said)
    case.refresh_from_db()
    assert (case.state, case.word, case.satisfied) == ("closed", "reporter", "satisfied")
    closed = page(zones, receipt)
    assert "已办结" in closed
    assert "等待转入" not in closed


def test_a_form_cannot_take_the_key_of_an_answer(office: Office, zones: Zones) -> None:
    receipt = reported(zones)
    zones.both_ways()
    settle(office, Case.objects.get())
    zones.both_ways()
    reported(zones, request_key=f"answer:{receipt}:1:0", text="井盖松动有响声")
    answer_outside(zones, receipt, solved="yes")
    zones.both_ways()
    assert Case.objects.get(receipt=receipt).state == "closed"
    assert Case.objects.count() == 2


def test_not_solved_outside_opens_the_next_round(office: Office, zones: Zones) -> None:
    receipt = reported(zones)
    zones.both_ways()
    settle(office, Case.objects.get())
    zones.both_ways()
    answer_outside(zones, receipt, solved="no", text="又灭了")
    zones.both_ways()
    assert (Case.objects.get().round, "第2次办理" in page(zones, receipt)) == (2, True)


def test_the_same_form_five_times_is_one_parcel_with_one_receipt(office: Office, zones: Zones) -> None:
    receipts = {reported(zones) for _time in range(5)}
    assert (len(receipts), Parcel.objects.count()) == (1, 1)
    with zones.side("outer"):
        other = Client().post(reverse("window:report"), {**TYPED, "text": "另一件事，井盖松动"})
    assert "已用于另一份内容" in other.content.decode()


@pytest.mark.parametrize(
    "typed",
    [
        {"text": "。"},
        {"text": "厨房着火了快来"},
        {"text": "举报社区书记收钱"},
        {"place": "text:没有这个地方"},
        {"phone": "12"},
        {"phone": "02012345678901234"},
        {"name": "长" * 40},
    ],
)
def test_what_is_refused_inside_is_refused_outside_by_the_same_sentence(
    office: Office, zones: Zones, typed: dict[str, str]
) -> None:
    said = []
    for side in ("outer", "inner"):
        with zones.side(side):
            answer = Client().post(reverse("window:report"), {**TYPED, **typed, "request_key": side})
        assert answer.status_code == 422
        body = answer.content.decode()
        said.append(
            body[body.index("<main") : body.index("</main")].replace(side, "").split("csrfmiddleware")[0]
        )
    assert said[0] == said[1]
    assert Parcel.objects.count() == Case.objects.count() == 0


def test_a_broken_photo_is_refused_outside(office: Office, zones: Zones) -> None:
    broken = io.BytesIO(b"\xff\xd8\xff not a picture")
    broken.name = "x.jpg"
    with zones.side("outer"):
        answer = Client().post(reverse("window:report"), {**TYPED, "photos": broken})
    assert answer.status_code == 422
    assert Parcel.objects.count() == 0


def test_a_plate_outside_knows_its_place(office: Office, zones: Zones) -> None:
    plate = areas.add_plate(area_id=office.city.areas["garden"], actor=PUBLIC, at=AT)
    with zones.side("outer"):
        Client().post(f"/r/{plate.token}", {"text": TEXT, "request_key": "p"})
    zones.both_ways()
    assert (Case.objects.get().channel, Case.objects.get().area_id) == ("plate", office.city.areas["garden"])


def test_what_inside_refuses_is_told_on_the_page_outside(office: Office, zones: Zones) -> None:
    receipt = reported(zones)
    InForce.objects.filter(mechanism="base_cases").delete()
    zones.both_ways()
    assert Case.objects.count() == 0
    shown = page(zones, receipt)
    assert "没有转办成功" in shown
    assert "本地没有启用" in shown


def test_a_place_that_ended_meanwhile_is_answered_by_the_community(office: Office, zones: Zones) -> None:
    reported(zones)
    areas.end(area_id=office.city.areas["garden"], actor=PUBLIC, at=AT)
    zones.both_ways()
    assert Case.objects.get().area_id == office.city.areas["lake"]


def test_an_answer_that_comes_too_late_is_told_back(office: Office, zones: Zones) -> None:
    receipt = reported(zones)
    zones.both_ways()
    case = settle(office, Case.objects.get())
    zones.both_ways()
    answer_outside(zones, receipt, solved="yes")
    cases.call_back(
        case_id=case.pk, contacted=True, solved="yes", satisfied="basic", actor=office.actor("worker"), at=AT
    )
    zones.both_ways()
    assert "您的评价没有转办成功：现在是“已办结”" in page(zones, receipt)


def test_after_the_confirmation_nothing_personal_is_left_outside(office: Office, zones: Zones) -> None:
    receipt = reported(zones, photos=picture())
    zones.send("outer")
    sent = zones.out("outer")[0].read_text(encoding="utf-8")
    for hidden in (TEXT, "13800138000", "王某", "3号楼101"):
        assert hidden not in sent, hidden
    assert str(office.city.areas["garden"]) in sent
    zones.both_ways()
    parcel, told = Parcel.objects.get(), Told.objects.get()
    assert (parcel.payload, Batch.objects.get(direction="inward", received=False).content) == ("", "")
    kept = json.dumps(
        [told.page, list(Request.objects.values_list("key", "result", "digest"))], ensure_ascii=False
    )
    for hidden in (TEXT, TEXT[:20], "13800138000", "王某", "3号楼101"):
        assert hidden not in kept, hidden
        assert hidden not in page(zones, receipt), hidden
    assert zones.out("outer") == []


def test_what_ended_half_a_year_ago_is_forgotten_outside(office: Office, zones: Zones) -> None:
    from linli.relay.services.running import forget

    receipt = reported(zones)
    zones.both_ways()
    cases.withdraw(case_id=Case.objects.get().pk, actor=office.actor("clerk"), at=AT)
    zones.both_ways()
    forget(AT + timedelta(days=182))
    assert Told.objects.filter(receipt=receipt).exists()
    forget(AT + timedelta(days=184))
    assert Told.objects.count() == Parcel.objects.count() == 0


def test_a_told_page_takes_no_more_than_twelve_queries(
    office: Office, zones: Zones, django_assert_max_num_queries: Any
) -> None:
    receipt = reported(zones)
    with django_assert_max_num_queries(12):
        page(zones, receipt)
    zones.both_ways()
    settle(office, Case.objects.get())
    zones.both_ways()
    answer_outside(zones, receipt, solved="yes")
    with django_assert_max_num_queries(12):
        page(zones, receipt)
    with django_assert_max_num_queries(25):
        page(zones, receipt, "inner")


def test_only_what_changed_is_told_and_an_empty_round_writes_nothing(office: Office, zones: Zones) -> None:
    reported(zones)
    zones.both_ways()
    zones.both_ways()
    assert zones.send("inner") == zones.send("outer") == []
    cases.note(case_id=Case.objects.get().pk, text="内部备注", actor=office.actor("clerk"), at=AT)
    assert zones.send("inner") == []
    assert Arrived.objects.count() == 1
