"""``book``, ``cancel_booking``: one thing is used by one at a time. Append ``resource.booked``, ``resource.freed``."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils.translation import gettext as _

from linli.domain.access import Actor
from linli.domain.calendar import local_day
from linli.records import services as records
from linli.records.tx import verb
from linli.resources.errors import Refused
from linli.resources.models import Booking, Resource

LONGEST = timedelta(days=31)


@verb()
def book(
    *,
    resource_id: int,
    starts: datetime,
    ends: datetime,
    purpose: str,
    body_id: int,
    actor: Actor,
    at: datetime,
) -> Booking:
    """Reserve a resource; the lock of the resource makes the check of overlaps hold. Raises :class:`Refused`."""
    row = records.lock(Resource, resource_id)
    if ends <= starts or ends - starts > LONGEST:
        raise Refused(_("结束要晚于开始，最长预约31天。"), field="ends")
    if starts < at - timedelta(hours=1):
        raise Refused(_("不能预约过去的时间。"), field="starts")
    if not row.covers(local_day(starts)) or not row.covers(local_day(ends)):
        raise Refused(_("这段时间这项资源不提供。"), field="starts")
    purpose = purpose.strip()
    if not purpose or len(purpose) > 80:
        raise Refused(_("请用不超过80个字写明用途。"), field="purpose")
    clash = (
        row.bookings.filter(cancelled_at=None, starts__lt=ends, ends__gt=starts).order_by("starts").first()
    )
    if clash is not None:
        raise Refused(
            _("和“%(purpose)s”的预约时间冲突，请换个时间。") % {"purpose": clash.purpose}, field="starts"
        )
    made = Booking.objects.create(resource=row, body_id=body_id, starts=starts, ends=ends, purpose=purpose)
    data = {"body": body_id, "starts": starts.isoformat(), "ends": ends.isoformat()}
    records.append(subject=row, name="resource.booked", actor=actor, at=at, data=data, text={"text": purpose})
    return made


@verb()
def cancel_booking(*, booking_id: int, actor: Actor, at: datetime) -> Booking:
    """Free the time again; by whoever booked it or by the owner."""
    held = Booking.objects.filter(pk=booking_id).first()
    if held is None:
        raise Refused(_("没有这个预约。"))
    row = records.lock(Resource, held.resource_id)
    held.refresh_from_db()
    if held.cancelled_at is not None:
        raise Refused(_("这个预约已经取消了。"))
    if actor.body_id is not None and actor.body_id not in (held.body_id, row.body_id):
        raise Refused(_("只有预约单位或提供单位能取消。"))
    held.cancelled_at = at
    held.save(update_fields=["cancelled_at"])
    data = {"body": held.body_id, "starts": held.starts.isoformat()}
    records.append(subject=row, name="resource.freed", actor=actor, at=at, data=data)
    return held
