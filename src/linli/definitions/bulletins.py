"""Bulletin templates: text with figures bound to indicators (通报)."""

from __future__ import annotations

from dataclasses import dataclass

from linli.definitions.words import Capability, TermId


@dataclass(frozen=True)
class Bulletin:
    """A bulletin template. ``capability`` set: only announced on the card, its room does not run it yet."""

    id: str
    term: TermId
    capability: Capability | None = None
