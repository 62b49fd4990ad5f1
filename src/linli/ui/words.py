"""How instants, days, numbers and telephones are written on a page."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import get_language, gettext, ngettext

#: The clock of the pages; records put theirs here, which tests and the demonstration can stop.
clock: Callable[[], datetime] = timezone.now

WEEKDAYS = ("星期一", "星期二", "星期三", "星期四", "星期五", "星期六", "星期日")


def local(value: date | datetime) -> date | datetime:
    """An instant in the time of the office; a plain day as it is."""
    if isinstance(value, datetime) and timezone.is_aware(value):
        return timezone.localtime(value)
    return value


def foreign_year(value: date | datetime) -> bool:
    """A day of another year than this one: without its year it would be read as a day of this year."""
    return local(value).year != local(clock()).year


def day(value: date | datetime, *, year: bool | None = None) -> str:
    """11月21日 星期六; with the year when it is not this year, or when asked. English: Sat 21 Nov."""
    value = local(value)
    year = foreign_year(value) if year is None else year
    if not (get_language() or "zh").startswith("zh"):
        return date_format(value, "D j M Y" if year else "D j M", use_l10n=False)
    head = f"{value.year}年" if year else ""
    return f"{head}{value.month}月{value.day}日 {WEEKDAYS[value.weekday()]}"


def moment(value: datetime, *, year: bool | None = None) -> str:
    """11月21日 14:05; with the year when it is not this year, or when asked."""
    here = local(value)
    year = foreign_year(here) if year is None else year
    if not (get_language() or "zh").startswith("zh"):
        return date_format(here, "j M Y H:i" if year else "j M H:i", use_l10n=False)
    head = f"{here.year}年" if year else ""
    return f"{head}{here.month}月{here.day}日 {here:%H:%M}"


def ago(value: datetime, at: datetime) -> str:
    """刚刚、5分钟前、3小时前、昨天 14:05, then the moment itself."""
    passed = at - value
    if passed < timedelta(minutes=1):
        return gettext("刚刚")
    if passed < timedelta(hours=1):
        minutes = int(passed.total_seconds() // 60)
        return ngettext("%(n)d分钟前", "%(n)d分钟前", minutes) % {"n": minutes}
    apart = (local(at).toordinal()) - local(value).toordinal()
    if apart == 0:
        hours = int(passed.total_seconds() // 3600)
        return ngettext("%(n)d小时前", "%(n)d小时前", hours) % {"n": hours}
    if apart == 1:
        return gettext("昨天 %(time)s") % {"time": f"{local(value):%H:%M}"}
    return moment(value, year=local(value).year != local(at).year)


def days_left(due: datetime, at: datetime) -> str:
    """今天18:00前、还有2天、超期3天: counted in days of the calendar, which is how people read a date."""
    if due < at:
        over = at - due
        if over < timedelta(hours=24):
            hours = max(1, int(over.total_seconds() // 3600))
            return ngettext("超期%(n)d小时", "超期%(n)d小时", hours) % {"n": hours}
        return ngettext("超期%(n)d天", "超期%(n)d天", over.days) % {"n": over.days}
    apart = local(due).toordinal() - local(at).toordinal()
    if apart == 0:
        return gettext("今天%(time)s前") % {"time": f"{local(due):%H:%M}"}
    if apart == 1:
        return gettext("明天%(time)s前") % {"time": f"{local(due):%H:%M}"}
    return ngettext("还有%(n)d天", "还有%(n)d天", apart) % {"n": apart}


def phone(value: str) -> str:
    """Groups a number for reading aloud (138 0013 8000); leaves what it does not know."""
    digits = value.replace(" ", "").replace("-", "")
    if len(digits) == 11 and digits.isdigit() and digits.startswith("1"):
        return f"{digits[:3]} {digits[3:7]} {digits[7:]}"
    return value
