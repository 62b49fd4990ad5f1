"""A collection: who is in, the totals table, the text to urge."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from linli.definitions.reports import ReportForm
from linli.domain import reporting
from linli.domain.reporting import Finding, Received, Setting, Total
from linli.reports import contents, drawn
from linli.reports.models import Report, ReportTask
from linli.reports.queries.library import key_of
from linli.reports.queries.values import RECEIVED, TO_DO, last_values, task_values
from linli.reports.queries.words import title_of


def received(task: ReportTask) -> Received:
    """Expected, received, on time, complete; one query."""
    return received_in([task.pk])[task.pk]


def received_in(task_ids: Sequence[int]) -> dict[int, Received]:
    """By task expected, received, on time, complete; one query."""
    came = Q(state__in=RECEIVED)
    rows = (
        Report.objects.filter(task__in=task_ids)
        .order_by()
        .values("task")
        .annotate(
            expected=Count("pk"),
            received=Count("pk", filter=came),
            on_time=Count("pk", filter=came & Q(on_time=True)),
            complete=Count("pk", filter=came & Q(complete=True)),
        )
    )
    counted = rows.values_list("task", "expected", "received", "on_time", "complete")
    found = {task: Received(*numbers) for task, *numbers in counted}
    return {pk: found.get(pk, Received(0, 0, 0, 0)) for pk in task_ids}


def received_many(task_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """By task (received, expected); one query."""
    return {pk: (one.received, one.expected) for pk, one in received_in(task_ids).items()}


@dataclass(frozen=True)
class Line:
    """One body's line of the totals table, in the fixed order."""

    report: Report
    values: Mapping[str, int | None]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True)
class Table:
    """The totals table of a task: lines in the fixed order (no ranking), a computed total for each item."""

    task: ReportTask
    form: ReportForm
    lines: tuple[Line, ...]
    totals: Mapping[str, Total] = field(default_factory=dict)

    @property
    def findings(self) -> list[tuple[Report, Finding]]:
        """All that was found, line by line."""
        return [(line.report, finding) for line in self.lines for finding in line.findings]


def table(task: ReportTask, only: Sequence[Report] | None = None, expected: int | None = None) -> Table:
    """The totals table with what the checks find; blank stays blank, zero is zero. Four queries at any size.

    ``only``: the lines of one page, each with its body; the totals are those of all bodies, ``expected`` of them.
    """
    form = contents.form_of(task.content)
    rows = list(task.reports.select_related("body").order_by("position") if only is None else only)
    found = task_values(task)
    last = last_values(key_of(task.form), [row.body_id for row in rows], task.start)
    rules = contents.rules_of(form, task.start)
    peers = list(found.values())
    lines = []
    for row in rows:
        values = found.get(row.body_id, {})
        checked = reporting.check(rules, values, Setting(last.get(row.body_id, {}), peers)) if values else []
        lines.append(Line(row, values, tuple(checked)))
    # Of all bodies, whatever page is shown.
    silent = (len(rows) if expected is None else expected) - len(found)
    totals = {
        item.id: reporting.total([*(one.get(item.id) for one in peers), *[None] * silent])
        for item in form.items
        if item.total and item.type != "percent"
    }
    return Table(task, form, tuple(lines), totals)


def beside_records(held: Table) -> dict[int, list[str]]:
    """By report, in words, what it says otherwise than the records behind it; one query a record set and level."""
    lines = [line for line in held.lines if line.values]
    said = drawn.of_task(held.form, held.task, [line.report for line in lines])
    found = {}
    for line in lines:
        others = drawn.differing(held.form, line.values, said.get(line.report.pk, {}))
        found[line.report.pk] = [
            _("%(name)s：填报%(found)s，按系统记录%(records)s")
            % {
                "name": title_of(held.form.item(key)),
                "found": contents.say(held.form.item(key), line.values[key]),
                "records": contents.say(held.form.item(key), one.value),
            }
            for key, one in others.items()
        ]
    return found


def urge_text(task: ReportTask, at: datetime, count: Received | None = None) -> str:
    """A text to copy into the group: who is missing, by when; no person is named."""
    missing = [
        row.body.name
        for row in task.reports.filter(state__in=TO_DO).select_related("body").order_by("position")
    ]
    if not missing:
        return ""
    count = count or received(task)
    late = at > task.due_at
    head = _("【催报】《%(title)s》已报%(came)d/%(all)d。") % {
        "title": task.title, "came": count.received, "all": count.expected,
    }  # fmt: skip
    due = figures_moment(task.due_at)
    tail = _("期限是%(due)s，已过期限，请尽快上报。") if late else _("请在%(due)s前上报，没有发生的填0。")
    return f"{head}{_('未报：%(names)s。') % {'names': '、'.join(missing)}}{tail % {'due': due}}"


def figures_moment(at: datetime) -> str:
    """11月23日18:00, in Shanghai."""
    from linli.domain.calendar import SHANGHAI

    local = at.astimezone(SHANGHAI)
    return f"{local.month}月{local.day}日{local:%H:%M}"
