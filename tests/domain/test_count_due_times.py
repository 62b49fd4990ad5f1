"""Due times against an independent slow walk: minute by minute for office time, day by day for days."""

from __future__ import annotations

import random
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.definitions.calendars import shipped_calendar
from linli.domain.calendar import SHANGHAI, CalendarRangeError, DayKind, SpecialDay
from linli.domain.clock_templates import C13710, TEMPLATES, filing_ahead, in_working_days
from linli.domain.clock_words import REASON_CODES, explain, say_amount, say_instant
from linli.domain.clocks import ClockTemplate, Due, End, Step, Unit, due, reasons_from, schedule
from linli.domain.hours import OfficeHours, Season, WorkTime

CALENDAR = shipped_calendar()
PLAIN = WorkTime(CALENDAR)
SUMMER = WorkTime(
    CALENDAR,
    OfficeHours(seasons=(Season((6, 1), (9, 30), ((time(8), time(12)), (time(15), time(18)))),)),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


def open_minute(moment: datetime, worktime: WorkTime) -> bool:
    """Is the minute that begins here office time? Said plainly and slowly, without the kernel's slots."""
    if not worktime.calendar.is_workday(moment.date()):
        return False
    summer = worktime is SUMMER and 6 <= moment.month <= 9
    minute = moment.hour * 60 + moment.minute
    if summer:
        return 480 <= minute < 720 or 900 <= minute < 1080
    return 510 <= minute < 720 or 840 <= minute < 1050


def slow_due(step: Step, start: datetime, worktime: WorkTime) -> datetime:
    minutes = {Unit.MINUTE: 1, Unit.HOUR: 60, Unit.WORK_MINUTE: 1, Unit.WORK_HOUR: 60}.get(step.unit, 0)
    if step.unit in (Unit.WORK_MINUTE, Unit.WORK_HOUR):
        return slow_office(step.amount * minutes, start, worktime)
    if minutes:
        return start + (-1 if step.backward else 1) * timedelta(minutes=step.amount * minutes)
    day = slow_day(step, start, worktime)
    if step.unit is Unit.WORK_DAY:
        return datetime.combine(day, time(18), SHANGHAI)
    return datetime.combine(day, time(23, 59, 59), SHANGHAI)


def slow_office(left: int, start: datetime, worktime: WorkTime) -> datetime:
    moment = start
    while not open_minute(moment, worktime):
        moment += timedelta(minutes=1)
    while left:
        left -= open_minute(moment, worktime)
        moment += timedelta(minutes=1)
    return moment


def slow_day(step: Step, start: datetime, worktime: WorkTime) -> date:
    day, one = start.date(), timedelta(days=-1 if step.backward else 1)
    worked = worktime.calendar.is_workday
    if step.unit is Unit.MONTH:
        month = day.year * 12 + day.month - 1 + (-step.amount if step.backward else step.amount)
        for last in range(day.day, 0, -1):
            try:
                return date(month // 12, month % 12 + 1, last)
            except ValueError:
                continue
    for _ in range(step.amount):
        day += one
        while step.unit is Unit.WORK_DAY and not worked(day):
            day += one
    if step.unit is Unit.WORK_DAY and step.amount == 0:
        while not worked(day) or (not step.backward and datetime.combine(day, time(18), SHANGHAI) < start):
            day += one
    return day


def situation(rnd: random.Random) -> tuple[Step, datetime, WorkTime]:
    unit = rnd.choice(list(Unit))
    most = {Unit.MINUTE: 3000, Unit.HOUR: 400, Unit.WORK_MINUTE: 900, Unit.WORK_HOUR: 30, Unit.MONTH: 14}
    backward = rnd.random() < 0.3 and unit not in (Unit.WORK_HOUR, Unit.WORK_MINUTE)
    step = Step("s", "", rnd.randint(0, most.get(unit, 45)), unit, backward=backward)
    start = datetime(2004, 2, 1, tzinfo=SHANGHAI) + timedelta(minutes=rnd.randrange(22 * 365 * 1440))
    return step, start, rnd.choice([PLAIN, SUMMER])


def test_two_thousand_random_situations_equal_the_slow_walk() -> None:
    rnd = random.Random(13710)
    for _ in range(2000):
        step, start, worktime = situation(rnd)
        assert due(step, start, worktime).due_at == slow_due(step, start, worktime), (step, start)


STARTS = st.datetimes(datetime(2005, 1, 1), datetime(2026, 11, 30)).map(
    lambda moment: moment.replace(tzinfo=SHANGHAI)
)
FORWARD = st.builds(
    Step, st.just("s"), st.just(""), st.integers(0, 40), st.sampled_from(list(Unit)),
    end=st.sampled_from([None, End.EXACT, End.DAY_END, End.WORK_END]),
)  # fmt: skip
BACKWARD = st.builds(
    Step, st.just("s"), st.just(""), st.integers(0, 40), st.sampled_from([Unit.DAY, Unit.WORK_DAY, Unit.MONTH]),
    backward=st.just(True),
)  # fmt: skip
FREE = st.sets(st.dates(date(2005, 1, 1), date(2027, 3, 1)), max_size=6)


def with_free(days: set[date]) -> WorkTime:
    return WorkTime(CALENDAR.with_local([SpecialDay(day, DayKind.HOLIDAY, "加放") for day in days]))


@given(FORWARD, STARTS, FREE, st.integers(0, 12))
def test_one_more_holiday_never_makes_a_forward_limit_earlier(
    step: Step, start: datetime, free: set[date], near: int
) -> None:
    free = free | {start.date() + timedelta(days=near)}
    before, after = due(step, start, PLAIN).due_at, due(step, start, with_free(free)).due_at
    assert after >= before
    if not step.unit.is_working:
        assert after == before


@given(BACKWARD, STARTS, FREE, st.integers(0, 12))
def test_one_more_holiday_never_makes_a_backward_limit_later(
    step: Step, start: datetime, free: set[date], near: int
) -> None:
    free = free | {start.date() - timedelta(days=near)}
    before, after = due(step, start, PLAIN).due_at, due(step, start, with_free(free)).due_at
    assert after <= before
    if not step.unit.is_working:
        assert after == before


@given(FORWARD, STARTS, st.timedeltas(timedelta(), timedelta(days=9)))
def test_a_later_start_never_ends_earlier_and_no_limit_ends_before_it_starts(
    step: Step, start: datetime, later: timedelta
) -> None:
    first = due(step, start, PLAIN).due_at
    assert first >= start
    if step.end in (None, End.DAY_END):
        assert due(step, start + later, PLAIN).due_at >= first


@given(st.one_of(FORWARD, BACKWARD), STARTS)
def test_every_date_explains_itself_and_survives_storing(step: Step, start: datetime) -> None:
    found = due(step, start, PLAIN)
    assert reasons_from(found.steps_json()) == found.steps
    assert {reason.code for reason in found.steps} <= REASON_CODES
    sentences = explain(found.steps)
    assert all(sentences)
    assert sentences[-1].endswith("截止")
    assert all(sentence.isprintable() for sentence in explain(found.steps, lang="en"))


def test_13710_runs_as_the_entry_says() -> None:
    start = at("2021-12-28T10:00")
    found = {step.id: item.due_at.date().isoformat() for step, item in schedule(C13710, start, PLAIN)}
    assert found == {"deploy": "2021-12-28", "feedback": "2021-12-31", "settle": "2022-01-04"}
    important = {step.id: item for step, item in schedule(C13710, start, PLAIN, ["important"])}
    assert important["settle"].due_at.date() == date(2022, 1, 28)
    assert C13710.open_end


def test_13710_before_the_spring_festival_can_be_read_in_working_days() -> None:
    start = at("2026-02-13T16:00")
    natural = [item.due_at.date().day for _, item in schedule(C13710, start, PLAIN)]
    assert natural == [13, 16, 20]
    feedback = due(in_working_days(C13710).step("feedback"), start, PLAIN)
    assert feedback.due_at == at("2026-02-25T18:00")
    assert explain(feedback.steps) == [
        "从2月13日（星期五）16:00起算",
        "时限3个工作日，当天不计，从次日数起",
        "跳过2月15日（星期日）至2月23日（星期一），春节放假，共9天",
        "2月14日（星期六）调休上班（春节），按工作日计",
        "放假调休依据《国务院办公厅关于2026年部分节假日安排的通知》（国办发明电〔2025〕7号）",
        "到2月25日（星期三）18:00截止",
    ]
    assert explain(feedback.steps, lang="en")[2:4] == [
        "Left out: Sun 15 Feb to Mon 23 Feb, Spring Festival, 9 days",
        "Sat 14 Feb is a make-up workday (Spring Festival) and counts",
    ]


@pytest.mark.parametrize(
    ("clock", "classes", "sign", "contact", "settle"),
    [
        ("hotline_emergency", (), "2026-11-20T16:30", "2026-11-20T16:30", "2026-11-20T18:00"),
        ("hotline_livelihood", (), "2026-11-20T17:00", "2026-11-20T18:00", "2026-11-21T16:00"),
        ("hotline_ordinary", (), "2026-11-23T11:00", "2026-11-23T18:00", "2026-11-27T23:59:59"),
        ("hotline_ordinary", ("community",), "2026-11-23T18:00", "2026-11-23T18:00", "2026-11-27T23:59:59"),
        ("hotline_complex", (), "2026-11-23T11:00", "2026-11-23T18:00", "2026-12-05T23:59:59"),
        ("hotline_consultation", (), "2026-11-23T11:00", "2026-11-23T18:00", "2026-11-25T18:00"),
    ],
)
def test_the_hotline_classes_on_a_friday_afternoon(
    clock: str, classes: tuple[str, ...], sign: str, contact: str, settle: str
) -> None:
    found = {
        step.id: item.due_at
        for step, item in schedule(TEMPLATES[clock], at("2026-11-20T16:00"), PLAIN, classes)
    }
    assert found == {"sign": at(sign), "contact": at(contact), "settle": at(settle)}


@pytest.mark.parametrize(
    ("event", "latest"),
    [("2020-04-07", "2020-03-28"), ("2020-04-20", "2020-04-10"), ("2020-04-26", "2020-04-16")],
)
def test_a_batch_is_filed_ten_days_ahead(event: str, latest: str) -> None:
    found = due(filing_ahead(10).steps[0], at(event + "T08:00"), PLAIN)
    assert found.due_at == at(latest + "T23:59:59")


def test_a_year_without_notice_makes_the_date_presumed_and_says_so() -> None:
    found = due(Step("s", "", 5, Unit.WORK_DAY), at("2026-12-30T10:00"), PLAIN)
    assert found.presumed
    sentences = explain(found.steps)
    assert "2027年放假通知尚未公布，按周一至周五推定，公布后自动重算并告知" in sentences
    assert sentences[0].startswith("从2026年12月30日")
    assert not due(Step("s", "", 5, Unit.DAY), at("2026-12-30T10:00"), PLAIN).presumed


def test_minutes_end_exactly_and_office_hours_begin_at_the_next_office_minute() -> None:
    assert due(Step("s", "", 30, Unit.MINUTE), at("2020-04-12T09:00"), PLAIN).due_at == at("2020-04-12T09:30")
    hours = Step("s", "", 4, Unit.WORK_HOUR)
    assert due(hours, at("2026-11-19T12:30"), PLAIN).due_at == at("2026-11-20T09:00")
    assert "不在办公时间，从11月19日（星期四）14:00上班时计" in explain(
        due(hours, at("2026-11-19T12:30"), PLAIN).steps
    )
    assert due(hours, at("2026-08-03T16:30"), SUMMER).due_at == at("2026-08-04T10:30")


def test_lengths_and_instants_are_said_as_in_the_office() -> None:
    assert say_amount(0, Unit.DAY) == "当天"
    assert say_amount(3, "working_day") == "3个工作日"
    assert say_instant(at("2026-02-16T23:59:59"), with_year=True) == "2026年2月16日（星期一）24:00"


def test_bad_pieces_are_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        Step("s", "", -1, Unit.DAY)
    with pytest.raises(ValueError, match="backward"):
        Step("s", "", 1, Unit.WORK_HOUR, backward=True)
    with pytest.raises(ValueError, match="zone"):
        due(Step("s", "", 1, Unit.DAY), datetime(2026, 1, 1), PLAIN)
    with pytest.raises(CalendarRangeError):
        due(Step("s", "", 1, Unit.WORK_DAY), datetime(1899, 1, 1, tzinfo=SHANGHAI), PLAIN)
    with pytest.raises(KeyError):
        ClockTemplate("c", "c", ()).step("s")
    with pytest.raises(ValueError, match="overlap"):
        OfficeHours(((time(9), time(12)), (time(11), time(17))))


def test_a_due_is_computed_in_well_under_a_millisecond() -> None:
    import timeit

    step = Step("s", "", 15, Unit.WORK_DAY)
    start = at("2026-02-13T16:00")
    taken: list[Due] = []
    seconds = timeit.timeit(lambda: taken.append(due(step, start, PLAIN)), number=200) / 200
    assert seconds < 0.002
