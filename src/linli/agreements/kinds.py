"""Kinds of agreements in use at a place, and the kind as a sheet's own definition says it."""

from __future__ import annotations

from datetime import date
from functools import cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.agreements.errors import Refused
from linli.definitions import get_library
from linli.definitions.agreements import Agreement, Wording
from linli.mechanisms import queries as mechanisms
from linli.mechanisms.models import Definition


@cache
def _homes() -> dict[str, str]:
    return {
        kind.id: one.id
        for one in get_library().mechanisms.values()
        for kind in one.agreements
        if kind.capability is None
    }


def every() -> list[str]:
    """Ids of all kinds the library brings."""
    return list(_homes())


def in_use(area_id: int, on: date) -> list[tuple[Agreement, Definition]]:
    """Kinds in use at a place on a day."""
    brings = sorted(set(_homes().values()))
    found = mechanisms.active(area_id, on, only=brings) if brings else {}
    return [
        (kind, definition)
        for definition in found.values()
        for kind in mechanisms.content(definition).agreements
        if kind.capability is None
    ]


def at_place(kind_id: str, area_id: int, on: date) -> tuple[Agreement, Definition]:
    """A kind and the definition under which a sheet of it begins. Raises ``Refused`` where it is not in use."""
    home = _homes().get(kind_id)
    for definition in mechanisms.active(area_id, on, only=[home]).values() if home else ():
        for kind in mechanisms.content(definition).agreements:
            if kind.id == kind_id and kind.capability is None:
                return kind, definition
    raise Refused(_("本地没有启用这类协议，请先在工作机制里启用。"), field="kind")


def of_definition(definition: Definition, kind_id: str) -> Agreement:
    """The kind under which a sheet began. Raises ``Refused`` when the definition does not know it."""
    for kind in mechanisms.content(definition).agreements:
        if kind.id == kind_id:
            return kind
    raise Refused(_("本地没有启用这类协议，请先在工作机制里启用。"), field="kind")


def word(kind_id: str) -> str:
    """The name of a kind in the reader's language."""
    home = _homes().get(kind_id)
    pieces = get_library().mechanisms[home].agreements if home else ()
    found = next((kind for kind in pieces if kind.id == kind_id), None)
    return mechanisms.label(found.term if found else kind_id)


def sheet(kind: Agreement, on: date) -> dict[str, object]:
    """The wording in force on a day as it is copied onto a sheet. Raises ``Refused`` before the first wording."""
    entry = kind.wording.entry_at(on) if kind.wording else None
    if entry is None:
        raise Refused(_("这一天还没有这类协议的文本。"), field="on")
    text: Wording = entry.value
    lang = get_language() or "zh-hans"
    return {
        "opening": text.opening.in_(lang),
        "clauses": [clause.in_(lang) for clause in text.clauses],
        "from": entry.from_.isoformat(),
    }
