"""Forms as values: the stored data of an entry read back, items typed and printed, rules for the kernel."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from linli.definitions import get_library
from linli.definitions.canonical import plain
from linli.definitions.problems import Problem
from linli.definitions.reader import MissingError, Reader
from linli.definitions.reports import ReportForm, ReportItem, check_form
from linli.definitions.yamlfile import Document
from linli.domain import figures
from linli.domain.periods import Kind, Period, period_of
from linli.domain.reporting import AskedItem, Rule

#: Largest value of a cell; beyond it something is in the wrong unit.
MOST = 10**15


#: Who knows forms that stand neither in the library nor on the list: id → form.
_elsewhere: list[Callable[[str], ReportForm | None]] = []


def register_forms(find: Callable[[str], ReportForm | None]) -> None:
    """Make the forms of a room above known (once at start), so that their values print with names and units."""
    if find not in _elsewhere:
        _elsewhere.append(find)


def elsewhere(form_id: str) -> ReportForm | None:
    """A form that a room above brings; None where nobody knows it."""
    return next((form for find in _elsewhere if (form := find(form_id)) is not None), None)


def to_data(form: ReportForm) -> dict[str, Any]:
    """A form as plain data that :func:`form_of` reads back."""
    data: dict[str, Any] = plain(_stripped(form))
    return data


def _stripped(value: Any) -> Any:
    """Dataclasses as dicts without empty fields; a trailing underscore goes, a Dated becomes its list."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {f.name.rstrip("_"): _stripped(getattr(value, f.name)) for f in dataclasses.fields(value)}
        if set(fields) == {"entries"}:
            return fields["entries"]
        return {key: item for key, item in fields.items() if item not in (None, (), [], {})}
    if isinstance(value, tuple | list):
        return [_stripped(item) for item in value]
    if isinstance(value, Mapping):
        return {key: _stripped(item) for key, item in value.items()}
    return value


def form_of(data: Mapping[str, Any]) -> ReportForm:
    """A stored form; it was checked when it was stored."""
    form: ReportForm = Reader(Document(file="form", data=dict(data))).read(ReportForm, dict(data))
    return form


def checked(data: Mapping[str, Any]) -> tuple[ReportForm | None, tuple[Problem, ...]]:
    """A form drawn up by an office, by the rules of a file."""
    document = Document(file="form", data=dict(data))
    try:
        form: ReportForm = Reader(document).read(ReportForm, dict(data))
    except MissingError:
        return None, tuple(document.problems)
    check_form(form, "", document)
    return form, tuple(document.problems)


def rules_of(form: ReportForm, on: date) -> list[Rule]:
    """The checks of a form on a day; cumulative items bring theirs along."""
    rules = [
        Rule(f"sum_{item.id}", "cumulative", (item.id, item.cumulates))
        for item in form.items
        if item.cumulates is not None
        and not any(r.rule == "cumulative" and r.items[0] == item.id for r in form.rules)
    ]
    falling = tuple(item.id for item in form.items if item.kind == "cumulative")
    if falling and not any(rule.rule == "not_falling" for rule in form.rules):
        rules.append(Rule("not_falling", "not_falling", falling, stops=True))
    for one in form.rules:
        factor = one.factor.at(on) if one.factor else None
        rules.append(
            Rule(
                one.id, one.rule, one.items, one.stops, one.least, one.most,
                Fraction(factor, 100) if factor else Fraction(3, 2),
            )
        )  # fmt: skip
    return rules


def needed(form: ReportForm) -> list[str]:
    """Items that make a report complete."""
    return [item.id for item in form.items if not item.optional]


def parse(item: ReportItem, typed: str) -> int | None:
    """What somebody typed as an integer of the smallest unit; empty or — is None. Raises ValueError with a sentence."""
    text = typed.replace(",", "").replace("，", "").strip().translate(_WIDE)
    if text in ("", "—", "-", "——", "未报"):
        return None
    if item.type == "percent":
        text = text.rstrip("%\uff05")
    if not re.fullmatch(r"[+-]?\d{1,16}(\.\d{1,12})?", text):
        raise ValueError(
            _("“%(text)s”不是数字。只写数字，没有发生就填0，不知道就空着。") % {"text": typed.strip()[:20]}
        )
    scaled = Fraction(text) * 10**item.places
    if scaled.denominator != 1:
        raise ValueError(
            _("最多%(places)d位小数。") % {"places": item.places} if item.places else _("这里要填整数。")
        )
    if abs(scaled.numerator) > MOST:
        raise ValueError(_("这个数太大了，请核对单位。"))
    if scaled < 0:
        raise ValueError(_("不能是负数。要冲减请在上期更正。"))
    if item.type == "percent" and scaled > 10 * 100 * 10**item.places:
        raise ValueError(_("比例超过1000%，请核对是不是把个数填成了比例。"))
    return int(scaled.numerator)


#: Full-width digits and point, as Chinese keyboards give them.
_WIDE = {0xFF10 + digit: str(digit) for digit in range(10)} | {0xFF0E: "."}


def exact(item: ReportItem, value: int | None) -> Fraction | None:
    """The value in the unit of the form."""
    return None if value is None else Fraction(value, 10**item.places)


def say(item: ReportItem, value: int | None) -> str:
    """As printed: 0 for zero, — for what was not reported, thousands marked."""
    if value is None:
        return figures.MISSING
    text = figures.say(exact(item, value), item.places)
    return f"{text}%" if item.type == "percent" else text


def typed(item: ReportItem, value: int | None) -> str:
    """As it stands in an input: plain digits."""
    if value is None:
        return ""
    number = Decimal(value).scaleb(-item.places)
    return f"{number:f}" if item.places else str(value)


def as_said(item: ReportItem, value: int | None) -> str:
    """As a source printed it: the stored number is the printed one, so 600 with 余 reads 600余, 10万余, 55%以上."""
    if value is None or item.prints is None:
        return say(item, value)
    word, percent = item.prints.word, item.type == "percent"
    number = (
        figures.short(value)
        if value % 1000 == 0 and not item.places
        else figures.say(exact(item, value), item.places)
    )
    text = f"{number}%" if percent else number
    return f"{word}{text}" if word in figures.CEILS else f"{text}{word}"


def in_words(item: ReportItem, value: int | None) -> str:
    """As a sentence prints it: 10万余, 70%以上; the plain figure where the form sets no rule."""
    if value is None or item.prints is None:
        return say(item, value)
    whole = value // 10**item.places
    mark = "%" if item.type == "percent" else ""
    if mark:
        step = item.prints.unit
        down = whole // step * step
        return f"{down}{mark}{item.prints.word}"
    return figures.about(whole, item.prints.word, item.prints.unit)


def period_for(form: ReportForm, day: date) -> Period:
    """The period of the form to which a day belongs. Raises ValueError for a campaign."""
    return period_of(Kind(str(form.period)), day)


def asked(form: ReportForm) -> list[AskedItem]:
    """The items for the comparison with other forms."""
    terms = get_library().terms
    return [
        AskedItem(
            item.names.zh,
            # By its word: two terms of one unit are one unit to those who fill in.
            terms[item.unit].zh if item.unit in terms else item.unit,
            str(form.period),
            item.group.zh if item.group else "",
        )
        for item in form.items
    ]
