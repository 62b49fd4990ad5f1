"""Lists of 收表报数: filters, search, sort, paging by key, Excel; never more than twelve queries, however long."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
import python_calamine
from django.test import Client
from django.urls import reverse

from linli.domain.access import Actor
from linli.ledgers import registry
from linli.ledgers.writing.xlsx import write_ledger
from linli.organizations import services as organizations
from linli.records.time import frozen
from linli.reports import ledger, services
from linli.reports.models import Report, ReportTask
from tests.reports.conftest import AT, Room

Enter = Callable[[str], Client]


def weeks(room: Room, count: int) -> list[ReportTask]:
    """So many weeks of tasks, the newest first."""
    return [room.issue(date(2026, 11, 10) - timedelta(weeks=n)) for n in range(count)]


def hand_in(room: Room, task: ReportTask) -> Report:
    values = {"visits": 1, "visits_all": 1, "lonely": 0}
    return services.submit_report(
        report_id=room.report(task).pk, values=values, actor=room.actor("secretary"), at=AT
    )


@pytest.fixture
def pages(room: Room, enter: Enter) -> Iterator[list[tuple[Client, str]]]:
    """Every page that lists or shows something, with a few weeks behind it."""
    room.last_week()
    task = room.issue()
    hand_in(room, room.issue(date(2026, 10, 20)))
    secretary, clerk = enter("secretary"), enter("clerk")
    with frozen(AT + timedelta(hours=1)):
        yield [
            (secretary, reverse("reports:mine")),
            (secretary, reverse("reports:mine") + "?q=周报&sort=-due"),
            (secretary, reverse("reports:fill", args=[room.report(task).pk])),
            (clerk, reverse("reports:tasks")),
            (clerk, reverse("reports:tasks") + "?missing=late&sort=title"),
            (clerk, reverse("reports:task", args=[task.pk])),
            (clerk, reverse("reports:forms")),
            (clerk, reverse("reports:forms") + "?q=走访&overlap=on&sort=-fields"),
            (clerk, reverse("reports:form", args=[room.entry.pk])),
            (clerk, reverse("reports:issue", args=[room.entry.pk])),
            (clerk, reverse("reports:form_new")),
        ]


def test_no_page_asks_more_than_twelve_times(
    pages: list[tuple[Client, str]], django_assert_max_num_queries: Any
) -> None:
    for client, address in pages:
        assert client.get(address).status_code == 200
        with django_assert_max_num_queries(12, info=address):
            client.get(address)


def test_a_collection_of_many_bodies_asks_no_more_often(
    room: Room, enter: Enter, django_assert_max_num_queries: Any
) -> None:
    area = room.city.areas["lake"]
    bodies = [
        organizations.create_organization(
            name=f"第{n}社区居委会", kind="community_committee", area_id=area, actor=Actor(None, None, "system"),
            at=AT, on=date(2025, 1, 1),
        )
        for n in range(130)
    ]  # fmt: skip
    task = services.issue_task(
        entry_id=room.entry.pk, period=week_of(), body_ids=[body.pk for body in bodies],
        issuer_id=room.city.bodies["east_office"].pk, actor=room.actor("clerk"), at=AT,
    )  # fmt: skip
    for report in task.reports.order_by("position")[:3]:
        services.submit_report(
            report_id=report.pk, values={"visits": 2}, actor=room.actor("secretary"), at=AT
        )
    address, clerk = reverse("reports:task", args=[task.pk]), enter("clerk")
    clerk.get(address)
    with django_assert_max_num_queries(12):
        page = clerk.get(address)
    assert [len(page.context["lines"]), page.context["count"].expected] == [100, 130]
    assert page.context["totals"][0] == "6"
    rest = clerk.get(address + f"?after={page.context['page'].next}")
    assert (len(rest.context["lines"]), rest.context["totals"][0]) == (30, "6")
    missing = clerk.get(address + "?part=missing&q=第12")
    assert {str(line["report"].body) for line in missing.context["lines"]} == {
        *(f"第{n}社区居委会" for n in (12, *range(120, 130)))
    }


def week_of() -> Any:
    from tests.reports.conftest import DAY, week

    return week(DAY)


def test_my_reports_are_found_sorted_and_paged(room: Room, enter: Enter) -> None:
    made = weeks(room, 33)
    for task in made[1:]:
        hand_in(room, task)
    secretary, address = enter("secretary"), reverse("reports:mine")
    first = secretary.get(address)
    assert [row.task_id for row in first.context["todo"]] == [made[0].pk]
    assert [row.task_id for row in first.context["page"].rows] == [task.pk for task in made[1:31]]
    second = secretary.get(f"{address}?after={first.context['page'].next}")
    assert [row.task_id for row in second.context["page"].rows] == [task.pk for task in made[31:]]
    oldest = secretary.get(f"{address}?sort=due").context["page"].rows[0]
    assert oldest.task_id == made[-1].pk
    few = secretary.get(f"{address}?due_from=2026-11-01&state=submitted").context["page"].rows
    assert [row.task_id for row in few] == [task.pk for task in made[1:3]]
    assert "没有符合条件的报表" in secretary.get(f"{address}?q=没有这张表").content.decode()


def test_collections_not_all_in_are_found(room: Room, enter: Enter) -> None:
    full, late, fresh = weeks(room, 3)[::-1]
    hand_in(room, full)
    with frozen(AT):
        clerk = enter("clerk")
        rows = clerk.get(reverse("reports:tasks") + "?missing=late").context["page"].rows
        both = clerk.get(reverse("reports:tasks") + "?missing=open").context["page"].rows
    assert [row.pk for row in rows] == [late.pk]
    assert [row.pk for row in both] == [late.pk, fresh.pk]


def test_an_order_nobody_knows_is_the_usual_one(room: Room, enter: Enter) -> None:
    weeks(room, 2)
    clerk = enter("clerk")
    for sort in ("password", "-issuer__phone", "due__year", "--due"):
        assert clerk.get(reverse("reports:tasks"), {"sort": sort}).status_code == 200


@pytest.mark.parametrize("outlet", [one.id for one in ledger.OUTLETS])
def test_each_list_goes_out_as_it_is_filtered(room: Room, outlet: str) -> None:
    weeks(room, 3)
    post = "secretary" if outlet == "reports_mine" else "clerk"
    scope, found = room.city.scope(post), registry.outlet(outlet)
    out = io.BytesIO()
    written = write_ledger(out, found.layout(scope, {}, AT.date()), found.rows(scope, {}, AT))
    assert written == found.count(scope, {}, AT) == (1 if outlet == "report_forms" else 3)
    assert found.count(scope, {"q": "没有这张表"}, AT) == 0
    rows = python_calamine.load_workbook(io.BytesIO(out.getvalue())).get_sheet_by_index(0).to_python()
    assert any("走访情况周报表" in str(cell) for row in rows for cell in row)


def test_the_button_takes_the_filter_along(room: Room, enter: Enter) -> None:
    weeks(room, 2)
    clerk = enter("clerk")
    text = clerk.get(reverse("reports:tasks") + "?state=open").content.decode()
    assert reverse("ledgers:export_new", args=["report_tasks"]) in text
    assert '<input type="hidden" name="state" value="open">' in text
    sent = clerk.post(reverse("ledgers:export_new", args=["report_tasks"]), {"state": "closed"})
    assert sent.status_code == 302
