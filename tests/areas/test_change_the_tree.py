"""Rename, move, split, merge, take over, end: what was, what is, and that nobody falls out."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest

from linli.areas import queries, services
from linli.areas.errors import BadPlace, UnknownPlace
from linli.areas.models import NATION_ID, Area, AreaLink, AreaSpan
from linli.records.errors import Conflict
from linli.records.models import Event
from tests.areas.town import ACTOR, AT, START, Town

DAY = date(2026, 11, 20)
BEFORE = DAY - timedelta(days=1)
DO = {"actor": ACTOR, "at": AT}


def names_on(area_id: int, on: date | None = None) -> list[str]:
    return [row.name for row in queries.children(area_id, on)]


def test_a_new_place_gets_a_local_code_and_an_event(town: Town) -> None:
    row = queries.span(town["丽景苑"])
    assert row is not None
    assert row.code_stat == ""
    assert row.code_local.startswith("L99")
    assert queries.by_code(row.code_local.lower()) == row
    event = Event.objects.get(kind="area", subject_id=town["丽景苑"])
    assert event.name == "area.created"
    assert event.data["parent"] == town["滨河社区"]


def test_buildings_stand_in_the_order_of_their_numbers(town: Town) -> None:
    assert names_on(town["丽景苑"]) == ["2号楼", "10号楼", "12号楼"]


def test_a_renamed_place_keeps_its_old_name_in_the_past(town: Town) -> None:
    services.rename(area_id=town["滨河社区"], name="濮上社区", **DO)
    assert queries.span(town["滨河社区"], BEFORE).name == "滨河社区"
    assert queries.span(town["滨河社区"], DAY).name == "濮上社区"
    assert [row.name for row in queries.history(town["滨河社区"])] == ["濮上社区", "滨河社区"]
    assert queries.search("滨河", None) == []
    assert [hit.area_id for hit in queries.search("濮上", None)] == [town["滨河社区"]]


def test_a_second_name_on_the_same_day_corrects_the_first(town: Town) -> None:
    services.rename(area_id=town["滨河社区"], name="濮上社区", **DO)
    services.rename(area_id=town["滨河社区"], name="濮水社区", **DO)
    assert [row.name for row in queries.history(town["滨河社区"])] == ["濮水社区", "滨河社区"]
    assert queries.search("濮上", None) == []


def test_moving_a_community_carries_all_below_it(town: Town) -> None:
    services.move(area_id=town["滨河社区"], parent_id=town["城关街道"], **DO)
    assert queries.columns_for(town["1单元"])["district"] == town["西城区"]
    chain = [row.area_id for row in queries.ancestors(town["1单元"], BEFORE)]
    assert town["东城区"] in chain
    assert town["西城区"] not in chain
    moved = {row.area_id for row in queries.subtree(town["城关街道"])}
    assert {town["滨河社区"], town["丽景苑"], town["12号楼"], town["1单元"], town["第一网格"]} <= moved
    assert Event.objects.filter(kind="area", subject_id=town["滨河社区"], name="area.moved").exists()


def test_a_split_part_that_continues_keeps_its_identity(town: Town) -> None:
    parts = [
        services.Part("滨河社区", (town["丽景苑"], town["第一网格"]), continues=True),
        services.Part("纺织社区", (town["纺织厂家属院"],)),
    ]
    ids = services.split(area_id=town["滨河社区"], parts=parts, **DO)
    assert ids[0] == town["滨河社区"]
    assert names_on(ids[1]) == ["纺织厂家属院"]
    assert AreaLink.objects.get(target_id=ids[1]).source_id == town["滨河社区"]


def test_a_split_that_forgets_a_child_is_refused(town: Town) -> None:
    with pytest.raises(BadPlace, match="还有2个下级没有分配"):
        services.split(
            area_id=town["滨河社区"],
            parts=[services.Part("甲社区", (town["丽景苑"],)), services.Part("乙社区")],
            **DO,
        )
    assert queries.span(town["滨河社区"]) is not None


def test_merged_communities_end_and_their_estates_live_on(town: Town) -> None:
    leaves = queries.leaves(town["河东街道"])
    made = services.merge(area_ids=[town["滨河社区"], town["新华社区"]], name="河东社区", **DO)
    assert queries.leaves(town["河东街道"]) == leaves
    assert queries.span(town["新华社区"]) is None
    assert queries.span(town["新华社区"], BEFORE) is not None
    assert queries.successor(town["新华社区"]) == made.pk
    assert queries.columns_for(town["新华社区"])["community"] == made.pk


def test_merging_across_streets_is_refused(town: Town) -> None:
    with pytest.raises(BadPlace, match="并入"):
        services.merge(area_ids=[town["滨河社区"], town["和平社区"]], name="大社区", **DO)


def test_a_place_takes_over_another_across_streets(town: Town) -> None:
    services.take_over(area_id=town["和平社区"], source_id=town["新华社区"], **DO)
    assert names_on(town["和平社区"]) == ["阳光花园"]
    assert queries.columns_for(town["阳光花园"])["street"] == town["河西街道"]
    assert queries.successor(town["新华社区"]) == town["和平社区"]


def test_a_place_with_living_children_cannot_end(town: Town) -> None:
    with pytest.raises(BadPlace, match="还有3个地点"):
        services.end(area_id=town["丽景苑"], **DO)


def test_rows_of_an_ended_place_go_to_those_above(town: Town) -> None:
    services.end(area_id=town["西关社区"], **DO)
    columns = queries.columns_for(town["西关社区"])
    assert columns["street"] == town["城关街道"]
    assert columns["community"] is None


def test_a_divided_place_leaves_its_rows_to_the_street(town: Town) -> None:
    services.split(area_id=town["西关社区"], parts=[services.Part("甲社区"), services.Part("乙社区")], **DO)
    columns = queries.columns_for(town["西关社区"])
    assert columns["street"] == town["城关街道"]
    assert columns["community"] is None


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "请填写名称"),
        ("　 ", "请填写名称"),
        ("长" * 61, "最多60个字"),
        ("滨河\x07社区", "不能使用的字符"),
        ("滨河\u202e社区", "不能使用的字符"),
        ("滨河🙂社区", "不能使用的字符"),
        ("新华社区", "已有"),
    ],
)
def test_a_bad_name_is_refused_with_a_sentence(town: Town, name: str, words: str) -> None:
    with pytest.raises(BadPlace, match=words):
        services.rename(area_id=town["滨河社区"], name=name, **DO)
    assert queries.span(town["滨河社区"]).name == "滨河社区"


@pytest.mark.parametrize(
    ("on", "words"),
    [
        (date(2026, 11, 21), "不能晚于今天"),
        (date(1899, 12, 31), "1900"),
        (START - timedelta(days=1), "不能更早"),
    ],
)
def test_a_bad_day_is_refused(town: Town, on: date, words: str) -> None:
    with pytest.raises(BadPlace, match=words):
        services.rename(area_id=town["滨河社区"], name="濮上社区", on=on, **DO)


def test_a_cycle_cannot_be_made(town: Town) -> None:
    with pytest.raises(BadPlace):
        services.move(area_id=town["滨河社区"], parent_id=town["丽景苑"], **DO)
    with pytest.raises(BadPlace):
        services.move(area_id=town["滨河社区"], parent_id=town["滨河社区"], **DO)


def test_unknown_places_are_said_to_be_unknown(town: Town) -> None:
    with pytest.raises(UnknownPlace):
        services.rename(area_id=123456789, name="某社区", **DO)
    with pytest.raises(UnknownPlace):
        services.move(area_id=town["滨河社区"], parent_id=123456789, **DO)
    with pytest.raises(UnknownPlace):
        services.create_place(parent_id=987654321, level="estate", name="某小区", **DO)


def test_a_wrong_level_is_refused(town: Town) -> None:
    with pytest.raises(BadPlace, match="不能设在"):
        services.create_place(parent_id=town["city"], level="building", name="1号楼", **DO)
    with pytest.raises(BadPlace, match="省、市两级"):
        services.create_place(parent_id=NATION_ID, level="city", name="某市", **DO)


def test_the_second_of_two_editors_is_told(town: Town) -> None:
    version = Area.objects.get(pk=town["滨河社区"]).version
    services.rename(area_id=town["滨河社区"], name="濮上社区", version=version, **DO)
    with pytest.raises(Conflict) as caught:
        services.rename(area_id=town["滨河社区"], name="濮水社区", version=version, **DO)
    assert caught.value.current == {"name": "濮上社区"}


def test_spans_of_a_place_never_overlap(town: Town) -> None:
    at = AT
    for step, parent in enumerate(("河西街道", "城关街道", "河东街道"), start=1):
        at = datetime(2026, 11, 20 + step, 4, tzinfo=UTC)
        services.move(area_id=town["滨河社区"], parent_id=town[parent], actor=ACTOR, at=at)
    for area_id in (town["滨河社区"], town["1单元"]):
        rows = list(AreaSpan.objects.filter(area_id=area_id).order_by("valid_from"))
        assert len(rows) == 4
        assert all(before.valid_to == after.valid_from for before, after in itertools.pairwise(rows))


def test_a_published_code_replaces_the_local_one(town: Town) -> None:
    services.set_codes(area_id=town["滨河社区"], code_stat="990101001001", **DO)
    row = queries.by_code("990101001001")
    assert row is not None
    assert row.area_id == town["滨河社区"]
    assert row.code_local == ""
    with pytest.raises(BadPlace, match="另一个地点"):
        services.set_codes(area_id=town["新华社区"], code_stat="990101001001", **DO)
    with pytest.raises(BadPlace, match="不是这一层级"):
        services.set_codes(area_id=town["新华社区"], code_stat="990101", **DO)
