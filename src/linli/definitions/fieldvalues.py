"""What may stand in a field of a case kind, as plain values that JSON can hold.

Answers codes, no sentences: the room that asks says them in its own words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from linli.definitions.cases import Field
from linli.domain.codes import record_id

_INTEGER = re.compile(r"^-?[0-9]{1,15}$")
#: Earliest day anybody could mean, and how many years ahead one may plan.
EARLIEST, AHEAD = date(1900, 1, 1), 50
LONGEST = 500


@dataclass(frozen=True)
class Cleaned:
    """The value to keep (None: nothing was given), or the code of what is wrong with it."""

    value: Any = None
    problem: str = ""


def in_reach(day: date, today: date) -> bool:
    """Could anybody mean this day: not before 1900, not more than fifty years ahead?"""
    return day >= EARLIEST and day.year <= today.year + AHEAD


def clean(field: Field, raw: Any, today: date) -> Cleaned:
    """A typed or imported value of a field. Problems: number, range, option, day, instant, long, yes_no, id."""
    text = raw.isoformat() if isinstance(raw, date) else raw
    if isinstance(text, str):
        text = text.strip()
    if text is None or text == "":
        return Cleaned()
    by_type = {
        "integer": _number,
        "quantity": _number,
        "money": _number,
        "choice": _choice,
        "day": _day,
        "instant": _instant,
        "boolean": _yes_no,
        "place": _identity,
        "body": _identity,
    }
    return by_type.get(field.type, _text)(field, text, today)


def _text(field: Field, raw: Any, _today: date) -> Cleaned:
    text = str(raw)
    return Cleaned(problem="long") if len(text) > (field.longest or LONGEST) else Cleaned(text)


def _number(field: Field, raw: Any, _today: date) -> Cleaned:
    if isinstance(raw, bool) or not _INTEGER.match(str(raw)):
        return Cleaned(problem="number")
    number = int(raw)
    low = field.least is not None and number < field.least
    high = field.most is not None and number > field.most
    return Cleaned(problem="range") if low or high else Cleaned(number)


def _choice(field: Field, raw: Any, _today: date) -> Cleaned:
    return Cleaned(raw) if raw in {option.id for option in field.options} else Cleaned(problem="option")


def _day(_field: Field, raw: Any, today: date) -> Cleaned:
    try:
        day = date.fromisoformat(str(raw)[:10])
    except ValueError:
        return Cleaned(problem="day")
    return Cleaned(day.isoformat()) if in_reach(day, today) else Cleaned(problem="day")


def _instant(field: Field, raw: Any, today: date) -> Cleaned:
    try:
        at = datetime.fromisoformat(str(raw))
    except ValueError:
        return Cleaned(problem="instant")
    return (
        Cleaned(problem="instant")
        if _day(field, at.date().isoformat(), today).problem
        else Cleaned(at.isoformat())
    )


def _yes_no(_field: Field, raw: Any, _today: date) -> Cleaned:
    words = {True: True, False: False, "true": True, "false": False, "on": True, "1": True, "0": False}
    return Cleaned(words[raw]) if raw in words else Cleaned(problem="yes_no")


def _identity(_field: Field, raw: Any, _today: date) -> Cleaned:
    found = record_id(raw)
    return Cleaned(problem="id") if found is None else Cleaned(found)
