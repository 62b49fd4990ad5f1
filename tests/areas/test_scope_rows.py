"""Level columns: filled from today's tree, filtered by, rewritten when the tree changes."""

from __future__ import annotations

import pytest

from linli.areas import queries, services
from linli.areas.errors import BadPlace
from linli.areas.models import NATION_ID, ColumnRewrite
from linli.domain.access import AreaRef
from tests.areas.rows import Row
from tests.areas.town import ACTOR, AT, Town

DO = {"actor": ACTOR, "at": AT}


def put(area_id: int) -> Row:
    row = Row()
    queries.fill_columns(row, area_id)
    row.save()
    return row


def seen(*refs: AreaRef) -> set[int]:
    return set(queries.in_scope(Row.objects.all(), refs).values_list("area_id", flat=True))


def test_columns_name_the_place_itself_and_those_above(town: Town) -> None:
    assert queries.columns_for(town["12号楼"]) == {
        "city": town["city"],
        "district": town["东城区"],
        "street": town["河东街道"],
        "community": town["滨河社区"],
        "estate": town["丽景苑"],
        "grid": None,
    }


def test_the_nation_read_a_moment_ago_has_no_column_above(town: Town) -> None:
    nation = queries.span(NATION_ID)
    assert nation is not None
    assert nation.path == ""
    assert set(queries.columns_for(NATION_ID, known=nation).values()) == {None}
    home = queries.span(town["12号楼"])
    assert queries.columns_for(town["12号楼"], known=home) == queries.columns_for(town["12号楼"])


def test_a_scope_sees_its_subtree_and_nothing_beside(town: Town) -> None:
    for name in ("12号楼", "滨河社区", "新华社区", "西关社区", "东城区"):
        put(town[name])
    assert seen() == set()
    assert seen(AreaRef("community", town["滨河社区"])) == {town["滨河社区"], town["12号楼"]}
    assert seen(AreaRef("building", town["12号楼"])) == {town["12号楼"]}
    assert seen(AreaRef("district", town["东城区"])) == {
        town[name] for name in ("12号楼", "滨河社区", "新华社区", "东城区")
    }
    assert seen(AreaRef("nation", 1)) == set(town.ids.values()) & set(
        Row.objects.values_list("area_id", flat=True)
    )
    assert seen(AreaRef("community", town["新华社区"]), AreaRef("district", town["西城区"])) == {
        town["新华社区"],
        town["西关社区"],
    }


def test_moving_a_community_rewrites_the_rows_below_it(
    town: Town, django_capture_on_commit_callbacks: pytest.FixtureRequest
) -> None:
    row, other = put(town["1单元"]), put(town["新华社区"])
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        services.move(area_id=town["滨河社区"], parent_id=town["城关街道"], **DO)
    row.refresh_from_db()
    other.refresh_from_db()
    assert (row.district, row.street, row.community) == (town["西城区"], town["城关街道"], town["滨河社区"])
    assert other.district == town["东城区"]
    assert not ColumnRewrite.objects.filter(done_at=None).exists()


def test_a_rewrite_goes_on_where_it_was_stopped(town: Town) -> None:
    rows = [put(town[name]) for name in ("丽景苑", "2号楼", "10号楼", "12号楼", "1单元")]
    services.move(area_id=town["滨河社区"], parent_id=town["城关街道"], **DO)
    from linli.areas.services import rewriting

    assert rewriting._one_chunk(AT, 2) == 2
    job = ColumnRewrite.objects.get()
    assert job.done_at is None
    assert job.after_id > 0
    assert Row.objects.filter(district=town["西城区"]).count() == 2
    services.rewrite_columns(AT, chunk=2)
    assert Row.objects.filter(district=town["西城区"]).count() == len(rows)
    assert services.rewrite_columns(AT) == 0


def test_rows_of_merged_communities_follow_to_the_new_one(town: Town) -> None:
    row = put(town["新华社区"])
    made = services.merge(area_ids=[town["滨河社区"], town["新华社区"]], name="河东社区", **DO)
    services.rewrite_columns(AT)
    row.refresh_from_db()
    assert row.area_id == town["新华社区"]
    assert row.community == made.pk
    services.move(area_id=made.pk, parent_id=town["城关街道"], **DO)
    services.rewrite_columns(AT)
    row.refresh_from_db()
    assert row.street == town["城关街道"]


def test_a_grid_is_a_column_of_what_belongs_to_it(town: Town) -> None:
    row = put(town["1单元"])
    services.set_grid(grid_id=town["第一网格"], members=[town["12号楼"], town["2号楼"]], **DO)
    services.rewrite_columns(AT)
    row.refresh_from_db()
    assert row.grid == town["第一网格"]
    assert seen(AreaRef("grid", town["第一网格"])) == {town["1单元"]}
    services.set_grid(grid_id=town["第一网格"], members=[town["2号楼"]], **DO)
    services.rewrite_columns(AT)
    row.refresh_from_db()
    assert row.grid is None


def test_a_grid_takes_only_what_lies_in_its_community_and_in_no_other_grid(town: Town) -> None:
    with pytest.raises(BadPlace, match="不在本社区内"):
        services.set_grid(grid_id=town["第一网格"], members=[town["阳光花园"]], **DO)
    with pytest.raises(BadPlace, match="不是网格"):
        services.set_grid(grid_id=town["丽景苑"], members=[town["12号楼"]], **DO)
    town.add("第二网格", "grid", "滨河社区")
    services.set_grid(grid_id=town["第一网格"], members=[town["12号楼"]], **DO)
    with pytest.raises(BadPlace, match="已编入另一个网格"):
        services.set_grid(grid_id=town["第二网格"], members=[town["12号楼"]], **DO)


def test_a_road_covers_communities_below_its_parent(town: Town) -> None:
    road = town.add("人民路", "other", "东城区", kind="road", covers=[town["滨河社区"], town["和平社区"]])
    assert queries.covered_communities(road) == sorted([town["滨河社区"], town["和平社区"]])
    with pytest.raises(BadPlace, match="最低一级"):
        services.set_covers(area_id=road, communities=[town["西关社区"]], **DO)


def test_gaps_name_every_community_left_outside(town: Town) -> None:
    left = queries.uncovered(town["city"], [town["河东街道"], town["西关社区"]])
    assert [row.name for row in left] == ["和平社区"]
    assert queries.uncovered(town["city"], [town["city"]]) == []


def test_within_follows_todays_tree(town: Town) -> None:
    refs = (AreaRef("district", town["西城区"]),)
    assert not queries.within(town["1单元"], refs)
    services.move(area_id=town["滨河社区"], parent_id=town["城关街道"], **DO)
    assert queries.within(town["1单元"], refs)
