"""Every error page is kind, in Chinese, and stands without a request where it must."""

from __future__ import annotations

import pytest
from django.core.exceptions import RequestDataTooBig
from django.template.loader import render_to_string
from django.test import RequestFactory

from linli.ui import errors


@pytest.mark.parametrize(
    ("name", "says"),
    [
        ("400", "没看懂"),
        ("403", "打不开"),
        ("403_csrf", "再提交一次"),
        ("404", "没有找到"),
        ("409", "别人刚改过"),
        ("413", "太大"),
        ("500", "不是您的操作有误"),
        ("ui/offline", "没有网络"),
    ],
)
def test_a_page_says_what_happened(name: str, says: str) -> None:
    html = render_to_string(f"{name}.html", request=RequestFactory().get("/x/"))
    assert says in html
    assert "linli.css" in html


def test_the_last_page_needs_nothing() -> None:
    assert errors.server_error(RequestFactory().get("/")).status_code == 500


def test_a_sentence_of_a_room_is_shown() -> None:
    html = render_to_string(
        "409.html", {"error": ValueError("王敏 10:05 改过<这件>事。")}, RequestFactory().get("/")
    )
    assert "王敏 10:05 改过&lt;这件&gt;事。" in html


def test_too_much_is_its_own_page() -> None:
    assert errors.bad_request(RequestFactory().post("/"), RequestDataTooBig()).status_code == 413
    assert errors.bad_request(RequestFactory().post("/")).status_code == 400
    assert errors.not_found(RequestFactory().get("/x/")).status_code == 404
