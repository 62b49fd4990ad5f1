"""How much of a file is ever read; each limit is a setting, so that a city may raise it with its memory."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings


@dataclass(frozen=True)
class Limits:
    """Upper limits of one upload: bytes of the file, bytes unpacked, rows, columns, cells of one sheet."""

    bytes: int = 50 * 1024 * 1024
    unpacked: int = 400 * 1024 * 1024
    strings: int = 120 * 1024 * 1024
    rows: int = 200_010
    columns: int = 200
    cells: int = 6_000_000
    parts: int = 5_000


def limits() -> Limits:
    """The limits in force: ``LINLI_LEDGER_LIMITS`` (a dict of the fields of :class:`Limits`) over the defaults."""
    return Limits(**getattr(settings, "LINLI_LEDGER_LIMITS", {}))
