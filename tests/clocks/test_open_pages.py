"""Pages of clocks: the year, the trial count, the messages."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest
from django.contrib.messages.storage.fallback import FallbackStorage
from django.http import Http404, HttpRequest, HttpResponse
from django.test import RequestFactory

from linli.clocks import notices, panels, queries, views
from linli.domain.access import Scope
from linli.domain.calendar import SHANGHAI
from linli.records.time import frozen

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 21, 9, tzinfo=SHANGHAI)
SCOPE = Scope(post_id=8, bodies=frozenset({7}))


def ask(path: str, data: dict[str, str] | None = None, *, post: bool = False) -> HttpRequest:
    factory = RequestFactory()
    request: Any = factory.post(path, data) if post else factory.get(path, data)
    request.scope, request.session = SCOPE, {}
    request._messages = FallbackStorage(request)
    from django.contrib.auth.models import AnonymousUser

    request.user = AnonymousUser()
    return request  # type: ignore[no-any-return]


def text(response: HttpResponse) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_a_year_shows_its_notice_festivals_and_make_up_days() -> None:
    with frozen(NOW):
        page = text(views.calendar(ask("/clocks/calendar/")))
    assert "国办发明电〔2025〕7号" in page
    assert "2月14日" in page
    assert "248个工作日" in page
    assert page.count("个工作日</span>") == 12


def test_a_year_without_notice_says_that_it_is_presumed() -> None:
    page = text(views.calendar(ask("/clocks/calendar/2027/"), 2027))
    assert "放假通知尚未公布" in page
    for year in (0, 1850, 9999):
        with pytest.raises(Http404):
            views.calendar(ask(f"/clocks/calendar/{year}/"), year)


def test_2020_names_the_papers_that_changed_it() -> None:
    assert "国务院办公厅关于延长2020年春节假期的通知" in text(views.calendar(ask("/"), 2020))


def test_a_limit_can_be_tried_and_explains_itself() -> None:
    given = {"clock": "clock_13710", "at": "2026-02-13T16:00", "working": "on"}
    with frozen(NOW):
        page = text(views.count(ask("/clocks/count/", given)))
    assert "跳过2月15日（星期日）至2月23日（星期一），春节放假，共9天" in page
    assert "2026年2月25日（星期三）18:00" in page


@pytest.mark.parametrize("at", ["", "soon", "1850-01-01T00:00", "2300-01-01T00:00"])
def test_a_wrong_time_is_answered_in_its_place_and_stays_typed(at: str) -> None:
    with frozen(NOW):
        page = text(views.count(ask("/clocks/count/", {"clock": "clock_13710", "at": at})))
    assert "error" in page
    if at.startswith(("1850", "2300")):
        assert "日期要在1990年以后" in page


def test_messages_are_listed_and_marked_as_read() -> None:
    notices.send(code="clock.due", at=NOW, post_id=8, step="签收", data={"due": NOW.isoformat()})
    notices.send(code="clock.due", at=NOW, post_id=9, step="办结", data={"due": NOW.isoformat()})
    with frozen(NOW):
        page = text(views.inbox(ask("/clocks/messages/", {"before": "x"})))
        assert "“签收”今天到期" in page
        assert "办结" not in page
        request = ask("/")
        assert panels.inbox(request) == {"url": "/clocks/messages/", "count": 1}
        assert views.read(ask("/clocks/messages/read/", post=True)).status_code == 302
    assert queries.unread(SCOPE) == 0
    assert queries.unread(Scope(post_id=9)) == 1
