"""The office with cases closed in two streets, and the clock of the tests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest

from linli.cases import services as cases
from linli.cases.models import Case
from linli.domain.access import PUBLIC
from linli.records.time import frozen
from tests import office
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
