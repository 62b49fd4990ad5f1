"""Open cases follow a newer rule only when somebody moves them, each with its event."""

from __future__ import annotations

from datetime import date

import pytest

from linli.cases import services as cases
from linli.domain.access import Actor
from linli.mechanisms import queries, services
from linli.records.models import Event
from tests.mechanisms.situations.acts import adopted, many, reported
from tests.mechanisms.situations.world import World, instant

pytestmark = pytest.mark.django_db
CLERK = Actor(user_id=None, post_id=None, channel="command")
AT = instant("2026-11-20 09:00")


@pytest.fixture
def world() -> World:
    world = World()
    world.build()
    adopted(world, "key_small_matters")
    many(
        world, count=1, kind="key_small_matter", at="2026-11-01 09:00",
        close={"body": "branch", "handler": "branch_secretary"},
    )  # fmt: skip
    reported(world, "open", "2026-11-19 09:00", "key_small_matter", "下水道堵了")
    services.override(
        mechanism="base_cases", path="limits[usual_limits].returns", value=2, from_=date(2026, 11, 20),
        basis="邻安办〔2026〕8号", actor=CLERK, at=AT,
    )  # fmt: skip
    return world


def returns_of(world: World, name: str) -> int | None:
    case = world.case(name)
    return queries.limits_of(
        queries.Definition.objects.get(pk=case.definition_id), "usual_limits"
    ).returns.at(date(2026, 11, 20))


def test_the_preview_names_the_open_case_and_changes_nothing(world: World) -> None:
    report = services.rebase(mechanism="key_small_matters", actor=CLERK, at=AT)
    assert [move.record_id for move in report.moves] == [world.cases["open"]]
    assert returns_of(world, "open") == 1


def test_moved_cases_read_the_new_rule_and_closed_ones_keep_theirs(world: World) -> None:
    services.rebase(mechanism="key_small_matters", actor=CLERK, at=AT, dry_run=False)
    assert returns_of(world, "open") == 2
    assert returns_of(world, "key_small_matter 1") == 1
    assert Event.objects.filter(name="case.rebased").count() == 1


def test_a_moved_case_goes_on_to_its_end(world: World) -> None:
    services.rebase(mechanism="key_small_matters", actor=CLERK, at=AT, dry_run=False)
    pk = world.cases["open"]
    cases.dispatch_case(
        case_id=pk,
        body_id=world.bodies["branch"],
        reason="小区党支部牵头",
        actor=world.actor("secretary"),
        at=AT,
    )
    assert world.case("open").state == "to_sign"
