"""Agreements and pledges: what the sheet says, who signs it, how long it holds (协议承诺)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from linli.definitions.dated import Dated
from linli.definitions.problems import listed, suggest
from linli.definitions.text import Text
from linli.definitions.words import Capability, RegisterKindId, TermId
from linli.definitions.yamlfile import Document

if TYPE_CHECKING:
    from linli.definitions.schema import Mechanism

#: What a signing party is; a shop or a door is kept by the register's item, never by a person's name.
AgreementParty = Literal["body", "place", "register_item", "person"]


@dataclass(frozen=True)
class Wording:
    """The text of the sheet in one version: the opening and the numbered clauses."""

    opening: Text
    clauses: tuple[Text, ...]


@dataclass(frozen=True)
class OfRegister:
    """The rows of a register that are expected to sign, each for itself: shops of a road, rooms that units give.

    A signature moves its row to ``state`` and writes the days named in ``fills``; one taken back moves it to ``back``
    and empties them. ``named_by``: the field that says who signs for the row, printed beside its name.
    """

    kind: RegisterKindId
    state: str | None = None
    back: str | None = None
    fills: Mapping[str, Literal["signed_on", "valid_from", "valid_to"]] = field(default_factory=dict)
    named_by: str | None = None


@dataclass(frozen=True)
class Agreement:
    """A kind of agreement or pledge. ``capability`` set: only announced on the card, its room does not run it yet.

    ``signers`` are the kinds of bodies of the place that are expected to sign (``party: body``), ``register`` the rows
    that are (``party: register_item``); others are listed when the sheet is drawn up. ``valid_months`` is how long it holds, ``remind_days`` how long before the end, and how
    long after the sheet went out, the unsigned are reminded. ``needs_basis``: 责任书 and 军令状 ask by what they stand.
    """

    id: str
    term: TermId
    capability: Capability | None = None
    party: AgreementParty = "body"
    signers: tuple[TermId, ...] = ()
    register: OfRegister | None = None
    issuers: tuple[TermId, ...] = ()
    wording: Dated[Wording] | None = None
    valid_months: Dated[int] | None = None
    remind_days: Dated[int] | None = None
    needs_basis: bool = False


def check(mechanism: Mechanism, document: Document) -> None:
    """Cross-checks: a text with clauses, lengths that are lengths, a basis asked where it is needed."""
    for index, kind in enumerate(mechanism.agreements):
        if kind.capability is None:
            _one(mechanism, kind, f"agreements[{index}]", document)


def _one(mechanism: Mechanism, kind: Agreement, path: str, document: Document) -> None:
    if kind.wording is None:
        document.problem(
            "E104", f"{path}.wording", kind.id, "[{from: …, value: {opening, clauses}, source: …}]"
        )
    elif any(not entry.value.clauses for entry in kind.wording.entries):
        document.problem("E104", f"{path}.wording", "clauses: []", "≥ 1")
    for name in ("valid_months", "remind_days"):
        dated: Dated[int] | None = getattr(kind, name)
        if dated is not None and any(entry.value < 1 for entry in dated.entries):
            document.problem("E106", f"{path}.{name}", "< 1", "≥ 1")
    if kind.needs_basis and not mechanism.requires_basis:
        document.problem("E106", f"{path}.needs_basis", "true", "requires_basis: true")
    if kind.register is not None:
        _register(mechanism, kind, kind.register, path, document)


def _register(mechanism: Mechanism, kind: Agreement, link: OfRegister, path: str, document: Document) -> None:
    """States and fields are looked up where the register stands in the same file; residents' names sign nothing by list."""
    if kind.party != "register_item":
        document.problem("E106", f"{path}.party", kind.party, "register_item")
    for own in mechanism.register_kinds:
        if own.id != link.kind:
            continue
        if own.personal_name:
            document.problem("E106", f"{path}.register.kind", own.subject, "thing, place, shop")
        states, fields = [one.id for one in own.states], [one.id for one in own.fields if not one.personal]
        named = [("state", link.state, states), ("back", link.back, states)]
        named += [("named_by", link.named_by, fields), *(("fills", one, fields) for one in link.fills)]
        for where, one, allowed in named:
            if one is not None and one not in allowed:
                document.problem(
                    "E107", f"{path}.register.{where}", one, listed(allowed), suggest(one, allowed)
                )
