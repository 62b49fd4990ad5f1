"""given and when of bulletins: drafted, values entered, signed, corrected."""

from __future__ import annotations

from typing import Any

from linli.bulletins import services as bulletins
from linli.bulletins.models import Bulletin
from linli.organizations.models import Organization
from linli.records.errors import LinliError
from tests.mechanisms.situations.words import given, when
from tests.mechanisms.situations.world import POSTS, World, instant


@given
@when
def bulletin(
    world: World,
    as_: str,
    template: str,
    by: str,
    at: Any,
    place: str = "city",
    last_day: Any = None,
    first_day: Any = None,
    typed: dict[str, Any] | None = None,
    addressee: str = "",
) -> None:
    """A post drafts a bulletin from a template; ``typed``: name → value, source and what else was said."""
    moment = instant(at)
    try:
        made = bulletins.draft(
            template_id=template,
            area_id=world.places[place],
            issuer=Organization.objects.get(pk=world.bodies[POSTS[by][0]]),
            first_day=first_day,
            last_day=last_day or moment.date(),
            typed=typed or {},
            addressee=addressee,
            actor=world.actor(by),
            at=moment,
        )
        world.things[as_] = made.pk
    except LinliError as refused:
        world.refusal = str(refused)


@when
def bulletin_words(world: World, bulletin: str, by: str, at: Any, lines: list[str], title: str = "") -> None:
    """Free words around the figures."""
    row = Bulletin.objects.get(pk=world.things[bulletin])
    _try(
        world,
        lambda: bulletins.rewrite(
            bulletin_id=row.pk, title=title or row.title, lines=lines, addressee=row.addressee, actor=world.actor(by), at=instant(at)
        ),
    )  # fmt: skip


@when
def bulletin_step(world: World, bulletin: str, verb: str, by: str, at: Any, reason: str = "") -> None:
    """publish, refresh, correct, drop_orders, withdraw."""
    more = {"reason": reason} if verb in {"correct", "withdraw"} else {}
    run = getattr(bulletins, verb)
    _try(
        world,
        lambda: run(bulletin_id=world.things[bulletin], actor=world.actor(by), at=instant(at), **more),
    )


def _try(world: World, run: Any) -> None:
    world.refusal = ""
    try:
        run()
    except LinliError as refused:
        world.refusal = str(refused)
