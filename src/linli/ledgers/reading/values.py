"""Parsers of cells: text in, a JSON value out, or :class:`BadCell` with a sentence and a way to mend it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _

from linli.ledgers.errors import BadCell

Value = str | int | bool | None
Parse = Callable[[str], Value]

_LOST = re.compile(r"^-?\d\.\d{14}e\+\d+$")
_DATE = re.compile(
    r"^(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?(?:[ T]*(\d{1,2})[:：时](\d{1,2})分?(?:[:：](\d{1,2})秒?)?)?$"
)
_COMPACT = re.compile(r"^(19|20)\d{6}$")
_SERIAL = re.compile(r"^\d{4,5}(?:\.\d+)?$")
_WHOLE = re.compile(r"[-+]?\d{1,15}")
_STORED_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_EARLIEST, _LATEST = 1900, 2099
#: How far ahead a date may lie, counted from the day of the import.
YEARS_AHEAD = 50


def _no_lost_digits(cell: str) -> None:
    if "e+" in cell and _LOST.match(cell):
        raise BadCell(
            _("这个数超过15位，Excel已把末几位改成了0。"), _("请把该列设为「文本」格式，重新填写完整号码。")
        )


@dataclass(frozen=True)
class Text:
    """Any text up to ``most`` characters, as it stands."""

    most: int = 200

    def __call__(self, cell: str) -> Value:
        """The text. Raises :class:`BadCell` when it is too long or a number whose last digits Excel has lost."""
        if "e+" in cell:
            _no_lost_digits(cell)
        if len(cell) > self.most:
            raise BadCell(
                _("文字有%(count)d个，最多%(limit)d个。") % {"count": len(cell), "limit": self.most},
                _("请缩短这一格。"),
            )
        return cell


def text(max_length: int = 200) -> Parse:
    """Any text up to ``max_length`` characters."""
    return Text(max_length)


def code(pattern: str, example: str) -> Parse:
    """A code of a fixed shape; blanks inside are dropped, letters made upper-case."""
    shape = re.compile(pattern)

    def parse(cell: str) -> Value:
        _no_lost_digits(cell)
        plain = re.sub(r"\s", "", cell).upper()
        if not shape.fullmatch(plain):
            raise BadCell(_("号码的样子不对。"), _("应像「%(example)s」。") % {"example": example})
        return plain

    return parse


def whole(*, least: int = 0, most: int = 10**12) -> Parse:
    """A whole number; thousands commas are accepted, a fraction is not."""

    def parse(cell: str) -> Value:
        _no_lost_digits(cell)
        plain = cell.replace(",", "").replace("，", "").strip()
        if not _WHOLE.fullmatch(plain):
            raise BadCell(_("这里要填整数。"), _("请只写数字，不要带单位和文字；没有就填0。"))
        number = int(plain)
        if not least <= number <= most:
            raise BadCell(
                _("数字应在%(least)d到%(most)d之间。") % {"least": least, "most": most}, _("请核对后重填。")
            )
        return number

    return parse


def choice(options: Mapping[str, str]) -> Parse:
    """One of the words in ``options`` (word → stored code)."""

    def parse(cell: str) -> Value:
        plain = re.sub(r"\s", "", cell)
        if plain in options:
            return options[plain]
        words = "、".join(list(options)[:12])
        raise BadCell(
            _("没有「%(word)s」这一项。") % {"word": cell[:20]}, _("可填：%(words)s。") % {"words": words}
        )

    return parse


def yes_no(cell: str) -> Value:
    """是 or 否, with the marks people use for them."""
    plain = cell.strip().lower()
    if plain in {"是", "有", "√", "✓", "y", "yes", "true", "1"}:
        return True
    if plain in {"否", "无", "×", "n", "no", "false", "0"}:
        return False
    raise BadCell(_("这里只填「是」或「否」。"), _("请改成「是」或「否」。"))


def phone(cell: str) -> Value:
    """A telephone number: digits kept with a hyphen between area code and number."""
    _no_lost_digits(cell)
    plain = re.sub(r"[\s()（）]", "", cell).replace("—", "-").replace("－", "-")
    if not re.fullmatch(r"\+?\d[\d-]{4,19}", plain):
        raise BadCell(_("电话号码的样子不对。"), _("请只写数字，例如 0393-1234567。"))
    return plain


def _instant(cell: str) -> datetime:
    plain = cell.strip()
    if found := _DATE.match(plain):
        numbers = [int(part or 0) for part in found.groups()]
        return datetime(*numbers)  # type: ignore[arg-type]  # noqa: DTZ001
    if _COMPACT.match(plain):
        return datetime.strptime(plain, "%Y%m%d")  # noqa: DTZ007
    if _SERIAL.match(plain):
        # A day counted from 1899-12-30, when the cell lost its date format.
        return datetime(1899, 12, 30) + timedelta(days=float(plain))  # noqa: DTZ001
    raise ValueError(plain)


def _checked_instant(cell: str) -> datetime:
    try:
        instant = _instant(cell)
    except (ValueError, OverflowError) as problem:
        raise BadCell(_("日期看不懂。"), _("请写成 2026-11-21 或 2026年11月21日。")) from problem
    if not _EARLIEST <= instant.year <= _LATEST:
        raise _far_off()
    return instant


def _far_off() -> BadCell:
    return BadCell(_("日期不在1900年到五十年以后之间。"), _("请核对年份。"))


def check_not_far_ahead(value: Value, today: date) -> None:
    """Refuses a stored day or moment more than fifty years after ``today``; other values pass."""
    if (
        isinstance(value, str)
        and value[4:5] == "-"
        and _STORED_DAY.match(value)
        and int(value[:4]) > today.year + YEARS_AHEAD
    ):
        raise _far_off()


def day(cell: str) -> Value:
    """A date, as ISO text: 2026-11-21, 2026.11.21, 2026年11月21日, 20261121 or Excel's own number."""
    return _checked_instant(cell).date().isoformat()


def moment(cell: str) -> Value:
    """A date with its time (local), as ISO text without zone."""
    return _checked_instant(cell).isoformat(sep=" ", timespec="seconds")


def as_date(value: Value) -> date | None:
    """A stored day as a date."""
    return date.fromisoformat(str(value)[:10]) if value else None
