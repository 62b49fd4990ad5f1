"""Forms that go out by themselves every period: set up by the issuer, issued by the worker on the day, once."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db import IntegrityError
from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.domain.access import Actor
from linli.domain.calendar import SHANGHAI, local_day
from linli.domain.periods import Kind, Period, period_of
from linli.organizations.models import Organization, on_day
from linli.records import services as records
from linli.records.errors import LinliError, NotAllowed
from linli.records.tx import verb
from linli.reports.errors import NotRegistered
from linli.reports.models import FormEntry, Repeat, ReportTask
from linli.reports.services.tasks import _bodies, _refuse_unregistered, due_of, issue_task

#: Forms go out at the beginning of the working hours.
HOUR = time(8)
#: Earlier than this before the end of a period hardly anything has happened.
MOST_AHEAD = 15
_WORKER = Actor(user_id=None, post_id=None, channel="system")


@verb()
def start_repeat(
    *,
    entry_id: int,
    body_ids: Sequence[int],
    issuer_id: int,
    first_day: date,
    ahead: int = 0,
    actor: Actor,
    at: datetime,
) -> Repeat:
    """Let a form go out every period from the one of ``first_day`` on; event ``report_repeat.started``.

    Raises NotRegistered as :func:`issue_task`, LinliError for a form without a period, for bodies outside its place,
    or when it goes out by itself already.
    """
    entry = records.lock(FormEntry, entry_id)
    _refuse_unregistered(entry, local_day(at))
    if entry.period == Kind.CAMPAIGN:
        raise LinliError(_("专项表没有周期，不能按期自动下发。"))
    if not 0 <= ahead <= MOST_AHEAD:
        raise LinliError(_("最多提前%(days)d天下发。") % {"days": MOST_AHEAD})
    bodies = _bodies(body_ids, entry)
    row = Repeat(
        form=entry, issuer=Organization.objects.get(pk=issuer_id), bodies=[body.pk for body in bodies],
        ahead=ahead, next_start=period_of(entry.period, first_day).start,
    )  # fmt: skip
    areas.fill_columns(row, entry.area_id)
    try:
        records.append(
            subject=row, name="report_repeat.started", actor=actor, at=at, data={"form": entry.pk, "bodies": len(bodies)}
        )  # fmt: skip
    except IntegrityError as twin:
        raise LinliError(_("这张表已经设了按期自动下发，先停止再改。")) from twin
    return row


@verb()
def stop_repeat(*, repeat_id: int, reason: str, actor: Actor, at: datetime) -> Repeat:
    """No further period goes out; event ``report_repeat.stopped``. A reason is needed."""
    row = records.lock(Repeat, repeat_id)
    if row.state != Repeat.State.RUNNING:
        raise NotAllowed(_("已经停止了。"))
    if not reason.strip():
        raise LinliError(_("请写明为什么停止。"))
    return _stop(row, reason.strip(), actor, at)


def _stop(row: Repeat, reason: str, actor: Actor, at: datetime) -> Repeat:
    row.state, row.reason = Repeat.State.STOPPED, reason[:300]
    row.save(update_fields=["state", "reason"])
    records.append(subject=row, name="report_repeat.stopped", actor=actor, at=at, text={"reason": row.reason})
    return row


def goes_out_at(period: Period, ahead: int) -> datetime:
    """The hour a period goes out: 08:00 of the first day after it, or so many days before."""
    return datetime.combine(period.end - timedelta(days=ahead), HOUR, SHANGHAI)


def issue_due(at: datetime) -> int:
    """Issue all that is due by now; safe to run twice. Answers how many tasks went out."""
    waiting = Repeat.objects.filter(state=Repeat.State.RUNNING, next_start__lte=local_day(at))
    return sum(_issue_all(pk, at) for pk in list(waiting.order_by("pk").values_list("pk", flat=True)))


def _issue_all(repeat_id: int, at: datetime) -> int:
    """Every period of one form that is due; what cannot go out twice in a row stops, the others go on."""
    count, failed = 0, ""
    while True:
        try:
            issued = _issue_next(repeat_id=repeat_id, at=at)
        except LinliError as refused:
            if failed:
                stop_repeat(repeat_id=repeat_id, reason=failed, actor=_WORKER, at=at)
                return count
            # Somebody may have sent the same period by hand in this very moment.
            failed = str(refused)
            continue
        if issued is None:
            return count
        count, failed = count + issued, ""


@verb()
def _issue_next(*, repeat_id: int, at: datetime) -> int | None:
    """The next period of one form: 1 issued, 0 passed over, None when nothing is due."""
    row = records.lock(Repeat, repeat_id)
    period = period_of(row.form.period, row.next_start)
    if row.state != Repeat.State.RUNNING or goes_out_at(period, row.ahead) > at:
        return None
    try:
        _refuse_unregistered(row.form, local_day(at))
    except NotRegistered as gone:
        _stop(row, str(gone), _WORKER, at)
        return None
    return _send(row, period, at)


def _send(row: Repeat, period: Period, at: datetime) -> int:
    row.next_start = period.next().start
    row.save(update_fields=["next_start"])
    twins = ReportTask.objects.filter(
        form=row.form_id, issuer=row.issuer_id, start=period.start, end=period.end
    )
    # Sent (or taken back) by hand, or its time went by while nothing ran: nobody is made late by the clock's fault.
    if twins.exists() or due_of(row.form, period) <= at:
        records.append(
            subject=row, name="report_repeat.skipped", actor=_WORKER, at=at, data={"start": period.start.isoformat()}
        )  # fmt: skip
        return 0
    here = Organization.objects.filter(on_day(local_day(at)), pk__in=row.bodies)
    bodies = list(here.values_list("pk", flat=True))
    if not bodies:
        _stop(row, _("填报单位都已撤销。"), _WORKER, at)
        return 0
    task = issue_task(
        entry_id=row.form_id, period=period, body_ids=bodies, issuer_id=row.issuer_id, actor=_WORKER, at=at
    )
    records.append(
        subject=row, name="report_repeat.issued", actor=_WORKER, at=at,
        data={"task": task.pk, "bodies": len(bodies), "ended": len(row.bodies) - len(bodies)},
    )  # fmt: skip
    return 1
