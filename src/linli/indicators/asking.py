"""From an address to what is asked, and back: period, unit, as of when, by which definition."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from linli.definitions.indicators import Indicator
from linli.domain.calendar import SHANGHAI, local_day
from linli.domain.periods import Kind, Period, campaign, period_of
from linli.indicators import figures, pieces
from linli.indicators.errors import Refused
from linli.indicators.figures import Part, Request
from linli.records.measures import Unit


def read_period(indicator: Indicator | None, params: Mapping[str, str], today: date) -> Period:
    """The period an address names, else the running one of the indicator's first kind.

    Raises :class:`Refused` for a day that is none, or a campaign that ends before it begins.
    """
    kinds = indicator.periods if indicator else ("month",)
    kind = params.get("period") or next((one for one in kinds if one != "campaign"), "year")
    try:
        if kind == "campaign":
            start, last = (
                date.fromisoformat(params.get("start", "")),
                date.fromisoformat(params.get("last", "")),
            )
            if last < start:
                raise Refused(_("结束日期早于开始日期。"), "last")
            return campaign(start, last, params.get("name", "")[:40] or _("%s至%s") % (start, last))
        day = date.fromisoformat(params["day"]) if params.get("day") else today
        return period_of(Kind(kind), day)
    except (ValueError, KeyError, OverflowError) as error:
        raise Refused(_("日期或周期写得不对，请重新选择。"), "day") from error


def read_as_of(params: Mapping[str, str]) -> datetime | None:
    """数据截至: the end of the day asked for; None: as things are now. Raises :class:`Refused`."""
    text = params.get("as_of", "")
    if not text:
        return None
    try:
        day = date.fromisoformat(text)
        return datetime.combine(day + timedelta(days=1), time.min, SHANGHAI)
    except (ValueError, OverflowError) as error:
        raise Refused(_("截至日期写得不对。"), "as_of") from error


def read_request(indicator_id: str, area_id: int, params: Mapping[str, str], now: datetime) -> Request:
    """What an address asks for; ``d`` names the definition of the past under which it was computed."""
    digest = params.get("d", "")
    today = local_day(now)
    found = pieces.by_digest(indicator_id, digest) if digest else pieces.find(indicator_id, area_id, today)
    period = read_period(found.indicator, params, today)
    return figures.request(
        found,
        period,
        now=now,
        as_of=read_as_of(params),
        basis="today" if params.get("basis") == "today" else "then",
    )


def period_params(period: Period) -> dict[str, str]:
    """The period as part of an address."""
    if period.kind is Kind.CAMPAIGN:
        return {
            "period": "campaign",
            "start": str(period.start),
            "last": str(period.last_day),
            "name": period.name,
        }
    return {"period": period.kind.value, "day": str(period.start)}


def address(asked: Request, unit: Unit, part: Part) -> str:
    """The address of the rows behind one part of a figure (data.md, "Figures")."""
    params = {
        "unit": f"{unit.kind}-{unit.id}",
        "part": part,
        **period_params(asked.period),
        "d": asked.found.digest,
    }
    if asked.past:
        params["as_of"] = str(local_day(asked.as_of - timedelta(microseconds=1)))
    if asked.basis == "today":
        params["basis"] = "today"
    return reverse("indicators:rows", args=[asked.indicator.id]) + "?" + urlencode(params)
