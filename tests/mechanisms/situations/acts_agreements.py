"""Words of agreements: drawn up, sent out, signed, changed hands; the rate and the missing."""

from __future__ import annotations

from typing import Any

from linli.agreements import queries, services
from linli.agreements.models import Agreement, Party
from linli.agreements.services import Signer
from tests.mechanisms.situations.looks import same
from tests.mechanisms.situations.words import given, then, when
from tests.mechanisms.situations.world import BUILDER, World, instant


@given
def agree_pledge(
    world: World, as_: str, kind: str, at: Any, by: str = "street", place: str = "street", basis: str = "",
    shops: int = 0,
) -> None:  # fmt: skip
    """A sheet is drawn up and sent out; ``shops`` lists so many items of a register by number."""
    signers = [Signer("register_item", number, f"门店{number}") for number in range(1, shops + 1)] or None
    row = services.draft(
        kind=kind, area_id=world.places[place], issuer_id=world.bodies[by], basis=basis, signers=signers,
        actor=BUILDER, at=instant(at),
    )  # fmt: skip
    services.offer(agreement_id=row.pk, actor=BUILDER, at=instant(at))
    world.things[f"agreement.{as_}"] = row.pk


def sheet(world: World, name: str) -> Agreement:
    """The sheet of that name."""
    return Agreement.objects.get(pk=world.things[f"agreement.{name}"])


@when
def agree_signed(
    world: World, sheet_: str, at: Any, first: int | None = None, but: list[str] | None = None
) -> None:
    """The first so many sign, or all but those named."""
    row = sheet(world, sheet_)
    rows = Party.objects.filter(agreement=row, signed_on=None, ended_on=None).exclude(name__in=but or [])
    ids = list(rows.order_by("pk").values_list("pk", flat=True))
    services.sign_many(agreement_id=row.pk, party_ids=ids[:first], actor=BUILDER, at=instant(at))


@when
def agree_changed_hands(world: World, item: int, at: Any, name: str = "") -> None:
    """A shop has a new owner."""
    services.change_hands(
        kind="register_item", ref=item, name=name, on=instant(at).date(), actor=BUILDER, at=instant(at)
    )


@then
def agree_signing(
    world: World, sheet_: str, on: Any, is_: int, of: int, percent: str = "", missing: list[str] | None = None
) -> None:
    """Signed of expected on a day, the rate as printed, and the unsigned by name."""
    found = queries.progress([sheet(world, sheet_)], instant(on).date()).popitem()[1]
    same((found.signed.signed, found.signed.expected), (is_, of), "signed")
    if percent:
        same(found.percent, percent, "rate")
    if missing is not None:
        same(sorted(party.name for party in found.missing), sorted(missing), "missing")
