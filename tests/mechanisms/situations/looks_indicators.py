"""then of figures: values as printed, exact parts, the rows behind, tables with their places."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from linli.domain import figures as printing
from linli.domain.calendar import local_day
from linli.indicators import figures, pieces, queries, units
from linli.indicators.models import Edition
from linli.records import measures
from linli.records.measures import Unit
from tests.mechanisms.situations.acts_indicators import period, unit
from tests.mechanisms.situations.looks import same
from tests.mechanisms.situations.words import then
from tests.mechanisms.situations.world import World, instant


def _asked(world: World, indicator: str, during: dict[str, Any], at: Any) -> figures.Request:
    when = period(during)
    found = pieces.find(indicator, world.places["city"], local_day(instant(at)))
    return figures.request(found, when, now=instant(at))


def _figure(world: World, indicator: str, during: dict[str, Any], at: Any, place: str) -> figures.Figure:
    asked = _asked(world, indicator, during, at)
    one = unit(world, place)
    return figures.compute(asked, [one])[one]


@then
def figure(
    world: World,
    indicator: str,
    during: dict[str, Any],
    at: Any,
    is_: str,
    place: str = "city",
    top: int | None = None,
    base: int | None = None,
    target: Any = None,
    approximately: dict[str, Any] | None = None,
) -> None:
    """A figure as printed; its exact parts where they are named. The rows behind it are counted again, one by one."""
    found = _figure(world, indicator, during, at, place)
    asked = _asked(world, indicator, during, at)
    said = figures.say(asked.indicator, found.value)
    if approximately:
        said = printing.about(int(found.value or 0), **approximately)
    same(said, is_, indicator)
    if top is not None:
        same(found.top, Fraction(top), f"numerator of {indicator}")
    if base is not None:
        same(found.base, Fraction(base), f"denominator of {indicator}")
    if target is not None:
        same(str(found.target.normalize()) if found.target else None, str(target), "target")
    for part in ("numerator", "denominator"):
        if part in found.counts:
            rows = figures.rows_for(asked, found.unit, part)  # type: ignore[arg-type]
            same(rows.count(), found.counts[part], f"rows behind the {part}")


@then
def adds_up_figures(
    world: World, indicator: str, during: dict[str, Any], at: Any, level: str = "district"
) -> None:
    """The places of a level add up to the city."""
    asked = _asked(world, indicator, during, at)
    whole = Unit("area", world.places["city"])
    below = [one.unit for one in units.listed(asked.indicator, (), world.places["city"], asked.period)]
    parts = figures.compute(asked, below)
    city = figures.compute(asked, [whole])[whole]
    same(figures.total(asked, parts, whole).value, city.value, f"{indicator} over {len(below)} {level}")


@then
def table(
    world: World,
    edition: str,
    line: str = "",
    places: list[int] | None = None,
    ranked: bool | None = None,
    title: str = "",
    state: str = "",
    city: str = "",
    standing: dict[str, str] | None = None,
    notices: list[str] | None = None,
) -> None:
    """A kept table: its line, its places, its title, who got a notice."""
    row = Edition.objects.get(pk=world.things[f"edition.{edition}"])
    page = queries.edition_page(row)
    if line:
        same(page.line, line, "line")
    if places is not None:
        same([one.row.place for one in page.rows if one.row.place], places, "places")
    if ranked is not None:
        same(row.ranked, ranked, "ranked")
    if title:
        same(page.title, title, "title")
    if state:
        same(row.state, state, "state")
    if city:
        same(page.total, city, "of the city")
    for name, wanted in (standing or {}).items():
        same(next(one.row.standing for one in page.rows if one.row.name == name), wanted, name)
    if notices is not None:
        named = units.names([Unit(one.unit_kind, one.unit_id) for one in row.notices.all()])
        same(sorted(named.values()), sorted(notices), "notices")


@then
def differences(world: World, edition: str, is_: list[str]) -> None:
    """What a correction changes: ``濮阳县 65%→71%``."""
    row = Edition.objects.get(pk=world.things[f"edition.{edition}"])
    same([f"{one.name} {one.before}→{one.after}" for one in queries.differences(row)], is_, "differences")


@then
def pace(
    world: World, indicator: str, during: dict[str, Any], on: date, is_: str, left: int, days: int
) -> None:
    """How many a day are needed until the end, one decimal; ``on`` is the day asked, counted as gone."""
    found = _figure(world, indicator, during, on, "city")
    needed = queries.pace(found, period(during), on)
    assert needed is not None
    same((needed.left, needed.days, str(printing.half_up(needed.each_day, 1))), (left, days, is_), "pace")


@then
def figure_rows(
    world: World, indicator: str, during: dict[str, Any], at: Any, is_: list[str], part: str = "numerator"
) -> None:
    """The rows behind a figure of the city, as the list shows them."""
    asked = _asked(world, indicator, during, at)
    rows = figures.rows_for(asked, Unit("area", world.places["city"]), part)  # type: ignore[arg-type]
    measure = asked.indicator.measure
    held = measures.get(measure.rows.set) if measure and measure.rows else None
    assert held is not None
    same(sorted(one.title for one in held.lines(rows)), sorted(is_), indicator)


@then
def rows_of_register(world: World, kind: str, is_: int) -> None:
    """How many rows a register has, whatever their state."""
    from linli.registers.models import RegisterItem

    same(RegisterItem.objects.filter(kind=kind, concealed=False).count(), is_, kind)
