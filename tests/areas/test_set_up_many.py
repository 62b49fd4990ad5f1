"""Many places at once: the same codes, events, names to be found and refusals as one by one."""

from __future__ import annotations

import pytest

from linli.areas import queries, services
from linli.areas.errors import BadPlace, UnknownPlace
from linli.areas.models import Area
from linli.areas.services import NewPlace
from linli.records.models import Event
from tests.areas.town import ACTOR, AT, START, Town

DO = {"actor": ACTOR, "at": AT, "on": START}


def test_many_places_are_like_places_one_by_one(town: Town) -> None:
    above, other = town["滨河社区"], town["丽景苑"]
    one = town.add("东院", "estate", "滨河社区", kind="courtyard")
    made = services.create_places(
        rows=[NewPlace(above, "西院"), NewPlace(above, "南院")], level="estate", kind="courtyard", **DO
    )
    services.create_places(
        rows=[NewPlace(other, "30号楼"), NewPlace(made[0].pk, "1号楼")], level="building", **DO
    )
    spans = queries.spans([one, *(area.pk for area in made)])
    first, west, south = (spans[pk] for pk in (one, made[0].pk, made[1].pk))
    assert len({first.code_local, west.code_local, south.code_local}) == 3
    assert west.code_local[:-2] == first.code_local[:-2]
    assert (west.path[:-4], west.valid_from) == (first.path[:-4], first.valid_from)
    assert west.initials == "xy"
    assert [hit.area_id for hit in queries.search("西院", None)] == [made[0].pk]
    assert [row.name for row in queries.children(other)][-1] == "30号楼"
    event = Event.objects.get(kind="area", subject_id=made[0].pk)
    assert (event.name, event.data["parent"], event.data["kind"]) == ("area.created", above, "courtyard")
    fresh = Area.objects.get(pk=made[0].pk)
    assert (fresh.event_seq, fresh.event_hash) == (1, event.hash)
    assert fresh.origin == Area.objects.get(pk=one).origin


@pytest.mark.parametrize(
    ("names", "level", "kind", "error"),
    [
        (["丽景苑"], "estate", "", BadPlace),
        (["甲院", "甲院"], "estate", "", BadPlace),
        (["甲院"], "province", "", BadPlace),
        (["甲院"], "city", "", BadPlace),
        (["甲院"], "estate", "no_such_kind", BadPlace),
        ([" "], "estate", "", BadPlace),
    ],
)
def test_all_or_none_are_set_up(
    town: Town, names: list[str], level: str, kind: str, error: type[Exception]
) -> None:
    before = Area.objects.count()
    rows = [NewPlace(town["滨河社区"], "好院"), *(NewPlace(town["滨河社区"], name) for name in names)]
    with pytest.raises(error):
        services.create_places(rows=rows, level=level, kind=kind, **DO)
    assert Area.objects.count() == before


def test_a_place_nobody_knows_has_nothing_below_it(town: Town) -> None:
    with pytest.raises(UnknownPlace):
        services.create_places(rows=[NewPlace(10**9, "甲院")], level="estate", **DO)
