"""then of reported figures: cells, totals, findings, who is missing, what the sources say side by side."""

from __future__ import annotations

import io
from fractions import Fraction
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import python_calamine
from django.urls import resolve

from linli.definitions.registers import RegisterKind
from linli.domain import figures
from linli.domain import registers as rules
from linli.domain.calendar import local_day
from linli.ledgers.writing.xlsx import write_ledger
from linli.registers import kinds
from linli.registers import queries as registers
from linli.registers.models import RegisterItem
from linli.reports import contents, drawn, printing, queries
from linli.reports.models import Report, ReportedValue, ReportTask
from tests.mechanisms.situations.looks import same
from tests.mechanisms.situations.words import then
from tests.mechanisms.situations.world import World, instant


def _task(world: World, form: str) -> ReportTask:
    return ReportTask.objects.get(pk=world.things[f"task {form}"])


@then
def report_cells(world: World, form: str, body: str, are: dict[str, Any]) -> None:
    """The cells of one line as printed: 0 for zero, — for what was not reported."""
    table = queries.table(_task(world, form))
    line = next(line for line in table.lines if line.report.body_id == world.bodies[body])
    for name, wanted in are.items():
        same(contents.say(table.form.item(name), line.values.get(name)), str(wanted), f"{body} {name}")


@then
def report_totals(world: World, form: str, are: dict[str, Any]) -> None:
    """The computed total row."""
    table = queries.table(_task(world, form))
    for name, wanted in are.items():
        same(contents.say(table.form.item(name), table.totals[name].value), str(wanted), f"total {name}")


@then
def no_total(world: World, form: str) -> None:
    """A form whose items exclude nothing is not summed up."""
    same(dict(queries.table(_task(world, form)).totals), {}, "totals")


@then
def line_order(world: World, form: str, is_: list[str]) -> None:
    """The fixed order of the bodies, which is no ranking."""
    lines = queries.table(_task(world, form)).lines
    names = {pk: name for name, pk in world.bodies.items()}
    same([names[line.report.body_id] for line in lines], is_, "order")


@then
def report_findings(world: World, form: str, body: str, are: list[str]) -> None:
    """What the checks found in one line, as sentences; every one must hold the words."""
    table = queries.table(_task(world, form))
    line = next(line for line in table.lines if line.report.body_id == world.bodies[body])
    said = [queries.say_finding(table.form, one) for one in line.findings]
    same(len(said), len(are), f"findings of {body}: {said}")
    for words in are:
        assert any(words in one for one in said), f"{words!r} is not in {said}"


@then
def came_in(
    world: World,
    form: str,
    expected: int,
    received: int,
    on_time: int | None = None,
    complete: int | None = None,
) -> None:
    """Expected, received, on time, complete."""
    count = queries.received(_task(world, form))
    same((count.expected, count.received), (expected, received), "received of expected")
    if on_time is not None:
        same(count.on_time, on_time, "on time")
    if complete is not None:
        same(count.complete, complete, "complete")


@then
def reports_urged(world: World, form: str, at: Any, has: list[str]) -> None:
    """The text to copy names who is missing."""
    text = queries.urge_text(_task(world, form), instant(at))
    for words in has:
        assert words in text, f"{words!r} is not in {text!r}"


@then
def report_state(world: World, form: str, body: str, is_: str, reason: str = "") -> None:
    """Where one body's report stands, and the reason given."""
    report = Report.objects.get(task=_task(world, form), body=world.bodies[body])
    same((report.state, report.reason), (is_, reason), f"report of {body}")


@then
def report_proposed(world: World, form: str, body: str, are: dict[str, Any]) -> None:
    """What the page fills in before anybody types."""
    task = _task(world, form)
    report = Report.objects.get(task=task, body=world.bodies[body])
    filled = queries.prefill(contents.form_of(task.content), report)
    for name, wanted in are.items():
        value = filled[name].value if name in filled else None
        same(value, wanted, f"proposed {name}")


@then
def report_rows(
    world: World,
    form: str,
    body: str,
    item: str,
    count: int,
    sums: dict[str, Any] | None = None,
    lacking: list[str] | None = None,
) -> None:
    """What opens behind a drawn figure: so many rows of the register's own list, with the sums that stand above it.

    ``lacking``: by name, what opens as still without the thing counted.
    """
    report = Report.objects.get(task=_task(world, form), body=world.bodies[body])
    found = drawn.of_report(contents.form_of(report.task.content), report)[item]
    rows, kind = _list_at(found.rows)
    shown, totals = registers.sums(rows, kind)
    same(shown, count, f"rows behind {item}")
    for name, wanted in (sums or {}).items():
        one = kind.field(name)
        said = rules.say_quantity(dict(totals)[name], one.decimals).replace(",", "")
        same(said, str(wanted), f"{name} behind {item}")
    if lacking is not None:
        names = [row.name for row in _list_at(found.lacking)[0].order_by("number", "pk")]
        same(names, lacking, f"rows that lack what {item} counts")


def _list_at(link: str) -> tuple[registers.Items, RegisterKind]:
    """The rows that a list of a register shows under an address."""
    address = urlsplit(link)
    kind = kinds.shipped(resolve(address.path).kwargs["kind_id"])
    asked = dict(parse_qsl(address.query, strict_parsing=True))
    return registers.filtered(RegisterItem.objects.filter(kind=kind.id), kind, asked), kind


@then
def report_beside(world: World, form: str, body: str, are: list[str]) -> None:
    """What stands beside one line where the records say otherwise than the report, in words."""
    found = queries.beside_records(queries.table(_task(world, form)))
    report = Report.objects.get(task=_task(world, form), body=world.bodies[body])
    same(found.get(report.pk, []), are, f"beside {body}")


@then
def reported_by_sources(world: World, form: str, item: str, body: str, are: list[list[Any]]) -> None:
    """What the sources say side by side, oldest first: [value, source, as of]."""
    rows = queries.versions(form, item, world.bodies[body])
    said = [[row.value, row.source, local_day(row.as_of).isoformat()] for row in rows]
    same(said, [[value, source, str(day)] for value, source, day in are], f"versions of {item}")
    assert all(row.meaning and row.issuer_text for row in rows), "a value without definition or issuer"


@then
def reported_share(
    world: World, form: str, part: str, whole: str, body: str, as_of: Any, is_: str, behind: list[int]
) -> None:
    """A share of two reported values as printed, and the exact two behind it."""
    said, top, base = queries.rate(form, part, whole, world.bodies[body], instant(as_of))
    same((said, [top, base]), (is_, behind), f"{part} of {whole}")


@then
def reported_in_words(world: World, form: str, body: str, are: dict[str, str]) -> None:
    """A reported figure as a sentence prints it."""
    for name, wanted in are.items():
        row = ReportedValue.objects.filter(
            form_id=form, body=world.bodies[body], item=name, current=True
        ).latest("as_of")
        piece, _definition = queries.library_form(form, world.places["city"], row.as_of)
        same(contents.in_words(piece.item(name), row.value), wanted, name)


@then
def percent_words(world: World, form: str, part: str, whole: str, body: str, is_: str) -> None:
    """A share printed with 以上: the exact share floored to a whole percent."""
    values = {
        row.item: row.value
        for row in ReportedValue.objects.filter(form_id=form, body=world.bodies[body], current=True).order_by(
            "as_of"
        )
    }
    exact = figures.rate(values[part], values[whole])
    assert exact is not None
    same(f"{int(exact * 100)}%以上", is_, f"{part} of {whole}")


@then
def reported_reaches(
    world: World, form: str, item: str, body: str, target: int, is_: bool, printed: str = ""
) -> None:
    """Whether the exact value reaches a target; what it would print rounded does not matter."""
    row = ReportedValue.objects.filter(form_id=form, body=world.bodies[body], item=item, current=True).latest(
        "as_of"
    )
    piece, _definition = queries.library_form(form, world.places["city"], row.as_of)
    exact = contents.exact(piece.item(item), row.value)
    same(figures.reaches(exact, target), is_, f"{item} reaches {target}")
    if printed and exact is not None:
        same(f"{figures.half_up(Fraction(exact))}%", printed, "rounded")


@then
def best_ever(world: World, form: str, item: str, body: str, day: Any, is_: bool) -> None:
    """Whether the value of the period of a day is higher than every earlier one (and there is an earlier one)."""
    same(queries.is_record(form, item, world.bodies[body], local_day(instant(day))), is_, f"record of {item}")


@then
def countdown(world: World, day: Any, until: Any, is_: int) -> None:
    """The countdown of a board, in calendar days."""
    same((local_day(instant(until)) - local_day(instant(day))).days, is_, "days left")


@then
def report_sheet(world: World, form: str, at: Any, header: list[list[str]], lines: list[list[Any]]) -> None:
    """The workbook in the office's layout: its header rows with merged titles, its lines in order, its totals."""
    task = _task(world, form)
    out = io.BytesIO()
    write_ledger(out, printing.layout_of(task, instant(at)), printing.rows_of(queries.table(task)))
    book = python_calamine.load_workbook(io.BytesIO(out.getvalue()))
    rows = [["" if cell is None else cell for cell in row] for row in book.get_sheet_by_index(0).to_python()]
    top = next(n for n, row in enumerate(rows) if row[0] == header[0][0])
    same([[cell for cell in row if cell] for row in rows[top : top + len(header)]], header, "header")
    body = rows[top + len(header) : top + len(header) + len(lines)]
    plain = [[int(cell) if isinstance(cell, float) else cell for cell in row] for row in body]
    same(plain, lines, "lines")
