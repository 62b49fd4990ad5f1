"""The table of one indicator as a page shows it: printed cells with addresses, total, movement, 序时进度, chart."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.definitions.indicators import Filter, Indicator, Rows
from linli.domain import figures as printing
from linli.domain.access import Scope
from linli.domain.calendar import add_months
from linli.domain.periods import Kind, Period, period_of
from linli.indicators import access, asking, figures, units
from linli.indicators.figures import Figure, Request
from linli.mechanisms.queries import label
from linli.records import measures
from linli.records.measures import Unit

#: Counts under this of sensitive kinds print as "<5" to those who cannot open all the rows.
SMALL = 5


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
    left_out: int
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
    found, *rest = figures.compute_many(both, members, also=[whole])
    earlier = rest[0] if rest else {}
    # The same question as inside compute_many: answered from the memory of the page.
    aims = figures.targets_of(both, [*members, whole])
    total = figures.total(asked, found, whole, aims[0])
    lines = [
        _line(asked, one.name, one.unit, found[one.unit], earlier.get(one.unit), scope, one.until, one.group)
        for one in listed
    ]
    whole_line = _line(
        asked,
        units.name(area_id),
        whole,
        total,
        figures.total(last, earlier, whole, aims[1]) if earlier and last else None,
        scope,
        None,
        "",
    )
    return Page(
        asked,
        lines,
        whole_line,
        _bars(lines, found, asked),
        _progress(asked),
        ""
        if indicator.additive or indicator.is_rate
        else _("去重计数，各单位之和可能大于合计：同一对象可能在几处都有。"),
        indicator.is_rate,
        any(one.target for one in lines) or bool(whole_line.target),
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


def _line(
    asked: Request,
    name: str,
    unit: Unit,
    figure: Figure,
    earlier: Figure | None,
    scope: Scope,
    until: date | None,
    group: str,
) -> Line:
    indicator = asked.indicator
    hidden = _hidden(asked, unit, figure, scope)
    said = f"<{SMALL}" if hidden else figures.say(indicator, figure.value)
    value_part: figures.Part = (
        "denominator"
        if indicator.is_rate and indicator.measure and indicator.measure.kind == "share"
        else "numerator"
    )
    url = "" if figure.reported or not figure.counts else asking.address(asked, unit, value_part)
    if figure.reported is not None:
        url = figure.reported.url or ""
    base = figure.base
    return Line(
        name,
        unit,
        said,
        url,
        _plain(figure.top),
        asking.address(asked, unit, "numerator") if figure.counts else "",
        _plain(base),
        asking.address(asked, unit, "denominator") if figure.counts.get("denominator") is not None else "",
        figure.counts.get("left_out", 0),
        asking.address(asked, unit, "left_out") if figure.counts.get("left_out") else "",
        figures.band(indicator, figure.value),
        figures.say(indicator, earlier.value) if earlier else "",
        change(indicator, figure.value, earlier.value if earlier else None),
        printing.say(figure.target, 0) if figure.target is not None else "",
        printing.say_percent(figure.attained, 1, 1) if figure.attained is not None else "",
        figure.too_few,
        until,
        group,
    )


def _hidden(asked: Request, unit: Unit, figure: Figure, scope: Scope) -> bool:
    """A count under 5 of a sensitive kind, and the reader cannot open the rows anyway."""
    measure = asked.indicator.measure
    if measure is None or measure.rows is None or asked.indicator.is_rate:
        return False
    number = figure.counts.get("numerator", 0)
    held = measures.get(measure.rows.set)
    if held is None or held.sensitive is None or not 0 < number < SMALL:
        return False
    rows = figures.rows_for(asked, unit, "numerator")
    if not rows.filter(held.sensitive()).exists():
        return False
    return access.visible(rows, held, scope).count() < number


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


def _bars(lines: list[Line], found: dict[Unit, Figure], asked: Request) -> list[tuple[str, str, int, str]]:
    values = {unit: one.value for unit, one in found.items() if one.value is not None}
    most = max(values.values(), default=Fraction(0))
    return [
        (
            one.name,
            one.value,
            int(values[one.unit] * 100 / most) if most > 0 and values[one.unit] > 0 else 0,
            one.url,
        )
        for one in lines
        if one.unit in values and not one.value.startswith("<")
    ]


def _progress(asked: Request) -> str:
    from linli.domain.calendar import local_day

    share = figures.progress(asked.period, local_day(asked.as_of))
    return printing.say_percent(share, 1, 1)


def definition(indicator: Indicator) -> list[tuple[str, str]]:
    """The definition in words, for 「指标口径」."""
    measure = indicator.measure
    if measure is None:
        return []
    kinds = {
        "count": _("计数"),
        "sum": _("求和"),
        "distinct": _("去重计数"),
        "share": _("占比"),
        "mean": _("平均"),
        "ratio": _("两数之比"),
        "reported": _("填报数"),
        "of_target": _("完成数÷目标数"),
    }
    pairs = [(_("算法"), kinds[measure.kind])]
    if measure.rows is not None:
        pairs += _rows_said(measure.rows, _("统计范围"))
    if measure.part:
        pairs.append((_("分子条件"), _said(measure.part, measure.rows)))
    for item in measure.also:
        entry = item.weight.entries[-1]
        pairs.append(
            (
                _("折算"),
                _("%(what)s按%(weight)s计（%(since)s起）")
                % {"what": _said(item.where, measure.rows), "weight": entry.value, "since": entry.from_},
            )
        )
    if measure.top is not None:
        pairs += _rows_said(measure.top, _("分子范围"))
    if indicator.base_named is not None:
        pairs.append((_("基数"), indicator.base_named.in_(get_language() or "zh-hans")))
    least = indicator.min_base.latest if indicator.min_base else 0
    if least:
        pairs.append((_("最少样本"), _("%s，不足的不排名") % least))
    if indicator.is_rate:
        pairs.append((_("分母为0"), _("按0计") if indicator.zero_base == "zero" else _("不计，印「—」")))
    if indicator.cut:
        pairs.append((_("日界"), _("每天%s点") % indicator.cut))
    pairs.append((_("小数"), _("保留%s位，四舍五入；比较、排名用精确值") % indicator.places))
    return pairs


def _rows_said(rows: Rows, title: str) -> list[tuple[str, str]]:
    held = measures.get(rows.set)
    name = str(held.label) if held else rows.set
    said = _said(rows.where, rows)
    pairs = [(title, f"{name}：{said}" if said else name)]
    if rows.date and held and held.has_column(rows.date):
        when = str(held.column(rows.date).label)
        pairs.append((_("按哪个日期"), _("%s，截至期末累计") % when if rows.until else when))
    if rows.left_out:
        pairs.append((_("剔除"), _said(rows.left_out, rows)))
    return pairs


def _said(filters: tuple[Filter, ...], rows: Rows | None) -> str:
    held = measures.get(rows.set) if rows else None
    return "；".join(_one_said(item, held) for item in filters)


def _one_said(item: Filter, held: Any) -> str:
    column = held.column(item.field) if held is not None and held.has_column(item.field) else None
    name = str(column.label) if column else label(item.field)
    not_ = _("不是") if item.not_ else ""
    if item.null is not None:
        return name + (_("为空") if item.null != item.not_ else _("已填"))
    if item.yes is not None:
        return name + "：" + (_("是") if item.yes != item.not_ else _("否"))
    if item.has is not None:
        return (_("有%s") if item.has != item.not_ else _("没有%s")) % name
    if item.period is not None:
        return _("%s在本期内") % name
    values = [item.is_] if item.is_ is not None else list(item.in_) or [str(item.number)]
    words = [column.words(one) if column and column.words else one for one in values]
    return f"{name}{not_ or _('为')}{'、'.join(words)}"
