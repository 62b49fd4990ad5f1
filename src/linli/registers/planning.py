"""What is due: rows past their day, stages that should have begun, tiles of the map, the sheet of a campaign."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Min, Q

from linli.definitions.registers import RegisterKind
from linli.domain import registers as rules
from linli.registers import then
from linli.registers.models import Clearance, RegisterItem
from linli.registers.queries import SHOWN, Items, keeper_of, states_of


def tiles(
    rows: Items, kind: RegisterKind, *, level: str, on: date, day: date | None = None
) -> list[tuple[int, dict[str, int], int, int]]:
    """For the map: (place, rows by colour, rows, overdue) of every place of a level; two queries.

    ``day``: as the register stood at its end; what was overdue then is not known any more and not told.
    """
    colours = {one.id: one.colour for one in kind.states}
    if day is not None:
        return _tiles_then(rows, colours, level, day)
    live = rows.filter(ended_on=None).exclude(**{level: None}).order_by()
    found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for place, state, count in live.values_list(level, "state").annotate(n=Count("pk")):
        found[place][colours.get(state, "none")] += count
    late = overdue(live, kind, on)
    by_place: dict[int, int] = defaultdict(int)
    for item in late:
        by_place[getattr(item, level)] += 1
    return [
        (place, dict(counts), sum(counts.values()), by_place.get(place, 0))
        for place, counts in sorted(found.items())
    ]


def _tiles_then(
    rows: Items, colours: Mapping[str, str], level: str, day: date
) -> list[tuple[int, dict[str, int], int, int]]:
    """By the versions of that day, brought to the places of a level by the tree of that day."""
    # Columns of annotations: named in a list, which the type checker does not read.
    columns = ["then_area", "then_state"]
    held = list(then.as_of(rows, day).order_by().values_list(*columns).annotate(n=Count("pk")))
    found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    above = then.above({place for place, _state, _n in held}, level, day)
    for place, state, count in held:
        if place in above:
            found[above[place]][colours.get(state, "none")] += count
    return [(place, dict(counts), sum(counts.values()), 0) for place, counts in sorted(found.items())]


def overdue(rows: Items, kind: RegisterKind, on: date) -> list[RegisterItem]:
    """Open rows past their due day, or with a stage that should have begun (S2-17)."""
    if kind.due is None:
        return []
    cleared = [one.id for one in kind.states if one.cleared]
    live = rows.filter(ended_on=None).exclude(state__in=cleared).exclude(due_on=None)
    if not kind.stages:
        return list(live.filter(due_on__lt=on)[: SHOWN * 10])
    return [item for item in live.filter(due_on__lt=date(on.year + 2, 1, 1)) if late_stage(item, kind, on)]


def late_stage(item: RegisterItem, kind: RegisterKind, on: date) -> str | None:
    """The stage that should have begun and has not, or "due" past the due day."""
    if item.due_on is None or kind.state(item.state).cleared:
        return None
    if item.due_on < on:
        return "due"
    plan = plan_of(item, kind, on)
    started = {key: date.fromisoformat(day) for key, day in item.values.get("started", {}).items()}
    return rules.overdue_stage(plan, started, on)


def plan_of(item: RegisterItem, kind: RegisterKind, on: date) -> tuple[rules.Planned, ...]:
    """The stages of an item laid backwards from its due day."""
    if item.due_on is None:
        return ()
    return rules.back_plan(item.due_on, [rules.Stage(one.id, one.days.at(on) or 1) for one in kind.stages])


@dataclass(frozen=True)
class Campaign:
    """A removal campaign (S4-12): how many in how many days, the first one, and whose own did not go first."""

    cleared: int
    days: int
    first: str
    exceptions: list[str]


def campaign(rows: Items) -> Campaign:
    """The sheet of a campaign, in the order of clearing; members' own after the first of others are exceptions."""
    done = list(
        Clearance.objects.filter(item__in=rows, reopened_at=None).select_related("item").order_by("on", "pk")
    )
    days = (done[-1].on - done[0].on).days + 1 if done else 0
    first_other = next((n for n, one in enumerate(done) if not _members(one.item)), len(done))
    late = [one.item.name for one in done[first_other:] if _members(one.item)]
    standing = [item.name for item in rows.filter(cleared_on=None, ended_on=None) if _members(item)]
    return Campaign(len(done), days, done[0].item.name if done else "", late + (standing if done else []))


def _members(item: RegisterItem) -> bool:
    return bool(item.values.get("member_own") or item.values.get("secretary_own"))


@dataclass(frozen=True)
class Owned:
    """What one keeper still has open, of ``every`` of his. ``colour``: 1 … 8 on the map, 0 where nobody keeps it."""

    name: str
    colour: int
    items: list[RegisterItem]
    every: int = 0
    #: What the list finds all of his by: his name where he is entered by it alone.
    search: str = ""


#: Colours of the map that are told apart; the ninth keeper has the first one's, with his own name beside it.
COLOURS = 8


def by_owner(rows: Items, kind: RegisterKind) -> tuple[list[Owned], dict[str, int]]:
    """挂图作战: the open points of each keeper, most first, nobody's before all; and how many rows stand in each state.

    Those who have crossed off all of theirs stand last, with no points. A colour is given in the order in which keepers
    came into the register, so it stays when points are crossed off and when another keeper comes. Three queries. At most
    ``SHOWN`` × 10 points are read; a map of more is no map.
    """
    # What left the register without being crossed off (entered twice, by mistake) was no point at all.
    listed = rows.filter(ended_on=None)
    live = listed.exclude(state__in=[one.id for one in kind.states if one.cleared])
    held: dict[str, list[RegisterItem]] = defaultdict(list)
    for item in live.select_related("keeper_post", "keeper_body").order_by("number", "pk")[: SHOWN * 10]:
        held[keeper_of(item)].append(item)
    every, plain = _keepers(rows)
    named = {name: number for number, name in enumerate(filter(None, every))}
    wanted = held.keys() | {name for name, count in every.items() if name and count}
    order = sorted(wanted, key=lambda name: (name not in held, name != "", -len(held.get(name, ())), name))
    found = [
        Owned(
            name,
            named[name] % COLOURS + 1 if name else 0,
            held.get(name, []),
            every[name],
            name if name in plain else "",
        )
        for name in order
    ]
    return found, states_of(listed, kind)


def _keepers(rows: Items) -> tuple[dict[str, int], set[str]]:
    """Keepers in the order in which they came with their rows that were not struck out; those that are a mere name.

    One query.
    """
    found = (
        rows.order_by()
        .values("keeper_body__name", "keeper_post__title", "keeper_name")
        .annotate(first=Min("pk"), listed=Count("pk", filter=Q(ended_on=None)))
        .order_by("first")
    )
    every: dict[str, int] = {}
    plain: set[str] = set()
    for row in found:
        parts = (row["keeper_body__name"], row["keeper_post__title"], row["keeper_name"])
        name = " ".join(part for part in parts if part)
        every[name] = every.get(name, 0) + row["listed"]
        if name == row["keeper_name"]:
            plain.add(name)
    return every, plain
