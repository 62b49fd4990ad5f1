"""then of reporting-in: the overview, gaps, findings, coverage, results, dual reports."""

from __future__ import annotations

from typing import Any

from linli.areas import queries as areas
from linli.clocks.models import Notice
from linli.domain import figures
from linli.domain.access import AreaRef
from linli.domain.rolls import read_period
from linli.rolls import queries, rules
from linli.rolls.models import Membership
from linli.rolls.services import expecting
from tests.mechanisms.situations.looks import same
from tests.mechanisms.situations.words import then
from tests.mechanisms.situations.world import World, instant


def _refs(world: World, place: str) -> tuple[AreaRef, ...]:
    return areas.refs_for([world.places[place]])


@then
def overview(
    world: World,
    at: Any,
    units: int | None = None,
    communities: int | None = None,
    covered: int | None = None,
    mean: str | None = None,
    members: int | None = None,
    printed: str | None = None,
    word: str = "余",
    unit: int | None = None,
    gaps: int | None = None,
    doubles: int | None = None,
    place: str = "city",
) -> None:
    """The overview of 双报到 on a day, its printed words and the rows behind each figure."""
    day = instant(at).date()
    found = queries.overview(_refs(world, place), day)
    for name, said, wanted in (
        ("units", found.spread.units, units),
        ("communities", found.spread.communities, communities),
        ("covered", found.spread.covered, covered),
        ("mean", str(found.spread.printed_mean), mean),
        ("members", found.members, members),
        ("printed", figures.about(found.members, word, unit), printed),
        ("gaps", len(found.gaps), gaps),
        ("doubles", found.doubles, doubles),
    ):
        if wanted is not None:
            same(said, wanted, f"{name} of the overview")
    rows = queries.on_roll(_refs(world, place), rules.reporting_in("member"), day)
    assert rows.count() == found.members


@then
def community_line(world: World, place: str, at: Any, units: int, members_at_least: int = 0) -> None:
    """One community of the overview."""
    found = queries.overview(_refs(world, "city"), instant(at).date())
    line = next(line for line in found.lines if line.area.area_id == world.places[place])
    assert line.units == units, f"{line.units} units"
    assert line.members >= members_at_least, f"{line.members} members"


@then
def on_roll(
    world: World,
    kind: str,
    at: Any,
    is_: int,
    place: str = "city",
    printed: str = "",
    unit: int | None = None,
) -> None:
    """How many stand on a roll on a day."""
    found = queries.on_roll(_refs(world, place), [kind], instant(at).date()).count()
    assert found == is_, f"{found} on the roll"
    if printed:
        said = figures.about(found, "多", unit)
        assert said == printed, f"printed {said}"


@then
def roll_state(world: World, roll: str, is_: str) -> None:
    """The state of a place on a roll."""
    found = Membership.objects.get(pk=world.things[roll]).state
    assert found == is_, f"state {found}"


@then
def uncovered(world: World, kind: str, at: Any, is_: int) -> None:
    """Floating members held by nobody."""
    found = queries.uncovered_floating(_refs(world, "city"), instant(at).date(), [kind]).count()
    assert found == is_, f"{found} uncovered"


@then
def coverage(
    world: World,
    kind: str,
    at: Any,
    place: str,
    covered: int,
    total: int,
    stages: dict[str, int] | None = None,
) -> None:
    """Covered units over all of a kind, and how many stand in each stage."""
    _home, piece = rules.shipped()[kind]
    found = queries.stage_coverage(_refs(world, place), piece, instant(at).date())
    assert (found.covered, found.total) == (covered, total), f"{found}"
    for stage, number in (stages or {}).items():
        assert found.by_stage.get(stage, 0) == number, f"{found.by_stage}"


@then
def without_report(world: World, period: str, is_: int, body: str = "") -> None:
    """Members with no confirmed service in a period, as the community sees it and as a unit does."""
    wanted = read_period(period)
    found = queries.without_report(_refs(world, "city"), wanted).count()
    assert found == is_, f"{found} without a report"
    if body:
        organization = world.bodies.get(body) or world.things[body][0]
        own = queries.without_report((), wanted, organization_id=organization)
        assert own.count() <= found
        assert all(row.organization_id == organization for row in own)


@then
def dual_report(
    world: World, roll: str, period: str, services: int, minutes: int = 0, opinion: str = ""
) -> None:
    """What the dual report derives, and the opinion given."""
    row = Membership.objects.get(pk=world.things[roll])
    found = queries.report_of(row, read_period(period))
    assert (found.services, found.minutes) == (services, minutes), f"{found}"
    if opinion:
        given = row.feedback.get(period=period)
        assert (given.opinion, given.services) == (opinion, services)


@then
def results(world: World, place: str, is_: dict[str, list[str]]) -> None:
    """Results at a place with those who gave to them."""
    names = {pk: key for key, pk in world.things.items() if isinstance(pk, int)}
    found = {
        item.title: sorted(names[share.membership_id] for share in item.shares.all())
        for item in queries.results(world.places[place])
    }
    assert found == {title: sorted(units) for title, units in is_.items()}, f"{found}"


@then
def teams(world: World, at: Any, count: int, printed: str, people: int, by_street: dict[str, int]) -> None:
    """Teams, printed as the page does, and distinct people by street."""
    day = instant(at).date()
    refs = _refs(world, "city")
    found = sum(queries.teams(refs, "team_roll", day).values())
    assert found == count, f"{found} teams"
    assert f"{figures.about(found, '多')}支" == printed, figures.about(found, "多")
    rows = queries.on_roll(refs, ["team_roll"], day)
    distinct = rows.values("person").distinct().count()
    assert distinct == people, f"{distinct} people"
    streets = queries.people_in_teams(refs, "team_roll", day)
    assert streets == {world.places[street]: number for street, number in by_street.items()}, f"{streets}"


@then
def clubs(world: World, at: Any, total: int, by_place: dict[str, int]) -> None:
    """Clubs that are incubated, by community."""
    rows = queries.on_roll(_refs(world, "city"), ["club_roll"], instant(at).date()).filter(
        stage="club_incubated"
    )
    assert rows.count() == total, f"{rows.count()} clubs"
    found = queries.by_community(rows)
    for place, number in by_place.items():
        assert found.get(world.places[place], 0) == number, f"{found}"


@then
def feedback_told(world: World, post: str, messages: int, units: int = 0) -> None:
    """How many messages about feedback the post's body has, all of the morning's digest, and of how many units."""
    rows = Notice.objects.filter(code=expecting.MESSAGE, body_id=world.actor(post).body_id)
    found = (rows.count(), sum(row.data["count"] for row in rows))
    assert found == (messages, units), f"{found}"
    assert {row.when for row in rows} <= {Notice.When.DIGEST}
