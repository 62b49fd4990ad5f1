"""Who answers by duty for a matter at a place: what the dispatch of cases asks, with the reason in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.definitions import get_library
from linli.definitions.duties import DutyDispatch
from linli.duties import kinds
from linli.duties.models import Duty, in_force
from linli.organizations.models import Organization, Post


@dataclass(frozen=True)
class Answer:
    """A holder who takes matters of a category at a place. ``distance`` 0 is the place itself."""

    duty: Duty
    body: Organization
    post: Post | None
    distance: int
    reason: str


def answering(area_id: int, category: str, case_kind: str, on: date) -> list[Answer]:
    """Holders whose kind of duty takes such cases, nearest place first; at most four queries, one without any duty."""
    takers = _takers()
    if not takers:
        return []
    chain = [row.area_id for row in reversed(areas.ancestors(area_id, on))] or [area_id]
    grid = areas.grid_of(chain)
    if grid and grid not in chain:
        chain.insert(1, grid)
    rows = (
        Duty.objects.filter(in_force(on), object_kind="place", object_id__in=chain, kind__in=takers)
        .select_related("person", "post", "body", "definition")
        .order_by("pk")
    )
    found = [row for row in rows if _takes(row, category, case_kind)]
    names = areas.names([row.object_id for row in found]) if found else {}
    answers = [
        Answer(
            row, row.body, row.post, chain.index(row.object_id), _reason(row, names.get(row.object_id, ""))
        )
        for row in found
    ]
    return sorted(answers, key=lambda one: (one.distance, one.duty.pk))


def _takers() -> list[str]:
    return [one for one in kinds.every() if (kind := kinds.shipped(one)) and kind.dispatch is not None]


def _takes(row: Duty, category: str, case_kind: str) -> bool:
    kind = kinds.of_definition(row.definition, row.kind)
    dispatch: DutyDispatch | None = kind.dispatch if kind else None
    if dispatch is None:
        return False
    path = get_library().category_paths.get(category, (category,)) if category else ()
    if dispatch.categories and not set(dispatch.categories) & set(path):
        return False
    return not dispatch.case_kinds or case_kind in dispatch.case_kinds


def _reason(row: Duty, place: str) -> str:
    """「二级路长王×（建设路，自2026-01-05起）」."""
    return _("%(kind)s%(who)s（%(place)s，自%(day)s起负责）") % {
        "kind": kinds.word(row.kind),
        "who": row.person.name if row.person else str(row.body),
        "place": place,
        "day": row.valid_from.isoformat(),
    }
