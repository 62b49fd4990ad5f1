"""Ledgers out: asked for, waited for, fetched."""

from __future__ import annotations

from django.http import FileResponse, Http404, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from linli.ledgers import access, files, registry, services
from linli.ledgers.models import Export
from linli.ledgers.views.answers import XLSX, attachment
from linli.organizations.requests import StaffRequest
from linli.records.time import now

#: Fields of the form itself; everything else is a filter of the list.
_OWN = frozenset({"csrfmiddlewaretoken", "request_key"})


@require_http_methods(["GET", "POST"])
def export_new(request: StaffRequest, outlet_id: str) -> HttpResponse:
    """Ask for a ledger with the filters of the list it stands on; a link leads to the button, for a GET writes nothing."""
    outlet = access.get_outlet_for(request.scope, outlet_id)
    if request.method == "GET":
        filters = {name: str(value) for name, value in request.GET.items() if value}
        count = outlet.count(request.scope, filters, now())
        context = {"outlet": outlet, "filters": filters, "count": count}
        return render(request, "ledgers/export_new.html", context)
    params = {name: str(value) for name, value in request.POST.items() if name not in _OWN and value}
    export = services.start_export(
        outlet_id=outlet.id, params=params, scope=request.scope, actor=request.actor, at=now()
    )
    return redirect("ledgers:export", export.pk)


@require_GET
def export_show(request: StaffRequest, export_id: int) -> HttpResponse:
    """Progress, then the file."""
    export = access.get_export_for(request.scope, export_id)
    waiting = export.state in (Export.State.WAITING, Export.State.WRITING)
    htmx = request.headers.get("HX-Request") == "true"
    template = "ledgers/parts/export_stage.html" if htmx and waiting else "ledgers/export.html"
    titles = {outlet.id: outlet.title for outlet in registry.outlets()}
    context = {"export": export, "waiting": waiting, "title": titles.get(export.outlet, export.outlet)}
    response = render(request, template, context)
    if htmx and not waiting:
        response["HX-Refresh"] = "true"
    return response


@require_GET
def export_file(request: StaffRequest, export_id: int) -> HttpResponseBase:
    """The written workbook, streamed from its place outside the web root; each fetch leaves a trace."""
    export = access.get_export_for(request.scope, export_id)
    if export.state != Export.State.DONE:
        raise Http404
    services.note_fetch(export_id=export.pk, actor=request.actor, at=now())
    try:
        stream = files.export_path(export.pk).open("rb")
    except FileNotFoundError as gone:
        raise Http404 from gone
    response = FileResponse(stream, content_type=XLSX)
    response["Content-Disposition"] = attachment(export.file_name)
    response["Cache-Control"] = "private, no-store"
    return response
