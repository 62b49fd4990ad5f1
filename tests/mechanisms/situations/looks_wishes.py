"""then of the wish wall and of resources."""

from __future__ import annotations

from typing import Any

from linli.cases.models import WishClaim
from linli.cases.queries import wishes
from linli.resources import queries
from linli.resources.models import Proposal, Resource, Run
from tests.mechanisms.situations.words import then
from tests.mechanisms.situations.world import World


def same(found: Any, wanted: Any, what: str) -> None:
    """Compare, with both values in the message."""
    assert found == wanted, f"{what}: {found!r}, not {wanted!r}"


@then
def on_wall(world: World, state: str, is_: int) -> None:
    """Wishes on the wall that are free, taken or done."""
    del world
    same(wishes.wall(state).count(), is_, f"{state} on the wall")


@then
def wall_hides(world: World, words: list[str]) -> None:
    """None of these words stands anywhere on the wall."""
    del world
    text = str([(one.text, one.community, one.thanks) for one in wishes.shown(list(wishes.wall()))])
    for word in words:
        assert word not in text, f"{word} stands on the wall"


@then
def claims(world: World, case: str, is_: list[str]) -> None:
    """How the claims of a wish ended, oldest first; an open one is ``open``."""
    rows = WishClaim.objects.filter(wish_id=world.cases[case]).order_by("pk")
    same([row.ended or "open" for row in rows], is_, f"claims of {case}")


@then
def run_found(world: World, run: str, needs: int, met: int, proved: bool = True) -> None:
    """What a run of the matching came to, and that it is proved to be the best."""
    row = Run.objects.get(pk=world.things[run])
    same((row.state, row.needs, row.met, row.proved), ("done", needs, met, proved), f"run {run}")


@then
def proposals(world: World, run: str, state: str, is_: int) -> None:
    """Proposals of a run in a state."""
    rows = Proposal.objects.filter(run_id=world.things[run], state=state)
    same(rows.count(), is_, f"{state} proposals of {run}")


@then
def resource_amount(world: World, kind: str, is_: int, as_: str = "") -> None:
    """The sum of amounts of a kind, and how the first one reads."""
    del world
    rows = list(Resource.objects.filter(kind=kind).order_by("pk"))
    same(sum(row.amount for row in rows), is_, f"amount of {kind}")
    if as_:
        same(queries.amount_words(rows[0]), as_, f"words of {kind}")


@then
def met_by(world: World, run: str, is_: dict[str, str]) -> None:
    """Which case of a run was proposed which resource, by title; a case not named has none."""
    names = {pk: name for name, pk in world.cases.items()}
    rows = Proposal.objects.filter(run_id=world.things[run]).select_related("resource")
    same({names[row.case_id]: row.resource.title for row in rows}, is_, f"proposals of {run}")
