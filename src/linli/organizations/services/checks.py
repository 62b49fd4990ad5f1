"""Checks that several verbs share: days, names, codes, periods."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime

from django.utils.translation import gettext as _

from linli.definitions import get_library
from linli.domain import codes
from linli.domain.calendar import SHANGHAI
from linli.organizations.errors import Refused
from linli.organizations.models import OPEN

EARLIEST = date(1900, 1, 1)
YEARS_AHEAD = 50
_PHONE = re.compile(r"[0-9+()（）\-－ 、,，转]{3,30}")


def day_of(at: datetime) -> date:
    """The day of an instant on the wall calendar of the offices."""
    return at.astimezone(SHANGHAI).date()


def known_day(value: date, at: datetime, *, field: str) -> date:
    """The day itself; refuses days before 1900 or more than 50 years ahead."""
    if value == OPEN:
        return value
    if value < EARLIEST or value.year > day_of(at).year + YEARS_AHEAD:
        raise Refused(_("日期应在1900年以后、今后50年以内。"), field=field)
    return value


def period(start: date, end: date | None, at: datetime) -> tuple[date, date]:
    """A half-open period; no end means until today and on."""
    start = known_day(start, at, field="on")
    end = known_day(end or OPEN, at, field="until")
    if end <= start:
        raise Refused(_("结束日期要在开始日期之后。"), field="until")
    return start, end


def one_line(text: str, *, field: str, label: str, limit: int, required: bool = True) -> str:
    """The text on one line without control and direction marks; refuses empty and over-long ones."""
    kept = "".join(" " if char.isspace() else char for char in text)
    kept = "".join(char for char in kept if unicodedata.category(char) not in {"Cc", "Cf", "Cs", "Co"})
    kept = " ".join(kept.split())
    if required and not kept:
        raise Refused(_("请填写%(label)s。") % {"label": label}, field=field)
    if len(kept) > limit:
        raise Refused(
            _("%(label)s最多%(limit)s个字，现有%(count)s个。")
            % {"label": label, "limit": limit, "count": len(kept)},
            field=field,
        )
    return kept


def office_phone(text: str, *, field: str) -> str:
    """A telephone number as people write it, or nothing."""
    kept = unicodedata.normalize("NFKC", text).strip()
    if kept and not _PHONE.fullmatch(kept):
        raise Refused(_("电话只能填数字、横线和「转」字，例如 0393-4416 100。"), field=field)
    return kept


def credit_code(text: str) -> str:
    """A unified social credit code whose check character is right, or nothing.

    The first two characters are only a hint (:func:`credit_code_hint`), never a reason to refuse.
    """
    kept = unicodedata.normalize("NFKC", text).replace(" ", "").upper()
    if kept and not codes.credit_code_ok(kept):
        raise Refused(
            _("统一社会信用代码不对：应为18位，请对照证照检查有没有看错的字符。"), field="credit_code"
        )
    return kept


def credit_code_hint(code: str, kind: str) -> str:
    """A hint when the code's prefix and the chosen kind do not look alike; empty when they do."""
    said = codes.credit_code_kind(code) if code else None
    companies = kind.endswith("_company")
    if said and companies != (said in {"企业", "个体工商户", "农民专业合作社"}):
        return _("按代码前两位，这个单位像是「%(said)s」，请核对单位类别。") % {"said": said}
    return ""


def body_kind(kind: str) -> str:
    """A kind of body that the glossary knows."""
    if kind not in get_library().terms:
        raise Refused(_("没有「%(kind)s」这种单位类别，请从列表中选择。") % {"kind": kind}, field="kind")
    return kind


def role(role_id: str) -> str:
    """A role that the shipped mechanisms define."""
    if role_id not in get_library().roles:
        raise Refused(_("没有「%(role)s」这个角色，请从列表中选择。") % {"role": role_id}, field="role")
    return role_id
