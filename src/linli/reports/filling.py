"""The fill page: what a line shows, and what the sent fields mean. Periods are typed, cumulative totals computed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.definitions.reports import ReportForm, ReportItem
from linli.domain.reporting import expected_cumulative
from linli.mechanisms import queries as mechanisms
from linli.reports import contents, drawn, queries
from linli.reports.models import Report
from linli.reports.services.filling import parsed

WHY = {
    "records": gettext_lazy("系统记录"),
    "last": gettext_lazy("同上期"),
    "sum": gettext_lazy("上期累计＋本期"),
    "none_happened": gettext_lazy("没有记录，按0"),
}


@dataclass(frozen=True)
class Field:
    """One item on the page."""

    item: ReportItem
    title: str
    group: str
    unit: str
    typed: str
    last: str
    why: Any
    error: str
    #: Computed: shown, not typed; corrected apart.
    computed: bool
    correction: str
    notes: tuple[str, ...] = ()
    #: What the records say, where the report says something else; and the list of their rows.
    records: str = ""
    rows: str = ""
    lacking: str = ""


def fields(
    report: Report, sent: Mapping[str, str] | None = None, errors: Mapping[str, str] | None = None
) -> list[Field]:
    """The lines of the page: stored values, else what is prefilled; what was sent survives a refusal."""
    form = contents.form_of(report.task.content)
    stored = queries.values_of(report)
    from_rows = drawn.of_report(form, report)
    # What was handed in stands as it is: nothing is proposed into what was left empty.
    proposed = queries.prefill(form, report, from_rows) if report.state in queries.TO_DO else {}
    others = drawn.differing(form, stored, from_rows)
    last = queries.last_values(queries.key_of(report.task.form), [report.body_id], report.task.start)
    before = last.get(report.body_id, {})
    notes = _notes(form, report, stored, before) if stored and report.state != "draft" else {}
    found = []
    for item in form.items:
        computed = _computed(item, before)
        value = stored.get(item.id, proposed[item.id].value if item.id in proposed else None)
        shown = contents.typed(item, value)
        correction = shown if computed and item.id in stored and _corrected(item, stored, before) else ""
        if sent is not None:
            shown, correction = sent.get(item.id, shown), sent.get(f"correct_{item.id}", "")
        found.append(
            Field(
                item=item, title=item.names.zh, group=item.group.zh if item.group else "",
                unit=mechanisms.label(item.unit), typed=shown,
                last=contents.say(item, before.get(item.id)) if item.id in before else "",
                why=WHY[proposed[item.id].why] if item.id in proposed and item.id not in stored else "",
                error=(errors or {}).get(item.id, ""), computed=computed, correction=correction,
                notes=tuple(notes.get(item.id, ())),
                records=contents.say(item, others[item.id].value) if item.id in others else "",
                rows=from_rows[item.id].rows if item.id in from_rows else "",
                lacking=from_rows[item.id].lacking if item.id in from_rows else "",
            )
        )  # fmt: skip
    return found


def _computed(item: ReportItem, before: Mapping[str, int | None]) -> bool:
    return item.kind == "cumulative" and item.cumulates is not None and before.get(item.id) is not None


def _corrected(item: ReportItem, stored: Mapping[str, int | None], before: Mapping[str, int | None]) -> bool:
    return stored[item.id] != expected_cumulative(before.get(item.id), stored.get(item.cumulates or ""))


def _notes(
    form: ReportForm, report: Report, stored: Mapping[str, int | None], before: Mapping[str, int | None]
) -> dict[str, list[str]]:
    said: dict[str, list[str]] = {}
    for finding in queries.findings(report, form, stored, before):
        said.setdefault(finding.item, []).append(queries.say_finding(form, finding))
    return said


def values_from(report: Report, sent: Mapping[str, str]) -> dict[str, int | None]:
    """The sent fields as values: a computed total is last + period unless 更正累计 says otherwise. Raises BadValues."""
    form = contents.form_of(report.task.content)
    last = queries.last_values(queries.key_of(report.task.form), [report.body_id], report.task.start)
    before = last.get(report.body_id, {})
    corrections = {
        item.id: sent[f"correct_{item.id}"]
        for item in form.items
        if _computed(item, before) and sent.get(f"correct_{item.id}", "").strip()
    }
    plain = {item.id: sent.get(item.id, "") for item in form.items if not _computed(item, before)}
    values = parsed(form, plain | corrections)
    for item in form.items:
        if _computed(item, before) and item.id not in corrections:
            values[item.id] = expected_cumulative(before.get(item.id), values.get(item.cumulates or ""))
    return values


def explanations_from(sent: Mapping[str, str]) -> dict[str, str]:
    """Fields explain_<rule> as words by rule."""
    return {name[8:]: text for name, text in sent.items() if name.startswith("explain_")}


def heading(report: Report) -> str:
    """What stands above the page."""
    return _("%(title)s · %(body)s") % {"title": report.task.title, "body": report.body}
