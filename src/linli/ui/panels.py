"""Panels: a lower room tells an upper page something about one subject, without knowing the page.

``register("case", "papers", papers_of_case, "papers/parts/panel.html")`` in ``AppConfig.ready()``; the page
asks :func:`collect` and includes what comes back.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

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


_registry: dict[str, dict[str, _Entry]] = {}


def register(subject_kind: str, name: str, gather: Gather, template: str, order: int = 50) -> None:
    """Adds a panel to pages of a kind of subject; the same name again replaces the earlier one."""
    _registry.setdefault(subject_kind, {})[name] = _Entry(name, gather, template, order)


#: Panels of this order and above come after the page, in one answer of their own: a page keeps its query budget
#: however many rooms have something to say about its subject.
LATE = 15


def collect(
    subject_kind: str,
    scope: Scope,
    subject_id: int,
    at: datetime,
    *,
    part: Literal["all", "first", "late"] = "all",
) -> list[Panel]:
    """The panels with something to say, in order; what the scope may not see, its ``gather`` leaves out.

    ``part``: "first" for the page itself, "late" for what is loaded after it (:data:`LATE`).
    """
    found = []
    for entry in sorted(
        _registry.get(subject_kind, {}).values(), key=lambda entry: (entry.order, entry.name)
    ):
        if part != "all" and (entry.order >= LATE) != (part == "late"):
            continue
        data = entry.gather(scope, subject_id, at)
        if data is not None:
            found.append(Panel(entry.name, entry.template, data))
    return found


def names(subject_kind: str) -> list[str]:
    """The names registered for a kind of subject, in order; for tests and documentation."""
    return [
        entry.name
        for entry in sorted(_registry.get(subject_kind, {}).values(), key=lambda e: (e.order, e.name))
    ]
