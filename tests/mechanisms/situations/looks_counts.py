"""then of numbers over cases: counted, summed, printed, added up by tier."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet, Sum

from linli.areas import queries as areas
from linli.cases.models import Beneficiary, Case, JointAction
from linli.domain import figures
from tests.mechanisms.situations.looks import same
from tests.mechanisms.situations.words import then
from tests.mechanisms.situations.world import World, instant


def chosen(world: World, where: dict[str, Any]) -> QuerySet[Case]:
    """Cases by kind, category, channel, state, solved, place, fields."""
    rows = Case.objects.all()
    rest = dict(where)
    if "place" in rest:
        rows = rows.filter(area_id__in=_below(world, rest.pop("place")))
    if "kinds" in rest:
        rows = rows.filter(kind__in=rest.pop("kinds"))
    if "solved" in rest:
        ids = [row.pk for row in rows.filter(state="closed") if row.is_solved]
        rows = rows.filter(pk__in=ids) if rest.pop("solved") else rows.exclude(pk__in=ids)
    if "open" in rest:
        done = Q(state__in=["closed", "refused", "duplicate", "withdrawn"])
        rows = rows.exclude(done) if rest.pop("open") else rows.filter(done)
    if "reported_before" in rest:
        rows = rows.filter(reported_at__lt=instant(rest.pop("reported_before")))
    if "about" in rest:
        rows = rows.filter(about_body_id=world.bodies[rest.pop("about")])
    return rows.filter(**rest)


def _below(world: World, place: str) -> list[int]:
    return list(areas.subtree(world.places[place]).values_list("area_id", flat=True))


@then
def counted(world: World, is_: int, where: dict[str, Any] | None = None, distinct: str = "") -> None:
    """How many cases, or how many different values of a field."""
    rows = chosen(world, where or {})
    found = len({row.fields.get(distinct) for row in rows}) if distinct else rows.count()
    same(found, is_, f"count of {where}")


@then
def summed(world: World, is_: int, field: str, where: dict[str, Any] | None = None) -> None:
    """The sum of a column."""
    total = chosen(world, where or {}).aggregate(total=Sum(field))["total"] or 0
    same(total, is_, f"sum of {field}")


@then
def printed(
    world: World,
    as_: str,
    unit: int,
    word: str = "余",
    after: str = "",
    where: dict[str, Any] | None = None,
    sum_of: str = "",
    per: int = 1,
) -> None:
    """A count (or sum) as the papers print it: 563 with unit 10 is 560余件."""
    rows = chosen(world, where or {})
    value = rows.aggregate(total=Sum(sum_of))["total"] or 0 if sum_of else rows.count()
    same(figures.about(value // per, word, unit) + after, as_, f"print of {value}")


@then
def adds_up(world: World, tiers: list[str], where: dict[str, Any] | None = None) -> None:
    """At every tier the total is the sum over the places directly below it."""
    for tier in tiers:
        own = chosen(world, {**(where or {}), "place": tier}).count()
        below = [row.area_id for row in areas.children(world.places[tier])]
        parts = [
            Case.objects.filter(
                **(where or {}), area_id__in=areas.subtree(one).values_list("area_id", flat=True)
            ).count()
            for one in below
        ]
        same(sum(parts), own, f"sum below {tier}")
        column = (
            Case.objects.filter(**(where or {}), **{tier: world.places[tier]}).count()
            if tier in _COLUMNS
            else own
        )
        same(column, own, f"column {tier}")


_COLUMNS = ("city", "district", "street", "community")


@then
def nobody_outside(world: World, level: str, is_: int) -> None:
    """All places of a level hang below the city; how many there are."""
    inside = areas.subtree(world.places["city"]).filter(level=level).count()
    same(inside, is_, f"{level} below the city")


@then
def served(world: World, kind: str, is_: int) -> None:
    """Different families, firms or persons behind the solved cases, each counted once."""
    solved_ids = [row.pk for row in Case.objects.filter(state="closed") if row.is_solved]
    rows = Beneficiary.objects.filter(kind=kind, case_id__in=solved_ids)
    same(rows.values("key").distinct().count(), is_, f"{kind} served")


@then
def joint_counted(world: World, is_: int, kept: int) -> None:
    """Joint actions kept, and those that count because all parties took part."""
    rows = list(JointAction.objects.all())
    same((sum(row.counts for row in rows), len(rows)), (is_, kept), "joint actions")
