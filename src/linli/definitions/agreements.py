"""Agreements and pledges: who signs what (协议承诺)."""

from __future__ import annotations

from dataclasses import dataclass

from linli.definitions.words import Capability, TermId


@dataclass(frozen=True)
class Agreement:
    """A kind of agreement or pledge. ``capability`` set: only announced on the card, its room does not run it yet."""

    id: str
    term: TermId
    capability: Capability | None = None
