"""Small counts of sensitive kinds: "<5" for whoever cannot open the records, and nothing printed that gives them away."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db.models import F
from hypothesis import assume, given
from hypothesis import strategies as st

from linli.cases.models import Case
from linli.domain.periods import Kind, period_of
from linli.domain.smallcounts import LEFT_BLANK, SMALL, Part, column, hidden
from linli.indicators import overview_later, services
from linli.ledgers import registry
from linli.records import measures
from linli.records.measures import Unit
from tests.indicators.conftest import LATER
from tests.office import AT, Office


@st.composite
def parts(draw: st.DrawFn) -> Part:
    """A count with what the reader opens of it and what is kept from him."""
    count = draw(st.integers(0, 12))
    opened = draw(st.integers(0, count))
    return Part(count, opened, draw(st.integers(0, count - opened)))


def others(part: Part) -> list[Part]:
    """What the cell might be as well, for all that this reader knows himself: the records he opens."""
    return [
        Part(count, part.opened, unseen)
        for count in range(part.opened, 40)
        for unseen in range(count - part.opened + 1)
    ]


@given(st.lists(parts(), min_size=1, max_size=6))
def test_no_hidden_cell_can_be_reckoned_from_siblings_or_totals(cells: list[Part]) -> None:
    """Each hidden cell may be two numbers at least with the very same page in print, whatever stands around it."""
    units = dict(enumerate(cells))
    printed = column(units)
    for unit in hidden({unit: [part] for unit, part in units.items()}):
        same = {other.count for other in others(units[unit]) if column({**units, unit: other}) == printed}
        assert len(same) >= 2, (units, printed)


@given(st.lists(parts(), min_size=1, max_size=6), st.lists(parts(), min_size=1, max_size=6))
def test_the_totals_above_tell_no_more_than_those_below(first: list[Part], second: list[Part]) -> None:
    """A street and its district: the district prints the sum of what its streets print, hidden cells in neither."""
    streets = [column(dict(enumerate(one))) for one in (first, second)]
    whole = column(
        {(number, unit): part for number, one in enumerate((first, second)) for unit, part in enumerate(one)}
    )
    plain = [one.total for one in streets]
    assume(LEFT_BLANK not in (*plain, whole.total))
    assert int(whole.total.rstrip("+")) == sum(int(text.rstrip("+")) for text in plain)
    assert whole.total.endswith("+") == any(text.endswith("+") for text in plain)


@given(parts())
def test_a_count_is_hidden_only_from_whom_records_are_kept(part: Part) -> None:
    if part.is_hidden:
        assert part.unseen > 0
        assert 0 < part.count <= SMALL
    if part.unseen and 0 < part.count < SMALL:
        assert part.is_hidden
    if part.sign == f"<{SMALL}" and part.is_hidden:
        assert part.count < SMALL


def hotline(town: Office, place: str, number: int) -> None:
    """Closed orders of the hotline: for staff only, and not for other units' handlers."""
    for _one in range(number):
        case = town.case(area_id=town.city.areas[place])
        Case.objects.filter(pk=case.pk).update(
            kind="hotline_order",
            lead_body=town.city.bodies["company"],
            state="closed",
            stage="closed",
            result="solved",
            word="reporter",
            satisfied="satisfied",
            contacted_at=AT,
            closed_at=AT + timedelta(hours=7),
        )


@pytest.fixture
def counted(town: Office, clock: None) -> Office:
    """Three in the garden's community, six in the other street's."""
    hotline(town, "garden", 3)
    hotline(town, "willow", 6)
    return town


@pytest.mark.django_db
def test_the_page_the_rows_and_the_excel_hide_the_same_cells(counted: Office) -> None:
    client = counted.client("handler")
    page = client.get("/figures/cases_closed/?period=month").content.decode()
    cells = dict(
        re.findall(r'data-label="单位">(\S+?)</td>\s*<td[^>]*>(?:<a[^>]*>)?([^<]*(?:&lt;5)?)<', page)
    )
    assert cells["湖光社区"] == "&lt;5"
    assert cells["柳荫社区"] == "6"
    assert cells["湖滨区"] == "6+"
    assert "不显示数字" in page
    unit = counted.city.areas["lake"]
    rows = client.get(
        f"/figures/cases_closed/rows/?unit=area-{unit}&part=numerator&period=month"
    ).content.decode()
    assert "件数不显示" in rows, re.sub(r"<[^>]*>", "", rows)[-400:]
    assert "共3条" not in rows


@pytest.mark.django_db
def test_the_excel_hides_what_the_page_hides(counted: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who may export opens all records today; a role that does not gets the same cells as on its page."""
    scope = counted.city.scope("officer")
    params = {"indicator": "cases_closed", "place": str(counted.city.areas["district"]), "period": "month"}
    rows = registry.outlet("figures").rows
    assert {row["name"]: row["value"] for row in rows(scope, params, LATER)}["湖光社区"] == "3"
    held = replace(measures.get("cases"), opens_all=None, visible=lambda rows, _scope: rows.none())
    monkeypatch.setitem(measures._sets, "cases", held)
    told = {row["name"]: row["value"] for row in rows(scope, params, LATER)}
    assert (told["湖光社区"], told["柳荫社区"], told["湖滨区"]) == ("<5", "6", "6+")


@pytest.mark.django_db
def test_a_rate_over_hidden_records_is_not_told_nor_its_parts(counted: Office) -> None:
    page = counted.client("handler").get("/figures/solution_rate/?period=month").content.decode()
    line = page[page.index('data-label="单位">湖光社区') :].split("</tr>")[0]
    assert LEFT_BLANK in line
    assert "100.00" not in line
    assert ">3<" not in line


@pytest.mark.django_db
def test_whoever_may_open_the_records_reads_the_number(counted: Office) -> None:
    page = counted.client("clerk").get("/figures/cases_closed/?period=month").content.decode()
    assert "&lt;5" not in page
    assert "不显示数字" not in page


@pytest.mark.django_db
def test_the_overview_tells_no_total_that_holds_a_hidden_cell(counted: Office) -> None:
    Case.objects.update(closed_at=LATER - timedelta(hours=1), reported_at=LATER - timedelta(hours=2))
    page = counted.client("handler").get("/figures/overview/").content.decode()
    week = page[page.index("<h2>本周受理、办结") :].split("</section>")[0]
    assert "6+" in week
    assert ">9<" not in week


def targets(town: Office, post: str) -> list[str]:
    """The lines of 完成率对序时进度 as a post reads them, without marks."""
    page = town.client(post).get("/figures/overview/?late=targets").content.decode()
    lines = [" ".join(re.sub(r"<[^>]*>", " ", line).split()) for line in page.split("<tr>")]
    return [line for line in lines if line.startswith("办结件数")]


@pytest.mark.django_db
def test_targets_tell_no_total_that_holds_a_hidden_cell(counted: Office) -> None:
    for kind, value in ((Kind.MONTH, 5), (Kind.YEAR, 100)):
        services.set_target(
            indicator="cases_closed", unit=Unit("area", counted.city.areas["district"]),
            period=period_of(kind, LATER.date()), value=Decimal(value), paper="邻安发〔2026〕1号",
            actor=counted.actor("officer"), at=LATER,
        )  # fmt: skip
    year, month = targets(counted, "officer")
    assert year.startswith("办结件数 2026年 9 100 9.0% ")
    assert "慢于序时" in year
    assert month.startswith("办结件数 2026年11月 9 5 180.0% ")
    assert "达到序时" in month
    for line, head in zip(
        targets(counted, "handler"), ("2026年 6+ 100 — ", "2026年11月 6+ 5 — "), strict=True
    ):
        assert line.startswith(f"办结件数 {head}")
        assert "序时" not in line


@pytest.mark.django_db
def test_many_hidden_targets_are_read_in_the_questions_of_one_table(
    counted: Office, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    for indicator in ("cases_closed", "cases_received"):
        for kind in ("week", "month", "quarter", "year"):
            services.set_target(
                indicator=indicator, unit=Unit("area", counted.city.areas["district"]),
                period=period_of(kind, LATER.date()), value=Decimal(9), paper="邻安发〔2026〕1号",
                actor=counted.actor("officer"), at=LATER,
            )  # fmt: skip
    scope, area = counted.city.scope("handler"), counted.city.areas["district"]
    with django_assert_max_num_queries(8):
        told = overview_later.later(scope, area, LATER, ["targets"])["targets"]
    assert [one["done"] for one in told] == ["0" if "周" in one["period"] else "6+" for one in told]
    client = counted.client("handler")
    client.get("/figures/overview/")
    with django_assert_max_num_queries(12):
        page = client.get("/figures/overview/?late=targets", HTTP_HX_REQUEST="true").content.decode()
    assert page.count("6+") >= 4


@pytest.mark.django_db
def test_the_overview_of_a_reader_without_all_records_stays_small(
    counted: Office, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
) -> None:
    Case.objects.update(closed_at=LATER - timedelta(hours=1), reported_at=LATER - timedelta(hours=2))
    client = counted.client("handler")
    client.get("/figures/overview/")
    # A department has no place of its own: which one it reads is a question more than a dozen.
    with django_assert_max_num_queries(13):
        page = client.get("/figures/overview/").content.decode()
    assert "6+" in page


@pytest.mark.django_db
def test_a_published_table_hides_small_cells_from_readers_without_the_records(counted: Office) -> None:
    edition = services.draft(
        ranking="three_rates_ranking",
        area_id=counted.city.areas["district"],
        period=period_of(Kind.ASSESSMENT_MONTH, AT.date()),
        basis="区考核办法",
        actor=counted.actor("officer"),
        at=LATER,
    )
    at = LATER + timedelta(days=4)
    services.send_round(edition_id=edition.pk, actor=counted.actor("officer"), at=LATER)
    services.approve(edition_id=edition.pk, actor=counted.actor("officer"), at=at)
    services.publish(edition_id=edition.pk, actor=counted.actor("officer"), at=at)
    for reader, told in (("secretary", True), ("willow_secretary", False)):
        page = counted.client(reader).get(f"/figures/editions/{edition.pk}/").content.decode()
        line = page[page.index('data-label="单位">湖光社区') :].split("</tr>")[0]
        assert ("3/3" in re.sub(r"<[^>]*>", "", line)) is told, reader
        assert (LEFT_BLANK in line) is not told


@pytest.mark.django_db
def test_the_distance_to_a_hidden_value_is_not_told(counted: Office) -> None:
    from linli.indicators import queries

    edition = services.draft(
        ranking="three_rates_ranking", area_id=counted.city.areas["district"],
        period=period_of(Kind.ASSESSMENT_MONTH, AT.date()), basis="区考核办法", actor=counted.actor("officer"), at=LATER,
    )  # fmt: skip
    # As if the three were enough to be ranked by: the second reads how far he is behind the first.
    edition.rows.update(position=F("position") + 100)
    for place, (name, score) in enumerate((("湖光社区", "1"), ("柳荫社区", "5/6")), start=1):
        edition.rows.filter(name=name).update(place=place, position=place, score=score)
    told = {}
    for post in ("officer", "willow_secretary"):
        rows = queries.edition_page(edition, counted.city.scope(post)).rows
        told[post] = {one.row.name: (one.veiled, one.to_next) for one in rows}
    assert told["officer"]["湖光社区"] == (False, "")
    assert told["officer"]["柳荫社区"][1]
    assert told["willow_secretary"]["湖光社区"] == (True, "")
    assert told["willow_secretary"]["柳荫社区"] == (False, "")
