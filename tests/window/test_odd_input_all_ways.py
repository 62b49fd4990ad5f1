"""Issue 2, section 11: odd dates and odd characters by page, API, import and command; receipts over; a database that
fails in the middle of a write. A sentence in its place, what was typed kept, nothing half written."""

from __future__ import annotations

import io
import json
from datetime import timedelta
from typing import Any

import pytest
import xlsxwriter
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.test import Client
from django.urls import reverse

from linli.__main__ import main
from linli.areas import services as areas
from linli.areas.models import NATION_ID
from linli.cases import services as cases
from linli.cases.models import Case, Contact, Follower
from linli.domain.access import PUBLIC, Actor, AreaRef
from linli.ledgers import services as ledgers
from linli.ledgers.models import Import
from linli.records.models import Event
from tests.office import AT, TEXT, Office

#: Before 1900, more than fifty years ahead, no day at all. All counted from the hour of the office, November 2026.
DAYS = ("1899-12-31", "0001-01-01", "2077-01-01", "9999-12-31", "2026-02-30", "昨天")
#: What is typed, and what is kept of it.
CHARACTERS = {
    "emoji": ("灯坏了😭👨‍👩‍👧❤", "灯坏了😭👨👩👧❤"),
    "right to left": ("灯\u202e坏\u202c了\u200f", "灯坏了"),
    "arabic": ("灯坏了 مرحبا", "灯坏了 مرحبا"),
    "control": ("灯\x07坏\x1b了\x0b", "灯坏了"),
    "zero width": ("灯\u200b坏\ufeff了", "灯坏了"),
    "beyond the plane": ("灯坏了𠮷㐂", "灯坏了𠮷㐂"),
}


def brought(office: Office, target: str, header: list[str], *rows: list[Any]) -> Import:
    """A sheet through staging, mapping and applying, by the clerk of the street."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    for at, row in enumerate([header, *rows]):
        for column, cell in enumerate(row):
            sheet.write_string(at, column, cell)
    book.close()
    actor = Actor(user_id=1, post_id=None, channel="import")
    refs = (AreaRef("estate", office.city.areas["garden"]),)
    batch = ledgers.start_import(
        target_id=target, name="台账.xlsx", data=out.getvalue(), actor=actor, at=AT, fill=refs
    )
    if batch.state == "mapping":
        batch = ledgers.confirm_mapping(import_id=batch.pk, mapping=batch.mapping, actor=actor, at=AT)
    return batch


LIST = ["日期", "小区", "存在问题", "反映人", "联系电话", "类别"]


# --- dates ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("day", DAYS)
def test_a_page_refuses_an_impossible_day_in_its_place(office: Office, day: str) -> None:
    case, handler = office.accepted(), office.client("handler")
    address = reverse("cases:act", args=[case.code, "request_suspension"])
    sent = {"reason": "maintenance_fund", "revisit_on": day, "basis": "等业主表决", "version": case.version}
    answer = handler.post(address, sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "error-summary" in page
    assert day in page, "what was typed is kept"
    case.refresh_from_db()
    assert case.state == "in_progress"


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("name", ["since", "until"])
def test_the_list_says_that_a_day_is_none_and_shows_nothing_wrong(
    office: Office, name: str, day: str
) -> None:
    office.dispatched()
    answer = office.client("clerk").get(reverse("cases:list"), {name: day})
    assert answer.status_code in {200, 422}
    assert "field__error" in answer.content.decode() or "error-summary" in answer.content.decode()


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("name", ["since", "until"])
def test_the_api_refuses_an_impossible_day_by_name(office: Office, name: str, day: str) -> None:
    office.dispatched()
    answer = office.client("clerk").get("/api/v1/work/cases", {name: day})
    assert answer.status_code == 422
    assert answer.json()["field"] == name
    assert "日期" in answer.json()["error"]


@pytest.mark.parametrize("day", DAYS)
def test_an_import_names_the_cell_of_an_impossible_day(office: Office, day: str) -> None:
    batch = brought(office, "cases", LIST, [day, "湖光花园", "楼道灯不亮", "", "", ""])
    assert (batch.rows_good, batch.rows_bad) == (0, 1)
    column, message, help_text = batch.rows.get().problems[0]
    assert column == "received"
    assert "日期" in message
    assert help_text
    assert not Case.every.exists()


@pytest.mark.parametrize("day", DAYS)
def test_a_command_refuses_an_impossible_day_with_a_sentence(
    db: None, capsys: pytest.CaptureFixture[str], day: str
) -> None:
    areas.ensure_nation()
    here = ["places", "show", str(NATION_ID)]
    assert main([*here, "--on", "2026-11-20"]) == 0
    assert main(["due", "13710", "--at", "2026-11-20T09:00"]) == 0
    capsys.readouterr()
    for command in (["due", "13710", "--at", day], [*here, "--on", day]):
        try:
            status = main(command)
        except SystemExit as stopped:
            status = int(stopped.code or 0)
        told = capsys.readouterr()
        assert status != 0, command
        assert told.err.strip(), command
        assert "Traceback" not in told.err


# --- characters ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", CHARACTERS)
def test_odd_characters_come_in_alike_by_page_api_and_import(office: Office, kind: str) -> None:
    typed, kept = CHARACTERS[kind]
    garden = office.city.areas["garden"]
    client = Client()
    page = client.post(reverse("window:report"), {"text": typed, "place": garden, "spot": typed[:20]})
    assert page.status_code == 302
    body = {"text": typed, "area_id": garden, "spot": typed[:20]}
    assert client.post("/api/v1/cases", body, content_type="application/json").status_code == 201
    batch = brought(office, "cases", LIST, ["2026-11-18", "湖光花园", typed, "", "", ""])
    ledgers.apply_import(import_id=batch.pk, actor=PUBLIC, at=AT)
    assert list(Case.objects.values_list("text", flat=True)) == [kept] * 3
    for case in Case.objects.all():
        shown = client.get(reverse("window:follow", args=[case.receipt])).content.decode()
        assert kept in shown
        assert not set("\u202e\u202c\u200f\u200b\ufeff\x07\x1b\x0b") & set(shown)


@pytest.mark.parametrize("typed", ["\u202e\u200b", "\x07\x1b", "😭", "\u3000 \t"])
def test_nothing_but_odd_characters_is_no_word(office: Office, typed: str) -> None:
    garden, client = office.city.areas["garden"], Client()
    assert client.post(reverse("window:report"), {"text": typed, "place": garden}).status_code == 422
    body = {"text": typed, "area_id": garden}
    assert client.post("/api/v1/cases", body, content_type="application/json").status_code == 422
    assert not Case.every.exists()


@pytest.mark.parametrize("kind", CHARACTERS)
def test_a_command_finds_nothing_by_odd_characters_and_does_not_break(
    office: Office, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    status = main(["places", "find", CHARACTERS[kind][0], "--json"])
    told = capsys.readouterr()
    assert status in {0, 1}
    assert json.loads(told.out or "[]") == []
    assert "Traceback" not in told.err


@pytest.mark.parametrize("kind", CHARACTERS)
def test_odd_characters_in_a_name_or_a_phone_neither_break_nor_pass(office: Office, kind: str) -> None:
    typed = CHARACTERS[kind][0]
    sent = {"text": TEXT, "place": office.city.areas["garden"], "name": typed[:20], "phone": typed[:20]}
    answer = Client().post(reverse("window:report"), sent)
    assert answer.status_code == 422
    assert "电话号码" in answer.content.decode()
    assert not Contact.objects.exists()


# --- receipts that are over ------------------------------------------------------------------------------------------


def test_a_receipt_whose_matter_is_long_over_says_so_and_takes_no_answer(office: Office) -> None:
    case, client = office.passed(), Client()
    cases.confirm(case_id=case.pk, solved="yes", actor=PUBLIC, at=AT + timedelta(days=3))
    page = client.get(reverse("window:follow", args=[case.receipt])).content.decode()
    assert 'value="yes"' not in page, "nothing is asked any more"
    events = Event.objects.filter(kind="case", subject_id=case.pk).count()
    again = client.post(reverse("window:answer", args=[case.receipt]), {"solved": "yes"})
    assert again.status_code in {302, 409, 422}
    assert Event.objects.filter(kind="case", subject_id=case.pk).count() == events


def test_the_receipt_of_a_withdrawn_follower_opens_nothing(office: Office) -> None:
    case = office.dispatched()
    followed = cases.follow(case_id=case.pk, device="a", actor=PUBLIC, at=AT)
    client = Client()
    address = reverse("window:follow", args=[followed.receipt])
    assert client.get(address).status_code == 200
    Follower.objects.filter(receipt=followed.receipt).update(withdrawn_at=AT)
    answer = client.get(address)
    assert answer.status_code == 404
    assert "没有" in answer.content.decode()


def test_a_receipt_after_the_texts_were_erased_still_opens_without_them(office: Office) -> None:
    from linli.cases import retention

    case = office.passed()
    cases.confirm(case_id=case.pk, solved="yes", actor=PUBLIC, at=AT + timedelta(days=3))
    Case.objects.filter(pk=case.pk).update(kind="household_need")
    retention.erase_text(case.pk, AT + timedelta(days=4000))
    page = Client().get(reverse("window:follow", args=[case.receipt]))
    assert page.status_code == 200
    assert TEXT not in page.content.decode()


# --- the database full, gone or locked in the middle -----------------------------------------------------------------

FAULTS = {
    "full": (OperationalError("database or disk is full"), 507, "存储空间已满"),
    "gone": (InterfaceError("connection already closed"), 503, ""),
    "read only": (OperationalError("attempt to write a readonly database"), 503, ""),
    "locked": (OperationalError("database is locked"), 503, "系统正忙"),
}


class Failing:
    """Lets ``after`` writes pass, then fails every one: the machine broke between two rows of one case."""

    def __init__(self, error: DatabaseError | InterfaceError, after: int) -> None:
        self.error, self.after, self.met = error, after, 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            self.met += 1
            if self.met > self.after:
                raise self.error
        return execute(sql, params, many, context)


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("after", [0, 1, 3])
def test_a_database_that_fails_in_the_middle_leaves_nothing_and_says_so(
    office: Office, fault: str, after: int
) -> None:
    error, status, words = FAULTS[fault]
    garden, client = office.city.areas["garden"], Client(raise_request_exception=False)
    client.get(reverse("window:report"))
    before = Event.objects.count()
    sent = {"text": TEXT, "place": garden, "phone": "13800138000", "request_key": "once"}
    with connection.execute_wrapper(failing := Failing(error, after)):
        answer = client.post(reverse("window:report"), sent)
    assert failing.met > after, "the fault was met"
    assert answer.status_code == status
    assert words in answer.content.decode()
    assert (Case.every.count(), Contact.objects.count(), Event.objects.count()) == (0, 0, before)
    # Mended, the same form sent again by the same key makes its one case.
    assert client.post(reverse("window:report"), sent).status_code == 302
    assert client.post(reverse("window:report"), sent).status_code == 302
    assert Case.objects.count() == 1


@pytest.mark.parametrize("fault", FAULTS)
def test_the_api_says_in_json_that_the_database_failed(office: Office, fault: str) -> None:
    error, status, words = FAULTS[fault]
    body = {"text": TEXT, "area_id": office.city.areas["garden"]}
    client = Client(raise_request_exception=False)
    with connection.execute_wrapper(Failing(error, 2)):
        answer = client.post("/api/v1/cases", body, content_type="application/json")
    assert answer.status_code == status
    assert words in answer.json()["error"]
    assert not Case.every.exists()
