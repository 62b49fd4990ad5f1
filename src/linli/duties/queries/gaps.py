"""The lines of a page of gaps: which objects nobody answers for, where they lie, and why."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from linli.areas import paths
from linli.areas import queries as areas
from linli.areas.models import AreaSpan
from linli.definitions.duties import DutyKind
from linli.duties import objects
from linli.duties.models import Duty
from linli.duties.queries.coverage import missing


@dataclass(frozen=True)
class GapRow:
    """One line of the list of gaps: the object, where, and what is wrong in words."""

    object_id: int
    name: str
    where: str
    reason: str
    detail: str = ""
    duty_id: int | None = None


def gap_rows(kind: DutyKind, area_id: int, on: date, *, limit: int = 200) -> list[GapRow]:
    """Uncovered objects with the reason (never anybody, holder gone, period over); four queries."""
    return gap_lines(kind, area_id, on, limit=limit)[0]


def gap_lines(
    kind: DutyKind, area_id: int, on: date, *, limit: int, also: Iterable[int] = ()
) -> tuple[list[GapRow], Mapping[int, AreaSpan]]:
    """:func:`gap_rows`, and the places their names were made of with those of ``also``, read together."""
    source = objects.source(kind.object)
    rows = list(missing(kind, area_id, on)[:limit]) if limit else []
    ids = [getattr(row, source.key) for row in rows]
    if source.by_path:
        chains = {pk: paths.ids(row.path)[:-1] for pk, row in zip(ids, rows, strict=True)}
        every = areas.spans({*also, *(step for chain in chains.values() for step in chain)}, on)
        where = {pk: areas.said(chain, every, top="district") for pk, chain in chains.items()}
    else:
        every = areas.spans(also, on)
        names = areas.full_names({row.area_id for row in rows}, on, top="district")
        where = {pk: names.get(row.area_id, "") for pk, row in zip(ids, rows, strict=True)}
    last = _last(kind, ids, on) if ids else {}
    found = [
        _row(pk, str(getattr(row, source.name)), where[pk], last.get(pk), on)
        for pk, row in zip(ids, rows, strict=True)
    ]
    return found, every


def _row(pk: int, name: str, where: str, last: Duty | None, on: date) -> GapRow:
    return GapRow(pk, name, where, *_reason(last, on), last.pk if last else None)


def _last(kind: DutyKind, ids: list[int], on: date) -> dict[int, Duty]:
    rows = Duty.objects.filter(
        Q(valid_from__lte=on), kind=kind.id, object_kind=kind.object, object_id__in=ids
    )
    rows = rows.select_related("person", "body").order_by("ends_on", "pk")
    return {row.object_id: row for row in rows}


def _reason(row: Duty | None, on: date) -> tuple[str, str]:
    if row is None:
        return _("没有责任人"), ""
    who = row.person.name if row.person else str(row.body)
    if row.valid_to > on:
        return _("责任人空缺"), _("%(who)s自%(day)s起不再任职") % {"who": who, "day": row.ends_on.isoformat()}
    word = _("到期未续") if not row.ended else _("已结束，没有接手的")
    return word, _("%(who)s到%(day)s") % {"who": who, "day": row.valid_to.isoformat()}
