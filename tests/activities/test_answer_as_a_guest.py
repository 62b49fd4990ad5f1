"""A unit asked to the joint day is told in the morning, opens the session and answers; nobody is scored by it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.activities import access, services
from linli.activities.models import Attendance, Expected, Session
from linli.clocks import notices
from linli.clocks.models import Notice
from linli.organizations.errors import Refused
from linli.records import queries as records
from linli.records import time as clock
from linli.records.models import Event
from tests.rolls.conftest import AT, Rolled
from tests.rolls.entered import enter, leave_all, text

pytestmark = pytest.mark.django_db
KIND, DAY = "joint_day_activity", date(2026, 12, 5)


@pytest.fixture(autouse=True)
def _still() -> Iterator[None]:
    leave_all()
    with clock.frozen(AT):
        yield


def opened(rolled: Rolled) -> Session:
    rolled.on_roll()
    rolled.member("党员甲")
    given = {"kind": KIND, "area_id": rolled.city.areas["lake"], "actor": rolled.secretary, "at": AT}
    return services.open_for_roll(**given)  # type: ignore[arg-type]


def day_of(client: Client) -> str:
    """今日待办 with all that comes after it, as a browser without scripts sees it."""
    answer = client.get(reverse("desk:today"), {"late": ""})
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.databases
def test_each_unit_asked_is_told_once_in_the_morning_and_without_a_name(rolled: Rolled) -> None:
    row = opened(rolled)
    told = Notice.objects.get(code="activity.asked")
    assert (told.body_id, told.post_id, told.when) == (rolled.finance.pk, None, "digest")
    assert told.subject_id == row.pk
    said = notices.text(told)
    assert "12月5日" in said
    assert not any(name in said for name in ("李同志", "党员甲", "0393"))
    assert notices.url(told) == reverse("activities:page", args=[row.pk])
    services.open_for_roll(kind=KIND, area_id=rolled.city.areas["lake"], actor=rolled.secretary, at=AT)
    assert Notice.objects.filter(code="activity.asked").count() == 1


def test_a_unit_sees_it_in_its_day_and_messages_opens_it_and_answers(rolled: Rolled) -> None:
    row = opened(rolled)
    liaison = enter(rolled, "liaison")
    address = reverse("activities:page", args=[row.pk])
    assert f"{address}#answer" in day_of(liaison)
    assert address in text(liaison, "clocks:inbox")
    assert address in text(liaison, "activities:list", month="2026-12")
    with CaptureQueriesContext(connection) as seen:
        page = text(liaison, "activities:page", row.pk)
    assert len(seen) <= 12, [query["sql"][:90] for query in seen.captured_queries]
    assert "还没回复" in page
    assert not any(word in page for word in ("改期", "取消活动", "打印签到表", "看变更记录", "党员甲"))
    url = reverse("activities:answer", args=[row.pk])
    missing = liaison.post(url, {"coming": "yes", "people": ""})
    assert missing.status_code == 422
    assert liaison.get(url)["Location"] == address
    assert "大约来几个人" in missing.content.decode()
    assert "请填写" in missing.content.decode()
    sent = {"coming": "yes", "people": "3", "request_key": "guest-12345678"}
    assert liaison.post(url, sent).status_code == liaison.post(url, sent).status_code == 302
    assert Event.objects.filter(name="activity_session.accepted").count() == 1
    assert "已回复参加，3人" in text(liaison, "activities:page", row.pk)
    assert f"{address}#answer" not in day_of(liaison)
    host = text(enter(rolled, "secretary"), "activities:page", row.pk)
    assert "单位1个，共3人" in host
    assert "参加，3人" in host
    lines = [line.sentence for line in records.history("activity_session", row.pk)]
    assert "湖滨区财政局回复参加，3人" in lines
    # An answer is a trace: nobody is there by it, and it may be taken back.
    assert not Attendance.objects.exists()
    assert liaison.post(url, {"coming": "no", "people": "3"}).status_code == 302
    asked = Expected.objects.get(membership__organization=rolled.finance, membership__holder="unit")
    assert (asked.coming, asked.people) == (False, None)


def test_who_is_not_asked_neither_sees_nor_answers_and_a_guest_changes_nothing_else(rolled: Rolled) -> None:
    row = opened(rolled)
    liaison, manager = enter(rolled, "liaison"), enter(rolled, "manager")
    answer = reverse("activities:answer", args=[row.pk])
    page = reverse("activities:page", args=[row.pk])
    assert manager.get(page).status_code == manager.post(answer, {"coming": "no"}).status_code == 404
    assert page not in manager.get(reverse("activities:list"), {"month": "2026-12"}).content.decode()
    # The host is no guest of its own day.
    assert enter(rolled, "secretary").post(answer, {"coming": "no"}).status_code == 403
    for verb in ("record", "move", "cancel"):
        assert liaison.post(reverse("activities:act", args=[row.pk, verb]), {}).status_code in (403, 404)
    assert liaison.get(reverse("activities:people", args=[row.pk])).status_code in (403, 404)
    assert row.pk not in set(access.sessions(rolled.city.scope("liaison")).values_list("pk", flat=True))
    with pytest.raises(Refused, match="没有请"):
        services.answer_invitation(
            session_id=row.pk,
            body_id=rolled.city.bodies["urban"].pk,
            coming=False,
            actor=rolled.liaison,
            at=AT,
        )


def test_after_the_day_or_a_cancellation_there_is_no_answer_and_guests_are_told(rolled: Rolled) -> None:
    row = opened(rolled)
    given = {"session_id": row.pk, "body_id": rolled.finance.pk, "coming": True, "people": 2}
    with pytest.raises(Refused, match="已过"):
        services.answer_invitation(**given, actor=rolled.liaison, at=AT + timedelta(days=40))  # type: ignore[arg-type]
    with pytest.raises(Refused, match="1到1000"):
        services.answer_invitation(**{**given, "people": 1001}, actor=rolled.liaison, at=AT)  # type: ignore[arg-type]
    services.move_session(
        session_id=row.pk, starts_at=datetime(2026, 12, 6, 1, tzinfo=UTC), reason="降雪",
        actor=rolled.secretary, at=AT,
    )  # fmt: skip
    services.cancel_session(session_id=row.pk, reason="停电", actor=rolled.secretary, at=AT)
    codes = list(Notice.objects.order_by("pk").values_list("code", "body_id"))
    assert codes == [
        (code, rolled.finance.pk) for code in ("activity.asked", "activity.moved", "activity.off")
    ]
    assert "12月6日" in notices.text(Notice.objects.get(code="activity.off"))
    with pytest.raises(Refused, match="已取消"):
        services.answer_invitation(**given, actor=rolled.liaison, at=AT)  # type: ignore[arg-type]
    assert 'id="answer"' in text(enter(rolled, "liaison"), "activities:page", row.pk)
    assert "回复社区" not in text(enter(rolled, "liaison"), "activities:page", row.pk)


def test_a_unit_that_does_not_come_is_not_told_of_a_new_hour(rolled: Rolled) -> None:
    row = opened(rolled)
    services.answer_invitation(
        session_id=row.pk, body_id=rolled.finance.pk, coming=False, actor=rolled.liaison, at=AT
    )
    services.cancel_session(session_id=row.pk, reason="停电", actor=rolled.secretary, at=AT)
    assert set(Notice.objects.values_list("code", flat=True)) == {"activity.asked"}
