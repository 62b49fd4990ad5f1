"""Words of agreements: drawn up, sent out, signed, changed hands; the rate and the missing."""

from __future__ import annotations

from typing import Any

from linli.agreements import queries, services
from linli.agreements.models import Agreement, Party
from linli.agreements.services import Signer
from linli.domain.access import AreaRef, Scope
from tests.mechanisms.situations.looks import same
from tests.mechanisms.situations.words import given, then, when
from tests.mechanisms.situations.world import BUILDER, World, instant


@given
def agree_pledge(
    world: World, as_: str, kind: str, at: Any, by: str = "street", place: str = "street", basis: str = "",
    shops: int = 0, people: list[str] | None = None, until: Any = None,
) -> None:  # fmt: skip
    """A sheet is drawn up and sent out; ``shops`` lists so many items of a register by number, ``people`` by name.

    With neither, the kind lists whom it expects in the place by itself.
    """
    signers = [Signer("register_item", number, f"门店{number}") for number in range(1, shops + 1)]
    signers += [Signer("person", 0, name) for name in people or []]
    row = services.draft(
        kind=kind, area_id=world.places[place], issuer_id=world.bodies[by], basis=basis, signers=signers or None,
        until=instant(until).date() if until else None, actor=BUILDER, at=instant(at),
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
def agree_taken_back(world: World, sheet_: str, name: str, at: Any, reason: str) -> None:
    """One takes his signature back."""
    party = Party.objects.get(agreement=sheet(world, sheet_), name=name, ended_on=None)
    services.take_back(party_id=party.pk, on=instant(at).date(), reason=reason, actor=BUILDER, at=instant(at))


@when
def agree_kept(world: World, sheet_: str, name: str, clause: int, kept: bool, at: Any) -> None:
    """Whether a signer kept a clause, as seen on a day."""
    party = Party.objects.get(agreement=sheet(world, sheet_), name=name, ended_on=None)
    services.note_kept(
        party_id=party.pk, clause=clause, kept=kept, on=instant(at).date(), actor=BUILDER, at=instant(at)
    )


@then
def agree_clauses(world: World, sheet_: str, name: str, kept: list[int], broken: list[int]) -> None:
    """Which clauses one signer was seen to keep and not to keep, the last word on each."""
    party = queries.with_kept(sheet(world, sheet_).pk).get(name=name, ended_on=None)
    last = {seen.clause: seen.kept for seen in party.kept.all()}
    found = [[number for number, word in sorted(last.items()) if word is said] for said in (True, False)]
    same(found, [kept, broken], f"clauses of {name}")


@then
def agree_due(world: World, sheet_: str, until: Any, at: Any = None, reminded: bool | None = None) -> None:
    """The first day the sheet holds no more; whether somebody is to be reminded of it on a day."""
    row = sheet(world, sheet_)
    same(row.valid_to, instant(until).date(), "end")
    if reminded is not None:
        everything = Scope(
            view=(AreaRef("street", row.area_id),), bodies=frozenset({row.issuer_id}), roles=frozenset({"street_clerk"})
        )  # fmt: skip
        found = queries.reminders(everything, instant(at).date())
        same(row.pk in {one.agreement.pk for one in found}, reminded, "reminded")


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
