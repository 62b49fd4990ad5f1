"""Bodies that stand for a programme and end with it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from linli.areas import queries as areas
from linli.definitions.governance import GovernanceKind
from linli.organizations import trees
from linli.organizations.models import Organization, Tree, on_day


@dataclass(frozen=True)
class Programme:
    """The uppermost temporary body with the number of bodies of each kind below it on a day."""

    top: Organization
    below: dict[str, int]


def programmes(kind: GovernanceKind, roots: Iterable[int], on: date) -> list[Programme]:
    """Temporary bodies that stand on a day; the first part names the kinds of the uppermost body."""
    tops = Organization.objects.filter(on_day(on), kind__in=kind.parts[0].bodies)
    found = []
    for top in areas.in_scope(tops, areas.refs_for(roots)).order_by("pk"):
        ids = [pk for pk in trees.below(top.pk, tree=Tree.TEMPORARY, on=on) if pk != top.pk]
        counts: dict[str, int] = {}
        for code in Organization.objects.filter(on_day(on), pk__in=ids).values_list("kind", flat=True):
            counts[code] = counts.get(code, 0) + 1
        found.append(Programme(top, counts))
    return found
