"""What higher rooms register: records that began under a definition and can be moved to a newer one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from linli.domain.access import Actor


@dataclass(frozen=True)
class Rebaser:
    """One kind of record: which open ones stand under given definitions, and how one of them is moved."""

    kind: str
    open_under: Callable[[Iterable[int]], Iterable[tuple[int, int]]]
    move: Callable[[int, Any, Actor, datetime], None]


_rebasers: dict[str, Rebaser] = {}


def register_rebaser(rebaser: Rebaser) -> None:
    """Make a kind of record movable. ``open_under(definition ids)`` gives (record id, definition id)."""
    _rebasers[rebaser.kind] = rebaser


def rebasers() -> list[Rebaser]:
    """All registered kinds, sorted."""
    return [_rebasers[kind] for kind in sorted(_rebasers)]
