"""Values of fields: from what people type to what is kept, and back to what people read.

Quantities are kept as integers of the smallest unit, days as ISO text, choices as codes. What is wrong is said in
one sentence each, all at once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.definitions.registers import MEASURED, RegisterField, RegisterKind
from linli.domain import registers as rules
from linli.domain.codes import record_id
from linli.domain.masking import mask_name, mask_phone
from linli.mechanisms.queries import label as term

LONGEST = 500
EARLIEST, YEARS_AHEAD = date(1900, 1, 1), 50
_MOST = 10**15
_PHONE = re.compile(r"^\+?\d[\d-]{4,19}$")
_YES, _NO = {"是", "有", "√", "true", "on", "1", "yes"}, {"否", "无", "×", "false", "0", "no"}


@dataclass
class Cleaned:
    """Values to keep, apart the personal ones, and what is wrong by field id."""

    values: dict[str, Any] = field(default_factory=dict)
    personal: dict[str, Any] = field(default_factory=dict)
    problems: dict[str, str] = field(default_factory=dict)


def word(one: RegisterField) -> str:
    """The field's name in the language of the page."""
    return one.names.in_(get_language() or "zh-hans")


def unit_of(one: RegisterField) -> str:
    """The unit's word, always the Chinese one in which sheets are written."""
    from linli.definitions import get_library

    known = get_library().terms.get(one.unit or "")
    return known.zh if known else ""


def titled(one: RegisterField) -> str:
    """The column's title with its unit: 面积（平方米）."""
    unit = term(one.unit) if one.unit else ""
    return f"{word(one)}（{unit}）" if unit else word(one)


def typed(one: RegisterField, raw: Any, today: date) -> Any:
    """What a person wrote, as it is kept; None when nothing. Raises ValueError with the sentence."""
    text = raw.isoformat() if isinstance(raw, date) else str(raw if raw is not None else "").strip()
    if not text:
        return None
    if one.type in (*MEASURED, "integer"):
        return _quantity(one, text)
    by_type = {"choice": _choice, "day": _day, "boolean": _yes_no, "phone": _phone, "body": _identity}
    if one.type in by_type:
        return by_type[one.type](one, text, today)
    longest = one.longest or LONGEST
    if len(text) > longest:
        raise ValueError(_("最多%(count)d个字。") % {"count": longest})
    return text


def _quantity(one: RegisterField, text: str) -> int:
    try:
        value = rules.to_smallest(text, decimals=one.decimals, unit=unit_of(one))
    except rules.BadQuantity as bad:
        raise ValueError(_quantity_sentence(one, bad)) from bad
    return _in_range(one, value)


def _quantity_sentence(one: RegisterField, bad: rules.BadQuantity) -> str:
    if bad.code == "unit":
        unit = unit_of(one) or _("（无单位）")
        return _("单位写的是「%(found)s」，这一项按「%(unit)s」填，请换算后只写数字。") % {
            "found": bad.found[:10],
            "unit": unit,
        }
    if bad.code == "decimals":
        return _("小数最多%(count)d位。") % {"count": one.decimals}
    return _("这里只写数字。")


def _in_range(one: RegisterField, value: int) -> int:
    least = one.least if one.least is not None else 0
    most = one.most if one.most is not None else _MOST
    if not least <= value <= most:
        raise ValueError(
            _("应在%(least)s到%(most)s之间。")
            % {
                "least": rules.say_quantity(least, one.decimals),
                "most": rules.say_quantity(most, one.decimals),
            }
        )
    return value


def _choice(one: RegisterField, text: str, _today: date) -> str:
    plain = re.sub(r"\s", "", text)
    for option in one.options:
        if plain in (option.id, option.names.zh, option.names.en):
            return option.id
    words = "、".join(option.names.in_(get_language() or "zh-hans") for option in one.options)
    raise ValueError(_("没有「%(word)s」这一项，可填：%(words)s。") % {"word": text[:20], "words": words})


def _day(_field: RegisterField, text: str, today: date) -> str:
    try:
        day = date.fromisoformat(text[:10])
    except ValueError as bad:
        raise ValueError(_("日期看不懂，请写成2026-11-21。")) from bad
    if not (day >= EARLIEST and day.year <= today.year + YEARS_AHEAD):
        raise ValueError(_("日期不在1900年到五十年以后之间，请核对年份。"))
    return day.isoformat()


def _yes_no(_field: RegisterField, text: str, _today: date) -> bool:
    plain = text.lower()
    if plain in _YES or plain in _NO:
        return plain in _YES
    raise ValueError(_("这里只填「是」或「否」。"))


def _phone(_field: RegisterField, text: str, _today: date) -> str:
    plain = re.sub(r"[\s()（）]", "", text).replace("—", "-").replace("－", "-")
    if not _PHONE.fullmatch(plain):
        raise ValueError(_("电话号码的样子不对，请只写数字。"))
    return plain


def _identity(_field: RegisterField, text: str, _today: date) -> int:
    if (found := record_id(text)) is not None:
        return found
    raise ValueError(_("请从列表里选择。"))


def clean(kind: RegisterKind, given: Mapping[str, Any], today: date, *, kept: bool = False) -> Cleaned:
    """All values of a row. ``kept``: numbers are already in the smallest unit (services, imports)."""
    done = Cleaned()
    unknown = set(given) - {one.id for one in kind.fields}
    for name in unknown:
        done.problems[name] = _("这本台账没有这一项。")
    for one in kind.fields:
        if one.id not in given:
            continue
        try:
            value = _kept(one, given[one.id], today) if kept else typed(one, given[one.id], today)
        except ValueError as bad:
            done.problems[one.id] = str(bad)
            continue
        if value is not None:
            (done.personal if one.personal else done.values)[one.id] = value
    return done


def _kept(one: RegisterField, raw: Any, today: date) -> Any:
    if raw is None or raw == "":
        return None
    if one.type in (*MEASURED, "integer"):
        if isinstance(raw, bool) or not isinstance(raw, int):
            raise ValueError(_("这里只写数字。"))
        return _in_range(one, raw)
    if one.type == "boolean" and isinstance(raw, bool):
        return raw
    return typed(one, raw, today)


def missing(kind: RegisterKind, held: Mapping[str, Any]) -> dict[str, str]:
    """Required fields without a value."""
    return {
        one.id: _("「%(field)s」不能空着。") % {"field": word(one)}
        for one in kind.fields
        if one.required and held.get(one.id) in (None, "")
    }


def totals(kind: RegisterKind, held: Mapping[str, Any]) -> tuple[int | None, ...]:
    """The figures of a row in the order of their columns."""
    return tuple(
        int(held.get(one.id) not in (None, "")) if one.total == "filled" else held.get(one.id)
        for one in kind.totals
    )


def said(one: RegisterField, value: Any) -> str:
    """A kept value as people read it, without its unit."""
    if value is None or value == "":
        return ""
    if one.type in (*MEASURED, "integer"):
        return rules.say_quantity(int(value), one.decimals)
    if one.type == "choice":
        lang = get_language() or "zh-hans"
        return next((opt.names.in_(lang) for opt in one.options if opt.id == value), str(value))
    if one.type == "boolean":
        return _("是") if value else _("否")
    return str(value)


def masked(one: RegisterField, secret: Any) -> str:
    """A personal value as lists, exports and histories show it."""
    text = str(secret or "")
    if not text:
        return ""
    return mask_phone(text) if one.type == "phone" else mask_name(text)
