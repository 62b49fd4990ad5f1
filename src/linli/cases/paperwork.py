"""The papers of a case: a 催办单 when the desk urges, a 交办单 when a case is raised, each with its number.

Written in the transaction of the verb itself, so that paper and event stand or fall together. Their words carry no
order and name nobody (trade.md 4, 6, 9).
"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.cases.models import Case
from linli.domain.access import Actor
from linli.domain.calendar import SHANGHAI
from linli.domain.masking import strip_chat
from linli.mechanisms.queries import label
from linli.organizations.models import Organization
from linli.papers import services as papers
from linli.papers.errors import OrderBlocked
from linli.papers.models import Paper
from linli.records import registry
from linli.records.models import Event

#: Case event → kind of paper.
KINDS = {"case.urged": "urge", "case.raised": "assignment"}
_WEEKDAYS = "一二三四五六日"


def register() -> None:
    """Called once at start."""
    for name in KINDS:
        registry.on(name, write_for_event)


def write_for_event(event: Event, case: Case) -> None:
    """The paper of an event, when a body of the office stands behind it; a resident's 「催一下」 makes none."""
    if event.body_id is None or case.lead_body_id is None or event.body_id == case.lead_body_id:
        return
    actor = Actor(event.user_id, event.post_id, event.channel, event.body_id)
    try:
        write(case=case, kind=KINDS[event.name], actor=actor, at=event.at)
    except OrderBlocked:
        # Our own words order nobody; should a site's kind do so, the urging itself must not fail.
        return


def write(
    *, case: Case, kind: str, actor: Actor, at: datetime, addressee: Organization | None = None
) -> Paper:
    """A numbered working paper about a case, to its lead body unless said otherwise. Raises ``OrderBlocked``."""
    return papers.create_working_paper(
        kind=kind,
        subject=case,
        addressee=addressee or case.lead_body,
        fields=fields_of(case),
        actor=actor,
        at=at,
    )


def fields_of(case: Case) -> dict[str, str]:
    """What a paper says of a case: place, category, due time, the matter without names and phones."""
    return {
        "case": case.external_number or case.code,
        "received": _moment(case.reported_at),
        "place": areas.full_name(case.area_id, top="street"),
        "category": label(case.category) if case.category else "",
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
