"""Files as answers: never kept by anybody on the way, named as the paper is."""

from __future__ import annotations

from urllib.parse import quote

from django.http import HttpResponse

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def docx_answer(content: bytes, name: str) -> HttpResponse:
    """A Word file to download."""
    return _file(content, DOCX, name, "paper.docx")


def pdf_answer(content: bytes, name: str) -> HttpResponse:
    """A PDF to download."""
    return _file(content, "application/pdf", name, "paper.pdf")


def _file(content: bytes, kind: str, name: str, plain: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "private, no-store"
    return response
