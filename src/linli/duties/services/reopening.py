"""An end taken back: several ended by one slip hold again as they did, where nobody else has taken over since."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext as _

from linli.domain.access import Actor
from linli.domain.duties import Term
from linli.duties import kinds, objects
from linli.duties.errors import DutyRefused, NoSuchKind
from linli.duties.models import Duty
from linli.duties.services import _checks
from linli.organizations.services import checks
from linli.records import services as records
from linli.records.models import Event
from linli.records.tx import verb

#: An end is taken back in the days after it; later somebody assigns anew.
DAYS = 7


@verb()
def reopen_many(*, duty_ids: Iterable[int], actor: Actor, at: datetime) -> int:
    """Ended duties hold again until the day they had before, all or none; event ``duty.reopened``.

    Refuses one that was re-assigned, one ended too long ago, a holder who has left, an object that is gone, an object
    or holder that is full by now. Cases handed over at the end stay where they are.
    """
    held = Duty.objects.select_for_update(of=("self",)).select_related("definition")
    rows = list(held.filter(pk__in=duty_ids).order_by("pk"))
    for row in rows:
        _reopen(row, actor, at)
    return len(rows)


def _reopen(row: Duty, actor: Actor, at: datetime) -> None:
    until = _until(row, at)
    kind = kinds.of_definition(row.definition, row.kind)
    if kind is None:
        raise NoSuchKind()
    day = max(checks.day_of(at), row.valid_from)
    found = objects.source(row.object_kind)
    thing = found.lock(row.object_id)
    if not found.fits(kind, thing, day):
        raise DutyRefused(_("找不到要分包的对象，可能已经撤销。"))
    held = _checks.holder(kind, post_id=row.post_id, body_id=row.body_id, on=day)
    if held.key != row.subject_key:
        raise DutyRefused(_("原来的责任人已经离任，请重新分包。"))
    ends = min(until, held.until)
    _checks.free(kind, kinds.limits(kind, day), held, row.object_id, Term(row.valid_to, ends), but=row.pk)
    row.valid_to, row.ends_on, row.ended = until, ends, ""
    row.save(update_fields=["valid_to", "ends_on", "ended"])
    data = {"until": None if row.is_open else until.isoformat()}
    records.append(subject=row, name="duty.reopened", actor=actor, at=at, data=data)


def _until(row: Duty, at: datetime) -> date:
    """The day the duty had before it was ended. Refuses one that was not just ended by hand."""
    ended = Event.objects.filter(kind="duty", subject_id=row.pk, name="duty.ended").order_by("-seq").first()
    # An end of before this release does not tell the day there was.
    known = ended is not None and "before" in ended.data
    if not row.ended or row.ended == Duty.Ended.REASSIGNED or ended is None or not known:
        raise DutyRefused(_("只能撤销刚刚结束的分工；已经换人的请再换一次。"))
    if (at - ended.at).days >= DAYS:
        raise DutyRefused(_("结束已超过%(days)s天，请重新分包。") % {"days": DAYS})
    before = str(ended.data["before"] or "")
    return date.fromisoformat(before) if before else date.max
