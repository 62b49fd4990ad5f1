"""What was found, in words; heads of tables; sources side by side."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.utils.translation import gettext as _

from linli.definitions.reports import ReportForm, ReportItem
from linli.domain import figures
from linli.domain.reporting import Finding
from linli.mechanisms import queries as mechanisms
from linli.reports import contents
from linli.reports.models import FormEntry, ReportedValue


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
        texts = tuple(_said(item, held[key]) if key in held else "" for key in columns)
        rows.append((title_of(item), texts, len(held) < 2 or len(said) == 1))
    title = mechanisms.label(form.term) if form else ""
    return SideBySide(title, tuple(columns.values()), tuple(rows))


def _said(item: ReportItem, value: ReportedValue) -> str:
    """A published value as its source printed it (600余); what a body reported stands exactly."""
    if value.origin == ReportedValue.Origin.PUBLISHED:
        return contents.as_said(item, value.value)
    return contents.say(item, value.value)


def _form_behind(value: ReportedValue) -> ReportForm | None:
    if value.report_id is not None and value.report is not None:
        return contents.form_of(value.report.task.content)
    drawn = re.fullmatch(r"entry_(\d{1,18})", value.form_id)
    if drawn:
        entry = FormEntry.objects.filter(pk=int(drawn[1])).first()
        return contents.form_of(entry.content) if entry else None
    if value.definition_id is None:
        return contents.elsewhere(value.form_id)
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
