"""Sentences of clocks that people read: refusals, messages, event names."""

from __future__ import annotations

from datetime import datetime

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from linli.definitions import get_library
from linli.domain import clock_words
from linli.domain.clocks import reasons_from

_REFUSALS: dict[str, Promise] = {
    "not_allowed": _("这类事项不能延期"),
    "used_up": _("已经延期过，不能再次延期"),
    "after_deadline": _("已过时限，不能再申请延期；延期要在到期前申请"),
    "too_long": _("延期不能超过原时限的长度"),
    "not_positive": _("延期的长度要大于零"),
    "not_open": _("这一步已经办完或还没有开始，不能延期"),
    "external": _("时限以来源平台为准，请在来源平台申请延期"),
}

#: Message code → sentence. Only numbers and codes may be filled in, never a name, phone or room.
MESSAGES: dict[str, Promise] = {
    "clock.share": _("%(subject)s的“%(step)s”时限已过%(share)s%%，%(due)s到期"),
    "clock.due": _("%(subject)s的“%(step)s”今天到期（%(due)s）"),
    "clock.late": _("%(subject)s的“%(step)s”已超期%(days)s天"),
    "clock.moved": _("放假安排有变，%(subject)s的“%(step)s”到期时间由%(before)s改为%(due)s"),
}


def refusal(code: str) -> str:
    """Why an extension is not possible."""
    return str(_REFUSALS[code])


def explain(steps: list[list[object]]) -> list[str]:
    """The stored way to a due time as sentences in the active language."""
    return clock_words.explain(reasons_from(steps), lang=_lang())


def say(at: datetime) -> str:
    """An instant with year and weekday in the active language; the last second of a day is 24:00."""
    return clock_words.say_instant(at, with_year=True, lang=_lang())


def _lang() -> str:
    return "en" if (get_language() or "zh").startswith("en") else "zh"


def step_word(step_id: str, label: str = "") -> str:
    """A step's word: the mechanism's own in Chinese, the glossary's otherwise."""
    term = get_library().terms.get(f"step_{step_id}")
    if term is None or (label and _lang() == "zh"):
        return label or step_id
    return term.label(get_language() or "zh-hans")
