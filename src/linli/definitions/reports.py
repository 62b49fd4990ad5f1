"""Report forms: items, period, due time, legal basis (报表)."""

from __future__ import annotations

from dataclasses import dataclass

from linli.definitions.words import Capability, TermId


@dataclass(frozen=True)
class ReportForm:
    """A form by which figures are reported. ``capability`` set: only announced on the card, its room does not run it yet."""

    id: str
    term: TermId
    capability: Capability | None = None
