"""Clock pieces: time limits as dated data; ``linli.domain.clocks`` does the counting."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from linli.definitions.dated import Dated
from linli.definitions.words import End, TermId, Unit


@dataclass(frozen=True)
class Span:
    """So many units of time."""

    amount: int
    unit: Unit


@dataclass(frozen=True)
class Step:
    """One time limit of a clock: counted from the start, from another step being met, or back from an event.

    Two steps may share an id when they hold for different classes of matters (communities sign later than units).
    """

    id: str
    term: TermId
    span: Dated[Span]
    from_: str = "start"
    end: End | None = None
    classes: tuple[TermId, ...] = ()
    unless: tuple[TermId, ...] = ()


@dataclass(frozen=True)
class ExtensionRule:
    """How often and how long the last step may be put off; ``longest`` missing means none beyond the span itself."""

    times: int
    longest: Span | None = None


@dataclass(frozen=True)
class WarningRule:
    """When the one responsible is told: at shares of the span, on the day, after it, and then again and again."""

    at_percent: tuple[int, ...]
    on_day: bool
    after_days: tuple[int, ...]
    then_every_days: int


@dataclass(frozen=True)
class LightRule:
    """Amber when at most so many days or so many percent of the span are left."""

    near_days: int
    near_percent: int


@dataclass(frozen=True)
class Clock:
    """A set of steps that run together. Backward clocks count from an event that lies ahead (filing N days before)."""

    id: str
    term: TermId
    steps: tuple[Step, ...]
    direction: Literal["forward", "backward"] = "forward"
    default_class: TermId | None = None
    open_end: bool = False
    extension: Dated[ExtensionRule] | None = None
    warnings: Dated[WarningRule] | None = None
    lights: Dated[LightRule] | None = None
