"""A duty ends, goes to somebody else, lasts longer, or stands under another one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext as _

from linli.domain.access import Actor
from linli.domain.duties import Term
from linli.duties import kinds
from linli.duties.errors import DutyRefused, NoSuchKind
from linli.duties.models import Duty
from linli.duties.services import _checks, assigning
from linli.organizations.errors import Refused
from linli.organizations.services import checks
from linli.records import services as records
from linli.records.tx import verb


def _locked(duty_id: int, version: int | None) -> Duty:
    row = Duty.objects.select_for_update(of=("self",)).select_related("definition").get(pk=duty_id)
    records.check_version(row, version)
    return row


def _last_day(row: Duty, on: date | None, at: datetime) -> date:
    try:
        day = checks.known_day(on or checks.day_of(at), at, field="on")
    except Refused as error:
        raise DutyRefused(error.message, field=error.field) from error
    if row.ended or row.valid_to <= day:
        raise DutyRefused(_("这条分工到%(day)s已经结束。") % {"day": row.valid_to.isoformat()}, field="on")
    if day < row.valid_from:
        raise DutyRefused(
            _("这条分工自%(day)s才开始，结束日期不能更早。") % {"day": row.valid_from.isoformat()}, field="on"
        )
    return day


@verb()
def end(
    *,
    duty_id: int,
    actor: Actor,
    at: datetime,
    reason: str,
    on: date | None = None,
    text: str = "",
    version: int | None = None,
) -> Duty:
    """A duty ends on a day (which no longer counts); event ``duty.ended``, by which open work is handed over.

    ``reason`` is one of ``Duty.Ended``. Duties below stay and show that nobody stands above them.
    """
    row = _locked(duty_id, version)
    if reason not in Duty.Ended.values:
        raise DutyRefused(_("请选择结束原因。"), field="reason")
    return _finish(row, _last_day(row, on, at), reason, actor, at, text=text)


@verb()
def end_many(
    *,
    duty_ids: Iterable[int],
    actor: Actor,
    at: datetime,
    reason: str,
    on: date | None = None,
    text: str = "",
) -> int:
    """Several end together (a programme is over), all or none."""
    if reason not in Duty.Ended.values:
        raise DutyRefused(_("请选择结束原因。"), field="reason")
    ids = sorted(set(duty_ids))
    for pk in ids:
        row = _locked(pk, None)
        _finish(row, _last_day(row, on, at), reason, actor, at, text=text)
    return len(ids)


def _finish(
    row: Duty,
    day: date,
    reason: str,
    actor: Actor,
    at: datetime,
    *,
    text: str = "",
    successor: Duty | None = None,
) -> Duty:
    said = text.strip()[:200]
    before = None if row.is_open else row.valid_to.isoformat()
    row.valid_to, row.ends_on, row.ended = day, min(day, row.ends_on), reason
    row.save(update_fields=["valid_to", "ends_on", "ended"])
    data = {
        "on": day.isoformat(),
        "before": before,
        "duty_reason": reason,
        "post": row.post_id,
        "person": row.person_id,
        "successor": successor.pk if successor else None,
        "successor_post": successor.post_id if successor else None,
    }
    records.append(
        subject=row, name="duty.ended", actor=actor, at=at, data=data, text={"reason": said} if said else None
    )
    return row


@verb()
def reassign(
    *,
    duty_id: int,
    actor: Actor,
    at: datetime,
    post_id: int | None = None,
    body_id: int | None = None,
    on: date | None = None,
    text: str = "",
    version: int | None = None,
) -> Duty:
    """Another holder from a day on; the old row ends, the new one names it. Duties below follow. Two events.

    Answers the new duty. It keeps the period, the items' due day, the basis and the layer above.
    """
    row = _locked(duty_id, version)
    return passed_on(row, post_id, body_id, _last_day(row, on, at), actor, at, text=text)


def passed_on(
    row: Duty,
    post_id: int | None,
    body_id: int | None,
    day: date,
    actor: Actor,
    at: datetime,
    *,
    text: str = "",
) -> Duty:
    """The body of :func:`reassign`, for the hand-over of a whole post. ``row`` is locked."""
    kind = kinds.of_definition(row.definition, row.kind)
    if kind is None:
        raise NoSuchKind()
    held = _checks.holder(kind, post_id=post_id, body_id=body_id, on=day)
    if held.key == row.subject_key and held.post == row.post and not row.holder_gone:
        raise DutyRefused(_("还是原来的责任人，没有换。"), field="post_id")
    ends = row.valid_to
    term = Term(day, min(ends, held.until))
    _checks.free(kind, kinds.limits(kind, day), held, row.object_id, term, but=row.pk)
    new = _heir(row, held, day, ends)
    data = {**assigning._data(new)}
    records.append(subject=new, name="duty.assigned", actor=actor, at=at, data=data)
    Duty.objects.filter(above=row, ends_on__gt=day).update(above=new)
    _finish(row, day, Duty.Ended.REASSIGNED, actor, at, text=text, successor=new)
    return new


def _heir(row: Duty, held: _checks.Holder, day: date, ends: date) -> Duty:
    copied = (
        "kind", "definition_id", "object_kind", "object_id", "area_id", "city", "district", "street",
        "community", "estate", "grid", "quota", "above_id", "basis", "due_on",
    )  # fmt: skip
    new = Duty(**{name: getattr(row, name) for name in copied})
    new.subject_key, new.person, new.post, new.body = held.key, held.person, held.post, held.body
    new.previous = row
    new.valid_from, new.valid_to, new.ends_on = day, ends, min(ends, held.until)
    return new


@verb()
def extend(
    *, duty_id: int, until: date | None, actor: Actor, at: datetime, version: int | None = None
) -> Duty:
    """A duty lasts until another day (None: until it is ended); event ``duty.extended``."""
    row = _locked(duty_id, version)
    if row.ended:
        raise DutyRefused(_("这条分工已经结束，请重新分包。"), field="until")
    try:
        _start, end_day = checks.period(row.valid_from, until, at)
    except Refused as error:
        raise DutyRefused(error.message, field="until") from error
    kind = kinds.of_definition(row.definition, row.kind)
    if kind is not None and row.ends_on == row.valid_to:
        held = _checks.holder(kind, post_id=row.post_id, body_id=row.body_id, on=_day(row, at))
        new_end = min(end_day, held.until)
        term = Term(row.valid_from, max(new_end, row.valid_from))
        _checks.free(kind, kinds.limits(kind, _day(row, at)), held, row.object_id, term, but=row.pk)
        row.ends_on = new_end
    row.valid_to = end_day
    row.ends_on = min(row.ends_on, end_day)
    row.save(update_fields=["valid_to", "ends_on"])
    data = {"until": None if row.is_open else end_day.isoformat()}
    records.append(subject=row, name="duty.extended", actor=actor, at=at, data=data)
    return row


def _day(row: Duty, at: datetime) -> date:
    return max(row.valid_from, checks.day_of(at))


@verb()
def put_under(
    *, duty_id: int, above_id: int | None, actor: Actor, at: datetime, version: int | None = None
) -> Duty:
    """A duty stands under another of the layer above (None: under nobody); event ``duty.put_under``.

    Refuses the wrong layer and a circle.
    """
    row = _locked(duty_id, version)
    kind = kinds.of_definition(row.definition, row.kind)
    if kind is None:
        raise NoSuchKind()
    on = max(checks.day_of(at), row.valid_from)
    row.above = _checks.chosen_above(kind, above_id, row.pk, on) if above_id else None
    row.save(update_fields=["above"])
    records.append(subject=row, name="duty.put_under", actor=actor, at=at, data={"above": above_id})
    return row
