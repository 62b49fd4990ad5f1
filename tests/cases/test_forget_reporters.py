"""Who asked is forgotten six months after the case ended, however it ended; open cases keep the telephone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from linli.cases import retention
from linli.cases import services as cases
from linli.cases.models import Case, Contact, Extension, Follower, Task
from linli.records import erasure

AT = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
LATER = AT + timedelta(days=190)


def _refused(world: Any) -> Case:
    return cases.refuse(case_id=world.register().pk, text="不属于受理范围", actor=world.desk, at=AT)


def _withdrawn(world: Any) -> Case:
    return cases.withdraw(case_id=world.register().pk, actor=world.desk, at=AT)


def _joined(world: Any) -> Case:
    """To one that was settled on the spot by somebody who left nothing."""
    into = world.register(reporter=cases.Reporter())
    made = cases.merge(case_id=world.register().pk, into_id=into.pk, actor=world.desk, at=AT)
    cases.settle_on_spot(case_id=into.pk, text="已当场处理", actor=world.desk, at=AT)
    return made


@pytest.mark.parametrize("ended", [_refused, _withdrawn, _joined])
def test_a_case_that_never_closed_forgets_its_reporter_as_well(
    world: Any, ended: Callable[[Any], Case]
) -> None:
    case = ended(world)
    still_open = world.register()
    assert list(retention.due(AT + timedelta(days=100))) == []
    assert list(retention.due(LATER)) == [case.pk]
    erasure.retention(LATER)
    contact = Contact.objects.get(pk=case.pk)
    assert (contact.name, contact.phone, contact.phone_index, contact.erased_at) == ("", "", "", LATER)
    assert Contact.objects.get(pk=still_open.pk).phone == "13800138000"
    assert list(retention.due(LATER)) == []


def test_a_case_joined_to_an_open_one_and_one_taken_up_again_keep_the_telephone(world: Any) -> None:
    into = world.register()
    cases.merge(case_id=world.register().pk, into_id=into.pk, actor=world.desk, at=AT)
    cases.reopen(case_id=_refused(world).pk, reason="应当受理", actor=world.desk, at=AT)
    assert list(retention.due(LATER)) == []


def test_telephones_of_those_who_follow_go_though_the_reporter_left_none(world: Any) -> None:
    case = world.register(reporter=cases.Reporter())
    cases.follow(case_id=case.pk, device="d1", phone="13900139000", actor=world.desk, at=AT)
    cases.settle_on_spot(case_id=case.pk, text="已当场处理", actor=world.desk, at=AT)
    assert list(retention.due_followers(AT)) == []
    assert list(retention.due_followers(LATER)) == [case.pk]
    erasure.retention(LATER)
    assert list(Follower.objects.values_list("phone", flat=True)) == [""]
    assert list(retention.due_followers(LATER)) == []


def test_with_the_text_of_a_need_goes_what_was_told_of_it_to_helpers(world: Any, adopt: Any) -> None:
    adopt("resident_needs")
    case = world.dispatched(
        body="community", kind="household_need", category="", channel="phone", text="独居老人要人陪同就医"
    )
    at_work = world.actor("community")
    cases.accept(case_id=case.pk, actor=at_work, at=AT)
    task = cases.ask_help(
        case_id=case.pk, body_id=world.bodies["water"], text="请送老人去医院", actor=at_work, at=AT
    )
    cases.answer_help(task_id=task.pk, text="已陪老人就医", actor=world.actor("water"), at=AT)
    Extension.objects.create(case=case, at=AT, text="老人还在住院", decided_text="老人出院再办")
    cases.withdraw(case_id=case.pk, actor=world.desk, at=AT)
    assert list(retention.due_text(LATER)) == [case.pk]
    erasure.retention(LATER)
    kept = [
        *Task.objects.values_list("ask", "answer"),
        *Extension.objects.values_list("text", "decided_text"),
    ]
    assert {text for row in kept for text in row} == {""}
    case.refresh_from_db()
    assert (case.text, case.title) == ("", "—")


def test_a_night_forgets_more_than_one_part_of_what_is_due(
    world: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(retention, "CHUNK", 2)
    for _number in range(5):
        _refused(world)
    assert erasure.retention(LATER) == 5
    assert Contact.objects.filter(erased_at=None).count() == 0
