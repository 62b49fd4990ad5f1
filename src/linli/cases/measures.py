"""What can be counted of cases: named measures over one record set, each a closed filter on a date of the row.

Engines answer integers; rates, rounding and ranks are Fractions in ``domain.figures`` and above. A measure counts what
lies in a place (today's tree) and in a half-open period; ``as_of`` reads spans, so that a figure of the past stays.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.areas import queries as areas
from linli.cases.models import Beneficiary, Case
from linli.domain.access import AreaRef
from linli.domain.caserules import Word
from linli.records.models import Span

Rows = QuerySet[Case]

#: Words that count as somebody else's.
_SAID = (Word.REPORTER, Word.VERIFIER, Word.SUPERVISOR, Word.PLATFORM)


@dataclass(frozen=True)
class Measure:
    """A name, the words, the date field of the period, the filter, and what is aggregated."""

    id: str
    title: Promise | str
    date_field: str
    filter: Q
    #: count | distinct:<kind> of beneficiaries | sum:<column>
    aggregate: str = "count"
    #: Do parts add up to the whole? Distinct counts do not.
    additive: bool = True
    public: bool = True


_COUNTED = Q(fast_lane=False, excluded=False)
_CLOSED = Q(state="closed")
#: The base of the rates: closed, counted, and somebody could be asked.
_BASE = _CLOSED & _COUNTED & ~Q(result="not_reached")

MEASURES: Mapping[str, Measure] = {
    one.id: one
    for one in (
        Measure("collected", _("收集诉求"), "reported_at", ~Q(state="withdrawn") & ~Q(state="refused")),
        Measure("closed", _("办结"), "closed_at", _CLOSED & Q(fast_lane=False)),
        Measure("fast_lane", _("当场办结"), "closed_at", _CLOSED & Q(fast_lane=True)),
        Measure("solved", _("已解决"), "closed_at", _CLOSED & _COUNTED & Q(result="solved", word__in=_SAID)),
        Measure("base", _("计入考核的办结"), "closed_at", _BASE),
        Measure("on_time", _("按期办结"), "closed_at", _BASE & Q(on_time=True)),
        Measure("contacted", _("已联系反映人"), "closed_at", _BASE & Q(contacted_at__isnull=False)),
        Measure("satisfied", _("满意"), "closed_at", _BASE & Q(satisfied="satisfied")),
        Measure("basically_satisfied", _("基本满意"), "closed_at", _BASE & Q(satisfied="basic")),
        Measure("asked_satisfaction", _("已评价满意度"), "closed_at", _BASE & ~Q(satisfied="")),
        Measure("not_reached", _("未回访到"), "closed_at", _CLOSED & Q(result="not_reached")),
        Measure("excluded", _("已剔除"), "closed_at", _CLOSED & Q(excluded=True)),
        Measure("refused", _("不予受理"), "reported_at", Q(state="refused")),
        Measure("suspended", _("挂账"), "reported_at", Q(state="suspended")),
        Measure(
            "open", _("在办"), "reported_at", Q(stage__in=("dispatch", "work", "call_back", "suspended"))
        ),
        Measure("redone", _("重新办理"), "reported_at", Q(round__gt=1)),
        Measure("beneficiaries", _("受益人数（估算）"), "closed_at", _CLOSED, aggregate="sum:beneficiaries"),
        Measure(
            "households", _("受益户"), "closed_at", _CLOSED, aggregate="distinct:household", additive=False
        ),
        Measure(
            "businesses",
            _("服务企业（商户）"),
            "closed_at",
            _CLOSED,
            aggregate="distinct:business",
            additive=False,
        ),
        Measure("persons", _("服务人数"), "closed_at", _CLOSED, aggregate="distinct:person", additive=False),
    )
}


@dataclass(frozen=True)
class Period:
    """Half-open, ``start <= x < end``; None is open."""

    start: datetime | None = None
    end: datetime | None = None


def rows_of(
    measure: str | Measure,
    *,
    refs: tuple[AreaRef, ...],
    period: Period = Period(),
    kinds: tuple[str, ...] = (),
    as_of: datetime | None = None,
) -> Rows:
    """The very rows behind a figure. ``as_of``: as the states were then (states and exclusions from spans)."""
    one = MEASURES[measure] if isinstance(measure, str) else measure
    rows = areas.in_scope(Case.objects.all(), refs)
    if kinds:
        rows = rows.filter(kind__in=kinds)
    if period.start is not None:
        rows = rows.filter(**{f"{one.date_field}__gte": period.start})
    if period.end is not None:
        rows = rows.filter(**{f"{one.date_field}__lt": period.end})
    if as_of is None:
        return rows.filter(one.filter)
    return _as_of(rows, one, as_of)


def _as_of(rows: Rows, one: Measure, at: datetime) -> Rows:
    """States, results, words and exclusions as they stood; a case that is open again counts as closed then."""
    rows = rows.filter(reported_at__lte=at) if one.date_field == "reported_at" else rows
    return rows.filter(_translate(one.filter, at))


#: Columns whose past lies in spans.
_SPANNED = {"state": "state", "result": "result", "word": "word", "excluded": "excluded", "round": "round"}


def _translate(condition: Q, at: datetime) -> Q:
    """The same condition with every spanned column asked of its span at ``at``."""
    made = Q()
    made.connector, made.negated = condition.connector, condition.negated
    made.children = [_child(child, at) for child in condition.children]
    return made


def _child(child: Any, at: datetime) -> Any:
    if isinstance(child, Q):
        return _translate(child, at)
    name, value = child
    field, _sep, lookup = str(name).partition("__")
    if field not in _SPANNED:
        return child
    held = Span.objects.filter(
        kind="case", subject_id=OuterRef("pk"), field=_SPANNED[field], valid_from__lte=at, valid_to__gt=at
    )
    values = [_stored(item) for item in value] if lookup == "in" else _stored(value)
    found = Exists(held.filter(**{f"value__{lookup}" if lookup else "value": values}))
    # What was never set has no span: empty, not excluded.
    return Q(found) | ~Q(Exists(held)) if values in ("", "False") else found


def _stored(value: object) -> str:
    return "" if value is None else str(value)


def count(measure: str, *, refs: tuple[AreaRef, ...], period: Period = Period(), **more: object) -> int:
    """The figure: rows, a sum, or distinct ones served; always an integer, 0 only when nothing was there."""
    one = MEASURES[measure]
    rows = rows_of(one, refs=refs, period=period, **more)  # type: ignore[arg-type]
    how, _sep, what = one.aggregate.partition(":")
    if how == "sum":
        return int(rows.aggregate(total=Sum(what))["total"] or 0)
    if how == "distinct":
        served = Beneficiary.objects.filter(kind=what, case__in=rows)
        return served.values("key").distinct().count()
    return rows.count()


AGGREGATES: Mapping[str, Callable[..., int]] = {"count": count}
