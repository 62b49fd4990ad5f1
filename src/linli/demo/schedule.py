"""Runs many lives in the order of time, with the clock of records standing at each moment."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable
from datetime import datetime

from linli.demo.lives import Life
from linli.records.errors import LinliError
from linli.records.time import frozen


def run(
    lives: Iterable[tuple[int, Life]],
    until: datetime,
    *,
    refused: list[str],
    progress: Callable[[int], None] | None = None,
) -> int:
    """Resume each life at its moments before ``until``; answers how many moments there were.

    A verb that refuses ends only its own life; the sentence is kept in ``refused`` (tests want few).
    """
    queue: list[tuple[datetime, int, Life]] = []
    for number, life in lives:
        _step(queue, number, life, until)
    done = 0
    while queue:
        at, number, life = heapq.heappop(queue)
        done += 1
        if progress and done % 1000 == 0:
            progress(done)
        with frozen(at):
            try:
                _step(queue, number, life, until)
            except LinliError as error:
                refused.append(f"{number}: {error}")
    return done


def _step(queue: list[tuple[datetime, int, Life]], number: int, life: Life, until: datetime) -> None:
    at = next(life, None)
    if at is not None and at < until:
        heapq.heappush(queue, (at, number, life))
