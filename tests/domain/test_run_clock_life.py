"""Pause, extension, warnings, lights and the ladder of a running clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.definitions.calendars import shipped_calendar
from linli.domain.calendar import SHANGHAI
from linli.domain.clock_life import (
    EXTENSION_PROBLEMS,
    Light,
    extended,
    extension_problem,
    light,
    next_point,
    points,
    points_upto,
    proposed_rung,
    resumed,
)
from linli.domain.clock_words import explain
from linli.domain.clocks import ExtensionRule, Step, Unit, due
from linli.domain.hours import WorkTime

PLAIN = WorkTime(shipped_calendar())
MOMENTS = st.datetimes(datetime(2024, 1, 1), datetime(2026, 6, 30)).map(
    lambda moment: moment.replace(tzinfo=SHANGHAI)
)
STEPS = st.builds(Step, st.just("s"), st.just(""), st.integers(0, 40), st.sampled_from(list(Unit)))
SPANS = st.timedeltas(timedelta(), timedelta(days=40))


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@given(STEPS, MOMENTS, SPANS, SPANS, SPANS)
def test_a_pause_never_shortens_a_limit_and_a_longer_one_never_gives_less(
    step: Step, start: datetime, until: timedelta, first: timedelta, more: timedelta
) -> None:
    due_at = due(step, start, PLAIN).due_at
    paused = start + until
    short = resumed(step, due_at, paused, paused + first, PLAIN).due_at
    long = resumed(step, due_at, paused, paused + first + more, PLAIN).due_at
    assert due_at <= short <= long
    if paused >= due_at:
        assert long == due_at


def test_a_week_on_hold_moves_a_working_day_limit_by_its_working_days() -> None:
    step = Step("settle", "办结", 5, Unit.WORK_DAY)
    due_at = due(step, at("2026-09-21T09:00"), PLAIN).due_at
    assert due_at == at("2026-09-29T18:00")  # 25 September is the Mid-autumn Festival
    found = resumed(step, due_at, at("2026-09-28T10:00"), at("2026-10-09T10:00"), PLAIN)
    assert found.due_at == at("2026-10-10T18:00")  # a make-up Saturday
    assert explain(found.steps)[0] == "9月28日（星期一）10:00至10月9日（星期五）10:00挂账，不计入时限"


def test_office_hours_left_at_the_pause_are_left_at_the_return() -> None:
    step = Step("sign", "签收", 4, Unit.WORK_HOUR)
    due_at = due(step, at("2026-11-19T08:30"), PLAIN).due_at
    assert due_at == at("2026-11-19T14:30")
    assert resumed(step, due_at, at("2026-11-19T11:00"), at("2026-11-20T17:00"), PLAIN).due_at == at(
        "2026-11-23T09:30"
    )


SETTLE = Step("settle", "办结", 7, Unit.DAY)


@pytest.mark.parametrize(
    ("rule", "already", "moment", "amount", "unit", "problem"),
    [
        (ExtensionRule(), 0, "2026-11-20", 7, Unit.DAY, None),
        (ExtensionRule(), 0, "2026-11-20", 8, Unit.DAY, "too_long"),
        (ExtensionRule(), 0, "2026-11-20", 5, Unit.WORK_DAY, "too_long"),
        (ExtensionRule(), 0, "2026-11-20", 0, Unit.DAY, "not_positive"),
        (ExtensionRule(), 1, "2026-11-20", 3, Unit.DAY, "used_up"),
        (ExtensionRule(), 0, "2026-11-29", 3, Unit.DAY, "after_deadline"),
        (ExtensionRule(1, 24, Unit.HOUR), 0, "2026-11-20", 1, Unit.DAY, None),
        (ExtensionRule(0), 0, "2026-11-20", 1, Unit.DAY, "not_allowed"),
        (None, 0, "2026-11-20", 1, Unit.DAY, "not_allowed"),
    ],
)
def test_an_extension_is_once_before_the_deadline_and_no_longer_than_the_limit(
    rule: ExtensionRule | None, already: int, moment: str, amount: int, unit: Unit, problem: str | None
) -> None:
    due_at = at("2026-11-28T23:59:59")
    found = extension_problem(
        rule, SETTLE, due_at=due_at, at=at(moment), already=already, amount=amount, unit=unit
    )
    assert found == problem
    assert problem is None or EXTENSION_PROBLEMS[problem]


def test_an_extension_counts_from_the_old_due_time_and_keeps_the_hour() -> None:
    found = extended(SETTLE, at("2026-11-28T23:59:59"), 7, Unit.DAY, PLAIN)
    assert found.due_at == at("2026-12-05T23:59:59")
    assert explain(found.steps) == [
        "批准延期7天",
        "按自然日算，节假日和周末不扣除",
        "到12月5日（星期六）24:00截止",
    ]
    working = Step("settle", "办结", 3, Unit.WORK_DAY)
    assert extended(working, at("2026-09-29T18:00"), 3, Unit.WORK_DAY, PLAIN).due_at == at("2026-10-09T18:00")


def test_warnings_come_at_half_at_four_fifths_on_the_day_the_day_after_and_every_third() -> None:
    found = list(islice(points(at("2026-11-01T00:00"), at("2026-11-11T00:00")), 6))
    assert [(point.id, point.at.day) for point in found] == [
        ("p50", 6), ("p80", 9), ("due", 11), ("late1", 12), ("late4", 15), ("late7", 18),
    ]  # fmt: skip


def test_a_limit_of_minutes_warns_at_its_own_minute() -> None:
    found = list(islice(points(at("2020-04-12T09:00"), at("2020-04-12T09:30")), 4))
    assert [point.id for point in found] == ["p50", "p80", "due", "late1"]
    assert found[2].at == at("2020-04-12T09:30")


@given(
    MOMENTS,
    st.timedeltas(timedelta(minutes=1), timedelta(days=200)),
    st.timedeltas(timedelta(), timedelta(days=250)),
)
def test_warning_points_are_ordered_each_once_and_found_one_by_one(
    start: datetime, span: timedelta, passed: timedelta
) -> None:
    due_at, now = start + span, start + passed
    first = list(islice(points(start, due_at), 12))
    assert all(one.at <= two.at for one, two in pairwise(first))
    assert len({point.id for point in first}) == len(first)
    reached = points_upto(start, due_at, now)
    following = next_point(start, due_at, now)
    assert following is not None
    assert following.at > now
    assert [*reached, following] == list(islice(points(start, due_at), len(reached) + 1))


@pytest.mark.parametrize(
    ("now", "met", "expected"),
    [
        ("2026-11-05", None, "正常"),
        ("2026-11-08", None, "临期"),
        ("2026-11-11T00:00:01", None, "超期"),
        ("2026-11-20", "2026-11-10", "按时"),
        ("2026-11-20", "2026-11-12", "超期"),
    ],
)
def test_the_light_follows_from_dates_alone(now: str, met: str | None, expected: str) -> None:
    found = light(at("2026-11-01"), at("2026-11-11"), at(now), at(met) if met else None)
    assert found.zh == expected


def test_a_short_limit_is_near_by_share_and_a_long_one_by_share_too() -> None:
    assert light(at("2026-11-01T09:00"), at("2026-11-01T19:00"), at("2026-11-01T16:59")) is Light.NORMAL
    assert light(at("2026-11-01T09:00"), at("2026-11-01T19:00"), at("2026-11-01T17:00")) is Light.SOON
    assert light(at("2026-01-01"), at("2026-04-11"), at("2026-03-22")) is Light.SOON


def test_the_ladder_proposes_and_a_reason_holds_it() -> None:
    due_at = at("2026-11-01T18:00")
    assert proposed_rung(due_at, due_at) is None
    for days, rung in ((1, "remind"), (3, "warn"), (7, "red")):
        found = proposed_rung(due_at, due_at + timedelta(days=days))
        assert found is not None
        assert found.id == rung
    held = proposed_rung(due_at, due_at + timedelta(days=9), has_reason=True)
    assert held is not None
    assert held.zh == "提醒"
    talk = proposed_rung(due_at, due_at + timedelta(days=9), earlier_reds=[at("2026-06-01")])
    assert talk is not None
    assert talk.zh == "约谈建议"
    red = proposed_rung(due_at, due_at + timedelta(days=9), earlier_reds=[at("2026-05-01")])
    assert red is not None
    assert red.zh == "红色督办"
