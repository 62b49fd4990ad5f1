"""Texts people copy: three masked lines of progress, the answer for 12345, and what a reporter is told."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.cases import words
from linli.cases.models import Answer, Case, Decision
from linli.cases.words import state as state_word
from linli.domain.calendar import SHANGHAI, local_day
from linli.domain.caseflow import Seen, State, seen_as
from linli.domain.masking import strip_chat
from linli.mechanisms.queries import label


def seen_sentence(case: Case) -> str:
    """What the reporter reads of the state: 「已转安居物业」, 「暂时办不了：资金未落实，3月1日复核」."""
    seen = seen_as(case.state)
    text = str(words.SEEN[seen])
    if seen is Seen.PASSED_ON:
        return text % {"body": case.lead_body or _("承办单位")}
    if seen is Seen.WAITING:
        held = case.suspensions.filter(decision=Decision.APPROVED).order_by("-pk").first()
        return text % {
            "reason": label(held.reason) if held else _("条件还不具备"),
            "day": _day(case.revisit_on) if case.revisit_on else _("到期"),
        }
    if seen is Seen.DONE and case.result:
        return f"{text}（{label(case.result)}）"
    return text


def _day(day: object) -> str:
    return _("%(month)s月%(day)s日") % {"month": day.month, "day": day.day}  # type: ignore[attr-defined]


def _moment(at: datetime) -> str:
    return _day(local_day(at)) + at.astimezone(SHANGHAI).strftime(" %H:%M")


def copy_progress(case: Case, at: datetime) -> str:
    """「复制办理情况」: three lines to forward, without a name, a phone or a door (B19: one tap)."""
    place = areas.full_name(case.area_id, top="street")
    first = _("【%(code)s】%(title)s（%(place)s）") % {
        "code": case.external_number or case.code,
        "title": strip_chat(case.title).text,
        "place": place,
    }
    body = str(case.lead_body) if case.lead_body else _("未派单")
    due = _("，期限%(due)s") % {"due": _moment(case.next_due)} if case.next_due else ""
    second = _("%(state)s，承办：%(body)s%(due)s") % {
        "state": state_word(case.state),
        "body": body,
        "due": due,
    }
    third = _("办理情况：%(text)s") % {"text": _last_words(case)}
    return "\n".join((first, second, third))


def _last_words(case: Case) -> str:
    answer = case.answers.order_by("-pk").first()
    if answer is not None and State(case.state) not in (State.IN_PROGRESS, State.REDO):
        text = strip_chat(answer.text).text.replace("\n", " ")
        return text if len(text) <= 80 else f"{text[:79]}…"
    return {State.TO_DISPATCH: _("已收到，正在派单")}.get(State(case.state), _("正在办理"))


def copy_answer(case: Case) -> str:
    """「复制答复」 in the order 12345 asks for: 办理情况 / 答复群众情况 / 下步措施."""
    answer: Answer | None = case.answers.order_by("-pk").first()
    done = strip_chat(answer.text).text if answer else _("正在办理")
    if case.contacted_at:
        told = _("已于%(day)s联系反映人并说明。") % {"day": _moment(case.contacted_at)}
    elif case.anonymous or case.mastered:
        told = _("反映人未留联系方式。") if case.anonymous and not case.mastered else _("已按工单要求答复。")
    else:
        told = _("尚未联系反映人。")
    following = {
        "solved": _("问题已解决，加强日常巡查。"),
        "partly_solved": _("继续办理未完成部分。"),
        "transferred": _("已转有关单位办理，跟踪结果。"),
    }.get(answer.result if answer else "", _("持续做好解释和服务。"))
    return "\n".join(
        (
            _("一、办理情况：%(text)s") % {"text": done},
            _("二、答复群众情况：%(text)s") % {"text": told},
            _("三、下步措施：%(text)s") % {"text": following},
        )
    )
