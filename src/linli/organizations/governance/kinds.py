"""Governance kinds in use at a place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache

from django.utils.translation import gettext as _

from linli.definitions import get_library
from linli.definitions.governance import GovernanceKind
from linli.mechanisms import queries as mechanisms
from linli.mechanisms.models import Adoption
from linli.organizations.errors import Refused


@cache
def homes() -> dict[str, str]:
    """Kind → the mechanism that brings it."""
    return {
        kind.id: one.id
        for one in get_library().mechanisms.values()
        for kind in one.governance_kinds
        if kind.capability is None
    }


def in_use(area_id: int, on: date, *, chain: Sequence[int] | None = None) -> list[GovernanceKind]:
    """Kinds in use at a place on a day, in the order of their mechanisms. ``chain``: ids from the top, if known."""
    brings = sorted(set(homes().values()))
    found = mechanisms.active(area_id, on, only=brings, chain=chain) if brings else {}
    return [
        kind
        for definition in found.values()
        for kind in mechanisms.content(definition).governance_kinds
        if kind.capability is None
    ]


def at_place(kind_id: str, area_id: int, on: date, *, chain: Sequence[int] | None = None) -> GovernanceKind:
    """A kind as it holds at a place; the shipped one where only places below work by it. Raises ``Refused``."""
    for kind in in_use(area_id, on, chain=chain):
        if kind.id == kind_id:
            return kind
    return shipped(kind_id)


def shipped(kind_id: str) -> GovernanceKind:
    """The kind as the library says it. Raises ``Refused``."""
    home = homes().get(kind_id)
    pieces = get_library().mechanisms[home].governance_kinds if home else ()
    found = next((kind for kind in pieces if kind.id == kind_id), None)
    if found is None:
        raise Refused(_("没有这种治理架构。"))
    return found


def word(kind: GovernanceKind) -> str:
    """The name of a kind in the reader's language."""
    return mechanisms.label(kind.term)


def switched(mechanisms_: Iterable[str], on: date) -> dict[str, dict[int, bool]]:
    """Places that decided about each mechanism themselves → in use there; the nearest above decides. One query."""
    rows = Adoption.objects.filter(mechanism__in=set(mechanisms_), valid_from__lte=on, valid_to__gt=on)
    found: dict[str, dict[int, bool]] = {}
    for row in rows.order_by("valid_from"):
        found.setdefault(row.mechanism, {})[row.area_id] = row.state != Adoption.State.OFF
    return found
