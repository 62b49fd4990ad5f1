"""What both targets do with the rows of a chunk: write them concealed, reveal all at the very end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.db import transaction

from linli.cases import services
from linli.domain.access import Actor
from linli.ledgers.registry import Applied, Row
from linli.records.errors import LinliError

Apply = Callable[[Row, Actor, datetime], Applied]
Many = Callable[[list[Row], Actor, datetime], list[Applied | LinliError]]


def concealed(apply: Apply) -> Many:
    """``apply`` for a whole chunk; what it makes is seen by nobody before :func:`reveal`."""

    def many(rows: list[Row], actor: Actor, at: datetime) -> list[Applied | LinliError]:
        answers = [_one(apply, row, actor, at) for row in rows]
        made = [one.id for one in answers if isinstance(one, Applied) and one.how == "created"]
        services.conceal_cases(ids=made)
        return answers

    return many


def _one(apply: Apply, row: Row, actor: Actor, at: datetime) -> Applied | LinliError:
    try:
        # A row that is refused in the middle must leave nothing; the others of the chunk stay.
        with transaction.atomic():
            return apply(row, actor, at)
    except LinliError as refused:
        return refused


def reveal(ids: list[int], actor: Actor, at: datetime) -> None:
    """From now on they are seen and counted; the import's own event tells by whom and when."""
    del actor, at
    services.reveal_cases(ids=ids)
