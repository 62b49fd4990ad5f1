"""then of registers: rows, sums, shares, numbers, frozen books and the map, as the house answers them."""

from __future__ import annotations

from typing import Any

from django.db.models import Count

from linli.areas import queries as areas
from linli.domain import figures
from linli.domain import registers as rules
from linli.domain.access import AreaRef
from linli.domain.calendar import local_day
from linli.records import queries as records
from linli.registers import kinds, measures, planning, showing, values
from linli.registers.models import RegisterItem
from tests.mechanisms.situations.looks import same
from tests.mechanisms.situations.words import then
from tests.mechanisms.situations.world import World, instant


@then
def register_count(
    world: World, kind: str, at: Any, is_: int, place: str = "city", states: list[str] | None = None
) -> None:
    """How many rows stand on the register in a place at an instant."""
    found = measures.figures(kind, world.places[place], instant(at), states=states or ())
    same(found.rows, is_, f"{kind} in {place}")


@then
def register_sum(
    world: World,
    kind: str,
    field: str,
    at: Any,
    is_: Any,
    place: str = "city",
    places: list[str] | None = None,
    as_: str = "",
    unit: int | None = None,
) -> None:
    """The sum of a figure, in its unit; ``as``: how a bulletin prints it; ``places``: of several places together."""
    one = kinds.shipped(kind).field(field)
    total = sum(measures.figures(kind, world.places[name], instant(at))[field] for name in places or [place])
    found = rules.say_quantity(total, one.decimals).replace(",", "")
    same(found, str(is_), f"{field} of {kind}")
    if as_:
        exact = int(rules.from_smallest(total, one.decimals))
        same(figures.about(exact, unit=unit), as_, f"{field} of {kind} as printed")


@then
def register_mean(
    world: World, kind: str, field: str, at: Any, is_: str, places: int = 1, place: str = "city"
) -> None:
    """The mean of a figure over rows, with as many places as given."""
    found = measures.figures(kind, world.places[place], instant(at))
    total = found.rows if field == "rows" else found[field]
    base = places if field == "rows" else found.rows
    same(str(figures.half_up(figures.rate(total, base), len(is_.partition(".")[2]))), is_, f"mean {field}")


@then
def register_share(
    world: World,
    kind: str,
    at: Any,
    done: int,
    all_: int,
    percent: str = "",
    place: str = "city",
    states: list[str] | None = None,
    filled: str = "",
) -> None:
    """How many of how many: in states, or with a figure filled."""
    area, when = world.places[place], instant(at)
    found = (
        measures.progress(kind, area, when, filled)
        if filled
        else measures.share_in(kind, area, when, states or [])
    )
    same(found, (done, all_), f"share of {kind}")
    if percent:
        same(figures.say_percent(*found), percent, f"percent of {kind}")


@then
def register_share_of(
    world: World,
    kind: str,
    field: str,
    option: str,
    states: list[str],
    done: int,
    all_: int,
    percent: str = "",
) -> None:
    """The share within the rows that have one choice in a field (the pilot batch alone)."""
    rows = RegisterItem.objects.filter(kind=kind, ended_on=None, **{f"values__{field}": option})
    found = (rows.filter(state__in=states).count(), rows.count())
    same(found, (done, all_), f"{option} of {kind}")
    if percent:
        same(figures.say_percent(*found), percent, f"percent of {option}")


@then
def register_numbers(
    world: World, kind: str, first: str, last: str, count: int, place: str = "community"
) -> None:
    """The codes run from first to last without gap or repeat."""
    book = kinds.shipped(kind)
    assert book.number is not None
    codes = list(
        areas.in_scope(RegisterItem.objects.filter(kind=kind), areas.refs_for([world.places[place]]))
        .order_by("number")
        .values_list("number", flat=True)
    )
    same((codes[0], codes[-1], len(codes), len(set(codes))), (first, last, count, count), f"codes of {kind}")
    prefix = book.number.prefix or ""
    same(rules.missing(rules.number_of(code, prefix) or 0 for code in codes), [], f"gaps of {kind}")


@then
def register_names(world: World, kind: str, states: list[str], is_: list[str], place: str = "city") -> None:
    """The rows in these states, by name."""
    span = areas.span(world.places[place])
    assert span is not None
    rows = areas.in_scope(
        RegisterItem.objects.filter(kind=kind, state__in=states), (AreaRef(span.level, span.area_id),)
    )
    same(sorted(rows.values_list("name", flat=True)), sorted(is_), f"names of {kind}")


@then
def register_owners(
    world: World,
    kind: str,
    are: dict[str, list[str]],
    done: int,
    all_: int,
    percent: str,
    place: str = "city",
) -> None:
    """The map by owner: each one's open points in a colour of his own, and how many are crossed off."""
    span = areas.span(world.places[place])
    assert span is not None
    rows = areas.in_scope(RegisterItem.objects.filter(kind=kind), (AreaRef(span.level, span.area_id),))
    found, counts = planning.by_owner(rows, kinds.shipped(kind))
    owners = [one for one in found if one.items]
    same({one.name: [item.name for item in one.items] for one in owners}, are, f"owners of {kind}")
    same(len({one.colour for one in owners}), len(are), "colours")
    share = sum(counts[one.id] for one in kinds.shipped(kind).states if one.cleared), sum(counts.values())
    same(share, (done, all_), f"crossed off of {kind}")
    same(figures.say_percent(*share), percent, f"rate of {kind}")


@then
def register_places_with(world: World, kind: str, level: str, is_: int, at: Any, place: str = "city") -> None:
    """How many places of a level have rows of the kind."""
    same(len(measures.by_place(kind, world.places[place], level, instant(at))), is_, f"{level} with {kind}")


@then
def register_row(
    world: World,
    item: str,
    index: int = 0,
    state: str = "",
    has: dict[str, Any] | None = None,
    ended: bool | None = None,
) -> None:
    """A row as it stands."""
    row = RegisterItem.objects.get(pk=world.things[item][index].pk)
    if state:
        same(row.state, state, f"state of {item}")
    if ended is not None:
        same(row.ended_on is not None, ended, f"{item} ended")
    for name, wanted in (has or {}).items():
        one = kinds.shipped(row.kind).field(name)
        same(values.said(one, row.values.get(name)), str(wanted), f"{name} of {item}")


@then
def register_refused(world: World, contains: str) -> None:
    """The last verb was refused with this sentence."""
    assert contains in world.refusal, f"expected a refusal with {contains!r}, found {world.refusal!r}"


@then
def register_kept(world: World, item: str, by: list[str]) -> None:
    """Which bodies keep the rows of that name, each one of them."""
    held = RegisterItem.objects.filter(pk__in=[row.pk for row in world.things[item]])
    kept = sorted(held.values_list("keeper_body", flat=True))
    same(kept, sorted(world.bodies[name] for name in by), f"keepers of {item}")


@then
def register_late(world: World, kind: str, on: Any, are: list[str]) -> None:
    """The rows past their day, by name: those that are red in the list and on the map."""
    rows = RegisterItem.objects.filter(kind=kind)
    day = local_day(instant(on))
    late = [item.name for item in planning.overdue(rows, kinds.shipped(kind), day)]
    same(late, are, f"late on {on}")
    said = [line.item.name for line in showing.table(rows, kinds.shipped(kind), day) if line.late]
    same(said, are, f"told late on {on}")


@then
def register_history(world: World, item: str, contains: list[str], index: int = 0) -> None:
    """The sentences of a row's history hold these words."""
    told = [
        line.sentence for line in records.history("register_item", world.things[item][index].pk, limit=50)
    ]
    for word in contains:
        assert any(word in sentence for sentence in told), f"{word!r} not in {told}"


@then
def one_parent_each(world: World, kind: str, parents: str) -> None:
    """Every open row lies in exactly one open row of the parent register."""
    rows = RegisterItem.objects.filter(kind=kind, ended_on=None)
    lost = rows.exclude(parent__kind=parents, parent__ended_on=None).count()
    same(lost, 0, f"{kind} without a parent")
    counts = rows.values("parent").annotate(n=Count("pk"))
    same(sum(row["n"] for row in counts), rows.count(), f"{kind} under {parents}")
