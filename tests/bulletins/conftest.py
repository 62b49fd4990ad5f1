"""The office at work with the loop of key small matters in force, and three of them settled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.test import Client

from linli.bulletins import services
from linli.bulletins.models import Bulletin, Edition
from linli.cases import services as cases
from linli.domain.access import SYSTEM, Actor
from linli.mechanisms import services as mechanisms
from linli.papers import services as papers
from tests import office
from tests.browsing import client_of

#: Tuesday 10 November 2026, 09:00 in China.
AT = office.AT
LATER = AT + timedelta(days=3)


@pytest.fixture
def at_work(db: None) -> office.Office:
    """The cast with the mechanisms of this room in force."""
    made = office.build()
    for mechanism in ("key_small_matters", "progress_bulletins"):
        mechanisms.roll_out(
            mechanism=mechanism,
            area_id=made.city.areas["city"],
            actor=SYSTEM,
            at=datetime(2026, 1, 6, tzinfo=UTC),
        )
    return made


@pytest.fixture
def settle(at_work: office.Office) -> Callable[[int], list[int]]:
    """So many key small matters, settled and confirmed, ten people each."""

    def run(count: int) -> list[int]:
        made = []
        for _number in range(count):
            case = at_work.case(kind="key_small_matter")
            actor = at_work.actor("clerk")
            cases.dispatch_case(
                case_id=case.pk, body_id=at_work.city.bodies["urban"].pk, reason="城管", actor=actor, at=AT
            )
            handler = at_work.actor("handler")
            cases.accept(case_id=case.pk, actor=handler, at=AT)
            cases.submit_answer(
                case_id=case.pk, result="solved", text="已修好。", beneficiaries=10, beneficiary_basis="估算",
                actor=handler, at=AT + timedelta(hours=1),
            )  # fmt: skip
            cases.review(case_id=case.pk, approve=True, actor=actor, at=AT + timedelta(hours=2))
            cases.confirm(
                case_id=case.pk, solved="yes", satisfied="satisfied", actor=actor, at=AT + timedelta(hours=3)
            )
            made.append(case.pk)
        return made

    return run


@pytest.fixture
def act(at_work: office.Office) -> Callable[[str], Actor]:
    return at_work.actor


@pytest.fixture
def enter(at_work: office.Office) -> Callable[[str], Client]:
    return lambda post: client_of(at_work.city, post)


@pytest.fixture
def draft(at_work: office.Office, settle: Callable[[int], list[int]]) -> Bulletin:
    """East street's bulletin of three settled matters."""
    settle(3)
    return services.draft(
        template_id="key_matters_bulletin",
        area_id=at_work.city.areas["east"],
        issuer=at_work.city.bodies["east_office"],
        last_day=date(2026, 11, 12),
        actor=at_work.actor("leader"),
        at=LATER,
    )


def goes_out(edition: Edition, actor: Actor) -> None:
    """Through the office automation, which gives its number."""
    papers.mark_sent_to_oa(paper_id=edition.paper_id, actor=actor, at=LATER)
    papers.mark_issued_by_oa(
        paper_id=edition.paper_id, number=f"东街〔2026〕{edition.number}号", issued_on=LATER.date(), actor=actor, at=LATER
    )  # fmt: skip
