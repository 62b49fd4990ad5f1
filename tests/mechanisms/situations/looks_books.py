"""then of whole registers: frozen books, the map, plans counted back, what the public reads."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.test import Client
from django.urls import reverse

from linli.domain import figures
from linli.domain import registers as rules
from linli.records.time import frozen
from linli.registers import comparing, kinds, planning
from linli.registers.models import Clearance, Freeze, FrozenItem, RegisterItem
from tests.mechanisms.situations.looks import same
from tests.mechanisms.situations.words import then
from tests.mechanisms.situations.world import World, instant


@then
def frozen_book(
    world: World, freeze: str, rows: int, sums: dict[str, int], places: int | None = None
) -> None:
    """What was locked, asked of its lines and not of its head."""
    made = Freeze.objects.get(pk=world.things[freeze].pk)
    same((made.rows, FrozenItem.objects.filter(freeze=made).count()), (rows, rows), "frozen rows")
    for field, wanted in sums.items():
        same(made.sums[field], wanted, f"frozen {field}")
    if places is not None:
        same(made.places, places, "frozen places")


@then
def then_and_now(
    world: World,
    freeze: str,
    added: int = 0,
    gone: int = 0,
    changed: int = 0,
    moved: dict[str, int] | None = None,
) -> None:
    """The list of what differs from the frozen book."""
    made = Freeze.objects.get(pk=world.things[freeze].pk)
    found = comparing.compare(made, kinds.shipped(made.kind))
    counts = (len(found.difference.added), len(found.difference.gone), len(found.difference.changed))
    same(counts, (added, gone, changed), "added, gone, changed")
    for field, _old, _new, difference in found.figures:
        same(difference, (moved or {}).get(field, 0), f"moved {field}")


@then
def map_tile(world: World, kind: str, place: str, on: Any, is_: str, level: str = "community") -> None:
    """The colour of a place on the map; red when something is overdue there."""
    day = on if isinstance(on, date) else date.fromisoformat(str(on))
    found = planning.tiles(RegisterItem.objects.filter(kind=kind), kinds.shipped(kind), level=level, on=day)
    colours = {row[0]: "bad" if row[3] else rules.tile_colour(row[1]) for row in found}
    same(colours.get(world.places[place]), is_, f"tile of {place}")


@then
def planned_back(world: World, item: str, on: Any, starts: list[Any]) -> None:
    """By which days the stages of a row must begin."""
    row = RegisterItem.objects.get(pk=world.things[item][0].pk)
    day = on if isinstance(on, date) else date.fromisoformat(str(on))
    plan = planning.plan_of(row, kinds.shipped(row.kind), day)
    same([str(one.start_by) for one in plan], [str(one) for one in starts], f"plan of {item}")


@then
def public_list(
    world: World, kind: str, at: Any, has: list[str] | None = None, lacks: list[str] | None = None
) -> None:
    """What a resident finds on the public page."""
    with frozen(instant(at)):
        text = Client().get(reverse("registers:public", args=[kind])).content.decode()
    for name in has or []:
        assert name in text, f"{name} is not on the public list"
    for name in lacks or []:
        assert name not in text, f"{name} is on the public list"


@then
def campaign(
    world: World,
    kind: str,
    cleared: int,
    days: int,
    first: str,
    a_day: str,
    exceptions: list[str] | None = None,
) -> None:
    """Cleared in so many days, the first one, and members' own that did not go before the others."""
    found = planning.campaign(RegisterItem.objects.filter(kind=kind))
    same((found.cleared, found.days, found.first), (cleared, days, first), "campaign")
    same(str(figures.half_up(figures.rate(found.cleared, found.days))), a_day, "a day")
    same(found.exceptions, exceptions or [], "exceptions")
    same(Clearance.objects.filter(item__kind=kind, reopened_at=None).count(), cleared, "clearances")
