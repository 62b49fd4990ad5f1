"""The residents' pages: report, plate, stops, follow, the two buttons, bad input with nothing lost."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from linli.areas import services as areas
from linli.cases.models import Case, Follower
from linli.domain.access import PUBLIC
from tests.office import AT, TEXT, Office


def sent(client: Client, **fields: str) -> object:
    return client.post(reverse("window:report"), {"place": "text:湖光花园", "request_key": "k", **fields})


def test_a_word_becomes_a_case_with_a_receipt(office: Office) -> None:
    client = Client()
    answer = client.post(
        reverse("window:report"), {"text": TEXT, "place": "text:湖光花园", "request_key": "a"}
    )
    case = Case.objects.get()
    assert answer.url == reverse("window:follow", args=[case.receipt])  # type: ignore[attr-defined]
    page = client.get(answer.url).content.decode()  # type: ignore[attr-defined]
    assert case.receipt in page
    assert "已收到" in page


def test_the_same_form_five_times_makes_one_case(office: Office) -> None:
    client = Client()
    for _time in range(5):
        sent(client, text=TEXT)
    assert Case.objects.count() == 1


def test_a_plate_knows_its_place_and_shows_the_telephone(office: Office) -> None:
    plate = areas.add_plate(area_id=office.city.areas["garden"], actor=PUBLIC, at=AT)
    page = Client().get(f"/r/{plate.token}").content.decode()
    assert "湖光花园" in page
    assert 'name="place"' not in page
    Client().post(f"/r/{plate.token}", {"text": TEXT, "request_key": "p"})
    assert Case.objects.get().channel == "plate"


@pytest.mark.parametrize("token", ["x", "A" * 64, "../../etc", "%00"])
def test_a_forged_plate_leads_to_the_ordinary_form(office: Office, token: str) -> None:
    assert Client().get(f"/r/{token}/").status_code == 404


@pytest.mark.parametrize(
    ("text", "number"), [("厨房着火了快来", "119"), ("闻到燃气味", "119"), ("有人要跳楼", "110")]
)
def test_danger_stops_the_form_with_dial_buttons(office: Office, text: str, number: str) -> None:
    answer = sent(Client(), text=text)
    assert f"tel:{number}" in answer.content.decode()  # type: ignore[attr-defined]
    assert Case.objects.count() == 0


def test_an_accusation_is_told_its_channel_and_not_stored(office: Office) -> None:
    answer = sent(Client(), text="举报社区书记收钱")
    assert "12388" in answer.content.decode()  # type: ignore[attr-defined]
    assert Case.objects.count() == 0


@pytest.mark.parametrize(
    "fields",
    [
        {"text": ""},
        {"text": "。"},
        {"text": "\u202e\u200b"},
        {"text": "很" * 3000},
        {"text": TEXT, "place": ""},
        {"text": TEXT, "place": "text:没有这个地方"},
        {"text": TEXT, "place": "99999999"},
        {"text": TEXT, "place": "abc"},
        {"text": TEXT, "phone": "12"},
    ],
)
def test_bad_input_gets_a_sentence_and_keeps_what_was_typed(office: Office, fields: dict[str, str]) -> None:
    answer = sent(Client(), **fields)
    assert answer.status_code == 422  # type: ignore[attr-defined]
    page = answer.content.decode()  # type: ignore[attr-defined]
    assert "error-summary" in page
    if fields["text"] == TEXT:
        assert TEXT in page
    assert Case.objects.count() == 0


def test_emoji_and_rare_characters_are_kept(office: Office) -> None:
    sent(Client(), text="灯坏了😭㐂𠮷")
    assert Case.objects.get().text == "灯坏了😭㐂𠮷"


def test_a_resident_says_solved_or_not(office: Office) -> None:
    case, client = office.passed(), Client()
    page = client.get(reverse("window:follow", args=[case.receipt])).content.decode()
    assert "办好了，请您评价" in page
    client.post(reverse("window:answer", args=[case.receipt]), {"solved": "no", "text": "又灭了"})
    case.refresh_from_db()
    assert (case.state, case.round) == ("redo", 2)


def test_the_follow_page_names_nobody_and_says_when(office: Office) -> None:
    case = office.accepted()
    page = Client().get(reverse("window:follow", args=[case.receipt])).content.decode()
    assert "时限怎么算的" in page
    for hidden in ("13800138000", "王某", "何晓燕"):
        assert hidden not in page


@pytest.mark.parametrize("receipt", ["ZZZZ-ZZZZ-ZZZZ", "x", "' OR 1=1", "零零零"])
def test_a_wrong_receipt_is_one_sentence(office: Office, receipt: str) -> None:
    answer = Client().post(reverse("window:find"), {"code": receipt})
    assert answer.status_code == 422
    assert "没有这个查询码" in answer.content.decode()


def test_a_receipt_is_found_however_it_is_typed(office: Office) -> None:
    case = office.case()
    typed = case.receipt.lower().replace("-", " ")
    answer = Client().post(reverse("window:find"), {"code": typed})
    assert answer.url == reverse("window:follow", args=[case.receipt])  # type: ignore[attr-defined]


def test_me_too_counts_once_a_device_and_follows_along(office: Office) -> None:
    case, client = office.dispatched(), Client()
    for _time in range(3):
        answer = client.post(reverse("window:me_too", args=[case.code]))
    case.refresh_from_db()
    assert (case.followers, Follower.objects.count()) == (1, 1)
    assert client.get(answer.url).status_code == 200  # type: ignore[attr-defined]


def test_slip_home_and_contact_open(office: Office) -> None:
    case = office.case()
    assert case.receipt in Client().get(reverse("window:slip", args=[case.receipt])).content.decode()
    for name in ("home", "find", "contact", "report"):
        assert Client().get(reverse(f"window:{name}")).status_code == 200
    assert (
        "电话"
        in Client().get(reverse("window:contact") + f"?place={office.city.areas['garden']}").content.decode()
    )


def test_who_only_follows_along_does_not_judge_for_the_reporter(office: Office) -> None:
    case, client = office.dispatched(), Client()
    client.post(reverse("window:me_too", args=[case.code]))
    receipt = Follower.objects.get().receipt
    answer = client.post(reverse("window:answer", args=[receipt]), {"solved": "yes"})
    assert answer.status_code == 422
    case.refresh_from_db()
    assert (case.state, case.word) == ("to_sign", "")
