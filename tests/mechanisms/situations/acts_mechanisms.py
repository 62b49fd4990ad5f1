"""Words about mechanisms themselves: stopped in a place, a value of one's own laid over a shipped one."""

from __future__ import annotations

from typing import Any

from linli.mechanisms import services as mechanisms
from tests.mechanisms.situations.words import when
from tests.mechanisms.situations.world import BUILDER, World, instant


@when
def stopped(world: World, mechanism: str, place: str, at: Any) -> None:
    """A place stops working by a mechanism."""
    mechanisms.stop(
        mechanism=mechanism, area_id=world.places[place], reason="换别的办法", actor=BUILDER, at=instant(at)
    )


@when
def local_rule(
    world: World,
    mechanism: str,
    place: str,
    path: str,
    amount: int,
    unit: str,
    from_: Any,
    basis: str,
    at: Any,
) -> None:
    """A city lays a dated value of its own over a shipped one."""
    mechanisms.override(
        mechanism=mechanism,
        path=path,
        value={"amount": amount, "unit": unit},
        from_=from_,
        basis=basis,
        area_id=world.places[place],
        actor=BUILDER,
        at=instant(at),
    )
