"""Level by level: passed, sent back with a reason, locked, unlocked with a reason."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from linli.areas import levels
from linli.areas import queries as areas
from linli.domain.access import Actor
from linli.domain.reporting import State, allowed
from linli.organizations.models import Post
from linli.records import services as records
from linli.records.errors import LinliError, NotAllowed
from linli.records.tx import verb
from linli.reports.models import Report, ReportTask


def _locked(report_id: int, name: str, version: int | str | None) -> Report:
    report = records.lock(Report, report_id)
    records.check_version(report, version)
    if not allowed(name, report.state):
        raise NotAllowed(
            _("这份报表现在是“%(state)s”，不能这样操作。") % {"state": report.get_state_display()}
        )
    return report


def level_of(actor: Actor) -> str | None:
    """The level of the acting post's place; None for the system."""
    if actor.post_id is None:
        return None
    post = Post.objects.filter(pk=actor.post_id).first()
    span = areas.span(post.area_id) if post else None
    return span.level if span else ""


@verb()
def check_report(*, report_id: int, version: int | str | None = None, actor: Actor, at: datetime) -> Report:
    """Pass a report at its next level; event ``report.checked``. The last level makes it 已审核.

    Raises NotAllowed when another level has to look first.
    """
    report = _locked(report_id, "check", version)
    wanted, level = report.levels[report.passed], level_of(actor)
    if level is not None and level != wanted:
        raise NotAllowed(_("这一步由%(level)s审核。") % {"level": levels.label(wanted)})
    report.passed += 1
    if report.passed == len(report.levels):
        report.state = State.CHECKED.value
    report.save(update_fields=["passed", "state"])
    records.append(subject=report, name="report.checked", actor=actor, at=at, data={"level": wanted})
    return report


@verb()
def send_back(
    *, report_id: int, reason: str, version: int | str | None = None, actor: Actor, at: datetime
) -> Report:
    """Give a report back to its body; event ``report.sent_back``. A reason is needed; it says what to mend."""
    report = _locked(report_id, "send_back", version)
    report.reason = _reason(reason)
    report.state, report.passed = State.RETURNED.value, 0
    report.save(update_fields=["state", "reason", "passed"])
    records.append(
        subject=report, name="report.sent_back", actor=actor, at=at, text={"reason": report.reason}
    )
    return report


@verb()
def lock_task(*, task_id: int, actor: Actor, at: datetime) -> int:
    """Lock every checked report of a task (底数锁定); event ``report.locked`` each. Answers how many."""
    task = records.lock(ReportTask, task_id)
    ids = list(task.reports.filter(state=State.CHECKED.value).order_by("pk").values_list("pk", flat=True))
    if not ids:
        raise NotAllowed(_("没有审核通过的报表可以锁定。"))
    for report_id in ids:
        report = records.lock(Report, report_id)
        report.state = State.LOCKED.value
        report.save(update_fields=["state"])
        records.append(subject=report, name="report.locked", actor=actor, at=at)
    return len(ids)


@verb()
def unlock_report(
    *, report_id: int, reason: str, version: int | str | None = None, actor: Actor, at: datetime
) -> Report:
    """Open a locked report again; event ``report.unlocked``. The reason stands in its history for good."""
    report = _locked(report_id, "unlock", version)
    report.reason = _reason(reason)
    report.state, report.passed = State.RETURNED.value, 0
    report.save(update_fields=["state", "reason", "passed"])
    task = records.lock(ReportTask, report.task_id)
    if task.state == ReportTask.State.CLOSED:
        task.state = ReportTask.State.OPEN
        task.save(update_fields=["state"])
        records.append(subject=task, name="report_task.reopened", actor=actor, at=at)
    records.append(subject=report, name="report.unlocked", actor=actor, at=at, text={"reason": report.reason})
    return report


def _reason(text: str) -> str:
    reason = text.strip()[:300]
    if not reason:
        raise LinliError(_("请写明原因。"))
    return reason
