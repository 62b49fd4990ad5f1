"""Only built and allowed pages stand in the head; the one being read is marked."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from linli.ui import navigation as nav


@pytest.fixture(autouse=True)
def empty(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("_guards", []), ("_pages", []), ("_bar", {}), ("_public", {}), ("_providers", {})):
        monkeypatch.setattr(nav, name, value)


def entries(path: str = "/") -> list[dict[str, object]]:
    return nav.staff_entries(RequestFactory().get(path))


def test_an_entry_without_a_page_is_absent() -> None:
    nav.register("cases", "/cases/", "在办")
    assert [entry["id"] for entry in entries()] == ["cases"]


def test_a_page_that_does_not_exist_is_absent() -> None:
    nav.register("cases", "cases:of-the-next-year", "在办")
    assert entries() == []


def test_a_page_that_is_not_allowed_is_absent() -> None:
    nav.register("cases", "/cases/", "在办", allowed=lambda request: False)
    assert entries() == []


def test_a_page_behind_a_shut_address_is_absent() -> None:
    nav.guard(lambda request, name: name != "ui:style")
    nav.register("library", "ui:style", "组件")
    nav.register("library", "ui:offline", "没有网络")
    assert [page["label"] for page in entries()[0]["pages"]] == ["没有网络"]  # type: ignore[attr-defined]


def test_the_longest_address_is_the_current_one() -> None:
    nav.register("today", "/", "今日待办")
    nav.register("cases", "/cases/", "在办", order=1)
    nav.register("cases", "/cases/closed/", "已办结", order=2)
    found = {entry["id"]: entry for entry in entries("/cases/closed/7/")}
    assert not found["today"]["current"]
    assert [page["current"] for page in found["cases"]["pages"]] == [False, True]  # type: ignore[attr-defined]


def test_of_several_queries_the_asked_one_is_current_and_a_record_only_lights_its_part() -> None:
    nav.register("cases", "/cases/?stage=open", "在办", order=1)
    nav.register("cases", "/cases/?stage=closed", "已办结", order=2)

    def lit(path: str) -> tuple[bool, list[bool]]:
        found = nav.staff_entries(RequestFactory().get(path))[0]
        return found["current"], [page["current"] for page in found["pages"]]

    assert lit("/cases/?stage=closed&q=x") == (True, [False, True])
    assert lit("/cases/2611-BT7B2T/") == (True, [False, False])
    assert lit("/") == (False, [False, False])


def test_entries_stand_in_the_order_of_the_offices() -> None:
    nav.register("library", "/mechanisms/", "机制")
    nav.register("today", "/", "今日待办")
    assert [entry["id"] for entry in entries()] == ["today", "library"]


def test_registering_twice_replaces() -> None:
    nav.register("today", "/", "旧")
    nav.register("today", "/", "新")
    assert [page["label"] for page in entries()[0]["pages"]] == ["新"]  # type: ignore[attr-defined]


def test_an_unknown_group_or_slot_is_a_mistake() -> None:
    for call in (
        lambda: nav.register("other", "/", "x"),
        lambda: nav.register_bar("x", "/"),
        lambda: nav.provide("x", lambda r: None),
    ):
        with pytest.raises(ValueError, match="unknown"):
            call()


def test_the_head_leaves_out_what_has_nothing_to_say() -> None:
    nav.provide("place", lambda request: {"label": "柳林社区", "url": "/"})
    nav.provide("post", lambda request: None)
    assert list(nav.head(RequestFactory().get("/"))) == ["place"]
