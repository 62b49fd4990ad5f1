"""Rankings and fixed-order tables over indicators (排名)."""

from __future__ import annotations

from dataclasses import dataclass

from linli.definitions.words import Capability, TermId


@dataclass(frozen=True)
class Ranking:
    """A ranking or a fixed-order table. ``capability`` set: only announced on the card, its room does not run it yet."""

    id: str
    term: TermId
    capability: Capability | None = None
