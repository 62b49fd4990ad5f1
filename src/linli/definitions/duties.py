"""Duty kinds: who may answer for what, how many at once, and in which chain."""

from __future__ import annotations

from dataclasses import dataclass

from linli.definitions.words import Capability, TermId


@dataclass(frozen=True)
class DutyKind:
    """A kind of duty (责任分工). ``capability`` set: only announced on the card, its room does not run it yet."""

    id: str
    term: TermId
    capability: Capability | None = None
