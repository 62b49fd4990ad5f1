"""In the outer zone everything but residents' addresses does not exist."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from linli.relay import zone


class OuterZoneMiddleware:
    """Answers 404 to what ``zone.ANSWERED`` does not name; the bare name of the site leads to the window."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Before anybody asks who it is."""
        del view, args, kwargs
        name = request.resolver_match.view_name if request.resolver_match else ""
        if zone.answers(name):
            return None
        if name == "desk:today":
            return redirect("window:home")
        raise Http404
