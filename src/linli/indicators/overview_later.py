"""The lower blocks of the leader's page, fetched after it: places and kinds of 30 days, targets, gaps."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.cases.queries import visible
from linli.domain import figures as printing
from linli.domain.access import Scope
from linli.domain.calendar import local_day
from linli.domain.periods import Kind, Period, period_of
from linli.indicators import asking, figures, lines, pages, pieces, units, veiling
from linli.indicators import trend as trends
from linli.indicators.figures import Figure, Request
from linli.indicators.models import Target
from linli.indicators.overview import cases_link, category, link, percent
from linli.mechanisms.queries import label
from linli.organizations import queries as organizations
from linli.records.measures import Unit

#: 同一问题反复反映: so many voices of one kind from one place in so many days.
REPEATS, DAYS = 3, 30

#: What is fetched after the page, each block by itself and in this order (?late=<block>; ?late=all is one page).
LATER = ("trend", "places", "targets", "gaps")


def later(scope: Scope, area_id: int, at: datetime, blocks: Iterable[str] = LATER) -> dict[str, Any]:
    """The blocks that a page fetches after itself, as a template says them."""
    made: dict[str, Any] = {}
    with units.remembering():
        for block in blocks:
            if block == "trend":
                made["trend"] = trends.trend(scope, area_id, at)
            elif block == "places":
                since = at - timedelta(days=DAYS)
                rows = areas.in_scope(visible(scope), units.refs(area_id))
                recent = rows.filter(reported_at__gte=since).exclude(stage="ended")
                made |= {
                    "repeated": _repeated(recent, since),
                    "estates": _tops(recent, "estate", area_id, since),
                    "kinds": _tops(recent, "category", area_id, since),
                }
            elif block == "targets":
                made["targets"] = _targets(scope, area_id, at)
            elif block == "gaps":
                found = organizations.gaps(area_id, local_day(at))
                made |= {"gaps": len(found), "gaps_href": link("organizations:gaps")}
    return made


def _repeated(recent: Any, since: datetime) -> list[tuple[str, str, int, str]]:
    found = list(
        recent.exclude(category="")
        .order_by()
        .values_list("area_id", "category")
        .annotate(n=Count("pk"))
        .filter(n__gte=REPEATS)
        .order_by("-n", "area_id")[:5]
    )
    names = areas.full_names([area for area, _category, _n in found], top="community")
    return [
        (
            names.get(area, ""),
            category(found_category),
            number,
            cases_link({"place": area, "category": found_category, "since": local_day(since)}),
        )
        for area, found_category, number in found
    ]


def _tops(recent: Any, column: str, area_id: int, since: datetime) -> list[tuple[str, int, int, str]]:
    empty = {"category": ""} if column == "category" else {f"{column}__isnull": True}
    found = list(
        recent.exclude(**empty)
        .order_by()
        .values_list(column)
        .annotate(n=Count("pk"))
        .order_by("-n", column)[:5]
    )
    names = areas.names([key for key, _n in found]) if column != "category" else {}
    rows = []
    for key, number in found:
        if column == "category":
            params = {"place": area_id, "category": key, "since": local_day(since)}
            rows.append((key, category(key), number, cases_link(params)))
        else:
            rows.append(
                (key, names.get(key, ""), number, cases_link({"place": key, "since": local_day(since)}))
            )
    return percent(rows)


def _targets(scope: Scope, area_id: int, at: datetime) -> list[dict[str, Any]]:
    """完成率对序时进度 of every target of the place that runs today; all figures of one record set in one query."""
    today = local_day(at)
    rows = list(
        Target.objects.filter(
            unit_kind="area", unit_id=area_id, start__lte=today, end__gt=today, withdrawn_at__isnull=True
        ).order_by("indicator", "start", "end")[:8]
    )
    if not rows:
        return []
    known = pieces.catalogue(area_id, today, {row.indicator for row in rows})
    asked = [
        (row, figures.request(known[row.indicator], _period(row), now=at))
        for row in rows
        if row.indicator in known and figures.countable(known[row.indicator].indicator)
    ]
    unit, every = Unit("area", area_id), [one for _row, one in asked]
    hidden = [(row, one) for row, one in asked if veiling.is_sensitive(one)]
    told: dict[int, tuple[lines.Line | None, Figure]] = {}
    if hidden and veiling.unseen_at_all(
        [one for _row, one in hidden], scope, areas.scope_q(units.refs(area_id))
    ):
        # Somebody from whom sensitive records are kept reads the total of the table, without its hidden cells.
        aims = [row.value for row, _one in hidden]
        made = pages.totals([one for _row, one in hidden], area_id, scope, before=False, aims=aims)
        told = {id(one): total for (_row, one), total in zip(hidden, made, strict=True)}
    open_ = [one for one in every if id(one) not in told]
    found = figures.compute_many(open_, [unit], kept=True) if open_ else []
    told |= {id(one): (None, figure[unit]) for one, figure in zip(open_, found, strict=True)}
    return [_target(row, one, *told[id(one)], today) for row, one in asked]


def _period(row: Target) -> Period:
    kinds = (one for one in Kind if one is not Kind.CAMPAIGN)
    fitting = (one for one in kinds if period_of(one, row.start) == Period(row.start, row.end, one))
    name = _("%s至%s") % (row.start, row.end - timedelta(days=1))
    found = next(fitting, Kind.CAMPAIGN)
    return Period(row.start, row.end, found, name if found is Kind.CAMPAIGN else "")


def _target(
    row: Target, asked: Request, total: lines.Line | None, figure: Figure, today: date
) -> dict[str, Any]:
    gone = figures.progress(asked.period, today)
    attained = figure.attained if total is None or total.attained else None
    return {
        "name": label(asked.indicator.term),
        "period": asked.period.label(),
        "done": printing.say(figure.top, 0) if total is None else total.top,
        "target": printing.say(row.value, 0),
        "attained": printing.say_percent(attained, 1, 1) if attained is not None else printing.MISSING,
        "gone": printing.say_percent(gone, 1, 1),
        # None: it is not known, or not told, how far it is.
        "behind": attained < gone if attained is not None else None,
        "paper": row.paper,
        "url": asking.address(asked, figure.unit, "numerator"),
    }
