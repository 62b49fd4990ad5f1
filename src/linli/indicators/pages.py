"""The table of one indicator as a page shows it: printed cells with addresses, total, movement, 序时进度, chart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext as _

from linli.definitions.indicators import Indicator
from linli.domain import figures as printing
from linli.domain.access import Scope
from linli.domain.calendar import add_months
from linli.domain.periods import Kind, Period, period_of
from linli.domain.smallcounts import LEFT_BLANK, at_least
from linli.indicators import asking, figures, units, veiling
from linli.indicators.figures import Figure, Request
from linli.indicators.units import Member
from linli.records.measures import Unit


@dataclass(frozen=True)
class Line:
    """One unit in a table."""

    name: str
    unit: Unit
    value: str
    url: str
    top: str
    top_url: str
    base: str
    base_url: str
    left_out: str
    left_out_url: str
    tone: str
    before: str
    change: str
    target: str
    attained: str
    too_few: bool
    until: date | None
    group: str = ""


@dataclass(frozen=True)
class Page:
    """The table of an indicator."""

    asked: Request
    lines: list[Line]
    total: Line
    bars: list[tuple[str, str, int, str]]
    progress: str
    additive_note: str
    has_base: bool
    has_target: bool
    #: It has colour bands: a 示意图 stands beside the table.
    is_toned: bool
    #: Small counts of sensitive kinds are not told to this reader.
    is_veiled: bool


def table(asked: Request, area_id: int, scope: Scope, *, before: bool = True, compare: str = "") -> Page:
    """All units of the indicator below a place, and the place itself; both periods in one query."""
    with units.remembering():
        return _table(asked, area_id, scope, before=before)


def _table(asked: Request, area_id: int, scope: Scope, *, before: bool) -> Page:
    indicator = asked.indicator
    listed = units.listed(indicator, (indicator.id,), area_id, asked.period)
    whole = Unit("area", area_id)
    members = [one.unit for one in listed]
    last = _previous(asked) if before else None
    both = [asked, last] if last else [asked]
    found, *rest = figures.compute_many(both, members, also=[whole], kept=True)
    earlier = rest[0] if rest else {}
    # The same question as inside compute_many: answered from the memory of the page.
    aims = figures.targets_of(both, [*members, whole])
    signs, signs_before = (*veiling.veil(both, [found, earlier] if last else [found], scope), {})[:2]
    lines = [
        _line(
            asked,
            one,
            found[one.unit],
            earlier.get(one.unit),
            signs.get(one.unit),
            signs_before.get(one.unit),
        )
        for one in listed
    ]
    total = figures.total(asked, _open(found, signs), whole, aims[0])
    total_before = (
        figures.total(last, _open(earlier, signs_before), whole, aims[1]) if earlier and last else None
    )
    whole_line = _whole(
        asked, Member(whole, units.name(area_id)), total, total_before, bool(signs), bool(signs_before)
    )
    return Page(
        asked,
        lines,
        whole_line,
        _bars(lines, found, signs),
        _progress(asked),
        ""
        if indicator.additive or indicator.is_rate
        else _("去重计数，各单位之和可能大于合计：同一对象可能在几处都有。"),
        indicator.is_rate,
        any(one.target for one in lines) or bool(whole_line.target),
        bool(indicator.bands),
        bool(signs or signs_before),
    )


def _previous(asked: Request) -> Request | None:
    if asked.period.kind is Kind.CAMPAIGN:
        return None
    return Request(
        asked.found,
        asked.period.previous(),
        min(asked.as_of, asked.period.bounds()[0]),
        past=False,
        basis=asked.basis,
    )


def last_year(period: Period) -> Period | None:
    """The same period a year before; None for a campaign or a week."""
    if period.kind in (Kind.CAMPAIGN, Kind.WEEK):
        return None
    return period_of(period.kind, add_months(period.start, -12))


def _open(found: Mapping[Unit, Figure], signs: Mapping[Unit, str]) -> dict[Unit, Figure]:
    """What totals add up: only what is printed, so that nothing hidden can be reckoned from them."""
    return {unit: figure for unit, figure in found.items() if unit not in signs}


def _line(
    asked: Request,
    member: Member,
    figure: Figure,
    earlier: Figure | None,
    sign: str | None,
    sign_before: str | None,
) -> Line:
    if sign is not None:
        return _veiled(asked, member, figure, earlier, sign, sign_before)
    indicator = asked.indicator
    said_before = figures.say(indicator, earlier.value) if earlier else ""
    return Line(
        member.name,
        member.unit,
        figures.say(indicator, figure.value),
        _value_url(asked, member.unit, figure),
        _plain(figure.top),
        asking.address(asked, member.unit, "numerator") if figure.counts else "",
        _plain(figure.base),
        asking.address(asked, member.unit, "denominator")
        if figure.counts.get("denominator") is not None
        else "",
        str(figure.counts.get("left_out", 0)),
        asking.address(asked, member.unit, "left_out") if figure.counts.get("left_out") else "",
        # Too few to judge: no colour either.
        "none" if figure.too_few else figures.band(indicator, figure.value),
        sign_before or said_before,
        "" if sign_before else change(indicator, figure.value, earlier.value if earlier else None),
        printing.say(figure.target, 0) if figure.target is not None else "",
        printing.say_percent(figure.attained, 1, 1) if figure.attained is not None else "",
        figure.too_few,
        member.until,
        member.group,
    )


def _veiled(
    asked: Request, member: Member, figure: Figure, earlier: Figure | None, sign: str, sign_before: str | None
) -> Line:
    """A line with no number of this period: the sign stands for a count, nothing for a rate."""
    indicator = asked.indicator
    blank = LEFT_BLANK
    return Line(
        member.name,
        member.unit,
        sign if indicator.measure and indicator.measure.kind == "count" else blank,
        _value_url(asked, member.unit, figure),
        blank,
        "",
        blank,
        "",
        blank,
        "",
        "none",
        sign_before or (figures.say(indicator, earlier.value) if earlier else ""),
        "",
        printing.say(figure.target, 0) if figure.target is not None else "",
        "",
        False,
        member.until,
        member.group,
    )


def _whole(
    asked: Request, member: Member, total: Figure, before: Figure | None, veiled: bool, veiled_before: bool
) -> Line:
    """The total of what is printed; "+" says that hidden ones come on top, a rate of a part is not told."""
    line = _line(asked, member, total, before, None, None)
    kind = asked.indicator.measure.kind if asked.indicator.measure else ""
    if veiled:
        more = kind in ("count", "sum", "share", "mean", "ratio")
        line = replace(
            line,
            value=at_least(line.value, True, empty=kind not in ("count", "sum") or not total.top),
            top=at_least(line.top, more, empty=not total.top),
            base=at_least(line.base, more, empty=not total.base),
            left_out=at_least(line.left_out, True, empty=not total.counts.get("left_out")),
            tone="none",
            change="",
            attained="",
        )
    if veiled_before and before is not None:
        empty = kind not in ("count", "sum") or not before.top
        line = replace(line, before=at_least(line.before, True, empty=empty), change="")
    return line


def _value_url(asked: Request, unit: Unit, figure: Figure) -> str:
    if figure.reported is not None:
        return figure.reported.url or ""
    measure = asked.indicator.measure
    part: figures.Part = "denominator" if measure and measure.kind == "share" else "numerator"
    return asking.address(asked, unit, part) if figure.counts else ""


def _plain(value: Fraction | None) -> str:
    if value is None:
        return printing.MISSING
    return printing.say(value, 0 if value.denominator == 1 else 1)


def change(indicator: Indicator, now: Fraction | None, before: Fraction | None) -> str:
    """Against the period before: points for rates, the difference for counts; empty where one is missing."""
    if now is None or before is None:
        return ""
    gap = now - before
    if not gap:
        return _("持平")
    sign = "+" if gap > 0 else "−"
    if indicator.unit == "percent":
        return _("%(sign)s%(points)s个百分点") % {"sign": sign, "points": printing.half_up(abs(gap) * 100, 1)}
    return sign + figures.say(indicator, abs(gap))


def _bars(
    lines: list[Line], found: Mapping[Unit, Figure], signs: Mapping[Unit, str]
) -> list[tuple[str, str, int, str]]:
    values = {unit: one.value for unit, one in _open(found, signs).items() if one.value is not None}
    most = max(values.values(), default=Fraction(0))
    return [
        (
            one.name,
            one.value,
            int(values[one.unit] * 100 / most) if most > 0 and values[one.unit] > 0 else 0,
            one.url,
        )
        for one in lines
        if one.unit in values
    ]


def _progress(asked: Request) -> str:
    from linli.domain.calendar import local_day

    share = figures.progress(asked.period, local_day(asked.as_of))
    return printing.say_percent(share, 1, 1)
