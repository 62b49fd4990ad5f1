"""Choices of the reader, and the living style page (only with the demonstration or in development)."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import check_for_language
from django.views.decorators.http import require_GET, require_POST

from linli.ui import context, style

_YEAR = 365 * 24 * 3600


@require_POST
def prefer(request: HttpRequest) -> HttpResponse:
    """Keeps size, colours or language in a cookie of this browser and goes back to the page."""
    target = request.POST.get("next", "/")
    if not url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        target = "/"
    answer = HttpResponseRedirect(target)
    for name, cookie, allowed in (
        ("size", context.SIZE_COOKIE, context.SIZES),
        ("theme", context.THEME_COOKIE, context.THEMES),
        ("language", settings.LANGUAGE_COOKIE_NAME, tuple(code for code, _name in settings.LANGUAGES)),
    ):
        value = request.POST.get(name, "")
        if value in allowed and (name != "language" or check_for_language(value)):
            answer.set_cookie(
                cookie, value, max_age=_YEAR, samesite="Lax", secure=request.is_secure(), httponly=True
            )
    return answer


@require_GET
def offline(request: HttpRequest) -> HttpResponse:
    """The page shown without a network; phones keep a copy of it and of nothing else."""
    return render(request, "ui/offline.html")


@require_GET
def worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps the offline page at hand; served by us so that it may stand for all pages."""
    answer = render(request, "ui/worker.js", content_type="text/javascript; charset=utf-8")
    answer.headers["Service-Worker-Allowed"] = "/"
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@require_GET
def style_page(request: HttpRequest) -> HttpResponse:
    """Every component on one page, in the words of the trade."""
    _only_for_makers()
    return render(request, "ui/style.html", style.examples(request))


@require_GET
def style_find(request: HttpRequest) -> JsonResponse:
    """Answers the combo box of the style page."""
    _only_for_makers()
    return JsonResponse({"items": style.find(request.GET.get("q", ""))})


def _only_for_makers() -> None:
    if not (settings.DEBUG or settings.LINLI_DEMO):
        raise Http404
