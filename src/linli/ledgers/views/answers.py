"""Files as answers."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponse

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def attachment(name: str) -> str:
    """The header that names a download, readable by old and new browsers alike."""
    return f"attachment; filename=\"ledger.xlsx\"; filename*=UTF-8''{quote(name)}"


def workbook(data: bytes, name: str) -> HttpResponse:
    """A small workbook as a download."""
    response = HttpResponse(data, content_type=XLSX)
    response["Content-Disposition"] = attachment(name)
    response["Cache-Control"] = "private, no-store"
    return response
