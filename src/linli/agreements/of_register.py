"""Registers whose rows sign: who of them is expected on a sheet, and what a signature does to its row.

What was signed is written once: on the sheet. The register follows in the same transaction, so that the rate of the
sheet and that of the register (47 of 50) cannot differ.
"""

from __future__ import annotations

from typing import Any

from linli.agreements import kinds
from linli.agreements.models import Agreement, Party
from linli.areas import queries as areas
from linli.definitions.agreements import OfRegister
from linli.domain.access import SYSTEM, Actor
from linli.records.models import Event
from linli.registers import kinds as register_kinds
from linli.registers import services as registers
from linli.registers.models import RegisterItem

#: A party's name has 80 signs.
LONGEST = 80


def expected(link: OfRegister, area_id: int) -> list[tuple[int, str]]:
    """Id and name of the rows of a place that are expected to sign: all that are open and not cleared."""
    rows = RegisterItem.objects.filter(kind=link.kind, ended_on=None, concealed=False, cleared_on=None)
    found = areas.in_scope(rows, areas.refs_for([area_id])).order_by("number", "pk")
    return [(item.pk, _named(item, link)) for item in found.only("pk", "name", "values")]


def _named(item: RegisterItem, link: OfRegister) -> str:
    signer = str(item.values.get(link.named_by) or "") if link.named_by else ""
    return (f"{item.name}（{signer}）" if signer else item.name)[:LONGEST]


def on_signed(event: Event, sheet: Agreement) -> None:
    """Rows signed for on the sheet go to the state of the signed, with the days the kind writes into them."""
    link = _link(sheet)
    if link is None or link.state is None:
        return
    for party in _parties(sheet, event.data.get("parties", [])):
        _move(party, link, link.state, _days(link, sheet, party), event)


def _days(link: OfRegister, sheet: Agreement, party: Party) -> dict[str, Any]:
    """What a signature writes into its row; a sheet without an end leaves the field empty."""
    known = {
        "signed_on": party.signed_on,
        "valid_from": sheet.valid_from,
        "valid_to": None if sheet.is_open else sheet.valid_to,
    }
    return {name: day.isoformat() if (day := known[source]) else None for name, source in link.fills.items()}


def on_taken_back(event: Event, sheet: Agreement) -> None:
    """A row whose signature was taken back is as unsigned as before."""
    link = _link(sheet)
    if link is None or link.back is None:
        return
    for party in _parties(sheet, [event.data.get("party")]):
        _move(party, link, link.back, dict.fromkeys(link.fills), event)


def _link(sheet: Agreement) -> OfRegister | None:
    return kinds.of_definition(sheet.definition, sheet.kind).register


def _parties(sheet: Agreement, ids: list[Any]) -> list[Party]:
    rows = sheet.parties.filter(pk__in=ids, kind=Party.Kind.REGISTER_ITEM, ref__gt=0)
    return list(rows.order_by("pk"))


def _move(party: Party, link: OfRegister, state: str, given: dict[str, Any], event: Event) -> None:
    """To the state where the register allows it; a row cleared or ended meanwhile stays as it is."""
    item = RegisterItem.objects.filter(pk=party.ref, kind=link.kind, ended_on=None).first()
    if item is None:
        return
    actor = Actor(event.user_id, event.post_id, SYSTEM.channel, event.body_id)
    known = register_kinds.of_definition(item.definition, item.kind)
    filled = {name: value for name, value in given.items() if value is not None}
    if item.state != state:
        if state not in known.state(item.state).to:
            return
        registers.move_state(item_id=item.pk, state=state, given=filled or None, actor=actor, at=event.at)
    elif filled:
        registers.change_item(item_id=item.pk, given=filled, actor=actor, at=event.at)
    emptied = {name: None for name, value in given.items() if value is None and name in item.values}
    if emptied:
        # Only now: while it was signed, the day of signing could not be missing.
        registers.change_item(item_id=item.pk, given=emptied, actor=actor, at=event.at)
