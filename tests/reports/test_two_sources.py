"""Two sources of one value: 185 and 106 findings stand side by side with date and source; the report's own figure stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from django.test import Client
from django.urls import reverse

from linli.domain.periods import Period
from linli.reports import contents, printing, queries, services
from linli.reports.models import FormEntry, ReportedValue
from tests.reports.conftest import AT, CONTENT, Room, week


def test_what_a_paper_says_stands_beside_what_was_reported(
    room: Room, enter: Callable[[str], Client]
) -> None:
    task = room.issue()
    report = services.submit_report(
        report_id=room.report(task).pk, values={"visits": 106, "visits_all": 106, "lonely": 0},
        actor=room.actor("secretary"), at=AT,
    )  # fmt: skip
    clerk, address = enter("clerk"), reverse("reports:source_new", args=[report.pk])
    sent = {"source": "专题报道", "issuer": "某机关", "as_of": "2026-11-15", "v_visits": "185"}
    assert "不覆盖" in clerk.get(address).content.decode()
    assert clerk.post(address, {**sent, "v_visits": "约185"}).status_code == 422
    assert clerk.post(address, {**sent, "v_visits": ""}).status_code == 422
    assert clerk.post(address, {**sent, "source": ""}).status_code == 422
    assert clerk.post(address, sent).status_code == 302
    key = queries.key_of(room.entry)
    text = clerk.get(reverse("reports:sources", args=[report.body_id, key])).content.decode()
    for word in ("106", "185", "专题报道", "湖光社区居委会填报", "不一致"):
        assert word in text
    assert queries.values_of(report)["visits"] == 106
    assert "另有来源" in clerk.get(reverse("reports:fill", args=[report.pk])).content.decode()
    assert enter("secretary").get(address).status_code == 403


def test_no_draft_and_no_sensitive_value_is_told_to_others(
    room: Room, enter: Callable[[str], Client]
) -> None:
    task = room.issue()
    report = services.submit_report(
        report_id=room.report(task).pk, values={"visits": 106, "visits_all": 106, "lonely": 0},
        actor=room.actor("secretary"), at=AT,
    )  # fmt: skip
    address = reverse("reports:sources", args=[report.body_id, queries.key_of(room.entry)])
    clerk, officer = enter("clerk"), enter("officer")
    assert "106" in officer.get(address).content.decode()
    FormEntry.objects.filter(pk=room.entry.pk).update(content={**CONTENT, "sensitive": True})
    assert officer.get(address).status_code == 404
    assert "106" in clerk.get(address).content.decode()
    services.send_back(report_id=report.pk, reason="算错了", actor=room.actor("clerk"), at=AT)
    assert clerk.get(address).status_code == 404


def test_next_period_starts_from_the_own_figure_not_from_the_other(room: Room) -> None:
    task = room.last_week()
    services.record_values(
        form=contents.form_of(task.content), form_key=queries.key_of(task.form), definition_id=None,
        body_id=room.report(task).body_id, period=week_before(), values={"visits_all": 400}, as_of=AT,
        source="来文", issuer="区里", actor=room.actor("clerk"), at=AT,
    )  # fmt: skip
    following = room.issue()
    filled = queries.prefill(contents.form_of(following.content), room.report(following))
    assert filled["visits_all"].value == 105
    assert ReportedValue.objects.filter(item="visits_all", current=True).count() == 2


def week_before() -> Period:
    return week(date(2026, 11, 3))


def test_a_form_prints_in_the_columns_and_order_of_its_own_file(room: Room) -> None:
    layout = {
        "title": {"zh": "走访表", "en": "x"}, "order": ["湖光"],
        "columns": [
            {"key": "lonely", "title": {"zh": "独居", "en": "x"}, "above": [{"zh": "老人", "en": "x"}], "total": True},
            {"key": "visits", "title": {"zh": "走访", "en": "x"}},
        ],
    }  # fmt: skip
    FormEntry.objects.filter(pk=room.entry.pk).update(content={**CONTENT, "layout": layout})
    task = room.issue()
    made = printing.layout_of(task, AT)
    assert [(col.key, col.above, col.title) for col in made.columns] == [
        ("body", (), "单位"), ("lonely", ("老人",), "独居"), ("visits", (), "走访"),
    ]  # fmt: skip
    assert "不是排名" in made.note


def test_a_printed_column_says_its_unit(room: Room) -> None:
    made = printing.layout_of(room.issue(), AT)
    assert [col.title for col in made.columns] == [
        "单位",
        "走访户数（户）",
        "累计走访户数（户）",
        "独居老人户数（户）",
    ]
