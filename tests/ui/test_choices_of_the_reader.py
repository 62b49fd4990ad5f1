"""Size, colours and language are kept in the reader's browser; the way back never leads elsewhere."""

from __future__ import annotations

import pytest
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from linli.ui.context import site
from linli.ui.language import ChosenLanguageMiddleware
from linli.ui.views import prefer


def choose(**asked: str) -> HttpResponse:
    return prefer(RequestFactory().post("/ui/prefer", asked))


def test_large_print_is_kept_and_leads_back() -> None:
    answer = choose(size="large", next="/cases/?state=working")
    assert answer["Location"] == "/cases/?state=working"
    assert answer.cookies["linli_size"].value == "large"


@pytest.mark.parametrize("target", ["https://example.org/", "//example.org/", "javascript:alert(1)", ""])
def test_the_way_back_stays_here(target: str) -> None:
    assert choose(size="large", next=target)["Location"] == "/"


def test_a_foreign_choice_is_not_kept() -> None:
    assert not choose(size="huge", theme="pink", language="fr").cookies


def test_the_page_wears_the_choice() -> None:
    request = RequestFactory().get("/")
    request.COOKIES.update(linli_size="large", linli_theme="'><b>")
    told = site(request)["site"]
    assert told["size"] == "large"
    assert told["theme"] == "auto"


@pytest.mark.parametrize(("cookie", "language"), [("", "zh-hans"), ("en", "en"), ("fr", "zh-hans")])
def test_the_language_is_chosen_by_the_reader_and_not_by_the_browser(cookie: str, language: str) -> None:
    def page(request: HttpRequest) -> HttpResponse:
        return HttpResponse(request.LANGUAGE_CODE)

    request = RequestFactory().get("/", headers={"accept-language": "en-US"})
    request.COOKIES[settings.LANGUAGE_COOKIE_NAME] = cookie
    assert ChosenLanguageMiddleware(page)(request).content.decode() == language
