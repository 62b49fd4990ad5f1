"""Rules of signing: who is expected, who signed, whose signature holds on a day, whom to remind."""

from __future__ import annotations

import calendar
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Literal

#: unlisted: not expected yet; unsigned: expected, nothing yet; signed: holds; withdrawn and lapsed: no more.
Standing = Literal["unlisted", "unsigned", "signed", "withdrawn", "lapsed"]


@dataclass(frozen=True)
class Signature:
    """One expected signature. Days are half-open: on ``ended_on`` it holds no more."""

    signed_on: date | None = None
    ended_on: date | None = None
    #: The signer took it back (withdrawn); otherwise the reason went away (a shop changed hands: lapsed).
    withdrawn: bool = False
    #: The day from which it is expected; None for ever.
    listed_on: date | None = None

    def standing(self, on: date) -> Standing:
        """What it is on a day."""
        if self.listed_on is not None and on < self.listed_on:
            return "unlisted"
        if self.ended_on is not None and self.ended_on <= on:
            return "withdrawn" if self.withdrawn else "lapsed"
        return "signed" if self.signed_on is not None and self.signed_on <= on else "unsigned"


@dataclass(frozen=True)
class Signed:
    """How far the signing is: signed of expected, and the indexes of the missing in their order."""

    expected: int
    signed: int
    missing: tuple[int, ...]

    @property
    def rate(self) -> Fraction | None:
        """signed / expected, exact; None when nobody is expected."""
        return Fraction(self.signed, self.expected) if self.expected else None


def signed(rows: Sequence[Signature], on: date) -> Signed:
    """The signed rate of a day. A lapsed row is replaced by a new expected one and leaves the base; a withdrawn one
    stays in it as missing, because its signer is still expected.
    """
    standing = [row.standing(on) for row in rows]
    counted = [index for index, one in enumerate(standing) if one not in ("lapsed", "unlisted")]
    missing = tuple(index for index in counted if standing[index] != "signed")
    return Signed(len(counted), len(counted) - len(missing), missing)


def valid_until(start: date, months: int | None) -> date | None:
    """The day on which an agreement of so many months holds no more; 31 January + 1 month is the last of February."""
    if months is None:
        return None
    if months < 1:
        raise ValueError("an agreement holds for at least one month")
    year, month = divmod(start.month - 1 + months, 12)
    year, month = start.year + year, month + 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


def reminder_due(
    offered_on: date, ends_on: date | None, remind_days: int, on: date, *, missing: bool
) -> bool:
    """Is somebody to be reminded on a day: unsigned so many days after the sheet went out, or about to end?"""
    waiting = missing and on >= offered_on + timedelta(days=remind_days)
    ending = ends_on is not None and ends_on - timedelta(days=remind_days) <= on < ends_on
    return waiting or ending


def say_missing(names: Iterable[str], limit: int = 20) -> str:
    """The unsigned by name, at most so many, then how many more."""
    found = list(names)
    shown = "、".join(found[:limit])
    return shown if len(found) <= limit else f"{shown}等{len(found)}家"
