"""Turns the rooms' own errors into pages and answers that say what to do next."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from linli.records import errors


class KindErrorsMiddleware:
    """Maps ``records.errors`` to 403/409/400 pages; nothing else is caught here."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answers a known error with its sentence; leaves the unknown to Django's handler."""
        if isinstance(error, errors.Conflict):
            return render(request, "409.html", {"error": error}, status=409)
        if isinstance(error, errors.NotAllowed):
            return render(request, "403.html", {"error": error}, status=403)
        if isinstance(error, errors.KeyReused):
            return render(request, "409.html", {"error": error}, status=409)
        return None
