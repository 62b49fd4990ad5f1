"""The verbs of visits: ``tie``, ``tie_many``, ``end_contact``, ``write_facts``, ``write_visit``.

Append ``contact.tied``, ``contact.ended``, ``contact.facts_written``, ``visit.written``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.cases import services as cases
from linli.definitions.visits import VisitKind
from linli.domain.access import Actor
from linli.domain.calendar import local_day
from linli.mechanisms.models import Definition
from linli.organizations.models import Post
from linli.records import bulk
from linli.records import services as records
from linli.records.tx import verb
from linli.visits import kinds
from linli.visits.errors import Refused
from linli.visits.models import Contact, Visit

__all__ = ["Tie", "end_contact", "tie", "tie_many", "write_facts", "write_visit"]

LONGEST = 2000


@dataclass(frozen=True)
class Tie:
    """A post keeps contact with somebody at a place."""

    kind: str
    post_id: int
    to: str
    area_id: int
    target_id: int | None = None
    name: str = ""
    duty_id: int = 0


def _row(given: Tie, on: date, known: dict[tuple[str, int], tuple[VisitKind, Definition]]) -> Contact:
    key = (given.kind, given.area_id)
    if key not in known:
        known[key] = kinds.need(given.kind, given.area_id, on)
    kind, definition = known[key]
    name = " ".join(given.name.split())
    sorts: set[str] = {share.to for share in kinds.shares(kind, on, definition)} or set(
        map(str, Contact.To.values)
    )
    if given.to not in sorts:
        raise Refused(_("这类走访没有这种对象，请重新选择。"), field="to")
    if not name and given.target_id is None:
        raise Refused(_("请写明对象：单位、门店招牌或门牌号。"), field="name")
    if len(name) > 60:
        raise Refused(_("最多写60个字。"), field="name")
    post = Post.objects.filter(pk=given.post_id).first()
    if post is None:
        raise Refused(_("没有找到这个岗位。"), field="post")
    if kind.roles and post.role not in kind.roles:
        raise Refused(_("这个岗位不承担这类走访。"), field="post")
    return Contact(
        kind=kind.id, definition=definition, post=post, body_id=post.organization_id, to=given.to,
        target_id=given.target_id, name=name, duty_id=given.duty_id, valid_from=on, area_id=given.area_id,
    )  # fmt: skip


def _data(row: Contact) -> dict[str, Any]:
    return {"kind": row.kind, "post": row.post_id, "to": row.to, "target": row.target_id}


@verb()
def tie(*, given: Tie, actor: Actor, at: datetime, on: date | None = None) -> Contact:
    """From a day on this post keeps contact there. One contact is not tied twice to the same post."""
    row = _row(given, on or local_day(at), {})
    twice = Contact.objects.filter(
        post_id=row.post_id, kind=row.kind, to=row.to, target_id=row.target_id, name=row.name,
        area_id=row.area_id, valid_to__gt=row.valid_from,
    )  # fmt: skip
    if twice.exists():
        raise Refused(_("这个对象已经由他联系了。"), field="name")
    areas.fill_columns(row, given.area_id)
    records.append(subject=row, name="contact.tied", actor=actor, at=at, data=_data(row))
    return row


@verb()
def tie_many(*, given: Sequence[Tie], actor: Actor, at: datetime, on: date | None = None) -> list[Contact]:
    """As :func:`tie` for a whole plan; doubles are the caller's to leave out."""
    known: dict[tuple[str, int], tuple[VisitKind, Definition]] = {}
    columns = areas.columns_for_many({one.area_id for one in given})
    rows = [_row(one, on or local_day(at), known) for one in given]
    for row in rows:
        for level, value in columns[row.area_id].items():
            setattr(row, level, value)
    made = Contact.objects.bulk_create(rows, batch_size=500)
    bulk.append_new(subjects=made, name="contact.tied", actor=actor, at=at, data=_data)
    return made


@verb()
def end_contact(
    *, contact_id: int, on: date, actor: Actor, at: datetime, version: int | None = None
) -> Contact:
    """Another one keeps the contact, or nobody has to any more; what was written stays."""
    row = records.lock(Contact, contact_id)
    records.check_version(row, version)
    if not row.valid_from < on <= row.valid_to:
        raise Refused(_("结束日期要在开始日期之后。"), field="on")
    row.valid_to = on
    row.save(update_fields=["valid_to"])
    records.append(subject=row, name="contact.ended", actor=actor, at=at, data={"on": on.isoformat()})
    return row


@verb()
def write_facts(
    *, contact_id: int, facts: Mapping[str, Any], actor: Actor, at: datetime, version: int | None = None
) -> Contact:
    """The few facts the kind asks for; encrypted, the event holds only which were written."""
    row = records.lock(Contact, contact_id)
    records.check_version(row, version)
    kind = kinds.of_definition(row.definition, row.kind)
    known = {field.id for field in kind.facts}
    unknown = set(facts) - known
    if unknown:
        raise Refused(_("这类走访不记这一项。"), field=min(unknown))
    kept = {name: str(value)[:200] for name, value in facts.items() if value not in (None, "")}
    row.facts = json.dumps(kept, ensure_ascii=False) if kept else ""
    row.save(update_fields=["facts"])
    records.append(
        subject=row, name="contact.facts_written", actor=actor, at=at, data={"fields": ",".join(sorted(kept))}
    )
    return row


@verb()
def write_visit(
    *,
    contact_id: int,
    text: str,
    actor: Actor,
    at: datetime,
    on: date | None = None,
    outcome: str = "",
    said: str = "",
    said_number: Decimal | None = None,
) -> Visit:
    """One field: what was heard and seen. With an ``outcome`` the same text becomes a case at the place of the
    contact (channel visit), so that nobody types it twice."""
    contact = records.lock(Contact, contact_id)
    on = on or local_day(at)
    if not contact.covers(on):
        raise Refused(_("这一天他不联系这个对象，请换个日期或对象。"), field="on")
    if on > local_day(at):
        raise Refused(_("走访日期不能在今天以后。"), field="on")
    if actor.post_id is not None and actor.post_id != contact.post_id:
        raise Refused(_("这个对象由别人联系，请由他来记。"))
    kind = kinds.of_definition(contact.definition, contact.kind)
    text = text.strip()
    if not any(char.isalnum() for char in text):
        raise Refused(_("请写一句听到、看到的。"), field="text")
    if len(text) > LONGEST:
        raise Refused(_("最多写%(most)s个字。") % {"most": LONGEST}, field="text")
    row = Visit(
        contact=contact, kind=contact.kind, post_id=contact.post_id, body_id=contact.body_id, on=on, note=text,
        outcome=outcome, said=said.strip()[:120], said_number=said_number,
    )  # fmt: skip
    if outcome:
        row.case = _case(kind, contact, outcome, text, actor, at)
    areas.fill_columns(row, contact.area_id)
    data = {"contact": contact.pk, "on": on.isoformat(), "outcome": outcome, "case": row.case_id}
    records.append(subject=row, name="visit.written", actor=actor, at=at, data=data, text={"text": text})
    return row


def _case(kind: VisitKind, contact: Contact, outcome: str, text: str, actor: Actor, at: datetime) -> Any:
    found = kinds.outcome(kind, outcome)
    return cases.register_case(
        voice=cases.Voice(
            text=text, area_id=contact.area_id, kind=found.case_kind, channel="visit",
            about_body_id=contact.target_id if contact.to in ("enterprise", "shop") else None,
            reporter=_reporter(contact), fields=None,
        ),
        actor=actor,
        at=at,
    )  # fmt: skip


def _reporter(contact: Contact) -> cases.Reporter:
    """Who said it: the door of a household (erasable), the telephone of a firm."""
    if contact.to in ("household", "person"):
        return cases.Reporter(address=contact.name)
    phone = contact.target.phone if contact.target else ""
    return cases.Reporter(name=contact.label[:40], phone=phone)
