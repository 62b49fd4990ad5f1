"""The cast, a registered form, and tasks of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.test import Client

from linli.domain.access import Actor
from linli.domain.periods import Kind, Period, period_of
from linli.mechanisms.services import syncing
from linli.reports import services
from linli.reports.models import FormEntry, Report, ReportTask
from tests import cast
from tests.browsing import client_of

#: Monday 16 November 2026, 09:00 in China.
AT = datetime(2026, 11, 16, 1, tzinfo=UTC)
DAY = date(2026, 11, 10)


def item(key: str, name: str, kind: str = "period", **more: Any) -> dict[str, Any]:
    """An item of a form as data."""
    return {"id": key, "names": {"zh": name, "en": name}, "unit": "unit_household", "kind": kind, **more}


CONTENT: dict[str, Any] = {
    "id": "office_form",
    "term": "report_task",
    "period": "week",
    "items": [
        item("visits", "走访户数"),
        item("visits_all", "累计走访户数", "cumulative", cumulates="visits"),
        item("lonely", "独居老人户数", "stock"),
    ],
    "due": {
        "span": [{"from": "2000-01-01", "value": {"amount": 1, "unit": "working_day"}, "source": "office"}]
    },
    "basis": {"zh": "邻安社发〔2026〕3号", "en": "x"},
    "layout": {"title": {"zh": "走访情况周报表", "en": "x"}, "totals": True},
}


@dataclass
class Room:
    """The cast with a form on the list."""

    city: cast.City
    entry: FormEntry

    def actor(self, post: str) -> Actor:
        row = self.city.posts[post]
        return Actor(None, row.pk, "page", row.organization_id)

    def client(self, post: str) -> Client:
        return client_of(self.city, post)

    def issue(
        self, day: date = DAY, at: datetime = AT, bodies: tuple[str, ...] = ("lake_committee",)
    ) -> ReportTask:
        return services.issue_task(
            entry_id=self.entry.pk,
            period=week(day),
            body_ids=[self.city.bodies[key].pk for key in bodies],
            issuer_id=self.city.bodies["east_office"].pk,
            actor=self.actor("clerk"),
            at=at,
        )

    def report(self, task: ReportTask, body: str = "lake_committee") -> Report:
        return Report.objects.get(task=task, body=self.city.bodies[body])

    def last_week(self, **values: int | None) -> ReportTask:
        """A week before, reported, checked and locked."""
        task = self.issue(date(2026, 11, 3), AT)
        given = values or {"visits": 5, "visits_all": 105, "lonely": 7}
        report = services.submit_report(
            report_id=self.report(task).pk, values=given, actor=self.actor("secretary"), at=AT
        )
        services.check_report(report_id=report.pk, actor=self.actor("clerk"), at=AT)
        services.lock_task(task_id=task.pk, actor=self.actor("clerk"), at=AT)
        return task


def week(day: date) -> Period:
    return period_of(Kind.WEEK, day)


@pytest.fixture
def room(db: None) -> Room:
    city = cast.build()
    syncing.sync()
    body = city.bodies["east_office"]
    entry = services.draft_form(
        title="走访情况周报表", owner_id=body.pk, area_id=body.area_id, content=CONTENT, basis="邻安社发〔2026〕3号",
        valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31), bodies_expected=2,
        actor=Actor(None, None, "system"), at=AT,
    )  # fmt: skip
    entry = services.register_form(entry_id=entry.pk, actor=Actor(None, None, "system"), at=AT)
    return Room(city, entry)


@pytest.fixture
def enter(room: Room) -> Callable[[str], Client]:
    return room.client
