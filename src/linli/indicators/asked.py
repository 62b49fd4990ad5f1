"""What is asked and what is answered: a figure's request and its exact parts."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from linli.definitions.indicators import Indicator, Rows
from linli.domain.periods import Period
from linli.indicators import units as who
from linli.indicators.compiling import Ask, path, record_set
from linli.indicators.pieces import Found
from linli.indicators.units import Basis, Moved
from linli.records.measures import Unit, Value

Part = Literal["numerator", "denominator", "left_out"]
PARTS: tuple[Part, ...] = ("numerator", "denominator", "left_out")


@dataclass(frozen=True)
class Request:
    """What is asked: which indicator (as defined then), for which period, as of when, by which tree."""

    found: Found
    period: Period
    as_of: datetime
    #: True: the past is asked (spans are read); False: what is true now.
    past: bool = False
    basis: Basis = "then"

    @property
    def indicator(self) -> Indicator:
        """The indicator."""
        return self.found.indicator

    @property
    def ask(self) -> Ask:
        """The same for the compiler."""
        return Ask(self.period, self.as_of if self.past else None, self.indicator.cut)


@dataclass(frozen=True)
class Figure:
    """One cell: exact numerator and denominator, how many records stand behind each, the target."""

    unit: Unit
    top: Fraction | None
    base: Fraction | None
    value: Fraction | None
    #: Records behind the numerator and the denominator, and those left out.
    counts: Mapping[str, int]
    target: Decimal | None = None
    reported: Value | None = None
    too_few: bool = False

    @property
    def attained(self) -> Fraction | None:
        """Share of the target, not capped at one."""
        if self.target is None or not self.target or self.top is None:
            return None
        return self.top / Fraction(self.target)


def request(
    found: Found, period: Period, *, now: datetime, as_of: datetime | None = None, basis: Basis = "then"
) -> Request:
    """A figure is as of the end of its period unless asked otherwise; a running period is as of now.

    Without ``as_of`` what is true now is read: a correction made since shows, as it should on a live page.
    """
    if as_of is None:
        return Request(found, period, min(now, period.bounds()[1]), past=False, basis=basis)
    return Request(found, period, as_of, past=as_of < now, basis=basis)


def moved_of(asked: Request) -> Moved:
    if asked.basis == "today":
        return Moved(())
    return who.moved(asked.period.start, asked.period.end)


def date_of(rows: Rows) -> tuple[str | None, bool]:
    if rows.date is None:
        return None, False
    column = record_set(rows).column(rows.date)
    return path(column), column.kind == "day"
