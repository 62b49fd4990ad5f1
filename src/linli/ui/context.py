"""The words and choices every template may need, computed only when a template asks for them."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language

from linli.ui import navigation

#: Cookies by which a person keeps the chosen size of print and colours; they hold nothing else.
SIZE_COOKIE = "linli_size"
THEME_COOKIE = "linli_theme"
SIZES = ("normal", "large")
THEMES = ("auto", "light", "dark")


def site(request: HttpRequest) -> dict[str, Any]:
    """Gives templates ``site``: name, demo, size, theme, lang, nav, bar, public_nav, head."""
    return {"site": SimpleLazyObject(lambda: describe(request))}


def describe(request: HttpRequest) -> dict[str, Any]:
    """The content of ``site`` for one request; navigation is lazy, so fragments do not pay for it."""
    return {
        "name": settings.LINLI_SITE_NAME,
        "demo": settings.LINLI_DEMO,
        "debug": settings.DEBUG,
        "size": chosen(request, SIZE_COOKIE, SIZES),
        "theme": chosen(request, THEME_COOKIE, THEMES),
        "lang": get_language() or settings.LANGUAGE_CODE,
        "nav": SimpleLazyObject(lambda: navigation.staff_entries(request)),
        "bar": SimpleLazyObject(lambda: navigation.bar_entries(request)),
        "public_nav": SimpleLazyObject(lambda: navigation.public_entries(request)),
        "head": SimpleLazyObject(lambda: navigation.head(request)),
    }


def chosen(request: HttpRequest, cookie: str, allowed: tuple[str, ...]) -> str:
    """The value of a choice cookie, or the first allowed one when it is absent or foreign."""
    value = request.COOKIES.get(cookie, "")
    return value if value in allowed else allowed[0]
