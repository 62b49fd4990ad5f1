"""Pages of figures: every number leads to its records, within scope, within a dozen queries, with bad input told."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from linli.domain.access import SYSTEM
from linli.domain.periods import Kind, period_of
from linli.indicators import services
from linli.indicators.models import Edition
from tests.indicators.conftest import LATER, closed
from tests.office import AT, Office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_every_number_of_the_table_opens_its_records(town: Office) -> None:
    case = closed(town)
    client = town.client("clerk")
    page = client.get("/figures/solution_rate/?period=month").content.decode()
    links = [
        link.replace("&amp;", "&") for link in re.findall(r'href="(/figures/solution_rate/rows/[^"]+)"', page)
    ]
    assert links
    for link in links:
        assert client.get(link).status_code == 200
    base = next(link for link in links if "denominator" in link)
    assert case.code in client.get(base).content.decode()
    assert "共1条" in client.get(base).content.decode()


def test_whoever_has_another_place_is_refused_and_sees_no_row(town: Office) -> None:
    closed(town)
    link = f"/figures/cases_closed/rows/?unit=area-{town.city.areas['east']}&part=numerator&period=month"
    assert town.client("clerk").get(link).status_code == 200
    other = town.client("west_clerk")
    assert other.get(link).status_code == 403
    assert other.get(f"/figures/cases_closed/?place={town.city.areas['east']}").status_code == 403


@pytest.mark.parametrize(
    "query",
    [
        "day=2026-02-30",
        "period=decade",
        "as_of=x",
        "period=campaign&start=2026-05-02&last=2026-05-01",
        "day=99999-01-01",
    ],
)
def test_a_wrong_period_is_told_in_a_sentence(town: Office, query: str) -> None:
    page = town.client("clerk").get(f"/figures/cases_closed/?{query}")
    assert page.status_code in (400, 422)
    assert "重新选择" in page.content.decode() or "日期" in page.content.decode()


def test_pages_stay_within_a_dozen_queries(
    town: Office, django_assert_max_num_queries: pytest.fixture
) -> None:
    closed(town)
    client = town.client("clerk")
    client.get("/figures/")
    for page, most in (
        ("/figures/", 12),
        ("/figures/rankings/", 12),
        ("/figures/cases_closed/", 12),
        ("/figures/solution_rate/", 12),
        ("/figures/overview/", 12),
        ("/figures/overview/?screen=1", 12),
    ):
        with django_assert_max_num_queries(most):
            assert client.get(page).status_code == 200
    for block in ("places", "targets", "gaps"):
        with django_assert_max_num_queries(12):
            assert client.get(f"/figures/overview/?late={block}", HTTP_HX_REQUEST="true").status_code == 200


def test_what_comes_late_is_the_same_with_scripts_and_without(town: Office) -> None:
    closed(town)
    client = town.client("leader")
    whole = client.get("/figures/overview/?late=all").content.decode()
    assert 'hx-trigger="load"' not in whole.split("<main", 1)[1]
    for block, word in (("places", "热点小区"), ("targets", "序时进度"), ("gaps", "没有明确责任单位的地方")):
        part = client.get(f"/figures/overview/?late={block}", HTTP_HX_REQUEST="true").content.decode()
        assert word in part
        assert "<html" not in part
        assert part.strip() in whole


def test_the_overview_has_the_order_of_the_trade(town: Office) -> None:
    closed(town)
    order = [
        "超期未办结",
        "本周受理、办结",
        "三率",
        "同一问题反复反映",
        "热点小区",
        "热点类别",
        "完成率对序时进度",
        "空白点",
    ]
    client = town.client("leader")
    for address in ("/figures/overview/", "/figures/overview/?late=all"):
        page = client.get(address).content.decode()
        found = [page.index(f"<h2>{word}") for word in order]
        assert found == sorted(found)


def test_the_wall_shows_numbers_only_and_the_tiles_say_their_colour(town: Office) -> None:
    closed(town, place="willow")
    for _number in range(5):
        case = closed(town)
    client = town.client("leader")
    wall = client.get("/figures/overview/?screen=1").content.decode()
    assert "超期未办结" in wall
    assert case.title not in wall
    assert "名次" not in wall
    page = client.get("/figures/solution_rate/?period=month").content.decode()
    tiles = page[page.index('class="tiles"') :].split("</section>")[0]
    assert "湖光社区" in tiles
    assert "好" in tiles
    assert "示意图" not in client.get("/figures/cases_closed/?period=month").content.decode()


def drafted(town: Office) -> Edition:
    return services.draft(
        ranking="three_rates_ranking",
        area_id=town.city.areas["east"],
        period=period_of(Kind.ASSESSMENT_MONTH, AT.date()),
        basis="街道考核办法",
        actor=town.actor("clerk"),
        at=LATER,
    )


def test_an_edition_goes_its_way_on_pages(town: Office) -> None:
    for _number in range(6):
        closed(town)
    client = town.client("clerk")
    assert client.get("/figures/rankings/three_rates_ranking/").status_code == 200
    sent = client.post(
        "/figures/rankings/three_rates_ranking/", {"day": "2026-11-10", "basis": "街道考核办法"}
    )
    edition = Edition.objects.get()
    assert sent["Location"] == f"/figures/editions/{edition.pk}/"
    page = client.get(sent["Location"]).content.decode()
    assert "样本不足不排名" in page or "本期无任务" in page
    assert "湖光社区" in page
    step = lambda name: reverse("indicators:act", args=[edition.pk, name])  # noqa: E731
    assert client.post(step("send_round"), {"version": str(edition.version)}).status_code == 302
    assert client.post(step("send_round"), {"version": "1"}).status_code == 409
    leader = town.client("leader")
    too_early = leader.post(step("approve"), {})
    assert too_early.status_code == 409
    assert "核对期还没有结束" in too_early.content.decode()
    assert town.client("west_clerk").get(f"/figures/editions/{edition.pk}/").status_code in (403, 404)


def test_before_publication_a_unit_sees_its_own_line_only(town: Office) -> None:
    for _number in range(6):
        closed(town)
    edition = drafted(town)
    services.send_round(edition_id=edition.pk, actor=SYSTEM, at=LATER)
    page = town.client("secretary").get(f"/figures/editions/{edition.pk}/").content.decode()
    assert "湖光社区" in page
    assert "芦花社区" not in page


def test_the_public_window_never_reaches_a_figure(town: Office, client: pytest.fixture) -> None:
    for page in ("/figures/", "/figures/rankings/", "/figures/overview/", "/figures/cases_closed/"):
        assert client.get(page).status_code in (302, 403)


def test_the_excel_of_an_indicator_has_the_cells_of_the_page(town: Office) -> None:
    closed(town)
    from linli.ledgers import registry

    scope = town.city.scope("clerk")
    params = {"indicator": "solution_rate", "place": str(town.city.areas["east"]), "period": "month"}
    outlet = registry.outlet("figures")
    rows = list(outlet.rows(scope, params, LATER))
    assert [row["name"] for row in rows] == ["湖光社区", "芦花社区", "东湖街道"]
    assert [row["value"] for row in rows] == ["100.00%", "—", "100.00%"]
    assert outlet.count(scope, params, LATER) == 3
    assert "解决率" in outlet.layout(scope, params, LATER.date()).title
    sent = town.client("clerk").post(reverse("ledgers:export_new", args=["figures"]), params)
    assert sent.status_code in (200, 302)
