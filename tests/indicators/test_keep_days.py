"""Counts kept by day: whatever happens in whatever order, a page reads the same as the records, and the proof says so."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from linli.areas import services as areas
from linli.areas.services.rewriting import rewrite_columns
from linli.cases import services as cases
from linli.cases.models import Case
from linli.domain.access import SYSTEM
from linli.domain.calendar import local_day
from linli.domain.periods import Kind, period_of
from linli.indicators import figures, keeping, pieces, recounting, services
from linli.indicators.models import DayCount, LeftOut
from linli.records.measures import Unit
from linli.records.models import Touched
from tests.indicators.conftest import closed
from tests.office import AT, Office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
#: Far enough behind for all days of the cases to be closed ones.
NOW = AT + timedelta(days=40)
NAMES = ("cases_received", "cases_closed", "response_rate", "solution_rate", "satisfaction_rate")


def _asked(at: datetime) -> list[Any]:
    made = []
    for name in NAMES:
        for kind in (Kind.WEEK, Kind.MONTH, Kind.ASSESSMENT_MONTH):
            for day in (local_day(AT), local_day(AT) - timedelta(days=20), local_day(at)):
                made.append((name, period_of(kind, day)))
    return made


def _same(town: Office, at: datetime = NOW) -> None:
    """Every figure of every place, from kept days and from the rows; and the rows that open are as many."""
    for level in (("city",), ("district",), ("east", "west"), ("lake", "reed", "willow")):
        units = [Unit("area", town.city.areas[name]) for name in level if name in town.city.areas]
        place = town.city.areas["district"]
        requests = [
            figures.request(pieces.find(name, place, local_day(at)), period, now=at)
            for name, period in _asked(at)
        ]
        live = figures.compute_many(requests, units)
        kept = figures.compute_many(requests, units, kept=True)
        for asked, one, other in zip(requests, live, kept, strict=True):
            assert {unit: (x.top, x.base, dict(x.counts)) for unit, x in one.items()} == {
                unit: (x.top, x.base, dict(x.counts)) for unit, x in other.items()
            }, (asked.indicator.id, asked.period)


def _vary(number: int) -> None:
    """Cases of many days: dates and outcomes moved as an import or a late event would."""
    chance = random.Random(number)
    for case in Case.objects.all():
        day = datetime(2026, 10, 18, 4, tzinfo=UTC) + timedelta(hours=chance.randrange(0, 24 * 45))
        Case.objects.filter(pk=case.pk).update(
            reported_at=day,
            closed_at=day + timedelta(hours=chance.randrange(0, 200)),
            result=chance.choice(["solved", "explained", "not_reached"]),
            satisfied=chance.choice(["satisfied", "basic", ""]),
            excluded=chance.random() < 0.2,
            fast_lane=chance.random() < 0.2,
        )


@pytest.mark.parametrize("seed", range(4))
def test_kept_days_and_rows_tell_the_same_whatever_changes_when(town: Office, seed: int) -> None:
    chance = random.Random(seed)
    made = [closed(town, place=chance.choice(["garden", "willow"])) for _number in range(6)]
    _vary(seed)
    _same(town)
    recounting.fill_all(NOW)
    assert not Touched.objects.exists()
    assert DayCount.objects.exclude(area_id=keeping.HEAD).exists()
    _same(town)
    for step in range(6):
        case = chance.choice(made)
        kind = chance.randrange(4)
        if kind == 0:
            _vary(seed * 10 + step)
        elif kind == 1:
            closed(town)
        elif kind == 2:
            town.case()
        elif not LeftOut.objects.filter(record_id=case.pk).exists():
            services.leave_out(
                indicator=chance.choice(NAMES),
                record_id=case.pk,
                reason="重复",
                basis="考核办法",
                on=local_day(AT),
                actor=SYSTEM,
                at=AT,
            )
        _same(town)
        if chance.random() < 0.5:
            recounting.tick(NOW)
            _same(town)
    recounting.fill_all(NOW)
    assert recounting.prove() == []
    _same(town)


def test_a_verb_on_an_old_case_shows_at_once_and_marks_its_days(town: Office) -> None:
    case = closed(town)
    recounting.fill_all(NOW)
    assert not Touched.objects.exists()
    cases.reopen(case_id=case.pk, reason="又堵了", actor=town.actor("clerk"), at=AT + timedelta(days=2))
    assert {one.day for one in Touched.objects.all()} >= {local_day(AT)}
    _same(town)
    recounting.tick(NOW)
    assert not Touched.objects.exists()
    _same(town)


def test_a_place_that_hangs_elsewhere_is_counted_again(town: Office) -> None:
    for place in ("garden", "willow"):
        closed(town, place=place)
    recounting.fill_all(NOW)
    areas.move(
        area_id=town.city.areas["willow"],
        parent_id=town.city.areas["east"],
        on=local_day(AT) + timedelta(days=20),
        actor=SYSTEM,
        at=NOW,
    )
    while rewrite_columns(NOW):
        pass
    _same(town)
    recounting.fill_all(NOW)
    assert recounting.prove() == []
    _same(town)


def test_the_proof_finds_a_change_that_went_by_the_house_and_puts_it_right(town: Office) -> None:
    case = closed(town)
    recounting.fill_all(NOW)
    assert recounting.prove() == []
    Case._base_manager.filter(pk=case.pk).update(result="explained")
    day = local_day(case.closed_at or AT)
    assert {(one[1], one[2]) for one in recounting.prove()} == {("closed_at", day)}
    recounting.prove(write=True)
    assert recounting.prove() == []
    _same(town)


def test_words_are_no_reason_to_count_again_and_other_definitions_have_other_keys(town: Office) -> None:
    case = closed(town)
    recounting.fill_all(NOW)
    Case.objects.filter(pk=case.pk).update(text="", title="—")
    assert not Touched.objects.exists()
    head = DayCount.objects.filter(area_id=keeping.HEAD, day=date(2026, 11, 10)).first()
    assert head is not None
    DayCount.objects.filter(pk=head.pk).update(numbers='["0123456789"]')
    _same(town)
    assert recounting.fill_all(NOW) == 1
    _same(town)
