"""The verbs of reporting: registered, issued, filled in, checked, locked; nothing lost, nothing corrected."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from linli.definitions import get_library
from linli.domain.access import Actor
from linli.records.errors import Conflict, LinliError, NotAllowed
from linli.records.models import Event
from linli.reports import contents, measuring, queries, returned, services
from linli.reports.errors import Doubtful, NotRegistered, Overlapping
from linli.reports.models import FormEntry, Report, ReportedValue
from tests.reports.conftest import AT, CONTENT, Room, item

SYSTEM = Actor(None, None, "system")


def draft(room: Room, **content: object) -> FormEntry:
    body = room.city.bodies["urban"]
    return services.draft_form(
        title="新表", owner_id=body.pk, area_id=body.area_id, content={**CONTENT, **content}, basis="某文",
        valid_from=date(2026, 1, 1), actor=SYSTEM, at=AT,
    )  # fmt: skip


def test_a_form_that_asks_the_same_needs_a_reason(room: Room) -> None:
    entry = draft(room)
    with pytest.raises(Overlapping, match=r"走访情况周报表.*100%"):
        services.register_form(entry_id=entry.pk, actor=SYSTEM, at=AT)
    entry = services.register_form(entry_id=entry.pk, reason="城管口径按户籍地", actor=SYSTEM, at=AT)
    assert (entry.state, entry.overlaps[0][1]) == ("registered", 100)


def test_a_form_with_one_of_four_items_alike_passes(room: Room) -> None:
    items = [
        CONTENT["items"][0],
        *(item(f"n{n}", name) for n, name in enumerate(("甲类商铺", "占道经营", "清运垃圾"))),
    ]
    entry = draft(room, items=items)
    services.register_form(entry_id=entry.pk, actor=SYSTEM, at=AT)
    assert [one.percent for one in queries.overlaps(entry, date(2026, 11, 1))] == [25]


def test_the_burden_is_shown_to_the_issuer(room: Room) -> None:
    assert queries.burden(room.entry).entries == 3 * 2 * 52


@pytest.mark.parametrize(
    "wrong", [{"period": None}, {"items": []}, {"items": [item("a", "甲", cumulates="b")]}]
)
def test_a_form_with_a_mistake_is_not_drafted(room: Room, wrong: dict[str, object]) -> None:
    with pytest.raises(LinliError, match="表样有误"):
        draft(
            room, **{key: value for key, value in wrong.items() if value is not None} or {"period": "never"}
        )


def test_what_is_not_on_the_list_does_not_go_out(room: Room) -> None:
    services.end_form(entry_id=room.entry.pk, reason="并入一表通", actor=SYSTEM, at=AT)
    with pytest.raises(NotRegistered, match="不在报表清单"):
        room.issue()


def test_a_body_outside_the_forms_place_is_not_asked(room: Room) -> None:
    with pytest.raises(LinliError, match="不在这张表的适用范围内"):
        room.issue(bodies=("lake_committee", "willow_committee"))


def test_the_due_time_follows_the_calendar(room: Room) -> None:
    task = room.issue()
    # The week of 9 to 15 November; due one working day after Sunday.
    assert task.due_at == datetime(2026, 11, 16, 10, tzinfo=UTC)
    assert (task.start, task.end) == (date(2026, 11, 9), date(2026, 11, 16))


def test_the_first_time_is_blank_and_later_all_is_filled_in(room: Room) -> None:
    first = room.issue(date(2026, 11, 3))
    assert queries.prefill(contents.form_of(first.content), room.report(first)) == {}
    services.withdraw_task(task_id=first.pk, reason="重发", actor=SYSTEM, at=AT)
    room.last_week()
    task = room.issue()
    filled = queries.prefill(contents.form_of(task.content), room.report(task))
    assert {key: (one.value, one.why) for key, one in filled.items()} == {
        "visits": (0, "none_happened"), "visits_all": (105, "sum"), "lonely": (7, "last"),
    }  # fmt: skip


def test_records_fill_in_before_last_period_does(room: Room) -> None:
    measuring.provide(
        "cases.visits", lambda _body, _area, start, _end: 9 if start == date(2026, 11, 9) else None
    )
    try:
        room.last_week()
        FormEntry.objects.filter(pk=room.entry.pk).update(
            content={
                **CONTENT,
                "items": [{**CONTENT["items"][0], "measure": "cases.visits"}, *CONTENT["items"][1:]],
            }
        )
        task = room.issue()
        report = room.report(task)
        filled = queries.prefill(contents.form_of(task.content), report)
        assert (filled["visits"].value, filled["visits_all"].value) == (9, 114)
        services.submit_report(
            report_id=report.pk, values={key: one.value for key, one in filled.items()}, actor=SYSTEM, at=AT
        )
        assert ReportedValue.objects.get(report=report, item="visits").origin == "records"
    finally:
        measuring.forget("cases.visits")


def test_every_value_carries_definition_date_source_and_issuer(room: Room) -> None:
    room.last_week()
    for row in ReportedValue.objects.all():
        assert (row.source, row.issuer_text) == ("湖光社区居委会填报", "东湖街道办事处")
        assert row.meaning
        assert row.as_of == datetime(2026, 11, 8, 16, tzinfo=UTC)


def test_a_falling_total_is_kept_only_with_a_reason_and_both_stay(room: Room) -> None:
    room.last_week()
    report = room.report(room.issue())
    values = {"visits": 0, "visits_all": 90, "lonely": 7}
    with pytest.raises(Doubtful, match="先核实") as doubt:
        services.submit_report(report_id=report.pk, values=values, actor=SYSTEM, at=AT)
    assert [one.rule for one in doubt.value.findings] == ["not_falling"]
    assert Report.objects.get(pk=report.pk).state == "draft"
    services.submit_report(
        report_id=report.pk,
        values=values,
        explanations={"not_falling": "上周重复计了15户"},
        actor=SYSTEM,
        at=AT,
    )
    said = queries.versions(queries.key_of(room.entry), "visits_all", report.body_id)
    assert [(row.value, row.explanation) for row in said] == [(105, ""), (90, "上周重复计了15户")]


def test_a_changed_value_leaves_its_trace(room: Room) -> None:
    report = room.report(room.issue())
    services.save_report(report_id=report.pk, values={"visits": 3}, actor=SYSTEM, at=AT)
    services.save_report(report_id=report.pk, values={"visits": 4}, actor=SYSTEM, at=AT)
    rows = ReportedValue.objects.filter(report=report).order_by("pk")
    assert [(row.value, row.current) for row in rows] == [(3, False), (4, True)]


def test_nothing_filled_in_is_no_report_and_zero_is_one(room: Room) -> None:
    report = room.report(room.issue())
    with pytest.raises(NotAllowed, match="一格都没有填"):
        services.submit_report(report_id=report.pk, values={"visits": None}, actor=SYSTEM, at=AT)
    done = services.submit_report(report_id=report.pk, values={"visits": 0}, actor=SYSTEM, at=AT)
    assert (done.state, done.complete, done.on_time) == ("submitted", False, True)


def test_two_at_once_meet_the_version(room: Room) -> None:
    report = room.report(room.issue())
    services.save_report(
        report_id=report.pk, values={"visits": 3}, version=report.version, actor=SYSTEM, at=AT
    )
    with pytest.raises(Conflict):
        services.save_report(
            report_id=report.pk, values={"visits": 4}, version=report.version, actor=SYSTEM, at=AT
        )


def test_levels_check_in_their_order(room: Room) -> None:
    body = room.city.bodies["urban"]
    entry = draft(room, items=[item("other", "完全不同的项")])
    services.register_form(entry_id=entry.pk, actor=SYSTEM, at=AT)
    from tests.reports.conftest import DAY, week

    task = services.issue_task(
        entry_id=entry.pk, period=week(DAY), body_ids=[room.city.bodies["lake_committee"].pk], issuer_id=body.pk,
        actor=SYSTEM, at=AT,
    )  # fmt: skip
    report = room.report(task)
    assert report.levels == ["street", "district"]
    services.submit_report(report_id=report.pk, values={"other": 1}, actor=room.actor("secretary"), at=AT)
    with pytest.raises(NotAllowed, match="街道"):
        services.check_report(report_id=report.pk, actor=room.actor("officer"), at=AT)
    services.check_report(report_id=report.pk, actor=room.actor("clerk"), at=AT)
    assert services.check_report(report_id=report.pk, actor=room.actor("officer"), at=AT).state == "checked"


def test_locked_figures_open_with_a_reason_only(room: Room) -> None:
    task = room.last_week()
    report = room.report(task)
    with pytest.raises(NotAllowed, match="底数锁定"):
        services.save_report(report_id=report.pk, values={"visits": 1}, actor=SYSTEM, at=AT)
    services.close_task(task_id=task.pk, actor=SYSTEM, at=AT)
    with pytest.raises(LinliError, match="写明原因"):
        services.unlock_report(report_id=report.pk, reason=" ", actor=SYSTEM, at=AT)
    services.unlock_report(report_id=report.pk, reason="户数报重", actor=SYSTEM, at=AT)
    report.refresh_from_db()
    assert (report.state, report.task.state, report.on_time) == ("returned", "open", report.on_time)
    names = (
        Event.objects.filter(kind="report", subject_id=report.pk)
        .order_by("seq")
        .values_list("name", flat=True)
    )
    assert list(names) == [
        "report.expected", "report.submitted", "report.checked", "report.locked", "report.unlocked",
    ]  # fmt: skip


def test_files_that_came_back_become_reports(room: Room, tmp_path: object) -> None:
    import io

    from linli.ledgers.writing.xlsx import write_ledger
    from linli.reports import printing

    task = room.issue(bodies=("lake_committee",))
    report = room.report(task)

    def book(values: dict[str, object]) -> bytes:
        out = io.BytesIO()
        write_ledger(out, printing.layout_of(task, AT, report), [{"body": "湖光社区居委会", **values}])
        return out.getvalue()

    bad = book({"visits": "约30", "visits_all": 3, "lonely": 1})
    stranger = [("别处.xlsx", book({"visits": 1}).replace(b"PK", b"PK", 1))]
    found = returned.take_files(task, [("湖光.xlsx", bad), ("x.xlsx", b"nonsense")], actor=SYSTEM, at=AT)
    assert "不是数字" in found[0].error
    assert found[1].error
    assert stranger
    good = book({"visits": 3, "visits_all": 3, "lonely": 0})
    (taken,) = returned.take_files(task, [("湖光.xlsx", good)], actor=SYSTEM, at=AT)
    assert (taken.error, taken.bodies) == ("", ("湖光社区居委会",))
    row = ReportedValue.objects.get(report=report, item="lonely", current=True)
    assert (row.value, row.origin, row.source) == (0, "import", "湖光.xlsx")
    (again,) = returned.take_files(task, [("湖光.xlsx", good)], actor=SYSTEM, at=AT)
    assert "已经报过" in again.error


@pytest.mark.databases
def test_the_same_period_goes_out_once(room: Room) -> None:
    room.issue()
    with pytest.raises(LinliError, match="已经发过"):
        room.issue()


def test_records_of_a_registered_set_are_counted_by_names_only(room: Room) -> None:
    area, body = room.city.areas["lake"], room.city.bodies["lake_committee"].pk
    start, end = date(2026, 11, 1), date(2026, 12, 1)
    assert measuring.value("cases/reported_at", body, area, start, end) == 0
    assert measuring.value("cases/reported_at/state/closed", body, area, start, end) == 0
    for unknown in ("nothing/at", "cases/text", "cases/reported_at/password/1", "cases/reported_at/state"):
        assert measuring.value(unknown, body, area, start, end) is None


def test_figures_read_reported_values_with_their_source(room: Room) -> None:
    from linli.domain.periods import Kind, period_of
    from linli.records.measures import Unit

    form = get_library().mechanisms["town_scholarship"].report_forms[0]
    body = room.city.bodies["east_office"]
    year = period_of(Kind.YEAR, date(2023, 8, 24))
    services.record_values(
        form=form, definition_id=None, body_id=body.pk, period=year, values={"master": 28, "doctor": 0},
        as_of=datetime(2023, 8, 24, 4, tzinfo=UTC), source="地方报纸", issuer="镇政府", actor=SYSTEM, at=AT,
    )  # fmt: skip
    units = [Unit("body", body.pk), Unit("area", body.area_id), Unit("body", room.city.bodies["urban"].pk)]
    found = measuring.read("scholarship_year.doctor", units, year.start, year.end, year.last_day, AT)
    assert {unit: (int(one.amount), one.source) for unit, one in found.items()} == {
        units[0]: (0, "地方报纸"), units[1]: (0, "地方报纸"),
    }  # fmt: skip
    assert measuring.read("scholarship_year.first_tier", units, year.start, year.end, year.last_day, AT) == {}
    before = datetime(2020, 1, 1, tzinfo=UTC)
    assert measuring.read("scholarship_year.doctor", units, year.start, year.end, year.last_day, before) == {}


def test_a_figure_sent_against_a_rule_is_doubted_on_today_of_who_asked(room: Room) -> None:
    room.last_week()
    report = room.report(room.issue())
    services.submit_report(
        report_id=report.pk,
        values={"visits": 0, "visits_all": 90, "lonely": 7},
        explanations={"not_falling": "上周重复计了15户"},
        actor=SYSTEM,
        at=AT,
    )
    page = room.client("clerk").get("/", {"late": "1"}).content.decode()
    assert "疑似错报" in page
    assert "疑似错报" not in room.client("west_clerk").get("/", {"late": "1"}).content.decode()
    services.check_report(report_id=report.pk, actor=room.actor("clerk"), at=AT)
    assert "疑似错报" not in room.client("leader").get("/", {"late": "1"}).content.decode()
