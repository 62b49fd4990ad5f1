"""Activity kinds: series and sessions with attendance (活动)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from linli.definitions.dated import Dated
from linli.definitions.words import Capability, RollKindId, TermId
from linli.definitions.yamlfile import Document


@dataclass(frozen=True)
class Rhythm:
    """When a series meets; the words are those of ``domain.recurrence``. ``hour`` and ``minute``: local time."""

    every: Literal["day", "week", "month", "quarter", "year"]
    days: tuple[int, ...] = ()
    month: int = 1
    interval: int = 1
    hour: int = 9
    minute: int = 0
    on_holiday: Literal["keep", "next", "previous", "skip"] = "keep"


@dataclass(frozen=True)
class ActivityKind:
    """A kind of activity. ``capability`` set: only announced on the card, its room does not run it yet.

    ``rhythm``: how a series of this kind meets unless it says otherwise, dated. ``roll``: one series for each unit
    on this roll. ``hours``: people and hours are counted (志愿服务、培训). ``tags``: what a session can be filed
    under; one with two tags counts in both columns and once in the total.
    """

    id: str
    term: TermId
    rhythm: Dated[Rhythm] | None = None
    roll: RollKindId | None = None
    hours: bool = False
    tags: tuple[TermId, ...] = ()
    capability: Capability | None = None


def check(kinds: Iterable[ActivityKind], document: Document) -> None:
    """Days must fit the rhythm; called by ``references.check``."""
    for index, kind in enumerate(kinds):
        for number, entry in enumerate(kind.rhythm.entries if kind.rhythm else ()):
            _rhythm(entry.value, f"activity_kinds[{index}].rhythm[{number}].value", document)


def _rhythm(rhythm: Rhythm, path: str, document: Document) -> None:
    most = {"day": 0, "week": 7}.get(rhythm.every, 31)
    if rhythm.every != "day" and not rhythm.days:
        document.problem("E104", f"{path}.days", "days", f"1-{most}")
    for day in rhythm.days:
        if day == 0 or abs(day) > most or (day < 0 and most == 7):
            document.problem("E106", f"{path}.days", day, f"1-{most}")
    if not (0 <= rhythm.hour <= 23 and 0 <= rhythm.minute <= 59):
        document.problem("E106", f"{path}.hour", rhythm.hour, "0-23")
    if rhythm.interval < 1 or not 1 <= rhythm.month <= 12:
        document.problem("E106", f"{path}.interval", rhythm.interval, "1")
