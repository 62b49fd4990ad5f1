"""given, when and then of activities: series, sessions, who was there, tags."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from typing import Any

from linli.activities import queries, services
from linli.activities.models import Session
from linli.rolls.models import Membership
from tests.mechanisms.situations.acts_rolls import maybe
from tests.mechanisms.situations.words import given, then, when
from tests.mechanisms.situations.world import BUILDER, World, instant


@given
def joint_days(world: World, kind: str, roll: str, first: Any, at: Any) -> None:
    """A series for every unit on a roll, from a day on."""
    rows = list(Membership.objects.filter(kind=roll, state="on_roll"))
    made = services.series_for_roll(
        kind=kind, memberships=rows, first=instant(first).date(), actor=BUILDER, at=instant(at)
    )
    world.things[kind] = [row.pk for row in made]


@when
def planned(world: World, until: Any, at: Any) -> None:
    """The worker plans up to a day (not included); twice makes no difference."""
    day = instant(until).date()
    world.things["planned"] = services.plan(until=day, actor=BUILDER, at=instant(at))
    assert services.plan(until=day, actor=BUILDER, at=instant(at)) == 0


@when
def recorded(
    world: World, on: Any, count: int, at: Any, people: int = 20, theme: str = "学习", refused: str = ""
) -> None:
    """So many sessions of a day are recorded."""
    rows = Session.objects.filter(on=instant(on).date(), state="planned").order_by("pk")[:count]
    for row in rows:
        record = partial(
            services.record_session,
            session_id=row.pk,
            people=people,
            theme=theme,
            actor=BUILDER,
            at=instant(at),
        )
        maybe(record, refused)


@when
def activity(
    world: World,
    kind: str,
    title: str,
    at: Any,
    place: str = "community",
    tags: list[str] | None = None,
    people: int | None = None,
    minutes: int | None = None,
) -> None:
    """One activity, added and recorded on its day."""
    moment = instant(at)
    row = services.add_session(
        kind=kind,
        title=title,
        area_id=world.places[place],
        starts_at=moment,
        tags=tags or (),
        actor=BUILDER,
        at=moment,
    )
    services.record_session(
        session_id=row.pk, people=people, minutes=minutes, actor=BUILDER, at=moment + timedelta(hours=2)
    )


@then
def sessions(world: World, on: Any, is_: int) -> None:
    """How many sessions stand on a day."""
    found = Session.objects.filter(on=instant(on).date()).count()
    assert found == is_, f"{found} sessions"


@then
def not_recorded(world: World, at: Any, is_: int, since: Any = None) -> None:
    """Pairs whose session has passed without a record."""
    rows = Session.objects.all()
    rows = rows.filter(on__gte=instant(since).date()) if since else rows
    found = queries.not_recorded(rows, instant(at).date()).count()
    assert found == is_, f"{found} not recorded"


@then
def by_tag(world: World, is_: dict[str, int], total: int) -> None:
    """Columns by tag and the total that counts each once."""
    found, every = queries.by_tag(Session.objects.all())
    assert (found, every) == (is_, total), f"{found}, {every}"


@then
def hours(world: World, kind: str, from_: Any, until: Any, held: int, people: int, person_hours: int) -> None:
    """Counts of a kind in a period."""
    rows = queries.counts(Session.objects.all(), instant(from_).date(), instant(until).date())
    row = next(row for row in rows if row.kind == kind)
    assert (row.held, row.people, row.person_minutes) == (held, people, person_hours * 60), f"{row}"
