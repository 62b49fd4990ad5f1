"""then of contact visits."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from linli.domain import figures
from linli.visits import kinds, queries
from linli.visits.models import Visit
from tests.mechanisms.situations.words import then
from tests.mechanisms.situations.world import World


def same(found: Any, wanted: Any, what: str) -> None:
    """Compare, with both values in the message."""
    assert found == wanted, f"{what}: {found!r}, not {wanted!r}"


@then
def quota_missing(world: World, visitor: int, kind: str, on: date, is_: dict[str, int]) -> None:
    """What is still missing of one visitor's quota, by sort; a full quota is {}."""
    shares = queries.quota(kinds.every()[kind], world.things[f"visitor {visitor}"], on)
    same({one.to: one.missing for one in shares if one.missing}, is_, f"missing of visitor {visitor}")


@then
def visits_counted(
    world: World, kind: str, year: int, is_: int, as_: str = "", outcome: str = "", solved: bool = False
) -> None:
    """Visits of a year (or those with an outcome, or whose matter was solved), and how the number prints."""
    del world
    first, last = date(year, 1, 1), date(year, 12, 31)
    found = queries.count(kind, first, last, outcome=outcome or None, solved=solved)
    same(found, is_, f"visits {outcome or kind}")
    if as_:
        same(f"{figures.about(found, '余', 10)}次", as_, "print of visits")


@then
def case_text(world: World, case: str, is_: str) -> None:
    """The words of a case are those of the visit."""
    same(world.case(case).text, is_, f"text of {case}")


@then
def told_as(world: World, said: str, number: str) -> None:
    """The words of success stand as they were said, the number beside them."""
    row = Visit.objects.get(pk=world.things["told"])
    same((row.said, row.said_number), (said, Decimal(number)), "what was told")
