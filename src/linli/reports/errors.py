"""Refusals of this room; each says what to do."""

# ruff: noqa: N818 - they are named for what happened
from __future__ import annotations

from typing import Any

from linli.records.errors import LinliError, NotAllowed


class Overlapping(LinliError):
    """Other forms ask for the same; ``found`` lists them. A reason lets it pass."""

    status = 422

    def __init__(self, message: str, found: list[Any]) -> None:
        super().__init__(message)
        self.found = found


class NotRegistered(NotAllowed):
    """未纳入清单不得下发."""


class Doubtful(LinliError):
    """Findings that stop without an explanation; ``findings`` name them."""

    status = 422

    def __init__(self, message: str, findings: list[Any]) -> None:
        super().__init__(message)
        self.findings = findings


class BadValues(LinliError):
    """Cells that cannot be read; ``cells``: item → sentence. What was typed stays on the page."""

    status = 422

    def __init__(self, message: str, cells: dict[str, str]) -> None:
        super().__init__(message)
        self.cells = cells
