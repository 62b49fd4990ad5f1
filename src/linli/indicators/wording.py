"""The definition of an indicator in words (指标口径)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.definitions.indicators import Filter, Indicator, Measure, Rows
from linli.mechanisms.queries import label
from linli.records import measures


def definition(indicator: Indicator) -> list[tuple[str, str]]:
    """The definition in words, for 「指标口径」."""
    measure = indicator.measure
    return [] if measure is None else [*_counted(measure), *_settled(indicator)]


def _counted(measure: Measure) -> list[tuple[str, str]]:
    """How it is counted, from which rows."""
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
    return pairs


def _settled(indicator: Indicator) -> list[tuple[str, str]]:
    """What is settled about the number itself: its base, the least sample, a base of nothing, the cut, decimals."""
    pairs = []
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
        stock = _("%s，截至期末仍在的") if rows.ends else _("%s，截至期末累计")
        pairs.append((_("按哪个日期"), stock % when if rows.until else when))
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
