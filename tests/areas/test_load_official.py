"""The official list: complete, loaded by code, as often as one likes; found by name, initials, code."""

from __future__ import annotations

import hashlib
import json
import lzma
from collections import Counter
from importlib import resources

import pytest

from linli.areas import queries, services, spelling
from linli.areas.errors import UnknownCode
from linli.areas.loading import about, load_official, read_official
from linli.areas.models import NATION_ID, Area, AreaSpan
from linli.domain.access import Actor, AreaRef
from linli.records.models import Event
from tests.areas.town import ACTOR, AT

COMMAND = Actor(user_id=None, post_id=None, channel="command")
DO = {"actor": COMMAND, "at": AT}


def test_the_shipped_list_is_the_one_described() -> None:
    raw = lzma.decompress(resources.files("linli").joinpath("library/places/china.tsv.xz").read_bytes())
    facts = about()
    assert hashlib.sha256(raw).hexdigest() == facts["sha256"]
    assert raw.count(b"\n") == facts["total"] == sum(facts["counts"].values()) == 665_276
    assert facts["counts"] == {
        "province": 31,
        "city": 342,
        "district": 2_978,
        "street": 41_352,
        "community": 620_573,
    }


def test_every_line_has_its_parent_before_it() -> None:
    seen: dict[int, str] = {NATION_ID: ""}
    levels: Counter[str] = Counter()
    for row in read_official("4109"):
        assert row.parent_id in seen
        assert row.code.startswith(seen[row.parent_id])
        seen[row.area_id] = row.code
        levels[row.level] += 1
    assert levels["province"] == levels["city"] == 1
    assert levels["district"] > 5


@pytest.mark.django_db
def test_a_county_is_loaded_once_and_the_rest_of_its_city_later() -> None:
    first = load_official("410902", **DO)
    assert first.created["district"] == 1
    assert first.existing == 0
    again = load_official("410902000000", **DO)
    assert again.count == 0
    assert again.existing == first.count
    services.rename(area_id=queries.by_code("4109").area_id, name="濮阳市（改）", actor=ACTOR, at=AT)
    rest = load_official("4109", **DO)
    assert rest.existing == first.count
    assert rest.count > 0
    assert queries.span(queries.by_code("410928").area_id).parent_id == queries.by_code("4109").area_id
    event = Event.objects.filter(name="area.loaded").order_by("pk").first()
    assert event is not None
    assert event.data["prefix"] == "410902"
    assert event.data["count"] == first.count


@pytest.mark.django_db
def test_later_loads_follow_a_parent_that_has_moved_and_leave_out_one_that_has_ended() -> None:
    load_official("410902001", **DO)
    town = Area.objects.filter(kind="street").get()
    district = queries.by_code("410902").area_id
    load_official("410922", **DO)
    other = queries.by_code("410922").area_id
    services.move(area_id=town.pk, parent_id=other, actor=ACTOR, at=AT)
    load_official("4109", **DO)
    for row in queries.subtree(district):
        assert row.level != "street" or row.parent_id == district
    assert queries.span(town.pk).parent_id == other


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["", "x", "99", "410999", "4109020010019", "-1", "41090\uff12", "1" * 500])
def test_an_unknown_code_is_refused_and_nothing_is_written(code: str) -> None:
    with pytest.raises(UnknownCode):
        load_official(code, **DO)
    assert AreaSpan.objects.count() == 0


@pytest.fixture
def city(db: None) -> AreaRef:
    load_official("410902", **DO)
    return AreaRef("district", queries.by_code("410902").area_id)


def names(text: str, within: tuple[AreaRef, ...] | None = None) -> list[str]:
    return [hit.name for hit in queries.search(text, within)]


def test_places_are_found_by_part_of_the_name_by_initials_and_by_code(city: AreaRef) -> None:
    assert "京东社区居民委员会" in names("京东")
    assert "京东社区居民委员会" in names("jd", (city,))
    assert names("京东社区居委会", (city,)) == ["京东社区居民委员会"]
    assert names("410902")[0] == "华龙区"
    assert names("4109 0200 0000")[0] == "华龙区"
    assert names("濮阳")[0] == "濮阳市"
    assert names("py")[0] == "濮阳市"
    assert names("濮阳", (city,)) == [] or "濮阳市" not in names("濮阳", (city,))


@pytest.mark.parametrize(
    "text", ["", "  ", "社区区区区", "%%", "'; drop", "\x00", "🙂", "字" * 500, "_", "*", "\ud800"]
)
def test_strange_searches_find_nothing_and_break_nothing(city: AreaRef, text: str) -> None:
    assert names(text) == []
    assert names(text, (city,)) == []
    assert names(text, ()) == []
    assert queries.by_code(text) is None
    assert queries.by_code(f"L{text}") is None


def test_hits_say_where_they_lie(city: AreaRef) -> None:
    (hit,) = queries.search("京东", (city,))
    assert hit.where.startswith("河南省 · 濮阳市 · 华龙区")
    assert queries.full_name(hit.area_id) == "濮阳市华龙区中原路街道京东社区"


def test_the_command_line_answers_in_json(city: AreaRef, capsys: pytest.CaptureFixture[str]) -> None:
    import argparse

    from linli.areas import cli

    parser = argparse.ArgumentParser()
    cli.register(parser.add_subparsers())

    def run(*words: str) -> tuple[int, str]:
        args = parser.parse_args(["places", *words])
        return args.run(args), capsys.readouterr().out

    status, out = run("find", "京东", "--json")
    assert status == 0
    assert json.loads(out)[0]["level"] == "community"
    status, out = run("show", "410902", "--json")
    facts = json.loads(out)
    assert status == 0
    assert facts["below"]["community"] > 50
    assert facts["above"][0]["name"] == "河南省"
    status, out = run("load", "410902", "--json")
    assert status == 0
    assert json.loads(out)[0]["count"] == 0
    assert run("show", "999999")[0] == 1
    assert run("show", "410902", "--on", "1899-01-01")[0] == 1
    assert run("load", "77")[0] == 1
    assert run("load")[0] == 1


@pytest.mark.parametrize(
    ("official", "short"),
    [
        ("京东社区居民委员会", "京东社区"),
        ("东厂社区居委会", "东厂社区"),
        ("新民居委会", "新民"),
        ("北胡村委会", "北胡村"),
        ("大王庄村村民委员会", "大王庄村"),
        ("滨河社区", "滨河社区"),
        ("居委会", "居委会"),
    ],
)
def test_plates_name_the_place_and_not_its_committee(official: str, short: str) -> None:
    assert spelling.short_name(official) == short
