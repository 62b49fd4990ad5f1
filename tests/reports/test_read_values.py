"""Who reads what a body told: itself, who asked or checks, and nobody else; what a paper printed is read by all."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from linli.domain.access import SYSTEM
from linli.organizations import services as organizations
from linli.reports import contents, queries, services
from linli.reports.models import Report, ReportedValue
from tests.reports.conftest import AT, CONTENT, DAY, Room, week

Enter = Callable[[str], Client]


def seat(room: Room, role: str, body: str) -> str:
    """A holder of a role in a body of the cast, by the role's name."""
    city = room.city
    city.posts[role] = organizations.create_post(
        organization_id=city.bodies[body].pk, title=role, role=role, actor=SYSTEM, at=AT
    )
    city.people[role] = organizations.create_person(name="冯春生", actor=SYSTEM, at=AT)
    organizations.appoint(person_id=city.people[role].pk, post_id=city.posts[role].pk, actor=SYSTEM, at=AT)
    return role


@pytest.fixture
def told(room: Room) -> Report:
    """The lake committee reported 106; a paper that came in says 185, a newspaper 240."""
    task = room.issue()
    report = services.submit_report(
        report_id=room.report(task).pk, values={"visits": 106, "visits_all": 106, "lonely": 0},
        actor=room.actor("secretary"), at=AT,
    )  # fmt: skip
    for value, source, origin in ((185, "来文", "paper"), (240, "专题报道", "published")):
        services.record_values(
            form=contents.form_of(task.content), form_key=queries.key_of(room.entry), definition_id=None,
            body_id=report.body_id, period=week(DAY), values={"visits": value}, as_of=AT, source=source,
            issuer="某机关", origin=origin, actor=room.actor("clerk"), at=AT,
        )  # fmt: skip
    return report


def numbers(client: Client, report: Report) -> set[str]:
    """Which of the three words a reader finds."""
    address = reverse("reports:sources", args=[report.body_id, queries.key_of(report.task.form)])
    page = client.get(address)
    assert page.status_code in (200, 404)
    text = page.content.decode()
    return {number for number in ("106", "185", "240") if f">{number}" in text}


@pytest.mark.parametrize(
    ("role", "body"),
    [("reporter", "willow_committee"), ("press_officer", "hall"), ("street_clerk", "west_office")],
)
def test_who_neither_asked_nor_told_reads_what_was_printed(
    room: Room, told: Report, enter: Enter, role: str, body: str
) -> None:
    assert numbers(enter(seat(room, role, body)), told) == {"240"}


@pytest.mark.parametrize("post", ["secretary", "clerk", "officer"])
def test_the_body_and_who_asked_or_checks_read_all(room: Room, told: Report, enter: Enter, post: str) -> None:
    assert numbers(enter(post), told) == {"106", "185", "240"}


def test_without_a_printed_word_there_is_no_page(room: Room, told: Report, enter: Enter) -> None:
    ReportedValue.objects.filter(origin="published").delete()
    assert numbers(enter(seat(room, "reporter", "willow_committee")), told) == set()


def test_the_reading_of_the_press_opens_no_collection(room: Room, told: Report, enter: Enter) -> None:
    press = enter(seat(room, "press_officer", "hall"))
    assert press.get(reverse("reports:tasks")).status_code == 403
    page = press.get(reverse("reports:form", args=[room.entry.pk])).content.decode()
    assert reverse("reports:task", args=[told.task_id]) not in page


def test_a_form_tells_only_the_collections_of_ones_own_places(room: Room, told: Report, enter: Enter) -> None:
    address = reverse("reports:form", args=[room.entry.pk])
    there = reverse("reports:task", args=[told.task_id])
    assert there in enter("clerk").get(address).content.decode()
    assert there not in enter("west_clerk").get(address).content.decode()


def test_a_draft_is_seen_by_its_owner_and_by_who_registers_it(room: Room, enter: Enter) -> None:
    body = room.city.bodies["east_office"]
    draft = services.draft_form(
        title="草拟的表", owner_id=body.pk, area_id=body.area_id, content=CONTENT | {"id": "drafted"},
        basis="邻安社发〔2026〕4号", valid_from=DAY, valid_to=DAY.replace(month=12), actor=room.actor("clerk"), at=AT,
    )  # fmt: skip
    elsewhere = organizations.create_organization(
        name="山阳区社工部", kind="department", area_id=room.city.areas["other_district"], actor=SYSTEM, at=AT
    )
    room.city.bodies["elsewhere"] = elsewhere
    seat(room, "district_officer", "elsewhere")
    address = reverse("reports:form", args=[draft.pk])
    assert enter("clerk").get(address).status_code == 200
    assert enter("officer").get(address).status_code == 200
    assert enter("district_officer").get(address).status_code == 404
