"""套表: the asker's blank in, the columns confirmed once, the filled sheet out in its own format."""

from __future__ import annotations

from typing import Any

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from linli.domain.codes import record_id
from linli.ledgers import access, files
from linli.ledgers.forms import UploadForm
from linli.ledgers.models import SheetFill
from linli.ledgers.queries import letter
from linli.ledgers.reading.limits import limits
from linli.ledgers.services import filling as services
from linli.ledgers.views.answers import XLSX, attachment
from linli.organizations.requests import StaffRequest
from linli.records.errors import LinliError
from linli.records.time import now


@require_http_methods(["GET", "POST"])
def fill(request: StaffRequest) -> HttpResponse:
    """Step one: the blank workbook."""
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    form.fields["file"].help_text = _("上级发来的空表（.xlsx）。版式、公式、打印设置都原样保留。")
    if form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            row = services.start_fill(
                name=sent.name or "", data=sent.read(limits().bytes + 1), scope=request.scope,
                actor=request.actor, at=now(),
            )  # fmt: skip
            return redirect("ledgers:sheet_fill", row.pk)
        except LinliError as refused:
            form.add_error("file", str(refused))
    recent = access.fills_for(request.scope)[:10]
    return render(
        request, "ledgers/fill.html", {"form": form, "recent": recent}, status=422 if form.errors else 200
    )


@require_http_methods(["GET", "POST"])
def sheet_fill(request: StaffRequest, fill_id: int) -> HttpResponse:
    """Step two: which column is which; then the sheet is filled."""
    row = access.get_fill_for(request.scope, fill_id)
    if request.method == "GET":
        return _page(request, row)
    mapping = {
        column: str(value)
        for name, value in request.POST.items()
        if name.startswith("c") and (column := record_id(name[1:])) is not None and value
    }
    try:
        services.fill_sheet(
            fill_id=row.pk, outlet_id=request.POST.get("outlet", ""), mapping=mapping, scope=request.scope,
            actor=request.actor, at=now(),
        )  # fmt: skip
    except LinliError as refused:
        return _page(request, row, str(refused))
    return redirect("ledgers:sheet_fill", row.pk)


def _page(request: StaffRequest, row: SheetFill, error: str = "") -> HttpResponse:
    sources = services.sources_for(request.scope, row.labels, now())
    wanted = request.GET.get("outlet") or row.outlet
    source = next((one for one in sources if one.outlet.id == wanted), sources[0] if sources else None)
    context: dict[str, Any] = {
        "row": row, "error": error, "sources": sources, "source": source, "lines": [],
        "done": row.state == SheetFill.State.DONE, "expired": row.state == SheetFill.State.EXPIRED,
    }  # fmt: skip
    if source is not None:
        kept = (
            {int(at): key for at, key in row.mapping.items()}
            if source.outlet.id == row.outlet
            else source.mapping
        )
        context["choices"] = [(col.key, "·".join([*col.above, col.title])) for col in source.columns]
        context["lines"] = [
            (at, letter(row.left + at), label, kept.get(at, ""))
            for at, label in enumerate(row.labels)
            if label
        ]
    return render(request, "ledgers/sheet_fill.html", context, status=422 if error else 200)


@require_GET
def filled(request: StaffRequest, fill_id: int) -> HttpResponseBase:
    """The filled workbook."""
    row = access.get_fill_for(request.scope, fill_id)
    if row.state != SheetFill.State.DONE:
        raise Http404
    try:
        stream = files.filled_path(row.pk).open("rb")
    except FileNotFoundError as gone:
        raise Http404 from gone
    response = FileResponse(stream, content_type=XLSX)
    response["Content-Disposition"] = attachment(row.file_name)
    response["Cache-Control"] = "private, no-store"
    return response
