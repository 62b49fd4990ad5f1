"""The pages of places: browse, look back, find, change, print plates."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from django.urls import resolve, reverse

from linli.areas import plates, queries, services
from linli.areas.models import Plate
from linli.domain.access import AreaRef, Scope
from linli.records import time
from linli.records.errors import NotAllowed
from linli.records.models import Event
from tests.areas.town import ACTOR, AT, Town

DO = {"actor": ACTOR, "at": AT}
Fetch = Callable[..., HttpResponse]


@pytest.fixture
def fetch(town: Town) -> Fetch:
    """Answers an address as the clerk of 河东街道 sees it (what the address itself asks is accounts' test)."""
    scope = Scope(
        view=(AreaRef("street", town["河东街道"]),),
        fill=(AreaRef("street", town["河东街道"]),),
        roles=frozenset({"street_clerk"}),
        user_id=1,
        post_id=1,
    )

    def get(name: str, *args: Any, data: dict[str, Any] | None = None, **query: Any) -> HttpResponse:
        factory = RequestFactory()
        url = reverse(f"areas:{name}", args=args)
        request = factory.get(url, query) if data is None else factory.post(url, data)
        request.actor, request.scope, request.session = ACTOR, scope, {}  # type: ignore[attr-defined,assignment]
        request._messages = FallbackStorage(request)  # type: ignore[attr-defined]
        match = resolve(url)
        with time.frozen(AT):
            answer = match.func(request, *match.args, **match.kwargs)
        return answer

    return get


def text(answer: HttpResponse) -> str:
    return answer.content.decode()


def test_browsing_begins_at_the_place_of_the_post(fetch: Fetch, town: Town) -> None:
    page = text(fetch("tree"))
    assert "河东街道" in page
    assert "滨河社区" in page
    assert "城关街道" not in page.split("<main", 1)[1]


def test_the_tree_of_another_day_is_shown_as_it_was(fetch: Fetch, town: Town) -> None:
    services.rename(area_id=town["滨河社区"], name="濮上社区", **DO)
    assert "濮上社区" in text(fetch("branch", town["河东街道"]))
    before = text(fetch("branch", town["河东街道"], on="2026-11-01"))
    assert "滨河社区" in before
    assert "这是2026-11-01的辖区" in before
    with pytest.raises(Http404):
        fetch("branch", town["河东街道"], on="2019-12-31")


@pytest.mark.parametrize("on", ["1899-12-31", "2026-13-01", "abc"])
def test_a_bad_day_gets_a_sentence_and_keeps_the_words(fetch: Fetch, town: Town, on: str) -> None:
    answer = fetch("branch", town["河东街道"], on=on, q="滨河")
    assert answer.status_code == 422
    assert 'value="滨河"' in text(answer)


def test_words_find_places_below(fetch: Fetch, town: Town) -> None:
    assert "丽景苑" in text(fetch("branch", town["河东街道"], q="丽景"))
    assert "没有找到这个地点" in text(fetch("branch", town["河东街道"], q="西关"))


def test_the_combo_box_gets_what_it_asks_for(fetch: Fetch, town: Town) -> None:
    found = json.loads(fetch("find", q="滨河", level="community").content)
    assert found["items"] == [
        {"id": str(town["滨河社区"]), "label": "滨河社区", "hint": "邻安市（演示） · 东城区 · 河东街道"}
    ]
    assert json.loads(fetch("find", q="西关").content)["items"] == []
    assert json.loads(fetch("find", q="西关", all="1").content)["items"] != []


def test_a_place_is_set_up_renamed_moved_and_ended_by_forms(fetch: Fetch, town: Town) -> None:
    assert "设立下级地点" in text(fetch("new", town["滨河社区"]))
    answer = fetch(
        "new", town["滨河社区"], data={"level": "estate", "kind": "courtyard", "name": "粮食局家属院"}
    )
    assert answer.status_code == 302
    (hit,) = queries.search("粮食局", None)
    renamed = fetch("rename", hit.area_id, data={"name": "粮食局小区"})
    assert renamed.status_code == 302
    moved = fetch("move", hit.area_id, data={"parent": str(town["新华社区"])})
    assert moved.status_code == 302
    assert queries.span(hit.area_id).parent_id == town["新华社区"]


def test_a_place_typed_by_name_is_taken_when_it_is_the_only_one(fetch: Fetch, town: Town) -> None:
    answer = fetch("move", town["阳光花园"], data={"parent__text": "滨河社区"})
    assert answer.status_code == 302
    answer = fetch("move", town["阳光花园"], data={"parent__text": "没有的社区"})
    assert answer.status_code == 422
    assert "没有找到“没有的社区”" in text(answer)
    answer = fetch("move", town["阳光花园"], data={"parent__text": "西关社区"})
    assert answer.status_code == 422


def test_a_refused_change_keeps_what_was_typed(fetch: Fetch, town: Town) -> None:
    answer = fetch("rename", town["滨河社区"], data={"name": "新华社区"})
    assert answer.status_code == 422
    assert "同一上级下已有“新华社区”" in text(answer)
    assert 'value="新华社区"' in text(answer)
    stale = fetch("rename", town["滨河社区"], data={"name": "濮上社区", "version": "999"})
    assert stale.status_code == 409
    assert 'value="濮上社区"' in text(stale)


def test_split_merge_and_take_over_by_forms(fetch: Fetch, town: Town) -> None:
    data = {"first": "滨河社区", "second": "纺织社区", "moved": [town["纺织厂家属院"]], "continues": "on"}
    assert fetch("split", town["滨河社区"], data=data).status_code == 302
    made = queries.search("纺织社区", None)[0].area_id
    assert [row.name for row in queries.children(made)] == ["纺织厂家属院"]
    with time.frozen(AT):
        assert "纺织社区" in text(fetch("merge", town["滨河社区"]))
    answer = fetch("take_over", town["滨河社区"], data={"source": str(town["新华社区"])})
    assert answer.status_code == 302
    assert queries.span(town["新华社区"]) is None


def test_the_members_of_a_grid_are_ticked(fetch: Fetch, town: Town) -> None:
    page = text(fetch("members", town["第一网格"]))
    assert "12号楼" in page
    assert "阳光花园" not in page
    answer = fetch("members", town["第一网格"], data={"members": [town["12号楼"]]})
    assert answer.status_code == 302
    assert queries.columns_for(town["1单元"])["grid"] == town["第一网格"]


def test_places_outside_the_own_street_cannot_be_changed(fetch: Fetch, town: Town) -> None:
    for name in ("rename", "move", "end", "plates", "new"):
        with pytest.raises(NotAllowed, match="不在您负责的辖区内"):
            fetch(name, town["西关社区"])
    with pytest.raises(NotAllowed):
        fetch("merge", town["滨河社区"], data={"others": [], "name": "x"}) and fetch("end", town["和平社区"])


def test_unknown_places_are_not_found(fetch: Fetch) -> None:
    for area_id in (987654321, 10**30):
        with pytest.raises(Http404):
            fetch("branch", area_id)


def test_plates_are_printed_only_after_the_confirmation(fetch: Fetch, town: Town) -> None:
    data = {"places": [town["丽景苑"], town["12号楼"]]}
    refused = fetch("plates", town["滨河社区"], data=data)
    assert refused.status_code == 422
    assert "打印前确认准予设置" in text(refused)
    assert Plate.objects.count() == 0
    answer = fetch("plates", town["滨河社区"], data={**data, "confirmed": "on"})
    assert answer.status_code == 302
    assert Plate.objects.filter(printed_at=AT).count() == 2
    codes = ",".join(Plate.objects.order_by("pk").values_list("short_code", flat=True))
    page = text(fetch("sheet", town["滨河社区"], codes=codes))
    assert page.count("<svg") >= 2
    assert "丽景苑" in page
    assert "12号楼" in page
    event = Event.objects.filter(name="area.plates_printed").first()
    assert event is not None
    assert event.data["confirmed"] is True


def test_a_sheet_shows_only_plates_of_the_place(fetch: Fetch, town: Town) -> None:
    other = services.print_plates(area_ids=[town["西关社区"]], confirmed=True, **DO)[0]
    with pytest.raises(Http404):
        fetch("sheet", town["滨河社区"], codes=other.short_code)


def test_one_place_has_one_valid_plate(town: Town) -> None:
    first = services.add_plate(area_id=town["丽景苑"], **DO)
    assert services.add_plate(area_id=town["丽景苑"], **DO) == first
    services.revoke_plate(plate_id=first.pk, **DO)
    second = services.add_plate(area_id=town["丽景苑"], **DO)
    assert second.token != first.token
    assert plates.by_token(first.token) is None
    assert plates.by_token(second.token) == second
    spoken = f"{second.short_code[:3].lower()} {second.short_code[3:]}"
    assert plates.by_short_code(spoken) == second


@pytest.mark.parametrize("token", ["", "x" * 22, "x" * 500, "\x00" * 22, "中" * 22, "../../etc/passwd....."])
def test_a_forged_plate_leads_nowhere(town: Town, token: str) -> None:
    services.add_plate(area_id=town["丽景苑"], **DO)
    assert plates.by_token(token) is None
    assert plates.by_short_code(token) is None


def test_the_plate_of_a_merged_place_leads_to_its_successor(town: Town) -> None:
    plate = services.add_plate(area_id=town["新华社区"], **DO)
    made = services.merge(area_ids=[town["滨河社区"], town["新华社区"]], name="河东社区", **DO)
    assert plates.place_of(plate) == made.pk


def test_the_board_says_when_nobody_is_named(fetch: Fetch, town: Town) -> None:
    services.add_plate(area_id=town["丽景苑"], **DO)
    page = text(fetch("board", town["丽景苑"]))
    assert "<svg" in page
    plate = plates.valid_of(town["丽景苑"])
    assert plate is not None
    assert fetch("revoke_plate", plate.pk, data={}).status_code == 302
    assert plates.valid_of(town["丽景苑"]) is None
