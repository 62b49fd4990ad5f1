"""when of rescues: a case is tied to the house and the household it was for, by who may write on both."""

from __future__ import annotations

from typing import Any

from linli.accounts.acting import scope_of_post
from linli.desk import rescue
from linli.organizations.models import Post
from linli.registers import services as registers
from linli.registers.models import ItemTie
from tests.mechanisms.situations.words import when
from tests.mechanisms.situations.world import World, instant


@when
def rescue_tied(world: World, case: str, item: str, by: str, at: Any, index: int = 0) -> None:
    """One click in the list of houses and households that the page offers to that post."""
    row = world.things[item][index]
    scope = scope_of_post(Post.objects.get(pk=world.posts[by]))
    found = [one for one, _book in rescue.offered(scope, world.case(case), row.number or row.name)]
    assert row in found, f"{row} is not offered to {by}: {found}"
    registers.tie_item(
        item_id=row.pk,
        kind=rescue.SUBJECT,
        subject_id=world.cases[case],
        actor=world.actor(by),
        at=instant(at),
    )


@when
def rescue_untied(world: World, case: str, item: str, by: str, at: Any, reason: str, index: int = 0) -> None:
    """A wrong tie is taken back."""
    tie = ItemTie.objects.get(
        item=world.things[item][index], kind=rescue.SUBJECT, subject_id=world.cases[case], ended_at=None
    )
    registers.untie_item(tie_id=tie.pk, reason=reason, actor=world.actor(by), at=instant(at))
