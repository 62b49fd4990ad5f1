"""Who was there by name, and what was brought from a session: photos and the sheet people signed. Never scored."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from linli.activities.models import Attendance, Session
from linli.domain.access import Actor
from linli.domain.calendar import local_day
from linli.organizations.errors import Refused
from linli.organizations.models import Person
from linli.records import attachments
from linli.records import services as records
from linli.records.models import Attachment
from linli.records.tx import verb
from linli.records.uploads import Upload

#: What may be kept with a session.
FILE_KINDS = ("photo", "sign_in_sheet")
#: Files of one session; a session is a trace and no album.
MOST_FILES = 12


def _held(session_id: int, version: int | str | None, at: datetime) -> Session:
    row = records.lock(Session, session_id)
    records.check_version(row, version)
    if row.state == Session.State.CANCELLED:
        raise Refused(_("这次活动已取消；如果后来开展了，请另外登记一次。"))
    if local_day(at) < row.on:
        raise Refused(_("活动还没到日期，开展以后再登记。"))
    return row


@verb()
def name_people(
    *,
    session_id: int,
    person_ids: Iterable[int],
    offered: Iterable[int],
    actor: Actor,
    at: datetime,
    version: int | str | None = None,
) -> Session:
    """Of the people offered these were there; those left out again are taken off. Event ``activity_session.named``.

    Others named before stay: nobody strikes out whom he does not see. How many were there is not changed by it.
    """
    row = _held(session_id, version, at)
    wanted, seen = set(person_ids), set(offered)
    if not wanted <= seen or Person.objects.filter(pk__in=wanted).count() != len(wanted):
        raise Refused(_("到会人员里有不在名册上的人。"), field="people_named")
    here = set(row.attendance.exclude(person=None).values_list("person_id", flat=True))
    gone, new = (here & seen) - wanted, sorted(wanted - here)
    row.attendance.filter(person_id__in=gone).delete()
    Attendance.objects.bulk_create(
        [Attendance(session=row, person_id=pk, side=Attendance.Side.GUEST) for pk in new]
    )
    if gone or new:
        data = {"added": len(new), "removed": len(gone)}
        records.append(subject=row, name="activity_session.named", actor=actor, at=at, data=data)
    return row


def add_file(*, session_id: int, upload: Upload, kind: str, actor: Actor, at: datetime) -> Attachment:
    """A photo or the signed sheet; appends ``attachment.added``. Photos lose their position before they are kept."""
    if kind not in FILE_KINDS:
        raise Refused(_("请选择照片或签到表。"), field="kind")
    return _attach(session_id, attachments.prepare_file(upload), kind, actor, at)


@verb()
def _attach(
    session_id: int, ready: attachments.Prepared, kind: str, actor: Actor, at: datetime
) -> Attachment:
    row = _held(session_id, None, at)
    kept = Attachment.objects.filter(
        subject_kind=Session.SUBJECT_KIND, subject_id=row.pk, withdrawn_at=None, erased_at=None
    )
    if kept.count() >= MOST_FILES:
        raise Refused(_("一次活动最多留%(most)s个文件。") % {"most": MOST_FILES}, field="file")
    return records.attach(subject=row, upload=ready, actor=actor, at=at, kind=kind)
