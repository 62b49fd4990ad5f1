"""The only way a page gets a form, a task or a report: by permissions.yaml, own body or the places below."""

from __future__ import annotations

import re

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404

from linli.accounts import policy
from linli.domain.access import Scope
from linli.reports.models import FormEntry, Repeat, Report, ReportedValue, ReportTask
from linli.reports.queries.values import TO_DO


def forms_for(scope: Scope) -> QuerySet[FormEntry]:
    """The form registry as the acting post sees it; drafts are seen by their owner and by who registers."""
    rows = policy.filter(FormEntry.objects.select_related("owner"), scope, "report_form.view")
    registers = policy.filter(FormEntry.objects.all(), scope, "report_form.register").values("pk")
    listed = ~Q(state=FormEntry.State.DRAFT) | Q(owner__in=scope.bodies)
    return rows.filter(listed | Q(pk__in=registers))


def get_form_for(scope: Scope, entry_id: int, verb: str = "report_form.view") -> FormEntry:
    """One entry. Raises Http404 when it may not be seen, ``NotYours`` when only the verb is refused."""
    entry = forms_for(scope).filter(pk=entry_id).first()
    if entry is None:
        raise Http404
    policy.require(scope, verb, entry)
    return entry


def repeats_of(scope: Scope, entry: FormEntry) -> QuerySet[Repeat]:
    """How a form goes out by itself, as far as the acting post may issue it."""
    rows = Repeat.objects.filter(form=entry, state=Repeat.State.RUNNING).select_related("issuer")
    return rows if policy.allows(scope, "report_form.issue", entry) else rows.none()


def get_repeat_for(scope: Scope, repeat_id: int) -> Repeat:
    """One repeat of the acting post's body. Raises Http404 or ``NotYours``."""
    row = Repeat.objects.select_related("form", "issuer").filter(pk=repeat_id).first()
    if row is None:
        raise Http404
    get_form_for(scope, row.form_id, "report_form.issue")
    return row


def tasks_for(scope: Scope) -> QuerySet[ReportTask]:
    """Tasks the acting post collects or looks after; a sensitive form only inside the issuing body."""
    rows = ReportTask.objects.select_related("form", "issuer")
    sensitive = Q(form__content__sensitive=True) & ~Q(issuer__in=scope.bodies)
    return policy.filter(rows, scope, "report_task.view").exclude(sensitive)


def get_task_for(scope: Scope, task_id: int, verb: str = "report_task.view") -> ReportTask:
    """One task. Raises Http404 or ``NotYours``."""
    task = tasks_for(scope).filter(pk=task_id).first()
    if task is None:
        raise Http404
    policy.require(scope, verb, task)
    return task


def reports_for(scope: Scope) -> QuerySet[Report]:
    """What the acting post's body owes or owed; withdrawn tasks ask for nothing."""
    rows = Report.objects.select_related("task__form", "task__issuer", "body")
    return rows.filter(body__in=scope.bodies).exclude(task__state=ReportTask.State.WITHDRAWN)


def get_report_for(scope: Scope, report_id: int, verb: str = "report.view") -> Report:
    """One report: of the own body, or of a place below. Raises Http404 or ``NotYours``."""
    report = Report.objects.select_related("task__form", "task__issuer", "body").filter(pk=report_id).first()
    if report is None or not policy.allows(scope, "report.view", report):
        raise Http404
    if report.task.content.get("sensitive") and not {report.body_id, report.task.issuer_id} & scope.bodies:
        raise Http404
    if verb != "report.view":
        policy.require(scope, verb, report)
    return report


def values_for(scope: Scope, body_id: int, form_key: str) -> QuerySet[ReportedValue]:
    """What the sources say of a form's items for a body: what was published is everybody's who sees the body.

    What was told inside: the body itself, and who may read its reports or the tasks they answer; a paper's word that
    stands beside such a report goes with it. No draft; inside a sensitive form only who asked or told.
    """
    rows = ReportedValue.objects.filter(form_id=form_key, body=body_id, current=True)
    told = Q(origin=ReportedValue.Origin.PUBLISHED)
    if _keeps_out(scope, body_id, form_key):
        return rows.filter(told)
    if body_id not in scope.bodies:
        reports = _readable(scope).filter(_of_form(form_key), body=body_id)
        beside = reports.filter(task__start=OuterRef("start"), task__end=OuterRef("end"))
        told |= Q(report__in=reports) | Q(Exists(beside), report=None)
        rows = rows.filter(told)
    return rows.exclude(report__state__in=TO_DO)


def _readable(scope: Scope) -> QuerySet[Report]:
    """Reports that the post reads of others: those of its tasks, and those it opens one by one."""
    one_by_one = policy.filter(Report.objects.all(), scope, "report.view")
    return Report.objects.filter(Q(task__in=tasks_for(scope)) | Q(pk__in=one_by_one.values("pk")))


def _of_form(form_key: str) -> Q:
    drawn = re.fullmatch(r"entry_(\d{1,18})", form_key)
    return Q(task__form=int(drawn[1])) if drawn else Q(task__form__form_id=form_key)


def _keeps_out(scope: Scope, body_id: int, form_key: str) -> bool:
    drawn = re.fullmatch(r"entry_(\d{1,18})", form_key)
    entries = FormEntry.objects.filter(
        Q(pk=int(drawn[1])) if drawn else Q(form_id=form_key), content__sensitive=True
    )
    owners = set(entries.values_list("owner_id", flat=True))
    return bool(owners) and not (owners | {body_id}) & scope.bodies


def may_collect(scope: Scope) -> bool:
    """Does the acting post send tasks out?"""
    return policy.may(scope, "report_task.issue")


def owed(scope: Scope, states: tuple[str, ...]) -> QuerySet[Report]:
    """What the post's bodies still have to report, the most urgent first."""
    return reports_for(scope).filter(state__in=states).order_by("due_at", "pk")


def has_tasks(scope: Scope) -> Exists:
    """Condition: somebody of the scope's bodies reports for the task."""
    return Exists(Report.objects.filter(task=OuterRef("pk"), body__in=scope.bodies))
