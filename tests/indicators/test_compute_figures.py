"""Figures: exact parts, the rows behind, records left out, sums of parts, small counts, as of a day, split places."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from fractions import Fraction

import pytest

from linli.areas import services as areas
from linli.cases import services as cases
from linli.domain.access import SYSTEM
from linli.domain.calendar import local_day
from linli.domain.periods import Kind, campaign, period_of
from linli.indicators import figures, pieces, services, units
from linli.indicators.errors import NoSuchIndicator, Refused
from linli.indicators.figures import Figure, Request
from linli.records.measures import Unit
from tests.indicators.conftest import LATER, closed
from tests.office import AT, Office

pytestmark = pytest.mark.django_db
DAY = local_day(AT)


def asked(town: Office, indicator: str, kind: Kind = Kind.MONTH, **more: object) -> Request:
    found = pieces.find(indicator, town.city.areas["district"], DAY)
    return figures.request(found, period_of(kind, DAY), now=LATER, **more)  # type: ignore[arg-type]


def area(town: Office, name: str) -> Unit:
    return Unit("area", town.city.areas[name])


def figure(town: Office, indicator: str, place: str = "district", **more: object) -> Figure:
    unit = area(town, place)
    return figures.compute(asked(town, indicator, **more), [unit])[unit]  # type: ignore[arg-type]


def test_the_three_rates_count_valid_call_backs_and_nine_tenths_for_basically(town: Office) -> None:
    closed(town)
    closed(town, satisfied="basic")
    closed(town, satisfied="unsatisfied")
    assert figure(town, "response_rate").value == 1
    assert figure(town, "solution_rate").value == 1
    rate = figure(town, "satisfaction_rate")
    assert rate.value == Fraction(19, 30)
    assert (rate.top, rate.base) == (Fraction(19, 10), 3)
    assert figures.say(asked(town, "satisfaction_rate").indicator, rate.value) == "63.33%"


def test_the_rows_behind_are_the_very_records_counted(town: Office) -> None:
    one, two = closed(town), closed(town, satisfied="basic")
    town.case()
    request = asked(town, "satisfaction_rate")
    unit = area(town, "district")
    for part, wanted in (("numerator", {one.pk, two.pk}), ("denominator", {one.pk, two.pk})):
        rows = figures.rows_for(request, unit, part)  # type: ignore[arg-type]
        assert set(rows.values_list("pk", flat=True)) == wanted


def test_an_excluded_case_leaves_the_base_and_is_one_click_away(town: Office) -> None:
    kept, gone = closed(town), closed(town)
    exclusion = cases.exclude(
        case_id=gone.pk,
        reason="unreasonable",
        basis="市考核办法第8条",
        actor=town.actor("handler"),
        at=AT + timedelta(days=1),
    )
    cases.decide_exclusion(
        case_id=gone.pk, approve=True, actor=town.actor("supervisor"), at=AT + timedelta(days=2)
    )
    assert exclusion.pk
    rate = figure(town, "solution_rate")
    assert rate.base == 1
    assert rate.counts["left_out"] == 1
    rows = figures.rows_for(asked(town, "solution_rate"), area(town, "district"), "left_out")
    assert [row.pk for row in rows] == [gone.pk]
    assert kept.pk != gone.pk


def test_a_record_left_out_by_decision_needs_reason_and_basis_and_can_come_back(town: Office) -> None:
    one, _two = closed(town), closed(town)
    with pytest.raises(Refused):
        services.leave_out(
            indicator="cases_closed", record_id=one.pk, reason=" ", basis="x", on=DAY, actor=SYSTEM, at=LATER
        )
    row = services.leave_out(
        indicator="cases_closed",
        record_id=one.pk,
        reason="重复",
        basis="会议纪要",
        on=DAY,
        actor=SYSTEM,
        at=LATER,
    )
    assert figure(town, "cases_closed").value == 1
    assert figure(town, "cases_closed").counts["left_out"] == 1
    with pytest.raises(Refused):
        services.leave_out(
            indicator="cases_closed",
            record_id=one.pk,
            reason="重复",
            basis="会议纪要",
            on=DAY,
            actor=SYSTEM,
            at=LATER,
        )
    services.take_back(left_out_id=row.pk, actor=SYSTEM, at=LATER)
    assert figure(town, "cases_closed").value == 2


def test_parts_add_up_to_the_whole(town: Office) -> None:
    closed(town)
    closed(town, place="court")
    closed(town, place="willow")
    request = asked(town, "cases_closed")
    listed = units.listed(request.indicator, (), town.city.areas["district"], request.period)
    parts = figures.compute(request, [one.unit for one in listed])
    whole = area(town, "district")
    assert {one.name: parts[one.unit].value for one in listed} == {
        "湖光社区": 2,
        "芦花社区": 0,
        "柳荫社区": 1,
    }
    assert figures.total(request, parts, whole).value == figures.compute(request, [whole])[whole].value == 3
    rates = asked(town, "solution_rate")
    parts = figures.compute(rates, [one.unit for one in listed])
    assert figures.total(rates, parts, whole).value == figures.compute(rates, [whole])[whole].value


def test_a_base_of_zero_is_missing_and_never_a_hundred_percent(town: Office) -> None:
    rate = figure(town, "solution_rate")
    assert (rate.base, rate.value) == (0, None)
    assert figures.say(asked(town, "solution_rate").indicator, None) == "—"


def test_a_figure_of_the_past_stays_what_it_was(town: Office) -> None:
    case = closed(town)
    cases.reopen(case_id=case.pk, reason="灯又灭了", actor=town.actor("clerk"), at=AT + timedelta(days=5))
    assert figure(town, "cases_closed").value == 0
    then = figure(town, "cases_received", as_of=AT + timedelta(hours=1))
    assert then.value == 1
    early = figure(town, "cases_received", as_of=AT - timedelta(hours=1))
    assert early.value == 0


def test_the_assessment_month_cuts_its_days_at_noon(town: Office) -> None:
    """Closed on 10 November at 16:00: the day of 11 November by the noon cut, the assessment month of November."""
    closed(town)
    assert figure(town, "solution_rate", kind=Kind.ASSESSMENT_MONTH).base == 1
    request = asked(town, "solution_rate", kind=Kind.ASSESSMENT_MONTH)
    assert request.period.label().startswith("2026年11月考核期")


def test_a_place_that_moved_in_the_middle_counts_where_it_was(town: Office) -> None:
    """A community goes to the other street on 12 November: what was closed on the 10th stays with the old one."""
    closed(town)
    lake, west = town.city.areas["lake"], town.city.areas["west"]
    areas.move(
        area_id=lake, parent_id=west, on=DAY + timedelta(days=2), actor=SYSTEM, at=AT + timedelta(days=2)
    )
    from linli.areas.services.rewriting import rewrite_columns

    rewrite_columns(AT)
    then = {name: figure(town, "cases_closed", place=name).value for name in ("east", "west")}
    assert then == {"east": 1, "west": 0}
    same = {name: figure(town, "cases_closed", place=name, basis="today").value for name in ("east", "west")}
    assert same == {"east": 0, "west": 1}


def test_a_target_is_not_capped_and_names_its_paper(town: Office) -> None:
    closed(town)
    closed(town)
    month = period_of(Kind.MONTH, DAY)
    where = area(town, "district")
    with pytest.raises(Refused):
        services.set_target(
            indicator="cases_closed",
            unit=where,
            period=month,
            value=Decimal(1),
            paper=" ",
            actor=SYSTEM,
            at=AT,
        )
    for value in (Decimal(9), Decimal(1)):
        services.set_target(
            indicator="cases_closed",
            unit=where,
            period=month,
            value=value,
            paper="湖政〔2026〕3号",
            actor=SYSTEM,
            at=AT,
        )
    assert figure(town, "cases_closed").attained == 2


def test_a_body_in_two_groups_is_refused(town: Office) -> None:
    unit = area(town, "east")
    with pytest.raises(Refused):
        services.set_reporting_units(
            piece="cases_closed",
            area_id=town.city.areas["district"],
            units=[(unit, "a"), (unit, "b")],
            on=DAY,
            actor=SYSTEM,
            at=AT,
        )


def test_an_unknown_indicator_and_a_campaign_of_its_own_dates(town: Office) -> None:
    with pytest.raises(NoSuchIndicator):
        pieces.find("no_such", town.city.areas["district"], DAY)
    closed(town)
    found = pieces.find("cases_closed", town.city.areas["district"], DAY)
    request = figures.request(found, campaign(DAY, DAY, "一天"), now=LATER)
    unit = area(town, "district")
    assert figures.compute(request, [unit])[unit].value == 1
