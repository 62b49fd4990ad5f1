"""Figures drawn from records: prefilled, opened, compared with what was typed; nobody's record is nobody's figure."""

from __future__ import annotations

import dataclasses
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.definitions import get_library
from linli.definitions.indicators import Filter, Rows
from linli.definitions.reports import DrawnFrom
from linli.domain.access import SYSTEM
from linli.mechanisms import services as mechanisms
from linli.records import measures
from linli.records.time import frozen
from linli.registers import services as registers
from linli.registers.models import RegisterItem
from linli.registers.services import New
from linli.reports import contents, drawn, queries, services
from linli.reports.models import FormEntry, Report
from tests.reports.conftest import AT, CONTENT, Room, item

CLEARED: dict[str, Any] = {
    "set": "register:hazard_house",
    "date": "cleared_on",
    "where": [{"field": "state", "is": "demolished"}, {"field": "ended_on", "null": True}],
}
STANDING: dict[str, Any] = {
    "set": "register:hazard_house", "date": "added_on", "until": True,
    "where": [{"field": "danger", "in": ["c", "d"]}, {"field": "ended_on", "null": True}],
}  # fmt: skip
ITEMS = [
    item("houses", "拆除户数", drawn={"rows": CLEARED, "sum": "households"}),
    item("houses_all", "累计拆除户数", "cumulative", cumulates="houses"),
    item("area", "拆除面积", type="quantity", drawn={"rows": CLEARED, "sum": "area"}),
    item("dangerous", "C级D级房屋", "stock", drawn={"rows": STANDING}),
]
#: A week before the report's, which is 9 to 15 November.
BEFORE = AT - timedelta(days=13)


@pytest.fixture
def drawing(room: Room) -> Room:
    """A form whose figures are drawn from the register of hazardous houses, which is in use."""
    mechanisms.roll_out(
        mechanism="emergency_help",
        area_id=room.city.areas["city"],
        basis="测试用依据",
        actor=SYSTEM,
        at=BEFORE,
    )
    FormEntry.objects.filter(pk=room.entry.pk).update(content={**CONTENT, "items": ITEMS})
    return room


def house(
    room: Room, households: int = 2, area: int = 12_050, danger: str = "d", place: str = "lake"
) -> RegisterItem:
    """A row as it was entered two weeks ago; the area in hundredths."""
    number = RegisterItem.objects.count()
    new = New(
        room.city.areas[place], f"{number}号平房", {"households": households, "area": area, "danger": danger}
    )
    return registers.add_item(kind="hazard_house", new=new, actor=SYSTEM, at=BEFORE)


def clear(row: RegisterItem, day: date) -> None:
    registers.clear_item(item_id=row.pk, state="demolished", basis="现场已拆平", on=day, actor=SYSTEM, at=AT)


def report_of(room: Room) -> Report:
    return room.report(room.issue())


def filled(report: Report) -> dict[str, tuple[int, str]]:
    found = queries.prefill(contents.form_of(report.task.content), report)
    return {key: (one.value, one.why) for key, one in found.items()}


def test_the_week_counts_what_was_cleared_between_its_first_and_last_day(drawing: Room) -> None:
    for day in (8, 9, 15, 16):
        clear(house(drawing), date(2026, 11, day))
    house(drawing, danger="b")
    assert filled(report_of(drawing)) == {
        "houses": (4, "records"),
        # The first report of the body: all that was cleared before the week's end.
        "houses_all": (6, "records"),
        # Twice 120.50 m² where the form asks for whole ones.
        "area": (241, "records"),
        "dangerous": (4, "records"),
    }


def test_half_a_metre_is_rounded_once_over_the_sum(drawing: Room) -> None:
    for area in (12_050, 12_050, 12_050):
        clear(house(drawing, area=area), date(2026, 11, 10))
    assert filled(report_of(drawing))["area"] == (362, "records")


def test_a_place_without_the_register_types(drawing: Room) -> None:
    house(drawing, place="willow")
    assert filled(report_of(drawing)) == {}


def test_a_register_begun_after_the_period_says_nothing_of_it(drawing: Room) -> None:
    new = New(drawing.city.areas["lake"], "新登记的", {"households": 1, "area": 100})
    registers.add_item(kind="hazard_house", new=new, actor=SYSTEM, at=AT)
    assert filled(report_of(drawing)) == {}


def test_rows_taken_off_the_register_are_not_counted(drawing: Room) -> None:
    kept, gone = house(drawing), house(drawing)
    for one in (kept, gone):
        clear(one, date(2026, 11, 10))
    registers.end_item(item_id=gone.pk, reason="登记重了", actor=SYSTEM, at=AT)
    assert filled(report_of(drawing))["houses"] == (2, "records")


def test_the_page_opens_the_rows_and_shows_what_differs(drawing: Room) -> None:
    inside, outside = house(drawing), house(drawing)
    clear(inside, date(2026, 11, 10))
    clear(outside, date(2026, 11, 8))
    report = report_of(drawing)
    with frozen(AT):
        secretary = drawing.client("secretary")
        page = secretary.get(reverse("reports:fill", args=[report.pk]))
        field = next(one for one in page.context["fields"] if one.item.id == "houses")
        assert (field.typed, field.records) == ("2", "")
        rows = secretary.get(field.rows).content.decode()
        assert inside.name in rows
        assert outside.name not in rows
        services.submit_report(
            report_id=report.pk, values={"houses": 3, "houses_all": 4, "area": 121, "dangerous": 2},
            actor=SYSTEM, at=AT,
        )  # fmt: skip
        said = secretary.get(reverse("reports:fill", args=[report.pk])).content.decode()
        assert "按系统记录2" in said
        collected = drawing.client("clerk").get(reverse("reports:task", args=[report.task_id]))
    assert "拆除户数：填报3，按系统记录2" in collected.content.decode()
    assert "拆除面积：" not in collected.content.decode()


@pytest.mark.parametrize("handed_in", [False, True])
def test_the_pages_stay_within_their_queries(drawing: Room, handed_in: bool) -> None:
    clear(house(drawing), date(2026, 11, 10))
    report = report_of(drawing)
    if handed_in:
        services.submit_report(report_id=report.pk, values={"houses": 9}, actor=SYSTEM, at=AT)
    with frozen(AT):
        for post, name, pk in (("secretary", "fill", report.pk), ("clerk", "task", report.task_id)):
            client, address = drawing.client(post), reverse(f"reports:{name}", args=[pk])
            client.get(address)
            with CaptureQueriesContext(connection) as seen:
                client.get(address)
            assert len(seen) <= 12, (name, [query["sql"][:120] for query in seen.captured_queries])


def test_who_may_not_see_the_rows_is_not_shown_them_by_the_address(drawing: Room) -> None:
    clear(house(drawing), date(2026, 11, 10))
    form = contents.form_of((report := report_of(drawing)).task.content)
    address = drawn.of_report(form, report)["houses"].rows
    with frozen(AT):
        assert "号平房" not in drawing.client("willow_secretary").get(address).content.decode()


def test_lines_cost_a_query_for_each_level_of_places_and_no_more(drawing: Room) -> None:
    house(drawing)
    costs = []
    for day, bodies in ((10, ("lake_committee",)), (3, ("lake_committee", "company", "east_office"))):
        task = drawing.issue(date(2026, 11, day), bodies=bodies)
        for body in bodies:
            services.submit_report(
                report_id=drawing.report(task, body).pk, values={"houses": 1}, actor=SYSTEM, at=AT
            )
        table = queries.table(task)
        with CaptureQueriesContext(connection) as asked:
            said = queries.beside_records(table)
        # The estate keeps no rows of its own: nothing is said of it.
        assert sum(len(one) for one in said.values()) == min(len(bodies), 2)
        costs.append(len(asked))
    assert costs == [1, 3]


def test_a_closed_collection_is_held_against_what_happened_and_not_against_what_stands_now(
    drawing: Room,
) -> None:
    row = house(drawing)
    clear(row, date(2026, 11, 10))
    task = drawing.issue()
    values: dict[str, int | None] = {"houses": 3, "houses_all": 3, "area": 121, "dangerous": 9}
    services.submit_report(report_id=drawing.report(task).pk, values=values, actor=SYSTEM, at=AT)
    said = [words for rows in queries.beside_records(queries.table(task)).values() for words in rows]
    assert said == ["拆除户数：填报3，按系统记录2", "C级D级房屋：填报9，按系统记录1"]
    services.check_report(report_id=drawing.report(task).pk, actor=SYSTEM, at=AT)
    services.lock_task(task_id=task.pk, actor=SYSTEM, at=AT)
    services.close_task(task_id=task.pk, actor=SYSTEM, at=AT)
    task.refresh_from_db()
    said = [words for rows in queries.beside_records(queries.table(task)).values() for words in rows]
    assert said == ["拆除户数：填报3，按系统记录2"]


def test_every_drawn_item_of_the_library_counts_and_opens_its_rows() -> None:
    checked = 0
    for mechanism in get_library().mechanisms.values():
        for form in mechanism.report_forms:
            for one in form.items:
                if one.drawn is None:
                    continue
                held = measures.get(one.drawn.rows.set)
                assert held is not None, one.id
                period = contents.period_for(form, date(2026, 11, 10))
                assert drawn._compiled(one.drawn.rows, period) is not None, one.id
                assert one.drawn.sum is None or one.drawn.sum in held.sums, one.id
                assert drawn.address(one, 1, period), one.id
                checked += 1
    assert checked


@pytest.mark.parametrize(
    ("filters", "address"),
    [
        ((Filter(field="state", is_="demolished", not_=True),), ""),
        ((Filter(field="keeper_body", number=7),), ""),
        ((Filter(field="state", is_="demolished"),), ""),
        ((Filter(field="ended_on", null=True),), "place=5&added_to=2026-11-15"),
        (
            (Filter(field="state", in_=("found", "sealed")), Filter(field="ended_on", null=True)),
            "place=5&added_to=2026-11-15&state=found%2Csealed",
        ),
    ],
)  # fmt: skip
def test_an_address_is_given_only_where_the_list_shows_the_same_rows(
    filters: tuple[Filter, ...], address: str
) -> None:
    form = contents.form_of({**CONTENT, "items": ITEMS})
    rows = Rows(set="register:hazard_house", date="added_on", where=filters, until=True)
    made = dataclasses.replace(form.item("dangerous"), drawn=DrawnFrom(rows))
    period = contents.period_for(form, date(2026, 11, 10))
    assert drawn.address(made, 5, period).rpartition("?")[2] == address
