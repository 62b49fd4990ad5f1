"""Buildings as records: they are told by their path, whatever the level, in few queries; the lake leaves them out."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from linli.areas import services as places
from linli.areas.models import MAX_DAY, AreaSpan
from linli.domain.access import SYSTEM
from linli.domain.periods import Kind, period_of
from linli.indicators import along, figures, pieces
from linli.mechanisms import services as mechanisms
from linli.records import measures
from linli.records.measures import Unit
from linli.registers import services as registers
from linli.registers.services import New
from tests import cast
from tests.office import Office

pytestmark = pytest.mark.django_db
INDICATOR = "care_circle_coverage"


@pytest.fixture
def city(town: Office) -> cast.City:
    made = town.city
    mechanisms.roll_out(
        mechanism="fifteen_minute_circles", area_id=made.areas["city"], actor=SYSTEM, at=cast.AT
    )
    for estate in ("garden", "court"):
        for number in (1, 2, 3):
            places.create_place(
                parent_id=made.areas[estate], level="building", name=f"{number}号楼", actor=SYSTEM, at=cast.AT,
                invented=True,
            )  # fmt: skip
    canteen = New(
        area_id=made.areas["garden"], name="助餐点", values={"what": "canteen", "minutes": 9}, state="open"
    )
    registers.add_items(kind="circle_facility", rows=[canteen], actor=SYSTEM, at=cast.AT)
    return made


def test_every_level_tells_the_same_buildings_and_its_own_rows(city: cast.City) -> None:
    now = cast.AT + timedelta(days=1)
    found = pieces.find(INDICATOR, city.areas["city"], now.date())
    asked = figures.request(found, period_of(Kind.MONTH, now.date()), now=now)
    told = {}
    for name in ("city", "district", "east", "west", "lake", "garden", "court"):
        unit = Unit("area", city.areas[name])
        figure = figures.compute(asked, [unit])[unit]
        for part in ("numerator", "denominator"):
            assert figures.rows_for(asked, unit, part).count() == figure.counts[part], (name, part)  # type: ignore[arg-type]
        told[name] = figure.counts["numerator"], figure.counts["denominator"]
    assert told == {
        "city": (3, 6), "district": (3, 6), "east": (3, 6), "west": (0, 0), "lake": (3, 6), "garden": (3, 3),
        "court": (0, 3),
    }  # fmt: skip


def test_a_place_reads_its_own_buildings_only(city: cast.City) -> None:
    now = cast.AT + timedelta(days=1)
    asked = figures.request(
        pieces.find(INDICATOR, city.areas["city"], now.date()), period_of(Kind.MONTH, now.date()), now=now
    )
    own, whole = Unit("area", city.areas["garden"]), Unit("area", city.areas["city"])
    assert figures.compute(asked, [own])[own].counts["denominator"] == 3
    read = along.under([own.id])
    assert AreaSpan.objects.filter(read, level="building", valid_to=MAX_DAY).count() == 3
    assert (
        AreaSpan.objects.filter(along.under([whole.id, own.id])).count()
        == AreaSpan.objects.filter(along.under([whole.id])).count()
    )


def test_the_page_and_its_list_open_in_few_queries(
    town: Office, city: cast.City, django_assert_max_num_queries: Any
) -> None:
    client = town.client("clerk")
    client.get("/figures/")
    with django_assert_max_num_queries(12):
        page = client.get(f"/figures/{INDICATOR}/")
    assert page.status_code == 200
    assert "50.0%" in page.content.decode()
    rest = client.get("/figures/care_circle_uncovered/").content.decode()
    address = next(part for part in rest.split('"') if "/rows/?" in part).replace("&amp;", "&")
    with django_assert_max_num_queries(12):
        listed = client.get(address).content.decode()
    assert listed.count("纺织家属院") >= 3
    assert "湖光花园1号楼" not in listed


def test_the_lake_leaves_places_out(city: cast.City, tmp_path: Path) -> None:
    pytest.importorskip("ibis")
    from linli.indicators.lake import exporting

    assert measures.get("buildings") is not None
    assert "buildings" not in {one.set_id for one in exporting.export(tmp_path)}
