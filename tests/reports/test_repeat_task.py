"""Forms that go out by themselves: on their day, once, prefilled; who owes is told before and after, once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from linli.clocks import notices
from linli.clocks.models import Notice
from linli.domain.access import Actor
from linli.organizations.models import Organization
from linli.records.errors import LinliError, NotAllowed
from linli.records.models import Event
from linli.records.time import frozen
from linli.reports import contents, queries, services, startup
from linli.reports.errors import NotRegistered
from linli.reports.models import FormEntry, Repeat, Report, ReportTask
from tests.reports.conftest import AT, CONTENT, Room

SYSTEM = Actor(None, None, "system")
#: Monday 23 November 2026, 08:00 in China: the week before is over.
MONDAY = datetime(2026, 11, 23, 0, tzinfo=UTC)


def begin(room: Room, day: date = date(2026, 11, 18), **more: Any) -> Repeat:
    return services.start_repeat(
        entry_id=room.entry.pk, body_ids=[room.city.bodies["lake_committee"].pk],
        issuer_id=room.city.bodies["east_office"].pk, first_day=day, actor=room.actor("clerk"), at=AT, **more,
    )  # fmt: skip


def changed(room: Room, **content: Any) -> None:
    FormEntry.objects.filter(pk=room.entry.pk).update(
        content={**CONTENT, **content}, period=content.get("period", "week")
    )
    room.entry.refresh_from_db()


def test_it_goes_out_on_its_day_once_and_prefilled(room: Room) -> None:
    last = room.issue()
    services.submit_report(
        report_id=room.report(last).pk, values={"visits": 5, "visits_all": 105, "lonely": 7},
        actor=room.actor("secretary"), at=AT,
    )  # fmt: skip
    begin(room)
    assert services.issue_due(MONDAY - timedelta(seconds=1)) == 0
    assert [services.issue_due(MONDAY), services.issue_due(MONDAY), services.issue_due(AT)] == [1, 0, 0]
    task = ReportTask.objects.latest("pk")
    assert (task.start, task.due_at) == (date(2026, 11, 16), datetime(2026, 11, 23, 10, tzinfo=UTC))
    filled = queries.prefill(contents.form_of(task.content), room.report(task))
    assert {key: one.value for key, one in filled.items()} == {"visits": 0, "visits_all": 105, "lonely": 7}
    assert Event.objects.filter(kind="report_task", subject_id=task.pk).latest("pk").channel == "system"


@pytest.mark.parametrize(
    ("period", "day", "goes", "start"),
    [
        ("day", date(2026, 11, 18), datetime(2026, 11, 19, 0, tzinfo=UTC), date(2026, 11, 18)),
        ("week", date(2026, 11, 18), MONDAY, date(2026, 11, 16)),
        ("xun", date(2026, 11, 18), datetime(2026, 11, 21, 0, tzinfo=UTC), date(2026, 11, 11)),
        ("month", date(2026, 11, 18), datetime(2026, 12, 1, 0, tzinfo=UTC), date(2026, 11, 1)),
        ("assessment_month", date(2026, 11, 18), datetime(2026, 11, 19, 0, tzinfo=UTC), date(2026, 10, 19)),
    ],
)
def test_each_kind_of_period_has_its_day(
    room: Room, period: str, day: date, goes: datetime, start: date
) -> None:
    changed(room, period=period)
    begin(room, day)
    assert [services.issue_due(goes - timedelta(minutes=1)), services.issue_due(goes)] == [0, 1]
    assert ReportTask.objects.latest("pk").start == start


def test_it_may_go_out_before_the_period_is_over(room: Room) -> None:
    begin(room, ahead=3)
    assert services.issue_due(MONDAY - timedelta(days=3)) == 1


def test_what_was_sent_by_hand_is_not_sent_again_and_what_is_past_makes_nobody_late(room: Room) -> None:
    repeat = begin(room, date(2026, 11, 4))
    room.issue(date(2026, 11, 18))
    # Three weeks nothing ran: the first two are past their time, the third was sent by hand.
    assert services.issue_due(MONDAY) == 0
    repeat.refresh_from_db()
    assert (repeat.next_start, ReportTask.objects.count()) == (date(2026, 11, 23), 1)
    assert Event.objects.filter(kind="report_repeat", name="report_repeat.skipped").count() == 3


def test_it_stops_with_a_reason_and_with_the_form(room: Room) -> None:
    repeat = begin(room)
    with pytest.raises(LinliError, match="写明"):
        services.stop_repeat(repeat_id=repeat.pk, reason=" ", actor=SYSTEM, at=AT)
    with pytest.raises(LinliError, match="已经设了"):
        begin(room)
    services.stop_repeat(repeat_id=repeat.pk, reason="并入一表通", actor=SYSTEM, at=AT)
    with pytest.raises(NotAllowed, match="已经停止"):
        services.stop_repeat(repeat_id=repeat.pk, reason="再停", actor=SYSTEM, at=AT)
    again = begin(room)
    services.end_form(entry_id=room.entry.pk, reason="取消", actor=SYSTEM, at=AT)
    assert services.issue_due(MONDAY) == 0
    again.refresh_from_db()
    assert again.state == "stopped"
    assert "不在报表清单" in again.reason
    with pytest.raises(NotRegistered):
        begin(room)


def test_one_that_cannot_go_out_does_not_hold_up_the_others(room: Room) -> None:
    repeat = begin(room)
    Repeat.objects.filter(pk=repeat.pk).update(bodies=[room.city.bodies["willow_committee"].pk])
    assert services.issue_due(MONDAY) == 0
    repeat.refresh_from_db()
    assert (repeat.state, "适用范围" in repeat.reason) == ("stopped", True)


def test_bodies_that_have_ended_are_left_out(room: Room) -> None:
    repeat = begin(room)
    Organization.objects.filter(pk=room.city.bodies["lake_committee"].pk).update(valid_to=date(2026, 11, 20))
    assert services.issue_due(MONDAY) == 0
    repeat.refresh_from_db()
    assert "撤销" in repeat.reason


def told() -> list[tuple[str, int | None]]:
    return list(Notice.objects.filter(kind="report").order_by("pk").values_list("code", "body_id"))


def test_who_owes_is_reminded_a_day_before_and_told_after_each_once(room: Room) -> None:
    changed(
        room, due={"span": [{**CONTENT["due"]["span"][0], "value": {"amount": 3, "unit": "working_day"}}]}
    )
    task = room.issue()
    body, due = room.city.bodies["lake_committee"].pk, task.due_at
    assert services.remind(due - timedelta(hours=25)) == 0
    assert [services.remind(due - timedelta(hours=24)), services.remind(due)] == [1, 0]
    assert services.remind(due + timedelta(minutes=1)) == 1
    assert services.remind(due + timedelta(days=3)) == 0
    assert told() == [("report.soon", body), ("report.late", body)]
    assert set(Notice.objects.values_list("when", flat=True)) == {Notice.When.DIGEST}
    text = notices.text(Notice.objects.get(code="report.late"))
    assert "走访情况周报表" in text
    assert "已过" in text


def test_who_has_reported_or_owes_nothing_any_more_is_left_alone(room: Room) -> None:
    task = room.issue()
    values = {"visits": 1, "visits_all": 1, "lonely": 0}
    services.submit_report(report_id=room.report(task).pk, values=values, actor=SYSTEM, at=AT)
    other = room.issue(date(2026, 11, 3))
    services.withdraw_task(task_id=other.pk, reason="重发", actor=SYSTEM, at=AT)
    assert services.remind(AT + timedelta(days=30)) == 0
    assert told() == []


def test_a_task_that_went_out_on_its_last_day_is_not_reminded_of(room: Room) -> None:
    room.issue()
    assert services.remind(AT) == 1
    assert told() == []


def test_the_worker_does_both(room: Room) -> None:
    begin(room)
    startup.tick(MONDAY + timedelta(hours=11))
    startup.tick(MONDAY)
    startup.tick(MONDAY + timedelta(hours=11))
    assert Report.objects.filter(task__start=date(2026, 11, 16)).count() == 0


def test_the_clerk_sets_it_up_and_stops_it(room: Room, enter: Callable[[str], Client]) -> None:
    clerk, address = enter("clerk"), reverse("reports:repeat", args=[room.entry.pk])
    assert "一期结束后第一天" in clerk.get(address).content.decode()
    body = room.city.bodies["lake_committee"].pk
    assert clerk.post(address, {"day": "2026-11-18", "ahead": "40", "bodies": [body]}).status_code == 422
    with frozen(AT):
        assert clerk.post(address, {"day": "2026-11-18", "bodies": [body]}).status_code == 302
        assert clerk.post(address, {"day": "2026-11-18", "bodies": [body]}).status_code == 422
    page = clerk.get(reverse("reports:form", args=[room.entry.pk])).content.decode()
    assert "下一期从2026-11-16算起" in page
    stop = reverse("reports:repeat_stop", args=[Repeat.objects.get().pk])
    assert clerk.post(stop, {"reason": ""}).status_code == 422
    assert clerk.post(stop, {"reason": "改为月报"}).status_code == 302
    assert Repeat.objects.get().reason == "改为月报"


@pytest.mark.parametrize("post", ["secretary", "officer"])
def test_only_the_issuer_sets_it_up(room: Room, enter: Callable[[str], Client], post: str) -> None:
    repeat, stranger = begin(room), enter(post)
    for name, pk in (("repeat", room.entry.pk), ("repeat_stop", repeat.pk)):
        assert stranger.post(reverse(f"reports:{name}", args=[pk]), {"reason": "x"}).status_code == 403


def test_the_issuer_sees_what_the_form_costs_before_it_goes_out(
    room: Room, enter: Callable[[str], Client]
) -> None:
    body = room.city.bodies["east_office"]
    other = services.draft_form(
        title="月报", owner_id=body.pk, area_id=body.area_id, basis="文", content={**CONTENT, "period": "month"},
        valid_from=date(2026, 1, 1), valid_to=date(2026, 12, 31), actor=SYSTEM, at=AT,
    )  # fmt: skip
    services.register_form(entry_id=other.pk, reason="口径不同", actor=SYSTEM, at=AT)
    with frozen(AT):
        text = enter("clerk").get(reverse("reports:issue", args=[other.pk])).content.decode()
    assert "报表负担：一年填数" in text
    assert "156" in text, "3 items of 52 weeks that the same bodies fill in already"
    assert "《走访情况周报表》里已有100%的项" in text
