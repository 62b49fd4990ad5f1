"""What a leader looks at first, in the order of trade.md: late, this week, the three rates, the same trouble again,
hot estates and kinds, completion against the time gone, gaps. Every number leads to its records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import Coalesce
from django.urls import NoReverseMatch, reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.cases.models import Case
from linli.cases.queries import visible
from linli.definitions import get_library
from linli.domain.access import AreaRef, Scope
from linli.domain.calendar import local_day
from linli.domain.periods import Kind, period_of
from linli.indicators import asking, figures, lines, pages, pieces, units, veiling
from linli.indicators.figures import Figure, Request
from linli.mechanisms.queries import label
from linli.records.measures import Unit

OPEN = ("dispatch", "work", "call_back")


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
    """What a leader's page shows at once."""

    area_id: int
    name: str
    late: Stat
    late_oldest: list[tuple[str, str, str]]
    late_whose: list[tuple[str, int, int, str]]
    week: list[Stat]
    rates: list[Stat]
    as_of: datetime


def overview(scope: Scope, area_id: int, at: datetime) -> Overview:
    """The first blocks of one place; cases are those the reader may see."""
    with units.remembering():
        return _overview(scope, area_id, at)


def _overview(scope: Scope, area_id: int, at: datetime) -> Overview:
    late = late_in(scope, units.refs(area_id), at)
    held = held_by(late)
    count = sum(number for _body, _name, number in held)
    week, rates = _figures(scope, area_id, at)
    return Overview(
        area_id,
        units.name(area_id),
        Stat(
            str(count),
            _("超期未办结"),
            cases_link({"light": "late", "place": area_id}),
            tone="bad" if count else "good",
            unit=_("件"),
        ),
        _oldest(late, at) if count else [],
        _whose(held, area_id),
        week,
        rates,
        at,
    )


def link(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def cases_link(params: dict[str, Any]) -> str:
    return f"{link('cases:list')}?{urlencode(params)}"


def category(category_id: str) -> str:
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
                "days": (local_day(at) - local_day(case.next_due or at)).days,
                "body": case.lead_body or _("未派单"),
            },
        )
        for case in Case.objects.filter(pk__in=late.order_by("next_due", "pk").values("pk")[:3])
        .select_related("lead_body")
        .order_by("next_due", "pk")
    ]


def percent(rows: list[tuple[Any, str, int, str]]) -> list[tuple[str, int, int, str]]:
    most = max((row[2] for row in rows), default=1)
    return [(name, number, number * 100 // most, url) for _key, name, number, url in rows]


def late_in(scope: Scope, refs: tuple[AreaRef, ...], at: datetime) -> QuerySet[Case]:
    """Matters of some places that are not done and whose time is over, as the reader may see them."""
    return areas.in_scope(visible(scope), refs).filter(stage__in=OPEN, next_due__lt=at)


def held_by(late: Any) -> list[tuple[int | None, str, int]]:
    """How many each body holds, most first; None: not given to anybody yet."""
    # Grouped by an expression: by the column itself SQLite would walk the index of all bodies' cases, closed ones too.
    rows = (
        late.order_by()
        .annotate(holder=Coalesce("lead_body_id", 0))
        .values_list("holder", "lead_body__name")
        .annotate(n=Count("pk"))
        .order_by("-n", "holder")
    )
    return [(holder or None, name, number) for holder, name, number in rows]


def _whose(held: list[tuple[int | None, str, int]], area_id: int) -> list[tuple[str, int, int, str]]:
    return percent(
        [
            (body, name, number, cases_link({"light": "late", "place": area_id, "body": body}))
            for body, name, number in held
            if body is not None
        ][:5]
    )


WEEK = ("cases_received", "cases_closed")
RATES = ("response_rate", "solution_rate", "satisfaction_rate")


def _figures(scope: Scope, area_id: int, at: datetime) -> tuple[list[Stat], list[Stat]]:
    """This week and the three rates, each with the period before: all in one query."""
    known = pieces.catalogue(area_id, local_day(at), (*WEEK, *RATES))
    pairs: list[tuple[Request, Request]] = []
    for names, kind in ((WEEK, Kind.WEEK), (RATES, Kind.ASSESSMENT_MONTH)):
        period = period_of(kind, local_day(at))
        pairs += [
            (
                figures.request(known[name], period, now=at),
                figures.request(known[name], period.previous(), now=at),
            )
            for name in names
            if name in known and figures.countable(known[name].indicator)
        ]
    if not pairs:
        return [], []
    unit = Unit("area", area_id)
    week, rates = [], []
    for asked, said, tone in _told(pairs, unit, scope):
        if asked.indicator.id in WEEK:
            week.append(_week(asked, unit, said))
        else:
            rates.append(_rate(asked, unit, said, tone))
    return week, rates


def _told(
    pairs: list[tuple[Request, Request]], unit: Unit, scope: Scope
) -> list[tuple[Request, tuple[str, str, str], str]]:
    """Each figure with what is printed of it and its colour."""
    every = [one for pair in pairs for one in pair]
    if veiling.unseen_at_all(every, scope, areas.scope_q(units.refs(unit.id))):
        # Somebody from whom sensitive records are kept reads the total of the table, without its hidden cells.
        nows = [asked for asked, _before in pairs]
        totals = pages.totals(nows, unit.id, scope, aims=[None] * len(nows))
        return [
            (asked, (line.value, line.before, line.change), line.tone)
            for asked, (line, _figure) in zip(nows, totals, strict=True)
        ]
    found = iter(figures.compute_many(every, [unit], targets=False, kept=True))
    made = []
    for asked, _before in pairs:
        now, before = next(found)[unit], next(found)[unit]
        made.append((asked, _said(asked, now, before), figures.band(asked.indicator, now.value)))
    return made


def _said(asked: Request, figure: Figure, before: Figure) -> tuple[str, str, str]:
    """The figure, the one before and the movement as printed."""
    one = asked.indicator
    return (
        figures.say(one, figure.value),
        figures.say(one, before.value),
        lines.change(one, figure.value, before.value),
    )


def _week(asked: Request, unit: Unit, said: tuple[str, str, str]) -> Stat:
    return Stat(
        said[0],
        _("本周%s") % label(asked.indicator.term).removesuffix("件数"),
        asking.address(asked, unit, "numerator"),
        _("上周%s件") % said[1],
        unit=_("件"),
    )


def _rate(asked: Request, unit: Unit, said: tuple[str, str, str], tone: str) -> Stat:
    return Stat(
        said[0],
        label(asked.indicator.term),
        asking.address(asked, unit, "denominator"),
        _("上期%(before)s %(moved)s") % {"before": said[1], "moved": said[2]},
        tone=tone.replace("none", "plain"),
    )
