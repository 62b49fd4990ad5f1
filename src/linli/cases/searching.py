"""What is searchable of a case, and the true count behind the tally."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Count

from linli.areas import queries as areas
from linli.cases.models import Case, Task
from linli.domain.access import COLUMN_LEVELS
from linli.records.search import area_token, body_token


def rows(ids: list[int]) -> Iterable[tuple[int, str, list[str]]]:
    """(id, text, scope words) for the index: code, title, text, spot, place name, outside number. No person.

    Scope words are its places, and the bodies that lead it, answer for it or have a part in it.
    """
    cases = list(Case.objects.filter(pk__in=ids))
    names = areas.full_names([case.area_id for case in cases])
    working: dict[int, set[int]] = {}
    parts = Task.objects.filter(case__in=cases, body__isnull=False).exclude(state=Task.State.ENDED)
    for case_id, body_id in parts.values_list("case_id", "body_id"):
        working.setdefault(case_id, set()).add(body_id)
    for case in cases:
        places = [getattr(case, level) for level in COLUMN_LEVELS]
        tokens = [area_token(pk) for pk in {case.area_id, *places} if pk]
        bodies = {case.lead_body_id, case.answerable_body_id, *working.get(case.pk, ())}
        tokens += [body_token(pk) for pk in bodies if pk]
        words = " ".join(
            (case.code, case.external_number, case.title, case.text, case.spot, names.get(case.area_id, ""))
        )
        yield case.pk, words, tokens


def rebuild() -> Iterable[tuple[Mapping[str, Any], int]]:
    """The deltas that the cases as they stand would add up to."""
    keys = (*COLUMN_LEVELS, "stage", "fast_lane")
    for row in Case.objects.values(*keys).annotate(n=Count("pk")).order_by():
        number = row.pop("n")
        fast = row.pop("fast_lane")
        yield {**row, "fast": fast}, number
