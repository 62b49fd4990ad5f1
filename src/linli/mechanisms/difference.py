"""What changed between two documents, line by line as a person would say it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Change:
    """One value that differs; ``None`` where it is missing on that side."""

    path: str
    old: Any
    new: Any

    def __str__(self) -> str:
        return f"{self.path}: {_shown(self.old)} → {_shown(self.new)}"


def changes(old: Any, new: Any, path: str = "") -> Iterator[Change]:
    """Every leaf that differs. Items of lists are matched by id or date, else by their place in the list."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted(old.keys() | new.keys()):
            yield from changes(old.get(key), new.get(key), f"{path}.{key}" if path else key)
    elif isinstance(old, list) and isinstance(new, list):
        yield from changes(_keyed(old), _keyed(new), path)
    elif old != new:
        yield Change(path, old, new)


def _keyed(items: list[Any]) -> dict[str, Any]:
    keyed: dict[str, Any] = {}
    for index, item in enumerate(items):
        name = str(index)
        if isinstance(item, dict):
            name = str(item.get("id") or item.get("from") or index)
        keyed[name if name not in keyed else f"{name}#{index}"] = item
    return keyed


def _shown(value: Any) -> str:
    if value is None:
        return "—"
    text = str(value)
    return text if len(text) <= 60 else text[:57] + "…"
