"""Filling in and handing in: what is typed is checked, explained where needed, and kept with its source."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from linli.definitions.reports import ReportForm
from linli.domain.access import Actor
from linli.domain.calendar import local_day
from linli.domain.periods import Kind, Period
from linli.domain.reporting import Finding, State, allowed, is_complete
from linli.records import services as records
from linli.records.errors import NotAllowed
from linli.records.tx import verb
from linli.reports import contents, queries
from linli.reports.errors import BadValues, Doubtful
from linli.reports.models import Report, ReportedValue, ReportTask

Origin = ReportedValue.Origin


def parsed(form: ReportForm, typed: Mapping[str, str]) -> dict[str, int | None]:
    """All cells as integers. Raises :class:`BadValues` with a sentence for each bad cell."""
    values: dict[str, int | None] = {}
    bad: dict[str, str] = {}
    for item in form.items:
        try:
            values[item.id] = contents.parse(item, str(typed.get(item.id, "") or ""))
        except ValueError as wrong:
            bad[item.id] = str(wrong)
    if bad:
        raise BadValues(_("有%(count)d格填得不对，请看红字。") % {"count": len(bad)}, bad)
    return values


@verb()
def save_report(
    *,
    report_id: int,
    values: Mapping[str, int | None],
    version: int | str | None = None,
    origin: str = Origin.REPORT.value,
    source: str = "",
    signed: Mapping[str, str] | None = None,
    actor: Actor,
    at: datetime,
) -> Report:
    """Keep what is filled in so far; event ``report.saved``. Raises Conflict for a stale version."""
    report = _open(report_id, "save", version)
    _sign(report, signed)
    changed = _keep(report, values, origin, source, actor, at)
    report.complete = is_complete(
        queries.values_of(report), contents.needed(contents.form_of(report.task.content))
    )
    report.state = State.DRAFT.value if report.state == State.DRAFT.value else State.RETURNED.value
    report.save(update_fields=["complete", "state", "filled_by", "reviewed_by", "phone"])
    records.append(subject=report, name="report.saved", actor=actor, at=at, data={"items": changed})
    return report


@verb()
def submit_report(
    *,
    report_id: int,
    values: Mapping[str, int | None] | None = None,
    explanations: Mapping[str, str] | None = None,
    version: int | str | None = None,
    origin: str = Origin.REPORT.value,
    source: str = "",
    signed: Mapping[str, str] | None = None,
    actor: Actor,
    at: datetime,
) -> Report:
    """Hand a report in; event ``report.submitted``.

    Raises :class:`Doubtful` when a check that stops has found something and ``explanations`` (rule id → words) does not
    say why; what was found is never corrected. Raises Conflict for a stale version.
    """
    report = _open(report_id, "submit", version)
    _sign(report, signed)
    form = contents.form_of(report.task.content)
    if values is not None:
        _keep(report, values, origin, source, actor, at)
    said = {key: text.strip()[:300] for key, text in (explanations or {}).items() if text.strip()}
    found = queries.findings(report, form)
    _refuse_doubtful(found, said)
    current = queries.values_of(report)
    if not any(value is not None for value in current.values()):
        raise NotAllowed(_("一格都没有填。没有发生的请填0。"))
    report.complete = is_complete(current, contents.needed(form))
    report.state, report.submitted_at, report.passed = State.SUBMITTED.value, at, 0
    report.explanations, report.reason = said, ""
    if report.first_at is None:
        report.first_at, report.on_time = at, at <= report.due_at
    report.save()
    for rule, text in said.items():
        items = [finding.item for finding in found if finding.rule == rule]
        report.values.filter(current=True, item__in=items).update(explanation=text)
    data = {"complete": report.complete, "findings": len(found)}
    records.append(subject=report, name="report.submitted", actor=actor, at=at, data=data, text=said or None)
    return report


def _refuse_doubtful(found: list[Finding], said: Mapping[str, str]) -> None:
    stopping = [finding for finding in found if finding.stops and finding.rule not in said]
    if stopping:
        raise Doubtful(
            _("有%(count)d处要先核实：请改正，或写明原因后再上报。") % {"count": len(stopping)}, stopping
        )


def _open(report_id: int, verb_name: str, version: int | str | None) -> Report:
    report = records.lock(Report, report_id)
    records.check_version(report, version)
    if report.task.state != ReportTask.State.OPEN:
        raise NotAllowed(_("这项收表任务已经结束，不能再改。"))
    if not allowed(verb_name, report.state):
        raise NotAllowed(
            _("这份报表现在是“%(state)s”，要先退回才能改。") % {"state": report.get_state_display()}
        )
    return report


def _sign(report: Report, signed: Mapping[str, str] | None) -> None:
    for name, longest in (("filled_by", 40), ("reviewed_by", 40), ("phone", 30)):
        if signed and name in signed:
            setattr(report, name, signed[name].strip()[:longest])


def _keep(
    report: Report,
    values: Mapping[str, int | None],
    origin: str,
    source: str,
    actor: Actor,
    at: datetime,
) -> int:
    """Store what differs; the former rows stay, marked as replaced. Answers how many cells changed."""
    form, task = contents.form_of(report.task.content), report.task
    before = {row.item: row for row in report.values.filter(current=True)}
    from_records = queries.from_records(form, report)
    rows: list[ReportedValue] = []
    for item in form.items:
        if item.id not in values:
            continue
        value, held = values[item.id], before.get(item.id)
        if (held is None and value is None) or (held is not None and held.value == value):
            continue
        if held is not None:
            held.current, held.replaced_at = False, at
            held.save(update_fields=["current", "replaced_at"])
        taken = value is not None and from_records.get(item.id) == value
        rows.append(
            _row(report, task, item.id, value, Origin.RECORDS.value if taken else origin, source, actor, at)
        )
        rows[-1].meaning = (item.definition.zh if item.definition else item.names.zh)[:200]
    ReportedValue.objects.bulk_create(rows)
    return len(rows)


def _row(
    report: Report,
    task: ReportTask,
    item: str,
    value: int | None,
    origin: str,
    source: str,
    actor: Actor,
    at: datetime,
) -> ReportedValue:
    period = Period(task.start, task.end, Kind(task.form.period))
    named: dict[str, Any] = {"start": task.start, "end": task.end, "body": report.body, "report": report}
    return ReportedValue(
        form_id=queries.key_of(task.form),
        item=item,
        value=value,
        as_of=min(period.bounds()[1], at) if local_day(at) < task.end else period.bounds()[1],
        source=(source or _("%(body)s填报") % {"body": report.body.name})[:160],
        origin=origin,
        definition_id=task.form.definition_id,
        issuer_text=task.issuer.name[:100],
        entered_at=at,
        user_id=actor.user_id,
        post_id=actor.post_id,
        **named,
    )
