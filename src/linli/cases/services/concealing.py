"""Cases of an import: written in chunks, seen by nobody, then all seen at once (data.md, imports).

A concealed case is whole (event, text, contact, place) but stands in the stage ``concealed``, which ``Case.objects`` leaves
out, and in no tally. Its event is that of the import: ``import.done`` says from when it counts.
"""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Count, QuerySet

from linli.areas import queries as areas
from linli.cases.models import CONCEALED, TALLY, Case, keys_of, stage_of
from linli.domain.access import COLUMN_LEVELS
from linli.records import search
from linli.records import services as records
from linli.records.tx import verb

_GROUP = ("state", "stage", "fast_lane", *COLUMN_LEVELS)


@verb()
def conceal_cases(*, ids: Sequence[int]) -> int:
    """Hide cases registered in this very transaction; answers how many."""
    rows = Case.objects.filter(pk__in=ids)
    _count(rows, -1)
    return rows.update(stage=CONCEALED)


@verb()
def reveal_cases(*, ids: Sequence[int]) -> int:
    """Let them be seen, counted and found, each in the stage of its state; answers how many. May be run again."""
    rows = Case.every.filter(pk__in=ids, stage=CONCEALED)
    held = list(rows.select_for_update().order_by("pk").values_list("pk", "state"))
    for state in {state for _pk, state in held}:
        of_state = [pk for pk, one in held if one == state]
        Case.every.filter(pk__in=of_state).update(stage=stage_of(state))
    found = [pk for pk, _state in held]
    _count(Case.objects.filter(pk__in=found), 1)
    _put_right(Case.objects.filter(pk__in=found))
    search.later_many("case", found)
    return len(found)


def _put_right(rows: QuerySet[Case]) -> None:
    """The tree may have changed since they were written, and its rewrite passes the concealed by."""
    carried = list(rows.order_by().values("area_id", *COLUMN_LEVELS).distinct())
    today = areas.columns_for_many({row["area_id"] for row in carried})
    for row in carried:
        area_id = row.pop("area_id")
        if row != today[area_id]:
            rows.filter(area_id=area_id, **row).update(**today[area_id])


def _count(rows: QuerySet[Case], sign: int) -> None:
    """One delta for all cases of a place and stage."""
    for row in rows.order_by().values(*_GROUP).annotate(n=Count("pk")):
        records.add_delta(tally=TALLY, keys=keys_of(row), amount=sign * row["n"])
