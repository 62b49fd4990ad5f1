"""Units of a roll that are asked to a session: told in the morning, and answering for themselves. Never scored."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils.translation import gettext as _

from linli.activities.models import Expected, Session
from linli.activities.services import _common
from linli.clocks import notices
from linli.domain.access import Actor
from linli.domain.calendar import SHANGHAI, local_day
from linli.organizations.errors import Refused
from linli.records import services as records
from linli.records.tx import verb
from linli.rolls.models import Membership

#: One unit comes with at most so many; more is a slip of the keyboard.
MOST_GUESTS = 1000


def ask(row: Session, body_ids: Iterable[int | None], at: datetime) -> None:
    """Tell units that they are asked; each once, with its morning's messages, without any name."""
    _tell(row, "activity.asked", body_ids, at)


def tell_guests(row: Session, code: str, at: datetime) -> None:
    """Tell the units asked to a session that it was moved or cancelled; one that does not come is left alone."""
    units = row.expected.filter(membership__holder=Membership.Holder.UNIT).exclude(coming=False)
    _tell(row, code, units.values_list("membership__organization_id", flat=True), at)


def _tell(row: Session, code: str, body_ids: Iterable[int | None], at: datetime) -> None:
    due = row.starts_at.astimezone(SHANGHAI).isoformat()
    for body_id in sorted({one for one in body_ids if one}):
        notices.send(
            code=code, at=at, body_id=body_id, kind=Session.SUBJECT_KIND, subject_id=row.pk, data={"due": due},
            when=notices.When.DIGEST,
        )  # fmt: skip


@verb()
def answer_invitation(
    *,
    session_id: int,
    body_id: int,
    coming: bool,
    actor: Actor,
    at: datetime,
    people: int | None = None,
) -> Expected:
    """A unit says whether it comes and with how many; event ``activity_session.answered``.

    Its last word counts and may change until the day is over; both stand in the history. Raises Refused where it is
    not asked, or the session was held, cancelled or is over.
    """
    row = _common.planned(session_id, None)
    if row.on < local_day(at):
        raise Refused(_("活动日期已过，不用再回复。"))
    asked = (
        row.expected.select_for_update(of=("self",))
        .select_related("membership")
        .filter(membership__organization_id=body_id, membership__holder=Membership.Holder.UNIT)
        .order_by("pk")
        .first()
    )
    if asked is None:
        raise Refused(_("这次活动没有请贵单位。"))
    if coming and people is None:
        raise Refused(_("请填写大约来几个人。"), field="people")
    number = _common.within(people, MOST_GUESTS, "people", _("人数")) if coming else None
    if (asked.coming, asked.people) == (coming, number):
        return asked
    asked.coming, asked.people = coming, number
    asked.save(update_fields=["coming", "people"])
    name = "activity_session.accepted" if coming else "activity_session.declined"
    data = {"body": body_id, **({"people": number} if coming else {})}
    records.append(subject=row, name=name, actor=actor, at=at, data=data)
    return asked
