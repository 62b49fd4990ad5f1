"""Files behind access, and the page 修改记录校验 of the audit administrator."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from linli.records import access, files, queries, services
from linli.records.models import Attachment
from linli.records.time import now


@require_GET
def file(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A file of a subject."""
    return _answer(access.get_attachment_for(request.scope, pk))  # type: ignore[attr-defined]


@require_GET
def thumb(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The small picture of a file."""
    return _answer(access.get_attachment_for(request.scope, pk), small=True)  # type: ignore[attr-defined]


@require_GET
def public_file(request: HttpRequest, pk: int, token: str) -> HttpResponseBase:
    """A file that was opened to residents."""
    small = "small" in request.GET
    return _answer(access.get_published_attachment(pk, token), small=small)


def _answer(row: Attachment, *, small: bool = False) -> HttpResponseBase:
    if small and not row.thumb_digest:
        raise Http404
    try:
        data = files.open_file(row.thumb_digest if small else row.digest)
    except FileNotFoundError as error:
        raise Http404 from error
    answer = FileResponse(
        data, as_attachment=not row.is_image, filename=row.name, content_type=row.content_type
    )
    # Nothing of it may stay on a shared machine, and nothing in it may run.
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@require_http_methods(["GET", "POST"])
def verify(request: HttpRequest) -> HttpResponse:
    """What the checks found; the button asks the worker for another one."""
    runs = access.verifications_for(request.scope)  # type: ignore[attr-defined]
    if request.method == "POST":
        services.ask_verification(actor=request.actor, at=now())  # type: ignore[attr-defined]
        return redirect("records:verify")
    last = next((item for item in runs if item.finished_at), None)
    context = {
        "runs": runs,
        "last": last,
        "problems": queries.problems_of(last),
        "waiting": any(item.finished_at is None for item in runs),
        "checkpoints": queries.last_checkpoints(),
    }
    return render(request, "records/verify.html", context)
