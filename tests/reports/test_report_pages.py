"""Pages of 收表报数: two clicks when nothing changed, the receiving page, the registry; within their query budget."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
import python_calamine
from django.test import Client
from django.urls import reverse

from linli.records.time import frozen
from linli.reports import services
from linli.reports.models import FormEntry, Report, ReportTask
from tests.reports.conftest import AT, Room

Enter = Callable[[str], Client]


def test_unchanged_figures_go_in_with_two_clicks_and_no_field(room: Room, enter: Enter) -> None:
    """B9: Today → the report (click 1) → 上报 (click 2), with what the page filled in."""
    room.last_week()
    report = room.report(room.issue())
    secretary = enter("secretary")
    with frozen(AT):
        today = secretary.get(reverse("desk:today") + "?late=1").content.decode()
        address = reverse("reports:fill", args=[report.pk])
        assert "要报的数（已预填）" in today
        assert address in today
        page = secretary.get(address)
        sent = {f.item.id: f.typed for f in page.context["fields"] if not f.computed}
        sent |= {"version": page.context["report"].version, "submit": "1"}
        assert secretary.post(address, sent).status_code == 302
    report.refresh_from_db()
    assert (report.state, report.complete) == ("submitted", True)
    assert dict(report.values.filter(current=True).values_list("item", "value")) == {
        "visits": 0, "visits_all": 105, "lonely": 7,
    }  # fmt: skip


def test_the_week_is_typed_and_the_total_computed(room: Room, enter: Enter) -> None:
    room.last_week()
    report = room.report(room.issue())
    address = reverse("reports:fill", args=[report.pk])
    enter("secretary").post(address, {"visits": "12", "lonely": "7", "submit": "1"})
    assert report.values.get(item="visits_all", current=True).value == 117


def test_a_corrected_total_is_kept_as_typed_and_asked_about(room: Room, enter: Enter) -> None:
    room.last_week()
    task = room.issue()
    report = room.report(task)
    address = reverse("reports:fill", args=[report.pk])
    enter("secretary").post(
        address, {"visits": "12", "lonely": "7", "correct_visits_all": "116", "submit": "1"}
    )
    assert report.values.get(item="visits_all", current=True).value == 116
    assert "应为117（上期累计＋本期），填报116" in enter("clerk").get(
        reverse("reports:task", args=[task.pk])
    ).content.decode().replace("&#x27;", "'")


def test_a_bad_cell_keeps_what_was_typed(room: Room, enter: Enter) -> None:
    report = room.report(room.issue())
    answer = enter("secretary").post(
        reverse("reports:fill", args=[report.pk]),
        {"visits": "约30", "visits_all": "30", "lonely": "2", "submit": "1"},
    )
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="约30"' in text
    assert "不是数字" in text
    assert 'aria-invalid="true"' in text


def test_a_doubt_is_explained_on_the_page(room: Room, enter: Enter) -> None:
    room.last_week()
    report = room.report(room.issue())
    address, sent = (
        reverse("reports:fill", args=[report.pk]),
        {"visits": "0", "lonely": "7", "correct_visits_all": "90", "submit": "1"},
    )
    secretary = enter("secretary")
    text = secretary.post(address, sent).content.decode()
    assert 'name="explain_not_falling"' in text
    assert secretary.post(address, {**sent, "explain_not_falling": "上周报重"}).status_code == 302


def test_a_stale_page_is_told_and_loses_nothing(room: Room, enter: Enter) -> None:
    report = room.report(room.issue())
    services.save_report(report_id=report.pk, values={"visits": 1}, actor=room.actor("worker"), at=AT)
    answer = enter("secretary").post(
        reverse("reports:fill", args=[report.pk]), {"visits": "8", "version": "2", "save": "1"}
    )
    assert answer.status_code == 409
    assert 'value="8"' in answer.content.decode()


def test_the_receiving_page_names_who_is_missing(room: Room, enter: Enter) -> None:
    task = room.issue()
    text = enter("clerk").get(reverse("reports:task", args=[task.pk])).content.decode()
    assert "已报0/1" in text
    assert "湖光社区居委会" in text
    assert "催报" in text


def test_the_clerk_checks_locks_and_closes(room: Room, enter: Enter) -> None:
    task = room.issue()
    report = services.submit_report(
        report_id=room.report(task).pk, values={"visits": 1, "visits_all": 1, "lonely": 0},
        actor=room.actor("secretary"), at=AT,
    )  # fmt: skip
    clerk = enter("clerk")
    step = reverse("reports:report_step", args=[report.pk, "check"])
    assert clerk.post(step, {"version": report.version}).status_code == 302
    for name in ("lock", "close"):
        assert clerk.post(reverse("reports:task_step", args=[task.pk, name])).status_code == 302
    assert ReportTask.objects.get(pk=task.pk).state == "closed"
    sheet = clerk.get(reverse("reports:sheet", args=[task.pk]))
    rows = python_calamine.load_workbook(io.BytesIO(sheet.content)).get_sheet_by_index(0).to_python()
    assert [row[:4] for row in rows if row[0] in ("湖光社区居委会", "合计")] == [
        ["湖光社区居委会", 1.0, 1.0, 0.0], ["合计", 1.0, 1.0, 0.0],
    ]  # fmt: skip
    assert "%E5" in sheet["Content-Disposition"]


def test_a_report_goes_back_with_its_reason(room: Room, enter: Enter) -> None:
    task = room.issue()
    report = services.submit_report(
        report_id=room.report(task).pk, values={"visits": 1}, actor=room.actor("secretary"), at=AT
    )
    clerk, step = enter("clerk"), reverse("reports:report_step", args=[report.pk, "send_back"])
    assert clerk.post(step, {"reason": ""}).status_code == 422
    assert clerk.post(step, {"reason": "独居老人没有填"}).status_code == 302
    assert "独居老人没有填" in enter("secretary").get(reverse("reports:mine")).content.decode()


@pytest.mark.parametrize("post", ["willow_secretary", "manager", "handler", "west_clerk"])
def test_a_stranger_finds_nothing(room: Room, enter: Enter, post: str) -> None:
    report = room.report(room.issue())
    stranger = enter(post)
    assert stranger.get(reverse("reports:fill", args=[report.pk])).status_code == 404
    assert stranger.get(reverse("reports:task", args=[report.task_id])).status_code in (403, 404)


def test_a_community_may_not_check_its_own_report(room: Room, enter: Enter) -> None:
    report = services.submit_report(
        report_id=room.report(room.issue()).pk, values={"visits": 1}, actor=room.actor("secretary"), at=AT
    )
    assert (
        enter("secretary").post(reverse("reports:report_step", args=[report.pk, "check"])).status_code == 403
    )


def test_a_form_is_drawn_up_compared_and_sent(room: Room, enter: Enter) -> None:
    clerk = enter("clerk")
    sent: dict[str, Any] = {
        "title": "小微工程表", "basis": "邻安办〔2026〕9号", "period": "month", "days": "3", "valid_to": "2027-12-31",
        "items": "小微工程个数，项，期末\n走访户数，户",
    }  # fmt: skip
    answer = clerk.post(reverse("reports:form_new"), sent)
    assert answer.status_code == 302
    entry = FormEntry.objects.latest("pk")
    page = clerk.get(reverse("reports:form", args=[entry.pk])).content.decode()
    assert "走访情况周报表" in page
    assert "50%" in page
    assert clerk.post(reverse("reports:form_register", args=[entry.pk])).status_code == 403
    officer = enter("officer")
    register = reverse("reports:form_register", args=[entry.pk])
    assert officer.post(register).status_code == 422
    assert officer.post(register, {"reason": "按月口径"}).status_code == 302
    bodies = [room.city.bodies["lake_committee"].pk]
    issued = clerk.post(reverse("reports:issue", args=[entry.pk]), {"day": "2026-11-20", "bodies": bodies})
    assert issued.status_code == 302
    assert Report.objects.filter(task__form=entry).count() == 1


def test_a_wrong_line_of_a_form_is_named(room: Room, enter: Enter) -> None:
    answer = enter("clerk").post(
        reverse("reports:form_new"),
        {
            "title": "x",
            "basis": "y",
            "period": "month",
            "days": "3",
            "valid_to": "2027-12-31",
            "items": "a，光年",
        },
    )
    assert answer.status_code == 422
    assert "光年" in answer.content.decode()
