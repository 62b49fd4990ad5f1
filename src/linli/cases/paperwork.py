"""The papers of a case: a 催办单 when the desk urges; at 提级 a 情况专报 goes up and the higher body's 交办单 comes down.

Nobody orders upwards (trade.md 6), and nobody issues a paper in another body's name: who raises a case reports to the
body it goes to, and that body hands the work on by its own 交办单, numbered in its own series, in the moment it gives
the lead to another body or asks one to help. What a patrol finds goes out with a 反馈单, where its kind says so, numbered
in the series of the body that sends it, with the time by which it is to be answered. What is filed upwards (报备) is
drafted for the body that files it, addressed to whom the case names. Written in the transaction of the verb itself, so
that paper and event stand or fall together. Their words carry no order and name nobody (trade.md 4, 6, 9).
"""

from __future__ import annotations

import json
from datetime import date, datetime

from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.cases import rules
from linli.cases.models import Case
from linli.cases.queries.page import category_word
from linli.cases.services import filing
from linli.definitions.cases import CaseKind, Field
from linli.domain.access import Actor
from linli.domain.calendar import SHANGHAI
from linli.domain.masking import strip_chat
from linli.domain.papers import chinese_date
from linli.mechanisms.queries import label
from linli.organizations.models import Organization
from linli.papers import services as papers
from linli.papers.drafts import addressee_of
from linli.papers.errors import OrderBlocked
from linli.papers.models import Paper
from linli.records import registry
from linli.records.models import Event

#: Case event → kind of paper.
KINDS = {
    "case.urged": "urge",
    "case.raised": "special_report",
    "case.help_asked": "assignment",
    "case.return_approved": "assignment",
    "case.council_ruled": "assignment",
}
#: What a body does on a matter after it read the papers about it.
GOING_ON = (
    "case.accepted",
    "case.contacted",
    "case.answered",
    "case.help_answered",
    "case.return_asked",
    "case.extension_asked",
    "case.suspension_asked",
)
_WEEKDAYS = "一二三四五六日"


def register() -> None:
    """Called once at start."""
    for name in KINDS:
        registry.on(name, write_for_event)
    registry.on("case.dispatched", slip_for_dispatch)
    registry.on("case.dispatched", filing_for_dispatch)
    registry.on("paper.replied", filing.take_receipt)
    for name in GOING_ON:
        registry.on(name, sign_by_going_on)


def write_for_event(event: Event, case: Case) -> None:
    """The paper of an event, when a body of the office stands behind it; a resident's 「催一下」 makes none."""
    kind = KINDS[event.name]
    to = dict(event.data).get("body", case.lead_body_id) if kind == "assignment" else case.lead_body_id
    if event.body_id is None or to is None or event.body_id == to:
        return
    if kind == "assignment" and not _raised_to(case, event.body_id):
        return
    actor = Actor(event.user_id, event.post_id, event.channel, event.body_id)
    addressee = Organization.objects.get(pk=to) if to != case.lead_body_id else None
    fields = _report(case, event) if kind == "special_report" else fields_of(case)
    if kind == "assignment":
        fields["basis"] = _("提级办理")
    try:
        write(case=case, kind=kind, actor=actor, at=event.at, addressee=addressee, fields=fields)
    except OrderBlocked:
        # Our own words order nobody; should a site's kind do so, the urging itself must not fail.
        return


def slip_for_dispatch(event: Event, case: Case) -> None:
    """The slip of a kind that has one, to whom the case is sent; a body sends none to itself."""
    slip = rules.kind_of(case).slip
    if slip is None or event.body_id is None or event.body_id == case.lead_body_id:
        return
    actor = Actor(event.user_id, event.post_id, event.channel, event.body_id)
    write(case=case, kind=slip, actor=actor, at=event.at)


def filing_for_dispatch(event: Event, case: Case) -> None:
    """Who files a matter finds its paper as a draft, with what the case says of it; to whom is a field of the kind."""
    kind = rules.kind_of(case)
    if kind.file_to is None or case.lead_body is None:
        return
    to = str(case.fields.get(kind.file_to) or "")
    papers.draft_filing(
        subject=case,
        issuer=case.lead_body,
        addressee=addressee_of(to),
        addressee_text=to,
        matter=strip_chat(case.text).text,
        facts=[(one.names.zh, _said(one, case.fields[one.id])) for one in _told(case, kind)],
        actor=Actor(event.user_id, event.post_id, event.channel, event.body_id),
        at=event.at,
    )


def _told(case: Case, kind: CaseKind) -> list[Field]:
    """The fields a filing tells of: those filled in, without personal ones and without the addressee."""
    return [
        one for one in kind.fields if one.id != kind.file_to and not one.personal and case.fields.get(one.id)
    ]


def _said(field: Field, value: object) -> str:
    if field.type == "day":
        return _day(date.fromisoformat(str(value)))
    if field.type == "instant":
        return _moment(datetime.fromisoformat(str(value)))
    if field.type == "boolean":
        return "是" if value else "否"
    return next((one.names.zh for one in field.options if one.id == value), str(value))


def sign_by_going_on(event: Event, case: Case) -> None:
    """Who goes on with a matter has its papers: they are signed for in the same act, nothing is clicked twice."""
    if event.body_id is None:
        return
    actor = Actor(event.user_id, event.post_id, event.channel, event.body_id)
    for paper_id in papers.unsigned_about(case, event.body_id):
        papers.sign_for(paper_id=paper_id, actor=actor, at=event.at)


def _raised_to(case: Case, body_id: int) -> bool:
    """Was the case raised to this body? Then it stands above whom it hands the work on to."""
    raised = Event.objects.filter(kind=Case.SUBJECT_KIND, subject_id=case.pk, name="case.raised")
    return any(dict(row.data).get("body") == body_id for row in raised)


def _report(case: Case, event: Event) -> dict[str, str]:
    """The matter as the higher body has to know it: what it is, how far it came, why it is raised."""
    matter = fields_of(case)
    said = json.loads(event.body.text).get("reason", "") if hasattr(event, "body") else ""
    head = [matter["case"], matter["place"], matter["category"]]
    progress = _("%(received)s受理，办理时限%(due)s。") % {
        "received": matter["received"],
        "due": matter["due"] or _("未定"),
    }
    return {
        "matter": " ".join(part for part in head if part),
        "text": f"{matter['text']} {progress}",
        "analysis": strip_chat(said).text[:300],
        "advice": _("请予牵头研究办理。"),
    }


def write(
    *,
    case: Case,
    kind: str,
    actor: Actor,
    at: datetime,
    addressee: Organization | None = None,
    fields: dict[str, str] | None = None,
) -> Paper:
    """A working paper about a case, to its lead body unless said otherwise. Raises ``OrderBlocked``."""
    return papers.create_working_paper(
        kind=kind,
        subject=case,
        addressee=addressee or case.lead_body,
        fields=fields or fields_of(case),
        actor=actor,
        at=at,
    )


def fields_of(case: Case) -> dict[str, str]:
    """What a paper says of a case: place, category, due time, the matter without names and phones."""
    return {
        "case": case.external_number or case.code,
        "received": _moment(case.reported_at),
        "place": areas.full_name(case.area_id, top="street"),
        "category": category_word(case.category).replace(" / ", "／"),
        "boundary": label(case.boundary) if case.boundary else "",
        "due": _moment(case.next_due) if case.next_due else "",
        "lead": str(case.lead_body) if case.lead_body else "",
        "text": strip_chat(case.text).text[:500],
    }


def _moment(at: datetime) -> str:
    local = at.astimezone(SHANGHAI)
    return _("%(year)d年%(month)d月%(day)d日（星期%(weekday)s）%(time)s") % {
        "year": local.year,
        "month": local.month,
        "day": local.day,
        "weekday": _WEEKDAYS[local.weekday()],
        "time": local.strftime("%H:%M"),
    }


def _day(day: date) -> str:
    """As papers write a day, with its weekday; they are Chinese in any interface language."""
    return f"{chinese_date(day)}（星期{_WEEKDAYS[day.weekday()]}）"
