"""Warnings each once, one digest in the morning, quiet at night, urgent at any hour, no personal data."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from linli.areas.models import Area
from linli.clocks import notices, queries
from linli.clocks import services as clocks
from linli.clocks.models import Address, Deadline, Delivery, Notice
from linli.clocks.models import Warning as WarningRow
from linli.domain.access import Scope
from linli.domain.calendar import SHANGHAI
from linli.domain.clock_templates import TEMPLATES

pytestmark = pytest.mark.django_db
KEYS = {"street": 5, "community": 6}


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.fixture
def subject() -> Area:
    return Area.objects.create(kind="community")


@pytest.fixture
def sent(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[tuple[str, str, str]]]:
    found: list[tuple[str, str, str]] = []

    def keep(channel: str, target: str, text: str) -> bool:
        found.append((channel, target, text))
        return True

    monkeypatch.setattr(notices, "transport", keep)
    return found


def begin(
    subject: Area, clock: str, when: str, urgent: bool = False, only: tuple[str, ...] = ("settle",)
) -> None:
    clocks.start(
        subject=subject,
        template=TEMPLATES[clock],
        started_at=at(when),
        area_id=subject.pk,
        keys=KEYS,
        body_id=7,
        post_id=8,
        urgent=urgent,
        only=only,
    )


def points() -> list[str]:
    return list(WarningRow.objects.order_by("pk").values_list("point", flat=True))


def test_each_point_is_noted_once_however_often_the_worker_looks(subject: Area) -> None:
    begin(subject, "hotline_ordinary", "2026-11-02T09:00")  # due on the 9th, 24:00
    for moment in ("2026-11-04T09:00", "2026-11-06T08:00", "2026-11-06T08:00", "2026-11-08T12:00"):
        clocks.tick(at(moment))
    assert points() == ["p50", "p80"]
    for day in range(9, 21):
        clocks.tick(at(f"2026-11-{day:02}T08:00"))
        clocks.tick(at(f"2026-11-{day:02}T09:00"))
    assert points() == ["p50", "p80", "due", "late1", "late4", "late7", "late10"]
    assert Notice.objects.count() == 7
    clocks.meet(subject=subject, step="settle", at=at("2026-11-21T09:00"))
    clocks.tick(at("2026-12-30T09:00"))
    assert len(points()) == 7


def test_a_worker_that_slept_notes_all_points_and_says_only_the_last(subject: Area) -> None:
    begin(subject, "hotline_ordinary", "2026-11-02T09:00")
    clocks.tick(at("2026-11-14T09:00"))
    assert points() == ["p50", "p80", "due", "late1", "late4"]
    notice = Notice.objects.get()
    assert notices.text(notice).endswith("的“办结”已超期5天")


def test_a_digest_comes_once_in_the_morning_with_numbers_only(
    subject: Area, sent: list[tuple[str, str, str]]
) -> None:
    Address.objects.create(post_id=8, channel="wecom_robot", target="wecombot://key")
    begin(subject, "hotline_ordinary", "2026-11-02T09:00")
    clocks.tick(at("2026-11-09T00:05"))
    clocks.tick(at("2026-11-09T08:05"))
    assert sent == []
    clocks.tick(at("2026-11-09T08:10"))
    clocks.tick(at("2026-11-09T08:11"))
    clocks.tick(at("2026-11-09T12:00"))
    assert sent == [
        ("wecom_robot", "wecombot://key", "11月9日：超期0件，今天到期1件，三天内到期0件，新消息1条。")
    ]
    assert Notice.objects.filter(told_at__isnull=True).count() == 0


def test_what_a_clock_says_after_the_digest_waits_for_the_next_morning(
    sent: list[tuple[str, str, str]],
) -> None:
    Address.objects.create(body_id=7, channel="wecom_robot", target="wecombot://key")

    def say(when: str, body_id: int = 7) -> None:
        notices.send(
            code="clock.due", at=at(when), body_id=body_id, step="签收", when=Notice.When.DIGEST,
            data={"due": "2026-11-23T18:00:00+08:00"},
        )  # fmt: skip

    say("2026-11-20T00:10")
    clocks.tick(at("2026-11-20T08:12"))
    for hour in ("10:00", "11:00"):
        say(f"2026-11-20T{hour}")
        clocks.tick(at(f"2026-11-20T{hour}"))
    say("2026-11-20T12:00", body_id=8)  # told nowhere: nothing waits
    clocks.tick(at("2026-11-20T12:00"))
    assert len(sent) == 1
    assert list(Notice.objects.filter(told_at=None).values_list("body_id", flat=True)) == [7, 7]
    clocks.tick(at("2026-11-21T08:12"))
    assert [text.rpartition("，")[2] for _channel, _target, text in sent] == ["新消息1条。", "新消息2条。"]


def test_daytime_messages_go_at_once_by_day_and_wait_for_the_digest_at_night(
    sent: list[tuple[str, str, str]],
) -> None:
    Address.objects.create(body_id=7, channel="wecom_robot", target="wecombot://key")
    notices.send(
        code="clock.due",
        at=at("2026-11-20T15:00"),
        body_id=7,
        step="签收",
        data={"due": "2026-11-20T18:00:00+08:00"},
    )
    clocks.tick(at("2026-11-20T15:00"))
    assert [text for _, _, text in sent] == ["事项的“签收”今天到期（11月20日（星期五）18:00）"]
    notices.send(
        code="clock.due",
        at=at("2026-11-20T21:00"),
        body_id=7,
        step="签收",
        data={"due": "2026-11-20T18:00:00+08:00"},
    )
    clocks.tick(at("2026-11-20T21:00"))
    clocks.tick(at("2026-11-21T07:59"))
    clocks.tick(at("2026-11-21T08:05"))
    assert len(sent) == 1
    clocks.tick(at("2026-11-21T08:12"))
    assert sent[-1][2].startswith("11月21日：超期0件")
    assert len(sent) == 2


def test_an_urgent_limit_alarms_the_post_and_the_body_at_night(
    subject: Area, sent: list[tuple[str, str, str]]
) -> None:
    Address.objects.create(post_id=8, channel="sms", target="sms-gateway://8", only_urgent=True)
    Address.objects.create(body_id=7, channel="wecom_app", target="app://7")
    begin(subject, "hotline_emergency", "2026-11-20T23:00", urgent=True, only=("sign",))
    clocks.tick(at("2026-11-20T23:16"))
    assert [target for _, target, _ in sent] == ["sms-gateway://8"]
    assert "已过50%" in sent[0][2]
    clocks.tick(at("2026-11-20T23:31"))
    assert sorted(target for _, target, _ in sent[1:]) == ["app://7", "sms-gateway://8"]


def test_nobody_in_time_is_told_nothing_and_a_post_without_address_reads_it_in_the_pages(
    subject: Area,
) -> None:
    begin(subject, "hotline_ordinary", "2026-11-02T09:00")
    clocks.tick(at("2026-11-06T09:00"))
    scope = Scope(post_id=8, bodies=frozenset({1}))
    found = queries.messages(scope)
    assert queries.unread(scope) == 1
    assert notices.text(found[0]).endswith("11月9日（星期一）24:00到期")
    assert Delivery.objects.count() == 0
    assert queries.messages(Scope(post_id=9)) == []
    assert queries.unread(Scope()) == 0


def test_a_failing_gateway_is_tried_again_later_and_given_up_in_the_end(
    subject: Area, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []

    def fail(channel: str, target: str, text: str) -> bool:
        calls.append(text)
        raise OSError("no route")

    monkeypatch.setattr(notices, "transport", fail)
    Address.objects.create(post_id=8, channel="sms", target="x://1")
    start = at("2026-11-20T12:00")
    notices.send(
        code="clock.due", at=start, post_id=8, data={"due": start.isoformat()}, step="签收", when="urgent"
    )
    for minutes in range(0, 60 * 24, 5):
        clocks.tick(start + timedelta(minutes=minutes))
    assert len(calls) == notices.MOST_TRIES
    row = Delivery.objects.get()
    assert (row.sent_at, row.try_at) == (None, None)


@pytest.mark.parametrize("value", ["张建国", "13812345678", "3号楼2单元", "x" * 41, ["a"], 1.5])
def test_names_phones_and_rooms_do_not_fit_into_a_message(value: object) -> None:
    with pytest.raises(ValueError, match="numbers and codes"):
        notices.send(code="clock.due", at=at("2026-11-20T12:00"), post_id=8, data={"who": value})


def test_an_unknown_message_is_a_mistake_of_the_program() -> None:
    with pytest.raises(LookupError, match="no sentence"):
        notices.send(code="nope", at=at("2026-11-20T12:00"), post_id=8)


def test_a_paused_clock_does_not_warn_and_warns_again_after_its_return(subject: Area) -> None:
    begin(subject, "hotline_ordinary", "2026-11-02T09:00")
    clocks.pause(subject=subject, at=at("2026-11-03T09:00"))
    clocks.tick(at("2026-11-25T09:00"))
    assert points() == []
    clocks.resume(subject=subject, at=at("2026-11-25T10:00"))
    assert Deadline.objects.get().due_at == at("2026-12-01T23:59:59")
    clocks.tick(at("2026-12-01T09:00"))
    assert points()[-1] == "due"
