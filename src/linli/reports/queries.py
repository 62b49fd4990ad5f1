"""Reading forms, tasks, reports and values: what is prefilled, what a check finds, who is missing, the totals."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from functools import cache
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from linli.definitions import get_library
from linli.definitions.reports import ReportForm, ReportItem
from linli.domain import figures, reporting
from linli.domain.calendar import local_day
from linli.domain.reporting import Burden, Finding, Received, Setting, State, Total
from linli.mechanisms import queries as mechanisms
from linli.mechanisms.errors import UnknownPieceError
from linli.reports import contents, measuring
from linli.reports.models import FormEntry, Report, ReportedValue, ReportTask

RECEIVED = (State.SUBMITTED.value, State.CHECKED.value, State.LOCKED.value)
TO_DO = (State.DRAFT.value, State.RETURNED.value)


def key_of(entry: FormEntry) -> str:
    """The name of a form's series of values: the library's id, or the entry's own."""
    return entry.form_id or f"entry_{entry.pk}"


@cache
def home_of(form_id: str) -> str:
    """Which mechanism of the library brings a form. Raises :class:`UnknownPieceError`."""
    for mechanism in get_library().mechanisms.values():
        if any(form.id == form_id for form in mechanism.report_forms):
            return mechanism.id
    raise UnknownPieceError(_("没有这张表：%(form)s") % {"form": form_id})


def library_form(form_id: str, area_id: int, at: datetime) -> tuple[ReportForm, int]:
    """A form of a mechanism in use at a place, and its definition. Raises :class:`UnknownPieceError`."""
    home = home_of(form_id)
    for definition in mechanisms.active(area_id, local_day(at), only=[home]).values():
        for form in mechanisms.content(definition).report_forms:
            if form.id == form_id and form.capability is None:
                return form, definition.pk
    raise UnknownPieceError(_("本地没有启用带这张表的工作机制，请先在工作机制里启用。"))


def library_forms(area_id: int, on: date) -> list[tuple[ReportForm, int]]:
    """All forms that mechanisms in use at a place bring."""
    return [
        (form, definition.pk)
        for definition in mechanisms.active(area_id, on).values()
        for form in mechanisms.content(definition).report_forms
        if form.capability is None
    ]


# --- the registry -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Overlap:
    """Another form on the list that asks for the same."""

    entry_id: int
    title: str
    owner: str
    share: Fraction
    pairs: tuple[tuple[str, str], ...]

    @property
    def percent(self) -> int:
        """The share as whole percent, half-up."""
        return int(figures.half_up(self.share * 100))


def overlaps(entry: FormEntry, on: date) -> list[Overlap]:
    """Forms on the list on a day that ask for some of the same items, the heaviest first; three queries at most."""
    own = contents.asked(contents.form_of(entry.content))
    others = (
        FormEntry.objects.filter(state=FormEntry.State.REGISTERED, valid_to__gte=on)
        .exclude(pk=entry.pk)
        .select_related("owner")
    )
    found = []
    for other in others:
        share, pairs = reporting.overlap(own, contents.asked(contents.form_of(other.content)))
        if share:
            names = tuple((mine.name, theirs.name) for mine, theirs in pairs)
            found.append(Overlap(other.pk, other.title, str(other.owner), share, names))
    return sorted(found, key=lambda one: (-one.share, one.entry_id))


def burden(entry: FormEntry) -> Burden:
    """What the form costs those who fill it in, in a year."""
    return Burden(
        entry.fields, entry.bodies_expected, reporting.PERIODS_A_YEAR[entry.period], entry.minutes_each
    )


# --- values -----------------------------------------------------------------------------------------------------


def values_of(report: Report) -> dict[str, int | None]:
    """What the report says now, by item."""
    return dict(report.values.filter(current=True).values_list("item", "value"))


def last_values(form_key: str, body_ids: Sequence[int], start: date) -> dict[int, dict[str, int | None]]:
    """By body the newest reported value of each item of periods that ended by ``start``; one query."""
    rows = (
        ReportedValue.objects.filter(form_id=form_key, body__in=body_ids, end__lte=start, current=True)
        .filter(Q(report=None) | Q(report__state__in=RECEIVED))
        .order_by("end", "as_of", "pk")
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


def from_records(form: ReportForm, report: Report) -> dict[str, int]:
    """What our own records say for the items that name a measure."""
    task = report.task
    found: dict[str, int] = {}
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


def prefill(form: ReportForm, report: Report) -> dict[str, Prefill]:
    """What the page fills in: records first, then last period; a cumulative is last + period. Blank where neither knows.

    A period item without a measure is proposed as 0 once the body has reported before: nothing happened unless it says so.
    """
    known = from_records(form, report)
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
            found[item.id] = Prefill(period.value, "sum")
    return found


def findings(
    report: Report, form: ReportForm, values: Mapping[str, int | None] | None = None
) -> list[Finding]:
    """What the checks find in a report, against its last values and the other bodies of the task."""
    table = task_values(report.task)
    table[report.body_id] = dict(values) if values is not None else values_of(report)
    last = last_values(key_of(report.task.form), [report.body_id], report.task.start)
    rules = contents.rules_of(form, report.task.start)
    setting = Setting(last=last.get(report.body_id, {}), peers=list(table.values()))
    return reporting.check(rules, table[report.body_id], setting)


def task_values(task: ReportTask) -> dict[int, dict[str, int | None]]:
    """By body what came in (drafts are not counted); one query."""
    rows = ReportedValue.objects.filter(report__task=task, report__state__in=RECEIVED, current=True)
    found: dict[int, dict[str, int | None]] = {}
    for body, item, value in rows.values_list("body_id", "item", "value"):
        found.setdefault(body, {})[item] = value
    return found


# --- a task -----------------------------------------------------------------------------------------------------


def received(task: ReportTask) -> Received:
    """Expected, received, on time, complete; one query."""
    came = Q(state__in=RECEIVED)
    found = task.reports.aggregate(
        expected=Count("pk"),
        received=Count("pk", filter=came),
        on_time=Count("pk", filter=came & Q(on_time=True)),
        complete=Count("pk", filter=came & Q(complete=True)),
    )
    return Received(**found)


def received_many(task_ids: Sequence[int]) -> dict[int, tuple[int, int]]:
    """By task (received, expected); one query."""
    rows = (
        Report.objects.filter(task__in=task_ids)
        .values("task")
        .annotate(expected=Count("pk"), came=Count("pk", filter=Q(state__in=RECEIVED)))
        .values_list("task", "came", "expected")
    )
    return {task: (came, expected) for task, came, expected in rows}


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


def table(task: ReportTask) -> Table:
    """The totals table with what the checks find; blank stays blank, zero is zero. Four queries at any size."""
    form = contents.form_of(task.content)
    rows = list(task.reports.select_related("body").order_by("position"))
    found = task_values(task)
    last = last_values(key_of(task.form), [row.body_id for row in rows], task.start)
    rules = contents.rules_of(form, task.start)
    peers = list(found.values())
    lines = []
    for row in rows:
        values = found.get(row.body_id, {})
        checked = reporting.check(rules, values, Setting(last.get(row.body_id, {}), peers)) if values else []
        lines.append(Line(row, values, tuple(checked)))
    totals = {
        item.id: reporting.total(line.values.get(item.id) for line in lines)
        for item in form.items
        if item.total and item.type != "percent"
    }
    return Table(task, form, tuple(lines), totals)


def urge_text(task: ReportTask, at: datetime) -> str:
    """A text to copy into the group: who is missing, by when; no person is named."""
    missing = [
        row.body.name
        for row in task.reports.filter(state__in=TO_DO).select_related("body").order_by("position")
    ]
    if not missing:
        return ""
    count = received(task)
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


def say_finding(form: ReportForm, finding: Finding) -> str:
    """What a check found, as a sentence: 「应为6,927，填报6,926」."""
    item = form.item(finding.item)
    name = title_of(item)
    if finding.kind == "outlier":
        number = form.item(finding.number)
        return _("%(name)s：每%(unit)s%(found)s，平均%(expected)s，请核实") % {
            "name": name,
            "unit": mechanisms.label(number.unit),
            "found": figures.say(finding.found, 1),
            "expected": figures.say(finding.expected, 1),
        }
    found, expected = (_number(item, value) for value in (finding.found, finding.expected))
    sentences = {
        "cumulative": _("%(name)s：应为%(expected)s（上期累计＋本期），填报%(found)s"),
        "not_falling": _("%(name)s：累计数比以前小，以前%(expected)s，现在%(found)s"),
        "part_of": _("%(name)s：%(found)s大于全部的%(expected)s"),
        "sum_of": _("%(name)s：分项合计%(expected)s，填报%(found)s"),
        "together": _("%(name)s填了0，同组的另一项不是0"),
        "range": _("%(name)s：%(found)s超出范围（%(expected)s）"),
    }
    return sentences[finding.kind] % {"name": name, "found": found, "expected": expected}


def _number(item: ReportItem, value: Fraction | None) -> str:
    return contents.say(item, None if value is None else int(value))


def title_of(item: ReportItem) -> str:
    """The item with its group: 累计拆除量·户数."""
    return f"{item.group.zh}·{item.names.zh}" if item.group else item.names.zh


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


@dataclass(frozen=True)
class SideBySide:
    """Items in rows, sources in columns; ``same``: do those who speak of it agree?"""

    title: str
    columns: tuple[ReportedValue, ...]
    rows: tuple[tuple[str, tuple[str, ...], bool], ...]


def side_by_side(values: Sequence[ReportedValue]) -> SideBySide:
    """The table of 「来源对照」: one column for each source and date."""
    columns: dict[tuple[str, datetime], ReportedValue] = {}
    cells: dict[str, dict[tuple[str, datetime], ReportedValue]] = {}
    for value in values:
        columns.setdefault((value.source, value.as_of), value)
        cells.setdefault(value.item, {})[(value.source, value.as_of)] = value
    if not values:
        return SideBySide("", (), ())
    form = _form_behind(values[0])
    rows = []
    for item in form.items if form else ():
        held = cells.get(item.id)
        if held is None:
            continue
        said = {value.value for value in held.values()}
        texts = tuple(contents.say(item, held[key].value) if key in held else "" for key in columns)
        rows.append((title_of(item), texts, len(held) < 2 or len(said) == 1))
    title = mechanisms.label(form.term) if form else ""
    return SideBySide(title, tuple(columns.values()), tuple(rows))


def _form_behind(value: ReportedValue) -> ReportForm | None:
    if value.report_id is not None and value.report is not None:
        return contents.form_of(value.report.task.content)
    if value.definition_id is None:
        return None
    for form in mechanisms.content(value.definition_id).report_forms:
        if form.id == value.form_id:
            return form
    return None


def header_groups(form: ReportForm) -> list[tuple[str, int]]:
    """The upper storey of the table's header: (group, columns), neighbours of one group together."""
    found: list[tuple[str, int]] = []
    for item in form.items:
        name = item.group.zh if item.group else ""
        if found and found[-1][0] == name and name:
            found[-1] = (name, found[-1][1] + 1)
        else:
            found.append((name, 1))
    return found


def word_of(form_key: str) -> str:
    """The word of a form of the library; its key for one an office drew up."""
    try:
        home = home_of(form_key)
    except UnknownPieceError:
        return form_key
    forms = get_library().mechanisms[home].report_forms
    return next(mechanisms.label(form.term) for form in forms if form.id == form_key)
