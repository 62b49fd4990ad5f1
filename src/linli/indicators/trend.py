"""近八周受理、办结: the table that a chart is drawn from on the leader's page; every number opens its records."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from itertools import pairwise

from linli.areas import queries as areas
from linli.domain.access import Scope
from linli.domain.calendar import local_day
from linli.domain.periods import Kind, Period, period_of
from linli.indicators import asking, figures, pieces, units, veiling
from linli.indicators.overview import WEEK
from linli.mechanisms.queries import label
from linli.records.measures import Unit

WEEKS = 8


@dataclass(frozen=True)
class Point:
    """A number of one week."""

    number: str
    value: int
    url: str


@dataclass(frozen=True)
class Trend:
    """Weeks, oldest first, each with a number for every series."""

    series: list[str]
    rows: list[tuple[Period, str, list[Point]]]


def trend(scope: Scope, area_id: int, at: datetime) -> Trend | None:
    """The last weeks of a place; None where sensitive records are kept from the reader.

    A line of whole totals would tell by its differences what the tables hide (docs, "Small counts").
    """
    known = pieces.catalogue(area_id, local_day(at), WEEK)
    founds = [known[name] for name in WEEK if name in known and figures.countable(known[name].indicator)]
    weeks = [period_of(Kind.WEEK, local_day(at))]
    while len(weeks) < WEEKS:
        weeks.insert(0, weeks[0].previous())
    assert all(one.end == other.start for one, other in pairwise(weeks))
    asked = [figures.request(found, week, now=at) for week in weeks for found in founds]
    place = areas.scope_q(units.refs(area_id))
    if not asked or veiling.unseen_at_all(asked, scope, place):
        return None
    unit = Unit("area", area_id)
    told = iter(zip(asked, figures.compute_many(asked, [unit], targets=False, kept=True), strict=True))
    rows = []
    for week in weeks:
        points = []
        for _found in founds:
            one, figure = next(told)
            value = figure[unit].value or Fraction(0)
            said = figures.say(one.indicator, value)
            points.append(Point(said, int(value), asking.address(one, unit, "numerator")))
        rows.append((week, f"{week.start:%m-%d}", points))
    return Trend([label(found.indicator.term) for found in founds], rows)
