"""A new notice moves the deadlines that stood on presumption, tells of it, and leaves the others alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime

import pytest
from django.core.exceptions import ImproperlyConfigured

from linli.areas.models import Area
from linli.clocks import notices, worktime
from linli.clocks import services as clocks
from linli.clocks.models import CalendarChange, Deadline, Notice
from linli.clocks.words import explain
from linli.domain.access import SYSTEM
from linli.domain.calendar import SHANGHAI, DayKind, SpecialDay
from linli.domain.clocks import ClockTemplate, ExtensionRule, Step, Unit
from linli.records.errors import LinliError
from linli.records.models import Event

pytestmark = pytest.mark.django_db
KEYS = {"street": 5}

NOTICE_2027 = """
year: 2027
source: {title: 国务院办公厅关于2027年部分节假日安排的通知}
holidays:
  - name: 元旦
    statutory: [2027-01-01]
    workdays: [2026-12-27]
"""
FIVE_DAYS = ClockTemplate(
    "five",
    "五日",
    (Step("settle", "办结", 5, Unit.WORK_DAY), Step("natural", "反馈", 5, Unit.DAY)),
    extension=ExtensionRule(),
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


@pytest.fixture(autouse=True)
def fresh() -> Iterator[None]:
    worktime.forget()
    yield
    worktime.forget()


@pytest.fixture
def subject() -> Area:
    area = Area.objects.create(kind="community")
    clocks.start(
        subject=area,
        template=FIVE_DAYS,
        started_at=at("2026-12-29T09:00"),
        area_id=area.pk,
        keys=KEYS,
        post_id=8,
    )
    return area


def load(text: str = NOTICE_2027) -> CalendarChange:
    return clocks.load_notice(text=text, name="2027.yaml", actor=SYSTEM, at=at("2026-11-21T09:00"))


def test_a_presumed_date_says_so_and_moves_when_the_notice_comes(subject: Area) -> None:
    row = Deadline.objects.get(step="settle")
    assert row.presumed
    assert row.due_at == at("2027-01-05T18:00")
    load()
    assert clocks.tick(at("2026-12-29T10:00"))["moved"] == 1
    row.refresh_from_db()
    assert row.due_at == at("2027-01-06T18:00")
    assert not row.presumed
    assert "跳过2027年1月1日（星期五），元旦放假" in explain(row.steps)
    natural = Deadline.objects.get(step="natural")
    assert natural.due_at == at("2027-01-03T23:59:59")
    assert Event.objects.get(name="clock.moved").data["step_id"] == "settle"
    notice = Notice.objects.get(code="clock.moved")
    assert notices.text(notice).endswith("由1月5日（星期二）18:00改为1月6日（星期三）18:00")
    assert clocks.recompute_for_calendar(at=at("2026-12-29T11:00")) == 0


def test_holds_and_extensions_are_counted_again_too(subject: Area) -> None:
    clocks.extend(subject=subject, step="settle", amount=2, unit=Unit.WORK_DAY, at=at("2026-12-29T10:00"))
    clocks.pause(subject=subject, at=at("2026-12-30T10:00"))
    clocks.resume(subject=subject, at=at("2027-01-04T10:00"))
    before = Deadline.objects.get(step="settle").due_at
    assert before == at("2027-01-12T18:00")
    load()
    clocks.recompute_for_calendar(at=at("2027-01-04T11:00"))
    # one free day more inside the limit, and one office day less on hold
    assert Deadline.objects.get(step="settle").due_at == at("2027-01-12T18:00")


def test_a_clock_on_hold_is_moved_as_well_and_a_met_one_is_not(subject: Area) -> None:
    clocks.pause(subject=subject, at=at("2026-12-30T10:00"))
    load()
    assert clocks.recompute_for_calendar(at=at("2026-12-30T11:00")) == 1
    clocks.resume(subject=subject, at=at("2026-12-30T12:00"))
    clocks.meet(subject=subject, step="settle", at=at("2026-12-31T09:00"))
    clocks.set_local_days(
        days=[SpecialDay(date(2027, 1, 5), DayKind.REST, "停电")],
        title="区政府办通知",
        actor=SYSTEM,
        at=at("2027-01-01T09:00"),
    )
    assert clocks.recompute_for_calendar(at=at("2027-01-01T10:00")) == 0


def test_a_local_day_is_laid_over_the_notice_and_a_later_change_wins(subject: Area) -> None:
    actor, moment = SYSTEM, at("2026-11-21T09:00")
    clocks.set_local_days(
        days=[SpecialDay(date(2026, 12, 30), DayKind.REST, "停电")], title="通知", actor=actor, at=moment
    )
    assert not worktime.current()[0].calendar.is_workday(date(2026, 12, 30))
    clocks.recompute_for_calendar(at=moment)
    assert Deadline.objects.get(step="settle").due_at == at("2027-01-06T18:00")
    clocks.set_local_days(
        days=[SpecialDay(date(2026, 12, 30), DayKind.WORKDAY, "")], title="更正", actor=actor, at=moment
    )
    clocks.recompute_for_calendar(at=moment)
    assert Deadline.objects.get(step="settle").due_at == at("2027-01-05T18:00")


def test_a_wrong_file_is_refused_with_its_place_and_changes_nothing() -> None:
    with pytest.raises(LinliError, match=r"2027.yaml holidays\[0\].statutory"):
        load(NOTICE_2027.replace("[2027-01-01]", "[soon]"))
    with pytest.raises(LinliError, match="依据什么"):
        clocks.set_local_days(days=[], title=" ", actor=SYSTEM, at=at("2026-11-21T09:00"))
    assert worktime.version() == 0


def test_office_hours_come_from_a_setting_and_a_wrong_one_is_named() -> None:
    hours, end, natural = worktime.office_hours(
        {
            "workday_end": "17:30",
            "natural_end": "18:00",
            "seasons": [{"from": "06-01", "to": "09-30", "slots": [["08:00", "12:00"], ["15:00", "18:00"]]}],
        }
    )
    assert hours.on(date(2026, 7, 1))[1][1].isoformat() == "18:00:00"
    assert (end.isoformat(), natural and natural.isoformat()) == ("17:30:00", "18:00:00")
    with pytest.raises(ImproperlyConfigured, match="LINLI_OFFICE_HOURS"):
        worktime.office_hours({"slots": [["8", "12:00"]]})


def test_a_hold_ended_between_the_notice_and_the_recount_does_not_hide_the_recount(subject: Area) -> None:
    clocks.pause(subject=subject, at=at("2026-12-29T10:00"))
    load()
    clocks.resume(subject=subject, at=at("2026-12-29T11:00"))
    assert Deadline.objects.get(step="settle").due_at == at("2027-01-05T18:00")
    assert clocks.recompute_for_calendar(at=at("2026-12-29T12:00")) == 1
    assert Deadline.objects.get(step="settle").due_at == at("2027-01-06T18:00")


def test_the_environment_may_set_summer_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LINLI_OFFICE_HOURS", '{"slots": [["09:00", "12:00"], ["13:30", "17:00"]]}')
    assert worktime.current()[0].hours.on(date(2026, 7, 1))[0][0].isoformat() == "09:00:00"
    for wrong in ("{", "[]"):
        worktime.forget()
        monkeypatch.setenv("LINLI_OFFICE_HOURS", wrong)
        with pytest.raises(ImproperlyConfigured, match="LINLI_OFFICE_HOURS"):
            worktime.current()
