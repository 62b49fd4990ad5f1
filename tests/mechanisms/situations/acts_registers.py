"""given and when of registers: rows put on a register one by one or by the hundred, and what is done to them."""

from __future__ import annotations

from datetime import date
from typing import Any

from linli.areas import services as areas
from linli.domain.calendar import local_day
from linli.mechanisms import services as mechanisms
from linli.records.errors import LinliError
from linli.registers import kinds, values
from linli.registers import services as registers
from linli.registers.models import RegisterItem
from linli.registers.services import New
from tests.mechanisms.situations.words import given, when
from tests.mechanisms.situations.world import BUILDER, FOUNDED, World, instant


@given
def register_places(world: World, streets: int = 1, communities: int = 1) -> None:
    """So many sub-districts with so many communities in all, named c1, c2 … in turn over the streets."""
    own = [world.places["street"]]
    for number in range(2, streets + 1):
        own.append(_place(world, f"street {number}", world.places["district"], "street", f"第{number}街道"))
    for number in range(1, communities + 1):
        _place(world, f"c{number}", own[number % streets], "community", f"摸排{number}社区")


def _place(world: World, key: str, above: int, level: str, name: str) -> int:
    made = areas.create_place(
        parent_id=above, level=level, name=name, actor=BUILDER, at=FOUNDED, invented=True
    )
    world.places[key] = made.pk
    return made.pk


def _kept(kind_id: str, typed: dict[str, Any] | None, at: Any) -> dict[str, Any]:
    """Values as an office types them, in the smallest unit."""
    kind, today = kinds.shipped(kind_id), local_day(instant(at))
    return {key: values.typed(kind.field(key), value, today) for key, value in (typed or {}).items()}


@given
def buildings(world: World, count: int, as_: str, name: str, place: str = "community") -> None:
    """An estate with so many buildings; ``place`` is where it lies."""
    estate = _place(world, as_, world.places[place], "estate", name)
    for number in range(1, count + 1):
        _place(world, f"{as_} {number}", estate, "building", f"{number}号楼")


def spread(total: int, count: int) -> list[int]:
    """``total`` in ``count`` whole parts, as even as can be."""
    base, rest = divmod(total, count)
    return [base + (number < rest) for number in range(count)]


def _shared_out(
    kind: str, at: Any, count: int, values: dict[str, Any] | None, totals: dict[str, Any] | None
) -> list[dict[str, Any]]:
    """The values of each of so many rows: the same ones, and its share of each total."""
    own = _kept(kind, values, at)
    shares = {
        field: spread(_kept(kind, {field: total}, at)[field], count)
        for field, total in (totals or {}).items()
    }
    return [{**own, **{field: share[index] for field, share in shares.items()}} for index in range(count)]


@given
def registered(
    world: World,
    kind: str,
    at: Any,
    as_: str = "",
    count: int = 1,
    name: str = "第",
    place: str = "community",
    places: int = 0,
    at_each: list[str] | None = None,
    values: dict[str, Any] | None = None,
    totals: dict[str, Any] | None = None,
    state: str = "",
    keeper: str = "",
    under: str = "",
    number: str = "",
) -> None:
    """So many rows; ``totals``: a figure shared out evenly over them; ``places``: in turn over c1 … cN.

    ``at_each``: in turn at these bodies, each in the body's place and kept by it.
    ``under``: the rows named so before take them in turn, one after another as whole groups.
    """
    parents = world.things.get(under, []) if under else []
    kept = _shared_out(kind, at, count, values, totals)
    rows = []
    for index in range(count):
        parent = parents[index * len(parents) // count] if parents else None
        seat = at_each[index % len(at_each)] if at_each else place
        area = parent.area_id if parent else world.places[f"c{index % places + 1}" if places else seat]
        row = New(
            area, f"{name}{index + 1}" if count > 1 else name, kept[index], number, state, keeper_name=keeper,
            keeper_body_id=world.bodies[seat] if at_each else None, parent_id=parent.pk if parent else None,
            on=local_day(instant(at)),
        )  # fmt: skip
        rows.append(row)
    made = registers.add_items(kind=kind, rows=rows, actor=BUILDER, at=instant(at))
    if as_:
        world.things[as_] = made


@when
def register_act(
    world: World,
    verb: str,
    item: str,
    at: Any,
    by: str = "",
    index: int = 0,
    with_: dict[str, Any] | None = None,
) -> None:
    """A verb of registers on the row of that name (``index``: the how-manieth); a refusal is kept."""
    row = world.things[item][index]
    given_ = {key: _plain(key, value, row, world) for key, value in (with_ or {}).items()}
    actor = world.actor(by) if by else BUILDER
    try:
        getattr(registers, verb)(**_ids(verb, row), actor=actor, at=instant(at), **given_)
        world.refusal = ""
    except LinliError as refused:
        world.refusal = str(refused)


def _ids(verb: str, row: RegisterItem) -> dict[str, Any]:
    return {"keep_id": row.pk} if verb == "merge_items" else {"item_id": row.pk}


def _plain(key: str, value: Any, row: RegisterItem, world: World) -> Any:
    if key == "given":
        return {
            name: values.typed(kinds.shipped(row.kind).field(name), one, date(2100, 1, 1))
            for name, one in value.items()
        }
    if key == "gone_ids":
        return [world.things[name][int(index)].pk for name, index in (one.split(".") for one in value)]
    return value


@when
def each_registered(
    world: World,
    verb: str,
    item: str,
    at: Any,
    count: int = 0,
    start: int = 0,
    with_: dict[str, Any] | None = None,
) -> None:
    """The same verb on every row of that name, or on ``count`` of them from ``start``."""
    rows = world.things[item][start : start + count if count else None]
    for index in range(len(rows)):
        register_act(world, verb=verb, item=item, at=at, index=start + index, with_=with_)


@when
def cleared_over_days(
    world: World, item: str, state: str, start: Any, days: int, basis: str = "现场核验"
) -> None:
    """Every row cleared one by one in its order, shared out evenly over so many days."""
    from datetime import timedelta

    rows, index = world.things[item], 0
    for day, count in enumerate(spread(len(rows), days)):
        for position in range(count):
            moment = instant(start) + timedelta(days=day, minutes=position)
            registers.clear_item(
                item_id=rows[index].pk, state=state, basis=basis, actor=world.actor("clerk"), at=moment
            )
            index += 1


@when
def register_frozen(world: World, as_: str, kind: str, place: str, on: Any, at: Any) -> None:
    """The book of a kind in a place, locked as of a day."""
    day = on if isinstance(on, date) else date.fromisoformat(str(on))
    world.things[as_] = registers.freeze(
        kind=kind, area_id=world.places[place], on=day, actor=world.actor("clerk"), at=instant(at)
    )


@given
def adopted_on_basis(world: World, mechanism: str, basis: str, place: str = "city") -> None:
    """A place works by a mechanism that asks for its basis (评选、示范)."""
    mechanisms.roll_out(
        mechanism=mechanism, area_id=world.places[place], basis=basis, actor=BUILDER, at=FOUNDED
    )
