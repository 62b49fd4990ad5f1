"""What an address may ask of a list beside the words: several values of a choice or a whole number, days from and to."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import Q

from linli.definitions.registers import RegisterField

#: Name in the address → column.
_DAYS = {"added": "added_on", "cleared": "cleared_on"}
#: Values of one field that an address may ask for.
_MOST = 200


def wanted(one: RegisterField, asked: str) -> list[str] | list[int] | None:
    """The values of a field an address asks for; None where it asks for none that can be."""
    if not asked or one.personal:
        return None
    parts = asked.split(",")[:_MOST]
    if one.type == "choice":
        return parts
    if one.type == "integer":
        return [int(part) for part in parts if part.isascii() and part.isdigit() and len(part) < 10] or None
    return None


def days(params: Mapping[str, str]) -> Q:
    """The days between which rows were registered or cleared; what is no day asks for nothing."""
    found = Q()
    for name, column in _DAYS.items():
        for end, test in (("from", "gte"), ("to", "lte")):
            day = _day(params.get(f"{name}_{end}", ""))
            if day is not None:
                found &= Q(**{f"{column}__{test}": day})
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
