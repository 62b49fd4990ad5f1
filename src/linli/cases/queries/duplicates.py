"""Cases that may be the same matter: proposed with the reason, decided by a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from linli.areas import queries as areas
from linli.cases import words
from linli.cases.models import Case
from linli.domain.caseflow import State
from linli.domain.similarity import Likeness, Voice, alike

WITHIN_DAYS = 30
CANDIDATES = 200


@dataclass(frozen=True)
class NearDuplicate:
    """A candidate with what makes it alike, in words."""

    case: Case
    likeness: Likeness

    @property
    def reasons(self) -> list[str]:
        """「同一地点」「说法相近」 …"""
        return [str(words.LIKENESS[code]) for code in self.likeness.reasons]


def near_duplicates(
    *,
    text: str,
    area_id: int,
    at: datetime,
    category: str = "",
    kind: str = "",
    exclude_id: int | None = None,
) -> list[NearDuplicate]:
    """Up to five likely duplicates of a text at a place, best first; closed ones of the last month too."""
    columns = areas.columns_for(area_id)
    level = next((name for name in ("estate", "community", "street") if columns.get(name)), None)
    if level is None:
        return []
    rows = Case.objects.filter(**{level: columns[level]}, reported_at__gt=at - timedelta(days=WITHIN_DAYS))
    rows = rows.exclude(state__in=(State.DUPLICATE, State.WITHDRAWN, State.REFUSED))
    found = {row.pk: row for row in rows.select_related("lead_body").order_by("-pk")[:CANDIDATES]}
    found.pop(exclude_id or 0, None)
    own = (area_id, *(pk for name in ("estate", "community") if (pk := columns.get(name)) and pk != area_id))
    new = Voice(exclude_id or 0, text, at, kind, category, own)
    return [NearDuplicate(found[one.id], one) for one in alike(new, (_voice(row) for row in found.values()))]


def _voice(case: Case) -> Voice:
    own = (case.area_id, *(pk for pk in (case.estate, case.community) if pk and pk != case.area_id))
    return Voice(case.pk, case.text, case.reported_at, case.kind, case.category, own)
