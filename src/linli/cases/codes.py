"""Codes people read aloud and write on paper: no character that can be taken for another."""

from __future__ import annotations

import secrets
from datetime import datetime

from linli.cases.models import Case
from linli.domain.calendar import SHANGHAI
from linli.records.reading import Reading

#: Without 0 O 1 I L: said over the telephone and typed by old hands.
ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"


def _random(length: int) -> str:
    return "".join(secrets.choice(ALPHABET) for _position in range(length))


_TAKEN = Reading(lambda code: Case.every.filter(code=code).values_list("pk"))


def new_code(at: datetime) -> str:
    """The short code of a case: year and month, then six random characters (2611-7K3Q9F)."""
    month = at.astimezone(SHANGHAI).strftime("%y%m")
    while True:
        code = f"{month}-{_random(6)}"
        if not _TAKEN.tuples(code):
            return code


def new_receipt() -> str:
    """The receipt of a reporter: twelve random characters in fours; of 31¹² no two are ever alike (unique anyway)."""
    return "-".join(_random(4) for _part in range(3))


def tidy_receipt(typed: str) -> str:
    """What a person typed as a receipt in the form it is stored: upper case, in fours."""
    kept = "".join(char for char in typed.upper() if char.isascii() and char.isalnum())
    return "-".join(kept[i : i + 4] for i in range(0, len(kept), 4))[:16]
