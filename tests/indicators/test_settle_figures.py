"""What stands beside a definition: records left out and put back, reporting sets with groups, targets with their paper."""

from __future__ import annotations

import re
from datetime import date, timedelta
from types import SimpleNamespace

import pytest

from linli.areas import services as areas
from linli.definitions.indicators import Indicator, Measure, Rows, check
from linli.domain.access import SYSTEM
from linli.domain.calendar import local_day
from linli.domain.periods import Kind, period_of
from linli.indicators import figures, pieces, services, units
from linli.indicators.models import LeftOut, ReportingSet, Target
from linli.records.measures import Unit
from linli.records.models import Event
from tests.indicators.conftest import LATER, closed
from tests.office import AT, Office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
DAY = local_day(AT)


def test_a_record_is_left_out_on_a_page_stands_one_click_from_the_figure_and_is_put_back(
    town: Office,
) -> None:
    kept, gone = closed(town), closed(town)
    client = town.client("leader")
    address = f"/figures/cases_closed/leave-out/{gone.pk}/"
    unit = town.city.areas["east"]
    rows = f"/figures/cases_closed/rows/?unit=area-{unit}&part=numerator&period=month"
    assert address in client.get(rows).content.decode()
    assert gone.title in client.get(address).content.decode()
    empty = client.post(address, {"reason": "", "basis": "考核办法第8条", "on": "2026-11-20"})
    assert empty.status_code == 422
    assert "考核办法第8条" in empty.content.decode()
    assert (
        client.post(address, {"reason": "重复", "basis": "考核办法第8条", "on": "2026-12-20"}).status_code
        == 422
    )
    sent = client.post(address, {"reason": "重复", "basis": "考核办法第8条", "on": "2026-11-20"})
    assert sent.status_code == 302
    row = LeftOut.objects.get()
    assert row.approver == town.city.posts["leader"]
    assert Event.objects.filter(kind="left_out", subject_id=row.pk, name="left_out.approved").exists()
    again = client.post(address, {"reason": "重复", "basis": "x", "on": "2026-11-20"})
    assert "已经剔除过" in again.content.decode()
    page = client.get("/figures/cases_closed/?period=month").content.decode()
    link = re.search(r'data-label="剔除"><a href="([^"]+)">1</a>', page)
    assert link
    listed = client.get(link[1].replace("&amp;", "&")).content.decode()
    assert all(word in listed for word in (gone.code, "重复", "考核办法第8条", "街道主任", "恢复计入"))
    assert kept.code not in listed
    back = f"/figures/cases_closed/put-back/{row.pk}/"
    assert client.post(back, {"version": "99"}).status_code == 409
    assert client.post(back, {"version": str(row.version)}).status_code == 302
    assert '剔除"><a' not in client.get("/figures/cases_closed/?period=month").content.decode()


def test_nobody_leaves_out_a_record_of_another_place_or_without_the_right(town: Office) -> None:
    there = closed(town, place="willow")
    here = closed(town)
    sent = {"reason": "重复", "basis": "考核办法", "on": "2026-11-20"}
    assert town.client("leader").post(f"/figures/cases_closed/leave-out/{there.pk}/", sent).status_code in (
        403,
        404,
    )
    assert (
        town.client("secretary").post(f"/figures/cases_closed/leave-out/{here.pk}/", sent).status_code == 403
    )
    assert not LeftOut.objects.exists()


def test_a_reporting_set_is_edited_on_a_page_and_each_piece_has_its_own(town: Office) -> None:
    client = town.client("officer")
    place = town.city.areas["district"]
    lake, reed, willow = (town.city.areas[name] for name in ("lake", "reed", "willow"))
    address = f"/figures/cases_closed/units/?place={place}"
    page = client.get(address)
    assert page.status_code == 200
    assert page.content.decode().count('name="unit"') == 3
    sent = {
        "unit": [f"area-{lake}", f"area-{willow}"],
        f"order-area-{lake}": "2",
        f"order-area-{willow}": "1",
        f"group-area-{willow}": "城区组",
        "on": "2026-11-01",
    }
    assert client.post(address, sent).status_code == 302
    period = period_of(Kind.MONTH, DAY)
    found = pieces.find("cases_closed", place, DAY).indicator
    listed = units.listed(found, ("cases_closed",), place, period)
    assert [(one.name, one.group) for one in listed] == [("柳荫社区", "城区组"), ("湖光社区", "")]
    other = pieces.find("cases_received", place, DAY).indicator
    assert len(units.listed(other, ("cases_received",), place, period)) == 3
    kept = ReportingSet.objects.get()
    twice = {**sent, f"group-area-{willow}": ["城区组", "乡镇组"], "version": str(kept.version)}
    told = client.post(address, twice)
    assert told.status_code == 422
    assert "只能在一个组里" in told.content.decode()
    stranger = {**sent, "unit": ["area-999999"], "version": str(kept.version)}
    assert "不在本辖区" in client.post(address, stranger).content.decode()
    assert client.post(address, {**sent, "unit": [], "version": str(kept.version)}).status_code == 422
    assert client.post(address, {**sent, "version": "99"}).status_code == 409
    table = client.get(f"/figures/cases_closed/?period=month&place={place}").content.decode()
    assert reed not in [int(one) for one in re.findall(r"unit=area-(\d+)&amp;part=numerator", table)]


def test_a_set_that_begins_later_leaves_a_gap_that_is_told_with_all_units(town: Office) -> None:
    place, lake = town.city.areas["district"], Unit("area", town.city.areas["lake"])
    services.set_reporting_units(
        piece="cases_closed", area_id=place, units=[(lake, "")], on=date(2026, 11, 1), actor=SYSTEM, at=AT
    )
    found = pieces.find("cases_closed", place, DAY).indicator
    names = lambda day: [  # noqa: E731
        one.name for one in units.listed(found, ("cases_closed",), place, period_of(Kind.MONTH, day))
    ]
    assert names(date(2026, 10, 5)) == ["湖光社区", "芦花社区", "柳荫社区"]
    assert names(date(2026, 11, 5)) == ["湖光社区"]


def test_targets_by_unit_and_period_stand_on_a_page_with_their_paper(town: Office) -> None:
    for _number in range(3):
        closed(town)
    client = town.client("leader")
    lake = town.city.areas["lake"]
    address = "/figures/cases_closed/targets/"
    assert client.get(address).status_code == 200
    sent = {"unit": f"area-{lake}", "period": "month", "day": "2026-11-10", "value": "2", "paper": ""}
    assert client.post(address, sent).status_code == 422
    assert client.post(address, {**sent, "paper": "东湖办〔2026〕5号"}).status_code == 302
    row = Target.objects.get()
    assert (row.unit_id, row.start, row.end) == (lake, date(2026, 11, 1), date(2026, 12, 1))
    page = client.get(address).content.decode()
    assert "东湖办〔2026〕5号" in page
    table = client.get("/figures/cases_closed/?period=month").content.decode()
    assert "150.0%" in table
    assert "序时进度" in table
    outside = {**sent, "unit": f"area-{town.city.areas['willow']}", "paper": "x"}
    assert client.post(address, outside).status_code == 422
    withdrawn = client.post(f"{address}{row.pk}/withdraw/", {"version": str(row.version)})
    assert withdrawn.status_code == 302
    assert "东湖办〔2026〕5号" not in client.get(address).content.decode()
    assert town.client("west_clerk").post(f"{address}{row.pk}/withdraw/", {}).status_code == 403


def test_pages_of_settings_stay_within_a_dozen_queries(
    town: Office, django_assert_max_num_queries: pytest.fixture
) -> None:
    case = closed(town)
    client = town.client("leader")
    client.get("/figures/")
    for page in ("/figures/cases_closed/targets/", f"/figures/cases_closed/leave-out/{case.pk}/"):
        with django_assert_max_num_queries(12):
            assert client.get(page).status_code == 200
    officer = town.client("officer")
    officer.get("/figures/")
    with django_assert_max_num_queries(12):
        assert officer.get("/figures/cases_closed/units/").status_code == 200


def test_a_place_split_in_the_middle_of_a_period_counts_each_record_where_it_lay(town: Office) -> None:
    """Lake is split after two cases: the period tells the old place to its last day and the new ones from theirs."""
    closed(town)
    closed(town)
    lake, on = town.city.areas["lake"], DAY + timedelta(days=3)
    garden, court = town.city.areas["garden"], town.city.areas["court"]
    parts = [areas.Part("湖光东社区", (garden,)), areas.Part("湖光西社区", (court,))]
    areas.split(area_id=lake, parts=parts, on=on, actor=SYSTEM, at=AT + timedelta(days=3))
    found = pieces.find("cases_closed", town.city.areas["east"], DAY)
    request = figures.request(found, period_of(Kind.MONTH, DAY), now=LATER)
    listed = units.listed(found.indicator, (), town.city.areas["east"], request.period)
    told = figures.compute(request, [one.unit for one in listed])
    assert {one.name: told[one.unit].value for one in listed}["湖光社区"] == 2
    assert next(one.until for one in listed if one.name == "湖光社区") == on
    whole = figures.total(request, told, Unit("area", town.city.areas["east"]))
    assert whole.value == 2


def test_a_count_where_a_rate_belongs_is_refused_by_the_checker() -> None:
    told: list[tuple[str, str]] = []
    document = SimpleNamespace(problem=lambda code, path, *_more: told.append((code, path)))
    count = Indicator("x", "x", measure=Measure("count", Rows("cases")), unit="percent")
    check(SimpleNamespace(indicators=(count,)), document)  # type: ignore[arg-type]
    assert told == [("E106", "indicators[0].unit")]


def test_a_denominator_of_zero_is_a_dash_on_the_page_and_has_no_place_in_a_ranking(town: Office) -> None:
    closed(town)
    page = town.client("clerk").get("/figures/solution_rate/?period=month").content.decode()
    reed = page[page.index('data-label="单位">芦花社区') :].split("</tr>")[0]
    assert "—" in reed
    assert "100" not in re.sub(r'href="[^"]*"', "", reed)
