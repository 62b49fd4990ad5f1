"""``GET /healthz``: is this process able to answer, and does its database answer too?"""

from __future__ import annotations

from django.db import Error, connection
from django.http import HttpRequest, JsonResponse

from linli import __version__


def healthz(request: HttpRequest) -> JsonResponse:
    """200 ``{"status": "ok"}`` when the database answers, else 503 with the part that fails."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:
        return JsonResponse({"status": "failing", "database": "no answer"}, status=503)
    return JsonResponse({"status": "ok", "version": __version__, "database": connection.vendor})
