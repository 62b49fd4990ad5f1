"""The columns of a kind's ledger: the same going out and coming in."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.definitions.registers import MEASURED, RegisterField, RegisterKind
from linli.ledgers.errors import BadCell
from linli.ledgers.reading import values as cells
from linli.ledgers.registry import Column
from linli.registers import values

#: What a row is called, by what it is about.
NAMES = {
    "thing": gettext_lazy("名称"),
    "place": gettext_lazy("名称"),
    "household": gettext_lazy("户主姓名"),
    "person": gettext_lazy("姓名"),
    "shop": gettext_lazy("店名"),
}
#: Columns that are no fields.
OWN = ("number", "area", "name", "state", "keeper", "parent", "added_on")


def name_title(kind: RegisterKind) -> Any:
    """What the name of a row is called."""
    return NAMES[kind.subject]


def of(kind: RegisterKind) -> tuple[Column, ...]:
    """All columns an import of this kind understands."""
    own = [
        Column("number", gettext_lazy("编号"), ("序列号", "设施编号", "牌号"), parse=cells.text(40)),
        Column(
            "area",
            gettext_lazy("所在地点"),
            ("地点", "所在社区", "社区", "所属社区", "小区", "所在小区"),
            required=True,
        ),
        Column("name", name_title(kind), _aliases(kind), required=True, parse=_name),
    ]
    if kind.parent:
        own.append(Column("parent", gettext_lazy("所属上级"), ("所属楼院", "上级", "上级编号", "所属院落")))
    fields = [_field(one) for one in kind.fields if one.id not in kind.derived]
    tail = [Column("state", gettext_lazy("状态"), ("当前状态", "整治状态"), parse=_state(kind))]
    if kind.keeper:
        tail.append(
            Column("keeper", gettext_lazy("专管员"), ("责任人", "管护人", "保洁员"), parse=cells.text(60))
        )
    tail.append(Column("added_on", gettext_lazy("登记日期"), ("建档时间", "登记时间"), parse=cells.day))
    return (*own, *fields, *tail)


def _aliases(kind: RegisterKind) -> tuple[str, ...]:
    more = {
        "household": ("户主", "户名"),
        "person": ("人员姓名",),
        "shop": ("门店名称", "商户名称", "单位名称", "名称"),
        "place": ("楼院名称", "楼栋", "楼号", "道路名称", "设施名称", "房屋名称"),
        "thing": ("设施名称", "物品名称"),
    }
    return more[kind.subject]


def _field(one: RegisterField) -> Column:
    return Column(
        f"f_{one.id}",
        values.titled(one),
        (one.names.zh, *one.aliases),
        required=one.required,
        parse=_parse(one),
    )


def _parse(one: RegisterField) -> Callable[[str], Any]:
    if one.type == "day":
        return cells.day
    if one.type == "phone":
        return lambda cell: cell if "*" in cell else cells.phone(cell)

    def parse(cell: str) -> Any:
        if one.personal and "*" in cell:
            return cell
        try:
            return values.typed(one, cell, date(2100, 1, 1))
        except ValueError as bad:
            raise BadCell(str(bad), _hint(one)) from bad

    return parse


def _hint(one: RegisterField) -> str:
    if one.type in (*MEASURED, "integer"):
        return _("按「%(unit)s」填数字；如果整行都不对，请检查是不是错了一列。") % {
            "unit": values.unit_of(one) or "—"
        }
    return _("请核对这一格；如果整行都不对，请检查是不是错了一列。")


def _name(cell: str) -> str:
    if re.fullmatch(r"[\d.,\-/年月日 ]+", cell):
        raise BadCell(_("名称是一串数字或日期。"), _("请检查是不是整行错了一列。"))
    return str(cells.text(120)(cell))


def _state(kind: RegisterKind) -> Callable[[str], Any]:
    def parse(cell: str) -> str:
        plain = re.sub(r"\s", "", cell)
        for state in kind.states:
            if plain in (state.id, state.names.zh, state.names.en.replace(" ", "")):
                return state.id
        words = "、".join(state.names.zh for state in kind.states)
        raise BadCell(
            _("没有「%(word)s」这个状态。") % {"word": plain[:20]}, _("可填：%(words)s。") % {"words": words}
        )

    return parse


def unit_in(label: str) -> str:
    """The unit written in the brackets of a title: 面积（亩） → 亩; empty when there is none."""
    found = re.search(r"[(（\[【]([^)）\]】]{1,8})[)）\]】]\s*$", label)
    return found.group(1).replace("单位：", "").replace("单位:", "").strip() if found else ""
