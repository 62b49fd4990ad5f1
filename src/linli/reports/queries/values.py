"""Values: what a report says now, what went before, what is filled in, what a check finds."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, Q

from linli.definitions.reports import ReportForm
from linli.domain import figures, reporting
from linli.domain.reporting import Finding, Setting, State
from linli.reports import contents, drawn, measuring
from linli.reports.drawn import Drawn
from linli.reports.models import Report, ReportedValue, ReportTask
from linli.reports.queries.library import key_of

RECEIVED = (State.SUBMITTED.value, State.CHECKED.value, State.LOCKED.value)
TO_DO = (State.DRAFT.value, State.RETURNED.value)


def values_of(report: Report) -> dict[str, int | None]:
    """What the report says now, by item."""
    return dict(report.values.filter(current=True).values_list("item", "value"))


def last_values(form_key: str, body_ids: Sequence[int], start: date) -> dict[int, dict[str, int | None]]:
    """By body the newest value of each item of periods that ended by ``start``; one query.

    Of one period the body's own report goes before what other sources said.
    """
    own_last = F("report").asc(nulls_first=True)
    rows = (
        ReportedValue.objects.filter(form_id=form_key, body__in=body_ids, end__lte=start, current=True)
        .filter(Q(report=None) | Q(report__state__in=RECEIVED))
        .order_by("end", own_last, "as_of", "pk")
        .values_list("body_id", "item", "value")
    )
    found: dict[int, dict[str, int | None]] = {}
    for body, item, value in rows:
        found.setdefault(body, {})[item] = value
    return found


def highest_before(
    form_key: str, body_id: int, items: Iterable[str], as_of: datetime
) -> dict[str, int | None]:
    """The highest value any source gave of an earlier moment."""
    rows = ReportedValue.objects.filter(
        form_id=form_key,
        body=body_id,
        item__in=list(items),
        as_of__lt=as_of,
        current=True,
        value__isnull=False,
    ).values_list("item", "value")
    found: dict[str, int | None] = {}
    for item, value in rows:
        found[item] = max(found.get(item) or 0, value or 0)
    return found


def versions(form_key: str, item: str, body_id: int, *, on: date | None = None) -> list[ReportedValue]:
    """What the sources say of one item, oldest first: never merged."""
    rows = ReportedValue.objects.filter(form_id=form_key, item=item, body=body_id, current=True)
    if on is not None:
        rows = rows.filter(start__lte=on, end__gt=on)
    return list(rows.order_by("as_of", "pk"))


def other_sources(report: Report) -> list[str]:
    """Sources beside the body's own report that speak of the same period."""
    rows = ReportedValue.objects.filter(
        form_id=key_of(report.task.form), body=report.body_id, start=report.task.start, end=report.task.end,
        report=None, current=True,
    )  # fmt: skip
    return sorted(set(rows.order_by().values_list("source", flat=True)))


def from_records(
    form: ReportForm, report: Report, from_rows: Mapping[str, Drawn] | None = None
) -> dict[str, int]:
    """What our own records say for the items that name a measure or the rows they are drawn from."""
    task = report.task
    rows = drawn.of_report(form, report) if from_rows is None else from_rows
    found = {key: one.value for key, one in rows.items()}
    for item in form.items:
        if item.measure:
            value = measuring.value(item.measure, report.body_id, report.area_id, task.start, task.end)
            if value is not None:
                found[item.id] = value * 10**item.places
    return found


@dataclass(frozen=True)
class Prefill:
    """A proposed value and where it comes from: records | last | sum | none_happened."""

    value: int
    why: str


def prefill(
    form: ReportForm, report: Report, from_rows: Mapping[str, Drawn] | None = None
) -> dict[str, Prefill]:
    """What the page fills in: records first, then last period; a cumulative is last + period. Blank where neither knows.

    A period item without a measure is proposed as 0 once the body has reported before: nothing happened unless it says
    so. The first total of a body is all that its rows say since ever.
    """
    rows = drawn.of_report(form, report) if from_rows is None else from_rows
    known = from_records(form, report, rows)
    last = last_values(key_of(report.task.form), [report.body_id], report.task.start).get(report.body_id, {})
    found: dict[str, Prefill] = {}
    for item in form.items:
        if item.id in known:
            found[item.id] = Prefill(known[item.id], "records")
        elif item.kind == "period" and last:
            found[item.id] = Prefill(0, "none_happened")
        elif item.kind == "stock" and last.get(item.id) is not None:
            found[item.id] = Prefill(int(last[item.id] or 0), "last")
    for item in form.items:
        if item.kind != "cumulative" or item.id in known:
            continue
        before = last.get(item.id)
        period = found.get(item.cumulates or "")
        if before is not None:
            found[item.id] = Prefill(before + (period.value if period else 0), "sum")
        elif period is not None and period.why == "records" and not last:
            ever = rows.get(item.cumulates or "")
            found[item.id] = Prefill(period.value, "sum") if ever is None else Prefill(ever.ever, "records")
    return found


def findings(
    report: Report,
    form: ReportForm,
    values: Mapping[str, int | None] | None = None,
    before: Mapping[str, int | None] | None = None,
) -> list[Finding]:
    """What the checks find in a report, against its last values (``before``) and the other bodies of the task."""
    table = task_values(report.task)
    table[report.body_id] = dict(values) if values is not None else values_of(report)
    if before is None:
        last = last_values(key_of(report.task.form), [report.body_id], report.task.start)
        before = last.get(report.body_id, {})
    rules = contents.rules_of(form, report.task.start)
    setting = Setting(last=before, peers=list(table.values()))
    return reporting.check(rules, table[report.body_id], setting)


def task_values(task: ReportTask) -> dict[int, dict[str, int | None]]:
    """By body what came in (drafts are not counted); one query."""
    rows = ReportedValue.objects.filter(report__task=task, report__state__in=RECEIVED, current=True)
    found: dict[int, dict[str, int | None]] = {}
    for body, item, value in rows.values_list("body_id", "item", "value"):
        found.setdefault(body, {})[item] = value
    return found


def rate(
    form_key: str, part: str, whole: str, body_id: int, as_of: datetime
) -> tuple[Any, int | None, int | None]:
    """A share of two reported values of one source and date: printed percent, part, whole; exact values on hover."""
    held = dict(
        ReportedValue.objects.filter(
            form_id=form_key, body=body_id, item__in=(part, whole), as_of=as_of, current=True
        ).values_list("item", "value")
    )
    top, base = held.get(part), held.get(whole)
    return figures.say_percent(top, base), top, base


def is_record(form_key: str, item: str, body_id: int, on: date) -> bool:
    """Is the value of the period of a day higher than every earlier one? Without an earlier one nothing is a record."""
    rows = ReportedValue.objects.filter(
        form_id=form_key, item=item, body=body_id, current=True, value__isnull=False
    )
    now = rows.filter(start__lte=on, end__gt=on).order_by("as_of").values_list("value", flat=True).last()
    before = list(rows.filter(end__lte=on).values_list("value", flat=True))
    return now is not None and bool(before) and all(value is not None and value < now for value in before)
