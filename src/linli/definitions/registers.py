"""Register kinds: fields with units, states with colours, number series, custodians (台账)."""

from __future__ import annotations

from dataclasses import dataclass

from linli.definitions.words import Capability, TermId


@dataclass(frozen=True)
class RegisterKind:
    """A kind of register. ``capability`` set: only announced on the card, its room does not run it yet."""

    id: str
    term: TermId
    capability: Capability | None = None
