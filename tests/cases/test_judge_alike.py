"""A list, a count and a page judge one case alike, for every body and verb, in every stage of its life."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.accounts import policy
from linli.cases import services as cases
from linli.cases.models import Case
from linli.domain.access import Scope
from linli.domain.caseflow import VERBS
from tests.cases.conftest import AT, World

READERS = (
    ("street", (("street", "street"),)),
    ("other_street", (("street", "other_street"),)),
    ("community", (("community", "community"),)),
    ("centre", (("district", "district"),)),
    ("company", ()),
    ("water", ()),
    ("district_office", ()),
)


@pytest.fixture
def lives(world: World) -> list[Case]:
    """Cases in many stages, some with helpers, one whose handler was changed."""
    made = [world.register(), world.dispatched(), world.accepted(), world.answered(), world.passed()]
    helped = world.accepted()
    cases.ask_help(
        case_id=helped.pk,
        body_id=world.bodies["water"],
        text="请查主管",
        actor=world.unit,
        at=AT + timedelta(hours=1),
    )
    sent_back = world.dispatched()
    cases.return_order(
        case_id=sent_back.pk, reason="not_our_duty", basis="供水设施移交协议", suggested_id=world.bodies["water"],
        actor=world.unit, at=AT + timedelta(hours=1),
    )  # fmt: skip
    cases.rule_on_return(
        case_id=sent_back.pk, approve=True, body_id=world.bodies["water"], reason="主管归供水公司",
        actor=world.desk, at=AT + timedelta(hours=2),
    )  # fmt: skip
    elsewhere = world.register(area_id=world.places["other_community"])
    return [Case.objects.get(pk=case.pk) for case in (*made, helped, sent_back, elsewhere)]


@pytest.mark.parametrize("verb", sorted({*VERBS, "view", "unmask", "export"} - {"confirm"}))
def test_lists_and_rows_agree(world: World, lives: list[Case], verb: str) -> None:
    for body, refs in READERS:
        scope: Scope = world.scope(body, *refs)
        listed = set(policy.filter(Case.objects.all(), scope, f"case.{verb}").values_list("pk", flat=True))
        judged = {case.pk for case in lives if policy.allows(scope, f"case.{verb}", case)}
        assert listed == judged, (body, verb)


def test_a_former_handler_still_reads_and_no_longer_acts(world: World, lives: list[Case]) -> None:
    changed = lives[-2]
    company = world.scope("company")
    assert policy.allows(company, "case.view", changed)
    assert not policy.allows(company, "case.submit_answer", changed)
    assert policy.allows(world.scope("water"), "case.accept", changed)


def test_the_next_street_has_no_verb_at_all(world: World, lives: list[Case]) -> None:
    stranger = world.scope("other_street", ("street", "other_street"))
    # A wish on the wall may be taken from anywhere: the wall is its scope, and the service looks for it there.
    verbs = {*VERBS, "view"} - {"claim_wish"}
    for case in lives[:-1]:
        assert not any(policy.allows(stranger, f"case.{verb}", case) for verb in verbs)
