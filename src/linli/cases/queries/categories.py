"""Categories for a form, in the reader's language."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import get_language

from linli.definitions.library import walk
from linli.mechanisms import queries as mechanisms


def category_choices(area_id: int, at: datetime) -> list[tuple[str, Any]]:
    """Categories in use at a place as groups of leaves, first the empty choice."""
    groups: dict[str, list[tuple[str, str]]] = {}
    names: dict[str, str] = {}
    language = get_language() or "zh-hans"
    for path, category in walk(mechanisms.categories(area_id, at)):
        names[category.id] = category.names.in_(language)
        if not category.children:
            title = " / ".join(names.get(one, one) for one in path)
            groups.setdefault(title, []).append((category.id, names[category.id]))
    return [("", "—"), *groups.items()]
