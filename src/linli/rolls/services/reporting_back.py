"""双报告: the figures of a period are derived, only the community's opinion is typed; the unit sees it."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from linli.domain.access import Actor
from linli.domain.calendar import local_day
from linli.domain.rolls import Period
from linli.organizations.errors import Refused
from linli.organizations.services import checks
from linli.records import services as records
from linli.records.tx import verb
from linli.rolls import queries
from linli.rolls.models import Feedback, Membership
from linli.rolls.services import expecting


@verb()
def give_feedback(
    *, membership_id: int, period: Period, opinion: str, actor: Actor, at: datetime, text: str = ""
) -> Feedback:
    """The community's opinion on a closed period; event ``membership.feedback``.

    What was confirmed in the period is counted here and kept as it stood. Once given it stands.
    """
    row = records.lock(Membership, membership_id)
    if actor.body_id is not None and actor.body_id == row.organization_id:
        raise Refused(_("评价由社区填写，单位不能评价自己。"))
    if opinion not in Feedback.Opinion.values:
        raise Refused(_("请选择评价。"), field="opinion")
    if row.since is None or row.since >= period.end or (row.until and row.until <= period.first):
        raise Refused(_("这个时期没有在这里报到。"), field="period")
    if local_day(at) < period.end:
        raise Refused(_("这个时期还没有结束，结束后再反馈。"), field="period")
    if row.feedback.filter(period=period.code).exists():
        raise Refused(_("这个时期已经反馈过了。"), field="period")
    done = queries.report_of(row, period)
    made = Feedback.objects.create(
        membership=row,
        period=period.code,
        opinion=opinion,
        text=checks.one_line(text, field="text", label=_("意见"), limit=200, required=False),
        services=done.services,
        minutes=done.minutes,
        projects_done=done.projects_done,
        given_at=at,
    )
    expecting.given(row, period, local_day(at))
    records.append(
        subject=row,
        name="membership.feedback",
        actor=actor,
        at=at,
        data={"period": period.code, "opinion": opinion, "services": done.services},
    )
    return made


@verb()
def see_feedback(*, feedback_id: int, actor: Actor, at: datetime) -> Feedback:
    """The unit has read it; event ``membership.feedback_seen``, once."""
    made = Feedback.objects.get(pk=feedback_id)
    row = records.lock(Membership, made.membership_id)
    made.refresh_from_db()
    if made.seen_at is None:
        made.seen_at = at
        made.save(update_fields=["seen_at"])
        data = {"period": made.period}
        records.append(subject=row, name="membership.feedback_seen", actor=actor, at=at, data=data)
    return made
