"""Panels: a lower room tells an upper page something about one subject, without knowing the page.

``register("case", "papers", papers_of_case, "papers/parts/panel.html")`` in ``AppConfig.ready()``; the page
asks :func:`collect` and includes what comes back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from linli.domain.access import Scope

#: Given the reader's scope, the subject's id and the moment: the template's data, or None for nothing to show.
Gather = Callable[[Scope, int, datetime], Mapping[str, Any] | None]


@dataclass(frozen=True)
class Panel:
    """One gathered panel, ready to include: ``{% include panel.template with panel=panel.data %}``."""

    name: str
    template: str
    data: Mapping[str, Any]


@dataclass(frozen=True)
class _Entry:
    name: str
    gather: Gather
    template: str
    order: int
    weight: int


_registry: dict[str, dict[str, _Entry]] = {}


def register(
    subject_kind: str, name: str, gather: Gather, template: str, order: int = 50, *, weight: int = 1
) -> None:
    """Adds a panel to pages of a kind of subject; the same name again replaces the earlier one.

    ``weight``: 1 for a panel of up to three queries, 2 up to six, 3 up to nine; see :data:`TOGETHER`.
    """
    _registry.setdefault(subject_kind, {})[name] = _Entry(name, gather, template, order, weight)


#: Panels of this order and above come after the page, one answer after the other, in each panels up to this weight
#: together: so each answer keeps its query budget however many rooms have something to say about the subject.
LATE, TOGETHER = 15, 3


def collect(subject_kind: str, scope: Scope, subject_id: int, at: datetime) -> list[Panel]:
    """The panels with something to say, in order; what the scope may not see, its ``gather`` leaves out."""
    return _gathered(_entries(subject_kind), scope, subject_id, at)


def part(
    subject_kind: str, scope: Scope, subject_id: int, at: datetime, number: int
) -> tuple[list[Panel], int | None]:
    """One part of the panels and the number of the next, None after the last.

    0 are those of the page itself, from 1 on those loaded after it (:data:`LATE`). Raises IndexError for a part there
    is not.
    """
    parts = _parts(subject_kind)
    if not 0 <= number < len(parts):
        raise IndexError(number)
    after = number + 1 if number + 1 < len(parts) else None
    return _gathered(parts[number], scope, subject_id, at), after


def _parts(subject_kind: str) -> list[list[_Entry]]:
    parts: list[list[_Entry]] = [[]]
    for entry in _entries(subject_kind):
        if entry.order < LATE:
            parts[0].append(entry)
        elif len(parts) == 1 or sum(one.weight for one in parts[-1]) + entry.weight > TOGETHER:
            parts.append([entry])
        else:
            parts[-1].append(entry)
    return parts


def _entries(subject_kind: str) -> list[_Entry]:
    return sorted(_registry.get(subject_kind, {}).values(), key=lambda entry: (entry.order, entry.name))


def _gathered(entries: list[_Entry], scope: Scope, subject_id: int, at: datetime) -> list[Panel]:
    found = []
    for entry in entries:
        data = entry.gather(scope, subject_id, at)
        if data is not None:
            found.append(Panel(entry.name, entry.template, data))
    return found


def names(subject_kind: str) -> list[str]:
    """The names registered for a kind of subject, in order; for tests and documentation."""
    return [entry.name for entry in _entries(subject_kind)]
