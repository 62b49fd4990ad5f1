"""The office with cases closed in two streets, and the clock of the tests."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from linli.cases import services as cases
from linli.cases.models import Case
from linli.domain.access import PUBLIC
from linli.records.time import frozen
from tests import office
from tests.indicators.generated import TEXTS
from tests.office import AT, Office

#: Twelve days later, in the same assessment month's end and the next one's beginning.
LATER = AT + timedelta(days=12)


@pytest.fixture
def town(db: None) -> Office:
    """Bodies, posts and people."""
    return office.build()


@pytest.fixture
def clock() -> Iterator[None]:
    """Pages are read at :data:`LATER`."""
    with frozen(LATER):
        yield


def closed(town: Office, solved: str = "yes", satisfied: str = "satisfied", place: str = "garden") -> Case:
    """A case through all steps with the reporter's word; ``solved`` "partly" or "no" keeps it honest."""
    case = town.case(area_id=town.city.areas[place])
    body = town.city.bodies["urban"].pk
    cases.dispatch_case(case_id=case.pk, body_id=body, reason="归城管局", actor=town.actor("clerk"), at=AT)
    cases.accept(case_id=case.pk, actor=town.actor("handler"), at=AT)
    cases.record_contact(case_id=case.pk, text="已联系", reached=True, actor=town.actor("handler"), at=AT)
    cases.submit_answer(
        case_id=case.pk,
        result="solved",
        text="已办好",
        actor=town.actor("handler"),
        at=AT + timedelta(hours=5),
    )
    cases.review(case_id=case.pk, approve=True, actor=town.actor("clerk"), at=AT + timedelta(hours=6))
    cases.confirm(
        case_id=case.pk, solved=solved, satisfied=satisfied, actor=PUBLIC, at=AT + timedelta(hours=7)
    )
    return Case.objects.get(pk=case.pk)


@pytest.fixture
def varied(town: Office, tmp_path: Path) -> Path:
    """A few cases through services, then forty rows with columns of every kind, and the lake."""
    pytest.importorskip("ibis")
    from linli.indicators.lake import exporting

    closed(town)
    closed(town, satisfied="basic")
    dice = random.Random(7)
    for number in range(40):
        case = town.case(at=AT - timedelta(days=dice.randrange(60), hours=dice.randrange(24)))
        Case.objects.filter(pk=case.pk).update(
            kind=dice.choice(TEXTS["kind"]),
            result=dice.choice(TEXTS["result"]),
            satisfied=dice.choice(TEXTS["satisfied"]),
            category=dice.choice(TEXTS["category"]),
            on_time=dice.choice([True, False, None]),
            excluded=dice.random() < 0.2,
            round=dice.randrange(1, 4),
            beneficiaries=dice.choice([None, 3, 40]),
            closed_at=dice.choice([None, AT - timedelta(days=dice.randrange(20), hours=number)]),
        )
    exporting.export(tmp_path, ["cases"])
    return tmp_path
