"""B16: the day's 12345 export in by number, again as an update; an office's own list; papers of a case."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from typing import Any

import openpyxl
import pytest
import xlsxwriter

from linli.cases import services as cases
from linli.cases.models import Case, Contact
from linli.domain.access import AreaRef
from linli.ledgers import registry, services
from linli.ledgers.models import Import
from linli.ledgers.writing.xlsx import write_ledger
from linli.papers.models import Paper
from linli.records.models import Event

AT = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
HEADER = [
    "工单编号",
    "受理时间",
    "来电人",
    "来电号码",
    "事发地址",
    "诉求内容",
    "办理时限",
    "回访结果",
    "其他列",
]


def order(number: str = "SH001", **more: Any) -> list[Any]:
    row = {
        "number": number,
        "received": "2026-11-19 10:30:00",
        "name": "王某",
        "phone": "13800138000",
        "place": "幸福里小区12号楼",
        "text": "下水管堵了，一楼返水。",
        "due": "2026-11-27 18:00",
        "call_back": "",
        **more,
    }
    return [*row.values(), "x"]


def workbook(rows: list[list[Any]], header: list[str] = HEADER) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    for at, row in enumerate([header, *rows]):
        sheet.write_row(at, 0, row)
    book.close()
    return out.getvalue()


def bring(world: Any, data: bytes, target: str = "hotline12345", at: datetime = AT) -> Import:
    actor = world.desk
    batch = services.start_import(
        target_id=target,
        name="当日工单.xlsx",
        data=data,
        actor=actor,
        at=at,
        fill=(AreaRef("street", world.places["street"]),),
    )
    if batch.state == "mapping":
        batch = services.confirm_mapping(import_id=batch.pk, mapping=batch.mapping, actor=actor, at=at)
    return services.apply_import(import_id=batch.pk, actor=actor, at=at)


def test_the_day_s_orders_come_in_with_number_place_and_due_time(world: Any) -> None:
    batch = bring(world, workbook([order()]))
    assert (batch.rows_done, batch.rows_failed, batch.rows_bad) == (1, 0, 0)
    case = Case.objects.get()
    assert (case.source, case.external_number, case.kind) == ("hotline12345", "SH001", "hotline_order")
    assert case.area_id == world.places["building"]
    assert case.external_due == datetime(2026, 11, 27, 10, 0, tzinfo=UTC)
    assert case.reported_at == datetime(2026, 11, 19, 2, 30, tzinfo=UTC)
    assert case.category.startswith("property_pipe")


def test_name_and_phone_lie_in_the_erasable_contact_only(world: Any) -> None:
    bring(world, workbook([order()]))
    contact = Contact.objects.get()
    assert (contact.name, contact.phone) == ("王某", "13800138000")
    case = Case.objects.get()
    assert "王某" not in case.text + case.title + case.spot
    assert case.reachable is False


def test_the_same_file_again_changes_nothing_and_a_new_one_updates_by_number(world: Any) -> None:
    data = workbook([order()])
    bring(world, data)
    again = bring(world, data)
    assert set(again.rows.values_list("how", flat=True)) == {"unchanged"}
    later = bring(world, workbook([order(due="2026-11-30", call_back="满意"), order("SH002")]))
    assert list(later.rows.order_by("number").values_list("how", flat=True)) == ["updated", "created"]
    case = Case.objects.get(external_number="SH001")
    assert case.external_due == datetime(2026, 11, 30, 10, 0, tzinfo=UTC)
    assert case.external_call_back == "solved"
    assert Case.objects.count() == 2


def test_the_second_day_needs_one_confirmation(world: Any) -> None:
    bring(world, workbook([order()]))
    batch = services.start_import(
        target_id="hotline12345",
        name="次日.xlsx",
        data=workbook([order("SH009")]),
        actor=world.desk,
        at=AT,
        fill=(AreaRef("street", world.places["street"]),),
    )
    assert (batch.state, batch.remembered) == ("preview", True)


def test_an_order_that_names_no_place_goes_to_the_own_street(world: Any) -> None:
    bring(world, workbook([order(place="不详", text="噪声扰民")]))
    assert Case.objects.get().area_id == world.places["street"]


def test_bad_cells_of_an_export_are_named(world: Any) -> None:
    batch = bring(
        world, workbook([order("SH1"), order("", text=""), order("SH3", due="下周", call_back="还行")])
    )
    problems = {row.number: [cell[0] for cell in row.problems] for row in batch.rows.filter(state="bad")}
    assert problems == {3: ["number", "text"], 4: ["due", "call_back"]}


def test_one_number_twice_in_a_file_is_told(world: Any) -> None:
    batch = bring(world, workbook([order(), order()]))
    assert (batch.rows_done, batch.rows_bad) == (1, 1)


def test_undispatched_orders_can_be_taken_back_dispatched_ones_not(world: Any) -> None:
    batch = bring(world, workbook([order("SH1"), order("SH2")]))
    held = Case.objects.get(external_number="SH2")
    cases.dispatch_case(
        case_id=held.pk, body_id=world.bodies["company"], reason="公共管道", actor=world.desk, at=AT
    )
    undo = services.undo_import(import_id=batch.pk, actor=world.desk, at=AT)
    assert (undo.rows_done, undo.rows_failed) == (1, 1)
    assert Case.objects.get(external_number="SH1").state == "withdrawn"


LIST = ["日期", "小区", "存在问题", "反映人", "联系电话", "类别"]


def test_an_office_s_own_list_becomes_cases_of_their_days(world: Any) -> None:
    rows = [
        ["2026-11-18", "幸福里小区", "楼道灯不亮", "李某", "13900000000", ""],
        ["", "火星小区", "灯不亮", "", "", ""],
    ]
    batch = bring(world, workbook(rows, LIST), "cases")
    assert (batch.rows_done, batch.rows_bad) == (1, 1)
    case = Case.objects.get()
    assert (case.channel, case.area_id) == ("excel", world.places["estate"])
    assert case.reported_at == datetime(2026, 11, 17, 16, 0, tzinfo=UTC)


def test_the_ledger_of_cases_names_nobody_and_prints_the_office_s_layout(world: Any) -> None:
    world.dispatched(text="12号楼水管漏，找王某 13800138000。")
    outlet = registry.outlet("cases")
    scope = world.scope("street", ("street", "street"))
    out = io.BytesIO()
    day = AT.date()
    assert write_ledger(out, outlet.layout(scope, {}, day), outlet.rows(scope, {}, AT)) == 1
    text = str([[cell.value for cell in row] for row in openpyxl.load_workbook(out).active.rows])
    assert "13800138000" not in text
    assert "单位（盖章）：河东街道办事处" in text
    assert outlet.count(scope, {"stage": "closed"}, AT) == 0


def test_urging_by_the_desk_writes_a_numbered_paper_to_the_lead(world: Any) -> None:
    case = world.dispatched(text="12号楼水管漏，联系13800138000。")
    cases.urge(case_id=case.pk, actor=world.desk, at=AT)
    paper = Paper.objects.get()
    assert (paper.kind, paper.state) == ("urge", "issued")
    assert paper.number.endswith("催〔2026〕1号")
    assert (paper.subject_kind, paper.subject_id) == ("case", case.pk)
    assert paper.addressee_id == world.bodies["company"]
    assert "13800138000" not in str(paper.document)


def test_who_goes_on_with_the_matter_has_signed_for_its_paper(world: Any) -> None:
    case = world.dispatched()
    cases.urge(case_id=case.pk, actor=world.desk, at=AT)
    sent = Paper.objects.get().deliveries.get()
    assert (sent.organization_id, sent.signed_at) == (world.bodies["company"], None)
    later = AT + timedelta(hours=1)
    cases.accept(case_id=case.pk, actor=world.unit, at=later)
    sent.refresh_from_db()
    assert sent.signed_at == later
    assert Event.objects.filter(kind="paper", subject_id=sent.paper_id).last().name == "paper.signed_for"  # type: ignore[union-attr]
    cases.record_contact(
        case_id=case.pk, text="已联系", reached=True, actor=world.unit, at=later + timedelta(hours=1)
    )
    sent.refresh_from_db()
    assert sent.signed_at == later


def test_a_resident_s_urging_makes_no_paper(world: Any) -> None:
    from tests.cases.conftest import PUBLIC

    case = world.dispatched()
    cases.urge(case_id=case.pk, actor=PUBLIC, at=AT)
    assert not Paper.objects.exists()


def test_raising_a_case_writes_a_report_to_the_higher_body(world: Any) -> None:
    case = world.accepted(body="company")
    at = AT + timedelta(hours=2)
    cases.raise_level(
        case_id=case.pk, body_id=world.bodies["district_office"], reason="需专业队伍", actor=world.unit, at=at
    )
    paper = Paper.objects.get()
    assert (paper.kind, paper.addressee_id) == ("special_report", world.bodies["district_office"])


@pytest.mark.parametrize("rows", [300])
def test_a_large_export_comes_in_whole(world: Any, rows: int) -> None:
    batch = bring(world, workbook([order(f"SH{n:05}") for n in range(rows)]))
    assert (batch.rows_done, Case.objects.count()) == (rows, rows)
