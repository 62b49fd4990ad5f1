"""Pages by key: forwards and back, nothing twice, nothing left out, foreign keys do no harm."""

from __future__ import annotations

import base64
from urllib.parse import parse_qs

import pytest
from django.contrib.auth.models import Group
from django.template import Context, Template
from django.test import RequestFactory

from linli.records.models import Event
from linli.ui.paging import Page, page

pytestmark = pytest.mark.django_db


def ask(query: str = "", order: tuple[str, ...] = ("name", "id"), size: int = 3) -> Page:
    return page(Group.objects.all(), order=order, request=RequestFactory().get(f"/x/?{query}"), size=size)


def names(found: Page) -> list[str]:
    return [group.name for group in found]


@pytest.fixture(autouse=True)
def groups() -> None:
    Group.objects.bulk_create([Group(name=name) for name in "hgfedcba"])


@pytest.mark.parametrize("order", [("name", "id"), ("-name", "-id"), ("-id",), ("name", "-id")])
def test_walking_forward_meets_each_row_once(order: tuple[str, ...]) -> None:
    met, query = [], ""
    for _step in range(5):
        found = ask(query, order)
        met += names(found)
        if not found.next:
            break
        query = f"after={found.next}"
    assert met == [group.name for group in Group.objects.order_by(*order)]


def test_walking_back_leads_where_one_came_from() -> None:
    first = ask()
    second = ask(f"after={first.next}")
    assert names(second) == ["d", "e", "f"]
    assert names(ask(f"before={second.prev}")) == ["a", "b", "c"]
    assert first.prev is None


def test_the_last_page_has_no_next() -> None:
    assert ask(size=8).next is None
    assert ask(size=7).next is not None


@pytest.mark.parametrize(
    "key", ["", "xx", "W10", "WyJhIl0", "bnVsbA", "e30", "WyJhIiwieCJd", "WyJhIixudWxsXQ", "ä" * 9, "a" * 900]
)
def test_a_foreign_key_is_the_first_page(key: str) -> None:
    assert names(ask(f"after={key}")) == ["a", "b", "c"]


def test_the_links_keep_the_filter() -> None:
    found = ask("q=灯&sort=name")
    html = Template("{% pager page %}").render(Context({"page": found}))
    assert "q=%E7%81%AF" in html
    assert parse_qs(found.query)["sort"] == ["name"]


@pytest.mark.parametrize(
    "key",
    ["[1e999]", "[-1e999]", "[NaN]", '["x"]', "[100000000000000000000000]", '["0001-01-01T00:00:00+08:00"]',
     '["9999-12-31T23:59:59-08:00"]', '["\\u0000"]', '["\\ud800"]'],
)  # fmt: skip
@pytest.mark.parametrize("order", ["id", "at", "name"])
def test_a_key_no_column_can_be_compared_with_does_no_harm(key: str, order: str) -> None:
    after = base64.urlsafe_b64encode(key.encode()).decode()
    found = page(Event.objects.all(), order=(order,), request=RequestFactory().get("/", {"after": after}))
    assert (list(found), found.next) == ([], None)
