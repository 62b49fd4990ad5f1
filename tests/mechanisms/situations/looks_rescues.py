"""then of rescues: what the file of a house or household tells of them, and the case of whom it was for."""

from __future__ import annotations

from typing import Any

from linli.accounts.acting import scope_of_post
from linli.desk import rescue
from linli.domain.access import Scope
from linli.organizations.models import Post
from tests.mechanisms.situations.looks import same
from tests.mechanisms.situations.words import then
from tests.mechanisms.situations.world import World, instant


def _scope(world: World, post: str) -> Scope:
    return scope_of_post(Post.objects.get(pk=world.posts[post]))


@then
def file_tells(
    world: World,
    item: str,
    by: str,
    at: Any,
    steps: list[str],
    cost: str = "",
    exact: str = "",
    index: int = 0,
) -> None:
    """The rescues in the file of a row as a post reads it: what was done in the order of time, and the cost as printed."""
    held = rescue.of_item(_scope(world, by), world.things[item][index].pk, instant(at))
    found = held["rescues"] if held else []
    told = [step for one in found for step in one.steps]
    same([step.word for step in told], steps, f"file of {item}")
    same([step.at for step in told], sorted(step.at for step in told), "order of time")
    same([one.cost for one in found], [cost] if cost else [], "cost as printed")
    if exact:
        same(found[0].exact, exact, "exact cost")


@then
def case_was_for(world: World, case: str, by: str, at: Any, is_: list[str], hidden: int = 0) -> None:
    """The houses and households of a case that a post reads by name, and how many more there are."""
    held = rescue.of_case(_scope(world, by), world.cases[case], instant(at))
    assert held is not None, f"{case} has no rescue"
    same([item.name for _tie, item, _book in held["ties"]], is_, f"whom {case} was for")
    same(held["hidden"], hidden, "not to be opened")
