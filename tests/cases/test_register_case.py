"""Taking a voice in: what is kept, what is refused, what is never stored, and double sends."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from linli.cases import services as cases
from linli.cases.errors import BadInput, SafetyStop
from linli.cases.models import Case, Contact
from linli.domain.access import Actor
from linli.records.errors import KeyReused
from linli.records.models import Event, EventBody, Span
from linli.records.queries import tally

AT = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
PUBLIC = Actor(user_id=None, post_id=None, channel="public")


def test_a_voice_becomes_a_case_with_code_receipt_event_and_spans(world: Any) -> None:
    case = world.register()
    assert case.state == "to_dispatch"
    assert case.stage == "dispatch"
    assert case.title == "12号楼下水管堵了，一楼返水，俺楼没法住"
    assert case.code.startswith("2611-")
    assert len(case.receipt) == 14
    assert case.community == world.places["community"]
    assert case.reachable
    (event,) = Event.objects.filter(kind="case", subject_id=case.pk)
    assert event.name == "case.registered"
    assert "王某" not in str(event.data)
    assert {row.field for row in Span.objects.filter(kind="case", subject_id=case.pk)} >= {
        "state",
        "area_id",
        "round",
    }
    assert tally("cases", area=world.places["street"], stage="dispatch", fast=False) == 1
    assert case.next_due is None


def test_the_phone_stands_encrypted_and_apart(world: Any) -> None:
    case = world.register()
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("select name, phone from cases_contact where case_id = %s", [case.pk])
        raw = cursor.fetchone()
    assert "13800138000" not in str(raw)
    assert case.contact.phone == "13800138000"


def test_an_anonymous_voice_has_no_contact(world: Any) -> None:
    case = world.register(reporter=cases.Reporter())
    assert case.anonymous
    assert not Contact.objects.filter(case=case).exists()


def test_the_same_form_five_times_makes_one_case(world: Any) -> None:
    made = {cases.register_case(voice=world.voice(), actor=PUBLIC, at=AT, key="k-1").pk for _ in range(5)}
    assert len(made) == 1
    with pytest.raises(KeyReused):
        cases.register_case(voice=world.voice(text="另外一件事情"), actor=PUBLIC, at=AT, key="k-1")


def test_pasted_chat_loses_nicknames_and_phones_before_it_is_saved(world: Any) -> None:
    case = world.register(
        channel="paste", text="邻家小妹 10:32\n12号楼停水了，我电话13912345678", reporter=cases.Reporter()
    )
    assert "13912345678" not in case.text
    assert "邻家小妹" not in case.text
    assert "13912345678" not in EventBody.objects.get(event__subject_id=case.pk, event__kind="case").text


@pytest.mark.parametrize("text", ["我要举报某某主任收钱", "法院判决不公平"])
def test_accusations_and_lawsuits_are_told_their_channel_and_not_stored(world: Any, text: str) -> None:
    with pytest.raises(SafetyStop) as stop:
        world.register(text=text)
    assert not stop.value.halt.may_send
    assert not Case.objects.exists()


def test_a_fire_stops_the_form_until_the_person_says_it_is_no_danger_now(world: Any) -> None:
    with pytest.raises(SafetyStop):
        world.register(text="楼下着火了", no_danger=False)
    assert world.register(text="楼下着火了", no_danger=True).pk
    assert world.register(text="楼下着火了", channel="staff_form").pk


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"text": ""}, "text"),
        ({"text": "  。。。 "}, "text"),
        ({"text": "长" * 5001}, "text"),
        ({"reporter": cases.Reporter(phone="12345")}, "phone"),
        ({"category": "no_such"}, "category"),
        ({"urgency": "emergency"}, "urgency"),
        ({"kind": "hotline_order"}, "kind"),
        ({"fields": {"x": 1}}, "x"),
        ({"boundary": "nowhere"}, "boundary"),
    ],
)
def test_bad_input_is_told_in_its_place(world: Any, values: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as error:
        world.register(**values)
    assert error.value.field == field
    assert str(error.value)


def test_hidden_direction_marks_and_control_characters_are_taken_out(world: Any) -> None:
    case = world.register(text="下水\u202e管\u200b堵了\x00👍\r\n二楼")
    assert case.text == "下水管堵了👍\n二楼"


def test_a_kind_that_is_not_in_use_here_is_refused(world: Any) -> None:
    with pytest.raises(LookupError, match="启用"):
        world.register(kind="micro_wish")


def test_twelve_hundred_cases_have_different_codes(world: Any) -> None:
    from linli.cases import codes

    found = {codes.new_receipt() for _ in range(200)}
    assert len(found) == 200
    assert codes.tidy_receipt("abcd efgh-jkmn") == "ABCD-EFGH-JKMN"
    assert codes.new_code(AT + timedelta(days=20)).startswith("2612-")
