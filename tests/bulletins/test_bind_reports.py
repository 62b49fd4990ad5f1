"""Bulletins on reported values: what was sent back or taken back is not printed, the own word goes before another's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

import pytest

from linli.bulletins import from_reports
from linli.bulletins.sources import Ask
from linli.definitions.bulletins import BoundFigure, BoundTable
from linli.definitions.text import Text
from linli.domain.access import SYSTEM, AreaRef
from linli.domain.periods import Kind, Period, period_of
from linli.mechanisms import services as mechanisms
from linli.reports import contents, queries, services
from linli.reports.models import FormEntry, Report, ReportTask
from tests.bulletins.conftest import AT
from tests.office import Office

MONTH = period_of(Kind.MONTH, date(2026, 10, 5))
HALLS = BoundFigure("halls", Text("议事厅", "halls"), "reported", of="hall_month.open_sessions")
TABLE = BoundTable("halls", Text("议事厅", "halls"), "reports", of="hall_month", columns=(HALLS,))


@dataclass
class Halls:
    """The street with the monthly form of its halls on the list."""

    office: Office
    entry: FormEntry

    def issue(self, period: Period = MONTH) -> ReportTask:
        return services.issue_task(
            entry_id=self.entry.pk, period=period, body_ids=[self.office.city.bodies["lake_committee"].pk],
            issuer_id=self.office.city.bodies["east_office"].pk, actor=SYSTEM, at=AT,
        )  # fmt: skip

    def submit(self, task: ReportTask, number: int) -> Report:
        form = contents.form_of(task.content)
        return services.submit_report(
            report_id=Report.objects.get(task=task).pk, values={item.id: number for item in form.items},
            explanations=dict.fromkeys((rule.id for rule in contents.rules_of(form, task.start)), "核实过"),
            actor=self.office.actor("secretary"), at=AT,
        )  # fmt: skip

    def ask(self, figure: BoundFigure = HALLS) -> Ask:
        street = AreaRef("street", self.office.city.areas["east"])
        start = datetime.combine(MONTH.start, AT.timetz())
        return Ask(figure, street, start, AT, MONTH.last_day, AT + timedelta(days=1))


@pytest.fixture
def halls(at_work: Office) -> Halls:
    place = at_work.city.areas["city"]
    mechanisms.roll_out(mechanism="red_hall_figures", area_id=place, actor=SYSTEM, at=AT - timedelta(days=90))
    body = at_work.city.bodies["east_office"]
    form, definition = queries.library_form("hall_month", body.area_id, AT)
    entry = services.draft_form(
        title="议事厅月报", owner_id=body.pk, area_id=body.area_id, content=contents.to_data(form), basis="街道办法",
        valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31), bodies_expected=1, form_id=form.id,
        definition_id=definition, actor=SYSTEM, at=AT,
    )  # fmt: skip
    return Halls(at_work, services.register_form(entry_id=entry.pk, actor=SYSTEM, at=AT))


def test_a_report_sent_back_is_not_printed(halls: Halls) -> None:
    report = halls.submit(halls.issue(), 3)
    assert from_reports.of_reports(halls.ask()).value == 3
    services.send_back(report_id=report.pk, reason="算错了", actor=SYSTEM, at=AT)
    assert from_reports.of_reports(halls.ask()).value is None
    grid = from_reports.of_task(TABLE, halls.ask())
    assert [cell.printed for cell in grid.rows[0][1]][1:] == ["未报"]
    assert report.body.name in grid.note


def test_the_own_report_goes_before_what_another_said_later(halls: Halls) -> None:
    task = halls.issue()
    halls.submit(task, 3)
    services.record_values(
        form=contents.form_of(task.content), form_key="hall_month", definition_id=None,
        body_id=halls.office.city.bodies["lake_committee"].pk, period=MONTH, values={"open_sessions": 5},
        as_of=AT + timedelta(hours=3), source="专题报道", issuer="某机关", actor=SYSTEM, at=AT,
    )  # fmt: skip
    assert from_reports.of_reports(halls.ask()).value == 3


def test_a_collection_taken_back_is_passed_over(halls: Halls) -> None:
    before = period_of(Kind.MONTH, date(2026, 9, 5))
    halls.submit(halls.issue(before), 2)
    task = halls.issue()
    services.withdraw_task(task_id=task.pk, reason="发错了", actor=SYSTEM, at=AT)
    grid = from_reports.of_task(TABLE, halls.ask())
    assert "未报" not in grid.note
    assert [cell.printed for cell in grid.rows[0][1]][1:] == ["2"]
