"""What hangs on a post: upper rooms tell how much, for the preview of a hand-over (open cases, papers …)."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from linli.records.errors import Sentence

#: Post ids and the instant → how many.
Count = Callable[[Sequence[int], datetime], int]


@dataclass(frozen=True)
class Holding:
    """One line of the preview."""

    label: Sentence
    count: int


_registry: dict[str, tuple[Sentence, Count]] = {}


def register(name: str, label: Sentence, count: Count) -> None:
    """Tell how many things of a kind hang on some posts; the same name again replaces the earlier one."""
    _registry[name] = (label, count)


def of_posts(post_ids: Sequence[int], at: datetime) -> list[Holding]:
    """The lines for some posts, in the order of registration."""
    return [Holding(label, count(post_ids, at)) for label, count in _registry.values()]
