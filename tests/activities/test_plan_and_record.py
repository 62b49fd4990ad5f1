"""Series plan their sessions, sessions are recorded, moved, cancelled; pages, bad input, budgets of queries."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.urls import reverse

from linli.activities import queries, services
from linli.activities.models import Series, Session
from linli.domain.access import SYSTEM
from linli.domain.calendar import SHANGHAI
from linli.organizations.errors import Refused
from linli.records import time
from linli.records.errors import Conflict
from tests.rolls.conftest import AT, DAY, Rolled
from tests.rolls.entered import enter, leave_all, text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _clock() -> Any:
    leave_all()
    with time.frozen(AT):
        yield


def series(rolled: Rolled, **values: Any) -> Series:
    given = {
        "kind": "joint_day_activity",
        "title": "组织生活日",
        "area_id": rolled.city.areas["lake"],
        "first": date(2026, 9, 1),
        "actor": rolled.secretary,
        "at": AT,
        **values,
    }
    return services.create_series(**given)


def session(rolled: Rolled, **values: Any) -> Session:
    given = {
        "kind": "volunteer_activity",
        "title": "文明引导",
        "area_id": rolled.city.areas["lake"],
        "starts_at": AT,
        "actor": rolled.secretary,
        "at": AT,
        **values,
    }
    return services.add_session(**given)


def test_a_series_stands_on_the_fifth_and_keeps_rest_days(rolled: Rolled) -> None:
    row = series(rolled)
    days = list(row.sessions.order_by("on").values_list("on", flat=True))
    assert days == [
        date(2026, 9, 5),
        date(2026, 10, 5),
        date(2026, 11, 5),
        date(2026, 12, 5),
        date(2027, 1, 5),
    ]


def test_a_shift_moves_the_day_out_of_the_holidays(rolled: Rolled) -> None:
    rhythm = {"every": "month", "days": [5], "hour": 9, "minute": 30, "on_holiday": "next"}
    row = series(rolled, rhythm=rhythm)
    assert date(2026, 10, 5) not in set(row.sessions.values_list("on", flat=True))


def test_planning_twice_makes_nothing_twice(rolled: Rolled) -> None:
    row = series(rolled)
    before = row.sessions.count()
    services.plan_ahead(AT)
    later = AT + timedelta(days=40)
    assert services.plan_ahead(later) >= 1
    assert services.plan_ahead(later) == 0
    assert row.sessions.count() > before


def test_each_unit_of_a_roll_gets_its_series_once(rolled: Rolled) -> None:
    pair = rolled.on_roll()
    given = {"kind": "joint_day_activity", "memberships": [pair], "actor": SYSTEM, "at": AT}
    assert len(services.series_for_roll(**given)) == 1
    assert services.series_for_roll(**given) == []


def test_what_passed_without_a_record_is_listed_until_it_is_recorded_or_cancelled(rolled: Rolled) -> None:
    row = series(rolled)
    waiting = queries.not_recorded(Session.objects.all(), DAY)
    assert waiting.count() == 3
    first, second = waiting[0], waiting[1]
    services.record_session(session_id=first.pk, people=23, theme="学习", actor=SYSTEM, at=AT)
    services.cancel_session(session_id=second.pk, reason="全员下沉防汛", actor=SYSTEM, at=AT)
    assert queries.not_recorded(Session.objects.filter(series=row), DAY).count() == 1


def test_moving_keeps_the_day_of_the_series(rolled: Rolled) -> None:
    row = series(rolled).sessions.get(on=date(2026, 12, 5))
    moved = services.move_session(
        session_id=row.pk,
        starts_at=datetime(2026, 12, 7, 15, tzinfo=SHANGHAI),
        reason="场地占用",
        actor=SYSTEM,
        at=AT,
    )
    assert (moved.on, moved.planned_on) == (date(2026, 12, 7), date(2026, 12, 5))
    services.plan(until=date(2027, 1, 12), actor=SYSTEM, at=AT)
    assert Session.objects.filter(planned_on=date(2026, 12, 5)).count() == 1


def test_attendance_names_bodies_and_people_once(rolled: Rolled) -> None:
    row = session(rolled, organization_id=rolled.finance.pk)
    person = rolled.person("来访党员")
    for _again in range(2):
        services.record_session(
            session_id=row.pk,
            bodies=[(rolled.finance.pk, 6)],
            person_ids=[person.pk],
            actor=SYSTEM,
            at=AT,
        )
    assert row.attendance.count() == 2
    row.refresh_from_db()
    assert row.people == 7


def test_ending_a_series_cancels_what_was_still_planned(rolled: Rolled) -> None:
    row = series(rolled)
    services.end_series(series_id=row.pk, reason="改为季度", actor=SYSTEM, at=AT)
    assert not row.sessions.filter(state="planned", on__gt=DAY).exists()
    assert services.plan_ahead(AT + timedelta(days=90)) == 0


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": " "}, "title"),
        ({"kind": "platform_activity"}, "kind"),
        ({"kind": "nothing"}, "kind"),
        ({"rhythm": {"every": "month", "days": [0]}}, "days"),
        ({"rhythm": {"every": "week", "days": [9]}}, "days"),
        ({"rhythm": {}}, "days"),
        ({"last": date(2026, 8, 1)}, "last"),
    ],
)
def test_a_series_that_cannot_be_is_refused_in_its_place(
    rolled: Rolled, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(Refused) as told:
        series(rolled, **values)
    assert told.value.field == field
    assert not Series.objects.exists()


def test_two_at_once_and_days_to_come(rolled: Rolled) -> None:
    row = session(rolled)
    services.record_session(session_id=row.pk, people=3, actor=SYSTEM, at=AT, version=row.version)
    with pytest.raises(Conflict):
        services.record_session(session_id=row.pk, people=4, actor=SYSTEM, at=AT, version=row.version)
    coming = session(rolled, starts_at=AT + timedelta(days=3))
    with pytest.raises(Refused, match="还没到日期"):
        services.record_session(session_id=coming.pk, people=3, actor=SYSTEM, at=AT)


def test_the_pages_show_plan_and_record(rolled: Rolled, django_assert_max_num_queries: Any) -> None:
    series(rolled)
    row = session(rolled)
    client = enter(rolled, "secretary")
    assert "今天的会和活动" in client.get(reverse("desk:today") + "?late=1").content.decode()
    assert "文明引导" in text(client, "activities:list", month="2026-11")
    assert "文明引导" in text(client, "activities:list", month="2026-11", view="calendar")
    with django_assert_max_num_queries(16):
        client.get(reverse("activities:list"), {"month": "2026-11"})
    sent = {"people": "12", "minutes": "90", "theme": "路口引导", "version": row.version}
    assert client.post(reverse("activities:act", args=[row.pk, "record"]), sent).status_code == 302
    page = text(client, "activities:page", row.pk)
    assert "路口引导" in page
    assert "打卡" not in page
    assert "18.0" in text(client, "activities:counts")
    assert "组织生活日" in text(client, "activities:unrecorded")
    assert client.get(reverse("activities:sheet", args=[row.pk]), {"as": "word"}).content[:2] == b"PK"
    assert "文明引导" in text(client, "activities:sheet", row.pk)


@pytest.mark.parametrize(
    ("verb", "sent"),
    [
        ("record", {"people": "0"}),
        ("record", {"people": "abc"}),
        ("cancel", {"reason": ""}),
        ("move", {"on": "昨天"}),
    ],
)
def test_a_bad_form_is_told_so(rolled: Rolled, verb: str, sent: dict[str, str]) -> None:
    row = session(rolled)
    client = enter(rolled, "secretary")
    answer = client.post(reverse("activities:act", args=[row.pk, verb]), sent | {"version": row.version})
    assert answer.status_code == 422


def test_a_community_plans_its_own_only_and_sees_no_other(rolled: Rolled) -> None:
    row = session(rolled)
    outside = enter(rolled, "willow_secretary")
    assert outside.get(reverse("activities:page", args=[row.pk])).status_code == 404
    sent = {
        "kind": "volunteer_activity",
        "title": "别处",
        "area_id": rolled.city.areas["lake"],
        "on": "2026-11-12",
        "time": "09:00",
    }
    assert outside.post(reverse("activities:new"), sent).status_code == 422
    own = enter(rolled, "secretary")
    assert own.post(reverse("activities:new"), sent | {"request_key": "k"}).status_code == 302
    assert own.post(reverse("activities:new"), sent | {"request_key": "k"}).status_code == 302
    assert Session.objects.filter(title="别处").count() == 1
    made = {
        "kind": "volunteer_activity",
        "title": "每周清扫",
        "area_id": rolled.city.areas["lake"],
        "every": "week",
        "day": "6",
        "time": "08:00",
        "on_holiday": "keep",
        "first": "2026-11-10",
    }
    assert own.post(reverse("activities:new_series"), made | {"day": "9"}).status_code == 422
    assert own.post(reverse("activities:new_series"), made).status_code == 302
    assert Session.objects.filter(title="每周清扫").count() >= 8
