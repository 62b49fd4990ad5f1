"""Two people on one case, one form sent by ten hands: one wins, nobody's work is lost, every refusal is a sentence."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection

from linli.cases import services as cases
from linli.cases.models import Case, Task
from linli.domain.access import Actor
from linli.records.errors import LinliError
from linli.records.models import Event

AT = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
PUBLIC = Actor(user_id=None, post_id=None, channel="public")

pytestmark = pytest.mark.django_db(transaction=True)


def _all_at_once(acts: list[Callable[[], object]]) -> tuple[list[object], list[BaseException]]:
    start = threading.Barrier(len(acts))
    done: list[object] = []
    failed: list[BaseException] = []

    def run(act: Callable[[], object]) -> None:
        try:
            start.wait()
            done.append(act())
        except Exception as error:  # every kind is looked at below
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    return done, failed


def test_one_form_sent_by_ten_hands_makes_one_case(world: Any) -> None:
    voice = world.voice()
    acts = [lambda: cases.register_case(voice=voice, actor=PUBLIC, at=AT, key="same") for _hand in range(10)]
    done, failed = _all_at_once(acts)
    assert not failed
    assert len({case.pk for case in done}) == 1  # type: ignore[attr-defined]
    assert Case.objects.count() == 1


def test_accepting_and_returning_at_once_ends_in_one_state_with_a_whole_chain(world: Any) -> None:
    case = world.dispatched()
    acts: list[Callable[[], object]] = [
        lambda: cases.accept(case_id=case.pk, actor=world.unit, at=AT),
        lambda: cases.return_order(
            case_id=case.pk,
            reason="not_our_duty",
            basis="合同",
            suggested_text="供水",
            actor=world.unit,
            at=AT,
        ),
    ]
    done, failed = _all_at_once(acts)
    assert (len(done), len(failed)) == (1, 1)
    assert isinstance(failed[0], LinliError)
    assert str(failed[0])
    seqs = list(
        Event.objects.filter(kind="case", subject_id=case.pk).order_by("seq").values_list("seq", flat=True)
    )
    assert seqs == [1, 2, 3]


def test_two_desks_dispatch_at_once_and_one_body_leads(world: Any) -> None:
    case = world.register()
    acts: list[Callable[[], object]] = [
        lambda body=body: cases.dispatch_case(  # type: ignore[misc]
            case_id=case.pk, body_id=world.bodies[body], reason="派单", actor=world.desk, at=AT
        )
        for body in ("company", "water", "community")
    ]
    done, failed = _all_at_once(acts)
    assert (len(done), len(failed)) == (1, 2)
    assert Task.objects.filter(case=case, lead_slot=1).count() == 1


def test_two_complaints_that_complete_a_cluster_at_once_draft_one_order(world: Any, adopt: Any) -> None:
    adopt("property_supervision")

    def complain(number: int) -> Case:
        made: Case = world.register(
            kind="property_problem", about_body_id=world.bodies["company"], boundary="property_duty",
            text=f"第{number}次反映下水管堵",
        )  # fmt: skip
        return made

    for number in range(4):
        complain(number)
    _done, failed = _all_at_once([lambda: complain(5), lambda: complain(6), lambda: complain(7)])
    assert not failed
    assert Case.objects.filter(kind="supervision_order").count() == 1
