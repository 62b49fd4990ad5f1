"""The pages of agreements, walked by those who may and those who may not."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from linli.agreements import services
from linli.agreements.models import Agreement
from linli.domain.access import SYSTEM
from linli.records import queries as records
from linli.records.time import frozen
from tests import cast

LATER = cast.AT + timedelta(days=30)


@pytest.fixture
def row(city: cast.City) -> Agreement:
    made = services.draft(
        kind="co_building_pledge",
        area_id=city.areas["east"],
        issuer_id=city.bodies["east_office"].pk,
        actor=SYSTEM,
        at=cast.AT,
    )
    return services.offer(agreement_id=made.pk, actor=SYSTEM, at=cast.AT)


def enter(city: cast.City, client: Client, post: str) -> Client:
    city.login(post)
    client.post("/accounts/login/", {"username": post.replace("_", "-"), "password": cast.PASSWORD})
    return client


def test_the_clerk_reads_prints_and_signs_in_bulk(city: cast.City, client: Client, row: Agreement) -> None:
    with frozen(LATER):
        enter(city, client, "clerk")
        page = client.get(reverse("agreements:page", args=[row.pk]))
        assert "湖光花园物业服务中心" in page.content.decode()
        assert client.get(reverse("agreements:print", args=[row.pk])).status_code == 200
        assert client.get(reverse("agreements:reminders")).status_code == 200
        party = row.parties.get()
        client.post(reverse("agreements:sign_many", args=[row.pk]), {"party": [party.pk]})
        party.refresh_from_db()
        assert party.signed_on is not None
        assert "100%" in client.get(reverse("agreements:list")).content.decode()


def test_where_nobody_said_who_is_expected_no_rate_is_told(city: cast.City, client: Client) -> None:
    made = services.draft(
        kind="co_building_pledge", area_id=city.areas["east"], issuer_id=city.bodies["east_office"].pk,
        open_list=True, actor=SYSTEM, at=cast.AT,
    )  # fmt: skip
    services.offer(agreement_id=made.pk, actor=SYSTEM, at=cast.AT)
    parties = list(made.parties.values_list("pk", flat=True))
    services.sign_many(agreement_id=made.pk, party_ids=parties, actor=SYSTEM, at=cast.AT)
    with frozen(LATER):
        enter(city, client, "clerk")
        for page in (reverse("agreements:page", args=[made.pk]), reverse("agreements:list")):
            text = client.get(page).content.decode()
            assert made.title in text
            assert "%" not in text[text.index("<main") : text.index("</main>")]
        assert "应签" not in client.get(reverse("agreements:page", args=[made.pk])).content.decode()


def test_a_sheet_of_another_street_is_not_there(city: cast.City, client: Client, row: Agreement) -> None:
    with frozen(LATER):
        enter(city, client, "west_clerk")
        assert client.get(reverse("agreements:page", args=[row.pk])).status_code == 404
        assert "湖光花园物业" not in client.get(reverse("agreements:list")).content.decode()
        party = row.parties.get()
        assert client.post(reverse("agreements:sign", args=[party.pk]), {}).status_code == 404


def test_a_sheet_is_drawn_up_in_ones_own_place_only(city: cast.City, client: Client) -> None:
    with frozen(LATER):
        enter(city, client, "clerk")
        url = reverse("agreements:new")
        assert client.get(url).status_code == 200
        data = {
            "kind": "co_building_pledge",
            "area_id": city.areas["west"],
            "issuer_id": city.bodies["east_office"].pk,
        }
        answer = client.post(url, data)
        assert answer.status_code == 422
        assert "不在您的辖区内" in answer.content.decode()
        answer = client.post(url, data | {"area_id": city.areas["east"], "names": "甲物业\n乙物业"})
        assert answer.status_code == 302
        made = Agreement.objects.get()
        assert sorted(made.parties.values_list("name", flat=True)) == ["乙物业", "甲物业"]


def test_a_wrong_day_stays_on_the_form(city: cast.City, client: Client, row: Agreement) -> None:
    with frozen(LATER):
        enter(city, client, "clerk")
        url = reverse("agreements:sign", args=[row.parties.get().pk])
        answer = client.post(url, {"on": "2025-01-01", "signer": "周经理"})
        assert answer.status_code == 422
        assert "周经理" in answer.content.decode()


@pytest.mark.parametrize("name", ["list", "page"])
def test_pages_ask_few_questions(
    city: cast.City, client: Client, row: Agreement, name: str, django_assert_max_num_queries
) -> None:
    services.add_parties(
        agreement_id=row.pk,
        signers=[services.Signer("body", 0, f"单位{number}") for number in range(60)],
        actor=SYSTEM,
        at=LATER,
    )
    with frozen(LATER):
        enter(city, client, "clerk")
        url = reverse(f"agreements:{name}", args=[row.pk] if name == "page" else [])
        client.get(url)
        with django_assert_max_num_queries(12):
            assert client.get(url).status_code == 200


def test_a_form_sent_twice_acts_once_and_a_reused_key_is_told(city: cast.City, client: Client) -> None:
    with frozen(LATER):
        enter(city, client, "clerk")
        data = {
            "kind": "co_building_pledge", "area_id": city.areas["east"],
            "issuer_id": city.bodies["east_office"].pk, "names": "甲物业", "request_key": "k" * 32,
        }  # fmt: skip
        first, second = (client.post(reverse("agreements:new"), data) for _time in range(2))
        assert (first.status_code, first["Location"]) == (302, second["Location"])
        assert Agreement.objects.count() == 1
        other = client.post(reverse("agreements:new"), data | {"names": "乙物业"})
        assert other.status_code == 409
        assert "乙物业" in other.content.decode()


@pytest.mark.parametrize(
    "name", ["offer", "renew", "sign_many", "sign", "strike", "text", "kept", "take_back"]
)
def test_every_form_of_a_sheet_carries_its_key(
    city: cast.City, client: Client, row: Agreement, name: str
) -> None:
    with frozen(LATER):
        enter(city, client, "clerk")
        party = row.parties.get()
        if name in ("kept", "take_back"):
            services.sign(party_id=party.pk, actor=SYSTEM, at=LATER)
        if name == "offer":
            Agreement.objects.filter(pk=row.pk).update(state="draft")
        own = name in ("sign", "strike", "kept", "take_back")
        url = reverse(f"agreements:{name}", args=[party.pk if own else row.pk])
        shown = client.get(url if own or name == "text" else reverse("agreements:page", args=[row.pk]))
        page = shown.content.decode()
        start = f'action="{url}"' if f'action="{url}"' in page else '<form method="post" class="form"'
        form = page[page.index(start) :]
        assert "request_key" in form[: form.index("</form>")]


def test_the_text_is_changed_on_its_page_and_a_stale_one_is_409(
    city: cast.City, client: Client, row: Agreement
) -> None:
    with frozen(LATER):
        enter(city, client, "clerk")
        url = reverse("agreements:text", args=[row.pk])
        row.refresh_from_db()
        data = {"title": "新承诺", "opening": "约定：", "clauses": "甲\n乙", "version": row.version}
        assert client.post(url, data).status_code == 302
        stale = client.post(url, data | {"title": "又一个"})
        assert stale.status_code == 409
        assert "又一个" in stale.content.decode()
        page = client.get(reverse("agreements:page", args=[row.pk])).content.decode()
        assert "新承诺" in page
        assert "第2版" in page
        services.sign(party_id=row.parties.get().pk, actor=SYSTEM, at=LATER)
        row.refresh_from_db()
        made = client.post(url, data | {"version": row.version})
        assert Agreement.objects.get(previous=row).pk == int(made["Location"].rstrip("/").rsplit("/", 1)[1])


def test_an_ended_sheet_nobody_signed_gets_a_new_version(
    city: cast.City, client: Client, row: Agreement
) -> None:
    services.end(agreement_id=row.pk, on=LATER.date(), reason="重新商定", actor=SYSTEM, at=LATER)
    with frozen(LATER):
        enter(city, client, "clerk")
        url = reverse("agreements:text", args=[row.pk])
        assert "另立新版本" in client.get(url).content.decode()
        row.refresh_from_db()
        data = {"title": "新承诺", "opening": "约定：", "clauses": "甲\n乙", "version": row.version}
        assert client.post(url, data).status_code == 302
    assert Agreement.objects.get(previous=row).title == "新承诺"


def test_a_button_with_a_strange_number_is_no_failure(
    city: cast.City, client: Client, row: Agreement
) -> None:
    """² is a digit to Python and no number."""
    with frozen(LATER):
        enter(city, client, "clerk")
        for name in ("renew", "sign_many"):
            url = reverse(f"agreements:{name}", args=[row.pk])
            assert client.post(url, {"version": "²", "party": ["²"]}).status_code == 302


def test_a_scan_is_kept_with_the_sheet_and_only_its_readers_open_it(
    city: cast.City, client: Client, row: Agreement
) -> None:
    with frozen(LATER):
        enter(city, client, "clerk")
        scan = SimpleUploadedFile("承诺书.png", a_picture(), "image/png")
        answer = client.post(
            reverse("agreements:scan", args=[row.pk]), {"scan": scan, "request_key": "s" * 32}
        )
        assert answer.status_code == 302
        (held,) = records.attachments("agreement", row.pk)
        assert client.get(reverse("records:file", args=[held.pk])).status_code == 200
        assert reverse("records:file", args=[held.pk]) in client.get(answer["Location"]).content.decode()
        bad = SimpleUploadedFile("承诺书.pdf", b"not a paper", "application/pdf")
        assert client.post(reverse("agreements:scan", args=[row.pk]), {"scan": bad}).status_code == 422
        client.logout()
        enter(city, client, "west_clerk")
        assert client.get(reverse("records:file", args=[held.pk])).status_code == 404


def a_picture() -> bytes:
    held = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(held, "PNG")
    return held.getvalue()
