"""given and when of figures: counties, rows of registers in numbers, targets, editions on their way."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from linli.areas import services as areas
from linli.domain.periods import Kind, Period, campaign, period_of
from linli.indicators import services
from linli.indicators.models import Edition
from linli.organizations import services as organizations
from linli.records.measures import Unit
from linli.registers import services as registers
from linli.registers.services import New
from tests.mechanisms.situations.acts import _maybe_refused as maybe_refused
from tests.mechanisms.situations.words import given, when
from tests.mechanisms.situations.world import BUILDER, FOUNDED, World, instant


def period(said: dict[str, Any]) -> Period:
    """``{kind: year, day: 2016-01-01}`` or ``{from: …, to: …, name: …}`` for a campaign."""
    if "from" in said:
        return campaign(_day(said["from"]), _day(said["to"]), said.get("name", "campaign"))
    return period_of(Kind(said["kind"]), _day(said["day"]))


def _day(value: Any) -> date:
    return value if isinstance(value, date) else date.fromisoformat(str(value))


def unit(world: World, place: str) -> Unit:
    """A place of the world, or a body as ``body:name``."""
    kind, _sep, name = place.partition(":")
    return Unit("body", world.bodies[name]) if name else Unit("area", world.places[kind])


@given
def counties(world: World, names: list[str]) -> None:
    """More districts of the city, in administrative order."""
    for name in names:
        area = areas.create_place(
            parent_id=world.places["city"],
            level="district",
            name=name,
            actor=BUILDER,
            at=FOUNDED,
            invented=True,
        )
        world.places[name] = area.pk


@given
def register_rows(
    world: World,
    kind: str,
    rows: list[dict[str, Any]],
    at: Any,
) -> None:
    """Rows of a register in numbers: ``count`` of them at ``place``; ``totals`` are spread over them without a rest.

    ``keeper``: the body that looks after them.
    """
    made: list[New] = []
    for row in rows:
        count = int(row.get("count", 1))
        totals = row.get("totals", {})
        for number in range(count):
            values = dict(row.get("values", {}))
            for name, whole in totals.items():
                values[name] = whole // count + (number < whole % count)
            made.append(
                New(
                    area_id=world.places[row.get("place", "district")],
                    name=f"{row.get('name', kind)}{len(made) + 1}",
                    values=values,
                    state=row.get("state", ""),
                    keeper_body_id=world.bodies[row["keeper"]] if "keeper" in row else None,
                    on=_day(row["on"]) if "on" in row else None,
                )
            )
    found = registers.add_items(kind=kind, rows=made, actor=BUILDER, at=instant(at))
    world.things.setdefault(f"rows.{kind}", []).extend(item.pk for item in found)


@given
def reporting_units(
    world: World, piece: str, units: list[str], place: str = "city", groups: dict[str, str] | None = None
) -> None:
    """Who is told by an indicator or a ranking, in this order."""
    services.set_reporting_units(
        piece=piece,
        area_id=world.places[place],
        units=[(unit(world, one), (groups or {}).get(one, "")) for one in units],
        on=date(2000, 1, 1),
        actor=BUILDER,
        at=FOUNDED,
    )


@given
def target(
    world: World, indicator: str, during: dict[str, Any], value: Any, paper: str, place: str = "city"
) -> None:
    """What should be reached."""
    services.set_target(
        indicator=indicator,
        unit=unit(world, place),
        period=period(during),
        value=Decimal(str(value)),
        paper=paper,
        actor=BUILDER,
        at=FOUNDED,
    )


@given
def team(world: World, bodies: dict[str, str]) -> None:
    """Bodies of the assessment team: name → kind."""
    for name, kind in bodies.items():
        row = organizations.create_organization(
            name=f"演示{name}", kind=kind, area_id=world.places["city"], actor=BUILDER, at=FOUNDED
        )
        world.bodies[name] = row.pk


@when
def edition(
    world: World,
    as_: str,
    ranking: str,
    during: dict[str, Any],
    at: Any,
    basis: str = "",
    team: list[str] | None = None,
    place: str = "city",
) -> None:
    """A table is drafted."""
    row = services.draft(
        ranking=ranking,
        area_id=world.places[place],
        period=period(during),
        basis=basis,
        team=[world.bodies[one] for one in team or ()],
        actor=world.actor("supervision"),
        at=instant(at),
    )
    world.things[f"edition.{as_}"] = row.pk


@when
def edition_act(
    world: World, edition: str, verb: str, at: Any, with_: dict[str, Any] | None = None, refused: str = ""
) -> None:
    """One verb of an edition; ``unit`` in ``with`` is a place."""
    more = dict(with_ or {})
    if "unit" in more:
        more["unit"] = unit(world, more["unit"])
    if "points" in more:
        more["points"] = Decimal(str(more["points"]))
    made = None

    def run() -> None:
        nonlocal made
        made = getattr(services, verb)(
            edition_id=world.things[f"edition.{edition}"],
            actor=world.actor("supervision"),
            at=instant(at),
            **more,
        )

    maybe_refused(world, run, refused)
    if isinstance(made, Edition) and made.pk != world.things[f"edition.{edition}"]:
        world.things[f"edition.{edition} correction"] = made.pk


@given
@when
def inspected(world: World, kind: str, by: str, at: Any, done: dict[str, int]) -> None:
    """Somebody goes to every target of a kind that nobody has seen: the first so many of a place are done."""
    from linli.registers.models import RegisterItem

    left = {world.places[name]: count for name, count in done.items()}
    for item in RegisterItem.objects.filter(kind=kind, state="not_verified").order_by("pk"):
        place = item.district or 0
        state = "verified_done" if left.get(place, 0) > 0 else "verified_undone"
        left[place] = left.get(place, 0) - 1
        registers.move_state(
            item_id=item.pk,
            state=state,
            given={"inspector": by},
            actor=world.actor("supervision"),
            at=instant(at),
        )


@when
def verified(world: World, kind: str, place: str, count: int, at: Any) -> None:
    """So many targets of a place that were not done are seen as done."""
    from linli.registers.models import RegisterItem

    rows = RegisterItem.objects.filter(
        kind=kind, district=world.places[place], state="verified_undone"
    ).order_by("pk")[:count]
    for item in rows:
        registers.move_state(
            item_id=item.pk, state="verified_done", actor=world.actor("supervision"), at=instant(at)
        )
