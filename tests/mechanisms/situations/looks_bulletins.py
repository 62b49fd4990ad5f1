"""then of bulletins: what reads on the paper, what stands behind it, which rows it opens."""

from __future__ import annotations

from linli.bulletins.assembling import hover, printed_lines
from linli.bulletins.models import Bulletin
from tests.mechanisms.situations.looks import same
from tests.mechanisms.situations.words import then
from tests.mechanisms.situations.world import World


def _row(world: World, name: str) -> Bulletin:
    return Bulletin.objects.get(pk=world.things[name])


@then
def bulletin_figure(
    world: World,
    bulletin: str,
    name: str,
    printed: str | None = None,
    exact: str | None = None,
    behind: str | None = None,
) -> None:
    """A figure as printed, as kept, and as it reads on hover."""
    held = _row(world, bulletin).figures[name]
    if printed is not None:
        same(held["printed"], printed, f"{name} printed")
    if exact is not None:
        same(held["exact"], str(exact), f"{name} exact")
    if behind is not None:
        same(hover(held), behind, f"{name} behind")


@then
def bulletin_line(world: World, bulletin: str, number: int, is_: str) -> None:
    """A line of the text as it reads (counted from 1)."""
    row = _row(world, bulletin)
    same(printed_lines(row.text, row.figures)[number - 1], is_, f"line {number}")


@then
def bulletin_rows(world: World, bulletin: str, figure: str, is_: int, edition: int = 1) -> None:
    """How many rows a figure of an edition opens."""
    held = _row(world, bulletin).editions.get(number=edition).rows.get(figure=figure)
    same((held.count, len(held.ids)), (is_, is_), f"rows of {figure}")


@then
def bulletin_editions(world: World, bulletin: str, is_: int) -> None:
    """How many editions were published."""
    same(_row(world, bulletin).editions_count, is_, "editions")


@then
def bulletin_refused(world: World, with_: str) -> None:
    """The last verb was refused with a sentence that holds these words."""
    assert with_ in world.refusal, f"expected {with_!r} in {world.refusal!r}"


@then
def bulletin_table(world: World, bulletin: str, table: str, lines: int, first: list[str], note: str) -> None:
    """A table of a bulletin: how many lines, the first as printed, words of its note."""
    held = _row(world, bulletin).tables[table]
    same(len(held["rows"]), lines, "lines")
    same(held["rows"][0][1], first, "first line")
    assert note in held["note"], held["note"]
