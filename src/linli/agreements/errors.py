# ruff: noqa: N818 - named for what happened
"""What the rules of agreements refuse, in the words of the work."""

from __future__ import annotations

from linli.records.errors import LinliError, Sentence


class Refused(LinliError):
    """The entry does not fit; ``field`` is where on the form the sentence belongs ("" = whole form)."""

    status = 422

    def __init__(self, message: Sentence, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field
