"""What the worker does by the clock: each room registers its own, in ``AppConfig.ready``.

There is no cron to install: the worker asks this list every second. A job must be safe to run twice
and cheap when there is nothing to do; it gets the time as an argument.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Job:
    """One repeated piece of work: its name, its pause in seconds and the function of the time."""

    name: str
    every: int
    run: Callable[[datetime], object]


_jobs: dict[str, Job] = {}


def register(name: str, *, every: int, run: Callable[[datetime], object]) -> None:
    """Adds a job; registering the same name again replaces it (tests reload apps)."""
    if every < 1:
        raise ValueError(f"job {name}: a pause of {every} s is below one second")
    _jobs[name] = Job(name, every, run)


def jobs() -> tuple[Job, ...]:
    """All jobs, in the order of registration."""
    return tuple(_jobs.values())
