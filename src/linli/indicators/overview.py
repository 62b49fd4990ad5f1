"""What a leader looks at first, in the order of trade.md: late, this week, the three rates, the same trouble again,
hot estates and kinds, completion against the time gone, gaps. Every number leads to its records."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.cases.queries import visible
from linli.definitions import get_library
from linli.domain import figures as printing
from linli.domain.access import Scope
from linli.domain.calendar import local_day
from linli.domain.periods import Kind, period_of
from linli.indicators import asking, figures, pages, pieces, units
from linli.indicators.errors import NotCountable
from linli.indicators.figures import Figure, Request
from linli.indicators.models import Target
from linli.mechanisms.queries import label
from linli.organizations import queries as organizations
from linli.records.measures import Unit

Known = dict[str, pieces.Found]

OPEN = ("dispatch", "work", "call_back")
#: 同一问题反复反映: so many voices of one kind from one place in so many days.
REPEATS, DAYS = 3, 30


@dataclass(frozen=True)
class Stat:
    """A number with its name, note and rows."""

    number: str
    label: str
    href: str = ""
    note: str = ""
    tone: str = "plain"
    unit: str = ""


@dataclass(frozen=True)
class Overview:
    """The page of a leader."""

    area_id: int
    name: str
    late: Stat
    late_oldest: list[tuple[str, str, str]]
    late_whose: list[tuple[str, int, int, str]]
    week: list[Stat]
    rates: list[Stat]
    repeated: list[tuple[str, str, int, str]]
    estates: list[tuple[str, int, int, str]]
    kinds: list[tuple[str, int, int, str]]
    targets: list[dict[str, Any]] = field(default_factory=list)
    gaps: int = 0
    gaps_href: str = ""
    as_of: datetime | None = None


def overview(scope: Scope, area_id: int, at: datetime) -> Overview:
    """All of it, of one place; cases are those the reader may see."""
    with units.remembering():
        return _overview(scope, area_id, at)


def _overview(scope: Scope, area_id: int, at: datetime) -> Overview:
    known = pieces.catalogue(area_id, local_day(at))
    refs = areas.refs_for([area_id])
    rows = areas.in_scope(visible(scope), refs)
    late = rows.filter(stage__in=OPEN, next_due__lt=at)
    since = at - timedelta(days=DAYS)
    recent = rows.filter(reported_at__gte=since).exclude(stage="ended")
    count = late.count()
    return Overview(
        area_id,
        areas.names([area_id]).get(area_id, ""),
        Stat(
            str(count),
            _("超期未办结"),
            _cases({"light": "late", "place": area_id}),
            tone="bad" if count else "good",
            unit=_("件"),
        ),
        _oldest(late, at),
        _whose(late, area_id),
        _week(known, area_id, at),
        _rates(known, area_id, at),
        _repeated(recent, area_id, since),
        _tops(recent, "estate", area_id, since),
        _tops(recent, "category", area_id, since),
        _targets(known, area_id, at),
        len(organizations.gaps(area_id, local_day(at))),
        _link("organizations:gaps"),
        at,
    )


def _link(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _cases(params: dict[str, Any]) -> str:
    return f"{_link('cases:list')}?{urlencode(params)}"


def _category(category_id: str) -> str:
    """The name of a category in the language of the page; its id where a city has its own."""
    found = get_library().categories.get(category_id)
    return found.names.in_(get_language() or "zh-hans") if found else label(category_id)


def _oldest(late: Any, at: datetime) -> list[tuple[str, str, str]]:
    return [
        (
            case.title,
            reverse("cases:page", args=[case.code]),
            _("超期%(days)s天 · %(body)s")
            % {
                "days": (local_day(at) - local_day(case.next_due)).days,
                "body": case.lead_body or _("未派单"),
            },
        )
        for case in late.select_related("lead_body").order_by("next_due", "pk")[:3]
    ]


def _percent(rows: list[tuple[Any, str, int, str]]) -> list[tuple[str, int, int, str]]:
    most = max((row[2] for row in rows), default=1)
    return [(name, number, number * 100 // most, url) for _key, name, number, url in rows]


def _whose(late: Any, area_id: int) -> list[tuple[str, int, int, str]]:
    found = (
        late.filter(lead_body__isnull=False)
        .order_by()
        .values_list("lead_body_id", "lead_body__name")
        .annotate(n=Count("pk"))
        .order_by("-n", "lead_body_id")[:5]
    )
    return _percent(
        [
            (body, name, number, _cases({"light": "late", "place": area_id, "body": body}))
            for body, name, number in found
        ]
    )


def _figure(
    known: Known, indicator: str, area_id: int, at: datetime, kind: Kind, back: int = 0
) -> tuple[Request, Figure] | None:
    """The running period's figure of a place, or that of ``back`` periods before."""
    try:
        found = known[indicator]
        period = period_of(kind, local_day(at))
        for _step in range(back):
            period = period.previous()
        asked = figures.request(found, period, now=at)
        unit = Unit("area", area_id)
        return asked, figures.compute(asked, [unit])[unit]
    except (KeyError, NotCountable):
        return None


def _week(known: Known, area_id: int, at: datetime) -> list[Stat]:
    made = []
    for indicator in ("cases_received", "cases_closed"):
        now, before = (_figure(known, indicator, area_id, at, Kind.WEEK, back) for back in (0, 1))
        if now is None or before is None:
            continue
        asked, figure = now
        made.append(
            Stat(
                figures.say(asked.indicator, figure.value),
                _("本周%s") % label(asked.indicator.term).removesuffix("件数"),
                asking.address(asked, figure.unit, "numerator"),
                _("上周%s件") % figures.say(asked.indicator, before[1].value),
                unit=_("件"),
            )
        )
    return made


def _rates(known: Known, area_id: int, at: datetime) -> list[Stat]:
    made = []
    for indicator in ("response_rate", "solution_rate", "satisfaction_rate"):
        now, before = (_figure(known, indicator, area_id, at, Kind.ASSESSMENT_MONTH, back) for back in (0, 1))
        if now is None or before is None:
            continue
        asked, figure = now
        moved = pages.change(asked.indicator, figure.value, before[1].value)
        made.append(
            Stat(
                figures.say(asked.indicator, figure.value),
                label(asked.indicator.term),
                asking.address(asked, figure.unit, "denominator"),
                _("上期%(before)s %(moved)s")
                % {"before": figures.say(asked.indicator, before[1].value), "moved": moved},
                tone=figures.band(asked.indicator, figure.value).replace("none", "plain"),
            )
        )
    return made


def _repeated(recent: Any, area_id: int, since: datetime) -> list[tuple[str, str, int, str]]:
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
            _category(category),
            number,
            _cases({"place": area, "category": category, "since": local_day(since)}),
        )
        for area, category, number in found
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
            rows.append((key, _category(key), number, _cases(params)))
        else:
            rows.append((key, names.get(key, ""), number, _cases({"place": key, "since": local_day(since)})))
    return _percent(rows)


def _targets(known: Known, area_id: int, at: datetime) -> list[dict[str, Any]]:
    """完成率对序时进度 of every target of the place that runs today."""
    today = local_day(at)
    rows = Target.objects.filter(
        unit_kind="area", unit_id=area_id, start__lte=today, end__gt=today, withdrawn_at__isnull=True
    ).order_by("indicator")[:8]
    made = []
    for row in rows:
        shown = _target(known, row, area_id, today, at)
        if shown:
            made.append(shown)
    return made


def _target(known: Known, row: Target, area_id: int, today: date, at: datetime) -> dict[str, Any] | None:
    from linli.domain.periods import Period

    found = known.get(row.indicator)
    if found is None:
        return None
    kind = next(
        (
            one
            for one in Kind
            if one is not Kind.CAMPAIGN and period_of(one, row.start) == Period(row.start, row.end, one)
        ),
        Kind.CAMPAIGN,
    )
    asked = figures.request(found, Period(row.start, row.end, kind), now=at)
    unit = Unit("area", area_id)
    try:
        figure = figures.compute(asked, [unit])[unit]
    except NotCountable:
        return None
    gone = figures.progress(asked.period, today)
    attained = figure.attained
    return {
        "name": label(found.indicator.term),
        "done": printing.say(figure.top, 0),
        "target": printing.say(row.value, 0),
        "attained": printing.say_percent(attained, 1, 1) if attained is not None else printing.MISSING,
        "gone": printing.say_percent(gone, 1, 1),
        "behind": attained is not None and attained < gone,
        "paper": row.paper,
        "url": asking.address(asked, unit, "numerator"),
    }
