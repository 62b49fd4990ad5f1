"""What an address may ask of a list beside the words: several values of a choice or a whole number, days, what is (not) filled in."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django.db.models import Q

from linli.definitions.registers import RegisterField, RegisterKind

#: Name in the address → column.
_DAYS = {"added": "added_on", "due": "due_on", "cleared": "cleared_on"}
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
    """The days between which rows were registered, are due or were cleared; what is no day asks for nothing."""
    found = Q()
    for name, column in _DAYS.items():
        for end, test in (("from", "gte"), ("to", "lte")):
            day = _day(params.get(f"{name}_{end}", ""))
            if day is not None:
                found &= Q(**{f"{column}__{test}": day})
    return found


def filled(kind: RegisterKind, params: Mapping[str, str]) -> Q:
    """Rows that have something in each of the fields named (``has``), and nothing in those of ``lacks``."""
    found = Q()
    open_fields = {one.id for one in kind.fields if not one.personal}
    for test in ("has", "lacks"):
        for name in open_fields & set(params.get(test, "").split(",")):
            empty = Q(**{f"values__{name}__isnull": True}) | Q(**{f"values__{name}": ""})
            found &= empty if test == "lacks" else ~empty
    return found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
