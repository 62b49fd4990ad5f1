"""「报道复现」: the printed figures counted again from the rows, bodies and duties of the real places."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, datetime
from fractions import Fraction
from typing import Any

import pytest
from django.db import transaction
from django.test import Client, override_settings

from linli.accounts import services as accounts
from linli.agreements import queries as agreements
from linli.agreements.models import Agreement
from linli.areas import queries as areas
from linli.demo import (
    figures,
    of_figures,
    of_indicators,
    of_printed_bodies,
    of_printed_rows,
    of_reports,
    reported,
    stamp,
)
from linli.domain.access import Actor
from linli.domain.calendar import SHANGHAI
from linli.domain.periods import Kind, period_of
from linli.duties import kinds as duty_kinds
from linli.duties import queries as duties
from linli.indicators import figures as indicators
from linli.indicators import pieces
from linli.indicators.models import Edition
from linli.mechanisms.services import syncing
from linli.organizations import governance
from linli.organizations import services as organizations
from linli.organizations.models import Organization, Person
from linli.records import keys
from linli.records.measures import Unit
from linli.registers import measures
from linli.registers.models import RegisterItem
from linli.rolls.models import Membership

pytestmark = [pytest.mark.xdist_group("demo-rows"), pytest.mark.django_db]

DEMO = Actor(user_id=None, post_id=None, channel="demo")
START = datetime(2014, 5, 1, 9, tzinfo=SHANGHAI)
#: The reading room's name comes from the pool of invented names.
READER = "王宇"


@pytest.fixture(scope="module")
def real(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: Any) -> Iterator[reported.Places]:
    """The real places with everything that was printed of them, but the cases; and a reading room."""
    folder = tmp_path_factory.mktemp("rows")
    own = override_settings(
        LINLI_DATA=folder, LINLI_KEYS=folder / "keys", LINLI_FILES=folder / "files", LINLI_DEMO=True
    )
    keys.forget()
    with django_db_blocker.unblock(), own, transaction.atomic():
        syncing.sync(at=START)
        places = reported.places(DEMO, START, small=False)
        of_printed_rows.load(places)
        of_printed_bodies.load(places)
        of_reports.weekly_table(places.xuchang)
        of_indicators._bulletin_of_2017(places.puyang)
        of_figures.load()
        _reading_room(places)
        stamp.write(stamp.Stamp("city", 7, "2026-11-21T14:30:00+08:00", "", 0.0, {"reported_figures": 1}))
        yield places
        transaction.set_rollback(True)
    keys.forget()


def _reading_room(places: reported.Places) -> None:
    body = organizations.create_organization(
        name="资料室", kind="party_org", area_id=places.xuchang, actor=DEMO, at=START
    )
    person = organizations.create_person(name=READER, actor=DEMO, at=START)
    for number, area in enumerate(places.cities):
        post = organizations.create_post(
            organization_id=body.pk, title="查阅", role="press_officer", area_id=area, actor=DEMO, at=START
        )
        kind = "part_time" if number else "main"
        organizations.appoint(person_id=person.pk, post_id=post.pk, kind=kind, actor=DEMO, at=START)
    accounts.create_user(username="demo-reader", person_id=person.pk, actor=DEMO, at=START)


def rows(kind: str, place: int, **more: Any) -> Any:
    """Rows of a register at a city or county."""
    area = areas.span(place)
    assert area is not None
    return RegisterItem.objects.filter(kind=kind, **{area.level: place}, **more)


def covered(kind: str, place: int, on: date, part: str = "") -> tuple[int, int]:
    """So many of so many."""
    found = governance.read(governance.shipped(kind), [place], on)
    cover = next(one for piece, one in found.by_part if piece.id == part) if part else found.total
    return len(cover.covered), cover.objects


def value(indicator: str, place: int, year: int, at: date, kind: Kind = Kind.YEAR) -> Fraction | None:
    """A figure of an indicator as it stood on a day."""
    moment = datetime(at.year, at.month, at.day, 23, tzinfo=SHANGHAI)
    found = pieces.find(indicator, place, at)
    asked = indicators.request(found, period_of(kind, date(year, 6, 30)), now=moment, as_of=moment)
    unit = Unit("area", place)
    return indicators.compute(asked, [unit])[unit].value


def test_the_courtyards_sum_to_the_printed_figures(real: reported.Places) -> None:
    """T26: 224 courtyards in 20 communities of 2 sub-districts, 1,330 buildings, 36,149 households, 98,036 persons."""
    yards = rows("orderless_courtyard", real.xingyang)
    assert yards.count() == 224
    assert yards.values("community").distinct().count() == 20
    assert yards.values("street").distinct().count() == 2
    assert rows("orderless_building", real.xingyang).count() == 1_330
    at = datetime(2020, 6, 2, tzinfo=SHANGHAI)
    sums = measures.figures("orderless_courtyard", real.xingyang, at)
    assert (sums["buildings"], sums["households"], sums["persons"]) == (1_330, 36_149, 98_036)


def test_heads_branches_and_committees_cover_as_printed(real: reported.Places) -> None:
    on, place = date(2020, 6, 1), real.xingyang
    assert covered("courtyard_head_coverage", place, on) == (224, 224)
    assert covered("building_head_coverage", place, on) == (264, 1_330)
    assert covered("self_management_coverage", place, on) == (97, 224)
    assert covered("courtyard_branch_coverage", place, on) == (97, 224)
    assert covered("building_group_coverage", place, on) == (207, 1_330)


def test_units_and_cadres_are_three_different_counts(real: reported.Places) -> None:
    """T27: 69 units, 221 cadres (20 of section rank), three with two courtyards, 224 assignments."""
    kind = duty_kinds.shipped("duty_cadre_courtyard")
    assert kind is not None
    found = duties.cover(kind, real.xingyang, date(2020, 6, 1))
    assert (found.bodies, found.people, found.doubles, found.assignments) == (69, 221, 3, 224)
    assert (found.objects, found.uncovered) == (224, 0)
    paired = duty_kinds.shipped("duty_unit_courtyard")
    assert paired is not None
    assert duties.cover(paired, real.xingyang, date(2020, 6, 1)).bodies == 69


def test_the_programme_has_its_bodies_and_people_on_loan_without_a_sum(real: reported.Places) -> None:
    here = Organization.objects.filter(area=real.xingyang)
    assert [here.filter(kind=kind).count() for kind in ("temporary_branch", "commando_team")] == [5, 13]
    office = here.get(name__startswith="双改办")
    loan = governance.headcount(governance.shipped("secondment_headcount"), office.pk, date(2020, 6, 1))
    assert list(loan.groups.values()) == [7, 15, 51]
    assert loan.total is None


def test_pilots_companies_helpers_and_members_stand_as_printed(real: reported.Places) -> None:
    assert covered("triad_coverage", real.weidu, date(2021, 12, 30), "core") == (22, 26)
    zone = areas.by_code("410972")
    assert zone is not None
    assert covered("property_branch_coverage", zone.area_id, date(2023, 8, 31)) == (4, 28)
    pledge = Agreement.objects.get(kind="co_building_pledge")
    far = agreements.progress([pledge], date(2023, 8, 31))[pledge.pk]
    assert (far.signed.signed, far.percent) == (28, "")  # how many were asked was not printed
    helpers, _all = governance.posts_and_people(
        governance.shipped("invited_posts"), [zone.area_id], date(2023, 8, 31)
    )
    assert [one.posts for one in helpers] == [10, 5]
    held = {kind: Membership.objects.filter(kind=kind).count() for kind in ("conference_roll", "club_roll")}
    assert held == {"conference_roll": 33, "club_roll": 29}
    assert Person.objects.filter(name__startswith="党建指导员").count() == 200


def test_the_registers_hold_so_many_rows(real: reported.Places) -> None:
    """21 roads over 2,600 spaces, 21 garages, 620 service objects, 18 lamps, 120 bins, 86 and 216 removals."""
    roads = rows("parking_road", real.xingyang)
    at = datetime(2021, 12, 31, tzinfo=SHANGHAI)
    assert (roads.count(), measures.figures("parking_road", real.xingyang, at)["spaces"]) == (21, 2_600)
    assert rows("parking_garage", real.xingyang).count() == 21
    assert rows("outdoor_toilet", real.xingyang, state="removed").count() == 216
    assert rows("veteran", real.puyang).count() == 620
    # Of which category they are was not printed; the day is the report's.
    told = {"filed_on": "2023-08-28", "applied_on": "2023-08-28"}
    assert all(held == told for held in rows("veteran", real.puyang).values_list("values", flat=True))
    assert rows("estate_centre", real.weidu, state="open").count() == 26
    area = measures.figures("service_room", real.weidu, at)["floor_area"]
    assert 1_000_000 <= area < 1_100_000
    counts = [rows(kind, real.xuchang).count() for kind in ("street_lamp", "litter_bin", "illegal_structure")]
    assert counts == [18, 120, 86]
    bins = sorted(rows("litter_bin", real.xuchang).values_list("number", flat=True))
    assert (len(set(bins)), bins[0][-3:], bins[-1][-3:]) == (120, "001", "120")


def test_projects_flats_and_money_come_out_of_their_rows(real: reported.Places) -> None:
    """T06 and T07: 22/20/50 and 61 apart, 119 %, 100 %, 307 %, 293.94 without the two other views."""
    at, city = date(2017, 10, 12), real.puyang
    assert [value("projects_to_date", city, year, at) for year in (2015, 2017)] == [22, 92]
    assert [value("projects_of_year", city, year, at) for year in (2016, 2017)] == [20, 50]
    assert [value(name, city, 2017, at) for name in ("projects_declared", "flats_declared")] == [61, 60_925]
    assert value("flats_started_rate", city, 2016, at) == Fraction(14_213, 11_941)
    assert value("flats_started_rate", city, 2017, at) == 1
    assert value("flats_built_rate", city, 2017, at) == Fraction(30_655, 10_000)
    county = areas.by_code("410928")
    assert county is not None
    assert value("flats_declared", county.area_id, 2017, at) == 20_010
    assert [value(n, city, 2017, at) for n in ("flats_in_kind", "flats_in_money")] == [21_151, 22_233]
    money = [
        value(name, city, 2017, at)
        for name in ("funds_policy", "funds_commercial", "funds_own", "funds_raised")
    ]
    assert [amount and amount / 10**10 for amount in money] == [
        Fraction("140.94"), Fraction("25.2"), Fraction("127.8"), Fraction("293.94"),
    ]  # fmt: skip
    assert rows("fund_source", city, values__source="policy_credit").count() == 31


def test_old_estates_come_out_of_their_rows(real: reported.Places) -> None:
    """T20 with 129 of 434, and the twenty estates of the works."""
    at = date(2020, 4, 16)
    assert value("estates_to_finish", real.xuchang, 2020, at, Kind.HALF_YEAR) == 434
    assert value("estates_finished", real.xuchang, 2020, at, Kind.HALF_YEAR) == Fraction(129, 434)
    assert value("estates_to_start", real.xuchang, 2020, at, Kind.HALF_YEAR) == 276
    later = date(2020, 6, 1)
    assert value("estates_in_works", real.xingyang, 2020, later) == 20
    assert value("estates_clear", real.xingyang, 2020, later) == 6


def test_the_two_rankings_print_their_tie_and_their_own_counties(real: reported.Places) -> None:
    """T02 with six counties, T03 with seven and two of them on the sixth place."""
    found = {
        one.ranking: list(one.rows.order_by("position", "pk").values_list("place", flat=True))
        for one in Edition.objects.filter(area=real.puyang, state="published")
    }
    assert found == {"village_ranking": [1, 2, 3, 4, 5, 6], "station_ranking": [1, 2, 3, 4, 5, 6, 6]}


def test_nobody_is_named(real: reported.Places) -> None:
    """Holders are numbers of their posts; what was not printed says that it is reckoned."""
    names = Person.objects.exclude(name=READER).values_list("name", flat=True)
    assert all(name[-3:].isdigit() for name in names)
    # Veterans are a sensitive register: their rows are hidden names of numbers.
    items = RegisterItem.objects.filter(area__origin="official").exclude(kind="veteran")
    assert not items.exclude(name__contains="报道复现").exists()


def test_every_figure_leads_to_a_page_that_opens(real: reported.Places) -> None:
    """Each 看明细 is followed in the post that may read there."""
    client = Client()
    client.post("/accounts/enter/", {"user": "demo-reader"})
    after, seen = "", 0
    while after is not None:
        page = client.get(f"/reported/?after={after}")
        for block in page.context["blocks"]:
            for line in block.lines:
                assert line.url or line.computed, (block.entry.id, line.name)
                if not line.url:
                    continue
                if line.post:
                    client.post("/accounts/post/", {"post": line.post})
                opened = client.get(line.url)
                assert opened.status_code == 200, (block.entry.id, line.name, line.url)
                seen += 1
                number = re.match(r"[\d,.]+%?", "".join(line.said))
                if line.url.startswith("/figures/") and number and "不加入合计" not in line.name:
                    # The page of the figure says the printed number, whoever opens it and however late.
                    text = opened.content.decode().replace(",", "")
                    assert number[0].replace(",", "") in text, (line.name, line.url)
        after = page.context["page"].next
    assert seen >= sum(len(one.items) for one in figures.entries().values() if not one.library)
