"""Report tasks: a registered form goes out to bodies for a period, with the time it is due."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime, time

from django.db import IntegrityError
from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.areas.models import AreaSpan
from linli.clocks import worktime
from linli.definitions.reports import ReportForm
from linli.domain import clocks
from linli.domain.access import Actor
from linli.domain.calendar import SHANGHAI, local_day
from linli.domain.periods import Period
from linli.domain.reporting import State
from linli.organizations.models import Organization
from linli.records import services as records
from linli.records.bulk import append_new
from linli.records.errors import LinliError, NotAllowed
from linli.records.tx import verb
from linli.reports import contents
from linli.reports.errors import NotRegistered
from linli.reports.models import FormEntry, Report, ReportTask

#: Offices that check, from below.
LEVELS = ("community", "street", "district", "city", "province")


@verb()
def issue_task(
    *,
    entry_id: int,
    period: Period,
    body_ids: Sequence[int],
    issuer_id: int,
    due_at: datetime | None = None,
    actor: Actor,
    at: datetime,
) -> ReportTask:
    """Send a form out; events ``report_task.issued`` and, for each body, ``report.expected``.

    Raises :class:`NotRegistered` unless the form is on the list on that day (未纳入清单不得下发), LinliError for an
    empty or doubled list of bodies, a body outside the form's place, or a task that has gone out already.
    """
    entry = records.lock(FormEntry, entry_id)
    _refuse_unregistered(entry, local_day(at))
    form = contents.form_of(entry.content)
    bodies = _bodies(body_ids, entry)
    due = _due(form, period, due_at)
    task = _task(entry, issuer_id, period, due, at)
    data = {"bodies": len(bodies), "form": entry.pk}
    try:
        records.append(subject=task, name="report_task.issued", actor=actor, at=at, data=data)
    except IntegrityError as twin:
        raise LinliError(_("这一期的任务已经发过了。")) from twin
    _expect(task, in_order(form, bodies), actor, at)
    return task


def _task(entry: FormEntry, issuer_id: int, period: Period, due: clocks.Due, at: datetime) -> ReportTask:
    """The task of a form for a period, at the form's place; not saved."""
    task = ReportTask(
        form=entry, issuer=Organization.objects.get(pk=issuer_id), title=f"{entry.title}（{period.label()}）"[:140],
        content=entry.content, start=period.start, end=period.end, due_at=due.due_at, presumed=due.presumed,
        steps=due.steps_json(), issued_at=at,
    )  # fmt: skip
    areas.fill_columns(task, entry.area_id)
    return task


def _refuse_unregistered(entry: FormEntry, day: date) -> None:
    if entry.state != FormEntry.State.REGISTERED:
        raise NotRegistered(_("这张表不在报表清单里，不能下发。请先登记依据并核对重复项。"))
    if not entry.valid_from <= day <= entry.valid_to:
        raise NotRegistered(_("这张表的有效期是%(from)s至%(to)s，已不能下发。请重新登记。") % {
            "from": entry.valid_from.isoformat(), "to": entry.valid_to.isoformat()
        })  # fmt: skip


def _bodies(body_ids: Sequence[int], entry: FormEntry) -> list[Organization]:
    if not body_ids:
        raise LinliError(_("请选择填报单位。"))
    if len(set(body_ids)) != len(body_ids):
        raise LinliError(_("有单位选了两次。"))
    bodies = list(Organization.objects.filter(pk__in=body_ids))
    if len(bodies) != len(body_ids):
        raise LinliError(_("有的单位已经不存在，请刷新后重选。"))
    refs = areas.refs_for([entry.area_id])
    inside = set(
        areas.in_scope(Organization.objects.filter(pk__in=body_ids), refs).values_list("pk", flat=True)
    )
    outside = [body.name for body in bodies if body.pk not in inside]
    if outside:
        raise LinliError(_("%(names)s不在这张表的适用范围内。") % {"names": "、".join(outside[:5])})
    return bodies


def _due(form: ReportForm, period: Period, due_at: datetime | None) -> clocks.Due:
    """Counted from the last day of the period by the calendar with make-up days; a given time is taken as set."""
    if due_at is not None or form.due is None:
        end = due_at or period.bounds()[1]
        return clocks.Due(end, False, (clocks.Reason("set", {"note": ""}),))
    span = form.due.span.at(period.last_day) or form.due.span.entries[0].value
    step = clocks.Step("report", "报送", span.amount, clocks.Unit(span.unit), end=clocks.End(form.due.end))
    times, _version = worktime.current()
    return clocks.due(step, datetime.combine(period.last_day, time(12), SHANGHAI), times)


def due_of(entry: FormEntry, period: Period) -> datetime:
    """When a form of a period is due."""
    return _due(contents.form_of(entry.content), period, None).due_at


def in_order(form: ReportForm, bodies: Iterable[Organization]) -> list[Organization]:
    """The fixed order: as the form names them (by a part of the name), then by code of their places, then by age."""
    listed = list(bodies)
    codes = dict(
        AreaSpan.objects.filter(area_id__in={body.area_id for body in listed}).values_list(
            "area_id", "code_mca"
        )
    )
    stat = dict(
        AreaSpan.objects.filter(area_id__in={body.area_id for body in listed}).values_list(
            "area_id", "code_stat"
        )
    )

    def key(body: Organization) -> tuple[int, str, str, int]:
        named = next((n for n, name in enumerate(form.bodies) if name in body.name), len(form.bodies))
        return named, stat.get(body.area_id) or "9", codes.get(body.area_id) or "", body.pk

    return sorted(listed, key=key)


def _expect(task: ReportTask, bodies: list[Organization], actor: Actor, at: datetime) -> None:
    columns = areas.columns_for_many({body.area_id for body in bodies})
    top = task.area_id
    chains = {body.area_id: areas.ancestors(body.area_id) for body in bodies}
    rows = []
    for position, body in enumerate(bodies, start=1):
        row = Report(
            task=task,
            body=body,
            area_id=body.area_id,
            position=position,
            due_at=task.due_at,
            levels=_levels(chains[body.area_id], body.area_id, top),
        )
        for name, value in columns[body.area_id].items():
            setattr(row, name, value)
        rows.append(row)
    rows = Report.objects.bulk_create(rows, batch_size=500)
    append_new(
        subjects=rows, name="report.expected", actor=actor, at=at, data=lambda row: {"task": row.task_id}
    )


def _levels(chain: list[AreaSpan], own: int, top: int) -> list[str]:
    """Levels that check, nearest first: above the body's place up to the place of the task."""
    ids = [span.area_id for span in chain]
    from_top = chain[ids.index(top) :] if top in ids else chain[-1:]
    found = [span.level for span in reversed(from_top) if span.area_id != own and span.level in LEVELS]
    return found or [from_top[0].level]


@verb()
def withdraw_task(*, task_id: int, reason: str, actor: Actor, at: datetime) -> ReportTask:
    """Take a task back; nothing that came in is lost, nobody owes it any more. Event ``report_task.withdrawn``."""
    task = records.lock(ReportTask, task_id)
    if task.state != ReportTask.State.OPEN:
        raise NotAllowed(_("这项任务已经结束。"))
    if not reason.strip():
        raise LinliError(_("请写明为什么取消。"))
    task.state = ReportTask.State.WITHDRAWN
    task.save(update_fields=["state"])
    records.append(
        subject=task, name="report_task.withdrawn", actor=actor, at=at, text={"reason": reason.strip()[:300]}
    )
    return task


@verb()
def close_task(*, task_id: int, actor: Actor, at: datetime) -> ReportTask:
    """The totals are final: every report is locked. Event ``report_task.closed``. Raises NotAllowed naming who is open."""
    task = records.lock(ReportTask, task_id)
    waiting = task.reports.exclude(state=State.LOCKED.value).select_related("body").order_by("position")
    names = [str(row.body) for row in waiting[:6]]
    if names:
        raise NotAllowed(_("还有没有锁定的：%(names)s。") % {"names": "、".join(names)})
    task.state = ReportTask.State.CLOSED
    task.save(update_fields=["state"])
    records.append(subject=task, name="report_task.closed", actor=actor, at=at)
    return task
