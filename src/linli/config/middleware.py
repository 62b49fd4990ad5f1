"""Turns the rooms' own errors into pages and answers that say what to do next."""

from __future__ import annotations

from collections.abc import Callable

from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from linli.records import errors
from linli.records.tx import as_sentence


class KindErrorsMiddleware:
    """Maps ``records.errors``, and a database locked, full or gone, to pages; nothing else."""

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
        known = error if isinstance(error, errors.LinliError) else None
        if isinstance(error, DatabaseError | InterfaceError):
            known = as_sentence(error)
        if known is None:
            return None
        if known.status < 500:
            return render(request, "400.html", {"error": known}, status=known.status)
        # Without the request: its context would ask the database that just failed.
        text = render_to_string("records/unavailable.html", {"error": known})
        return HttpResponse(text, status=known.status, headers={"Retry-After": "5"})
