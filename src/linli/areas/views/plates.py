"""Sheets of plates, and the one merged board of a place."""

from __future__ import annotations

from typing import cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.areas import access, forms, levels, plates, queries, services, spelling
from linli.areas.models import AreaSpan, Plate
from linli.areas.requests import StaffRequest
from linli.records import time
from linli.records.errors import LinliError, NotAllowed
from linli.ui import panels as ui_panels

#: Levels that get plates; a plate on a street or city has no wall.
WITH_PLATES = ("community", "estate", "building", "entrance", "other")
#: Plates on one A4 sheet: two columns, four rows.
PER_SHEET = 8


def scan_url(request: HttpRequest, token: str) -> str:
    """The address in a QR code: the configured public one, else the one this page came from."""
    base = settings.LINLI_PUBLIC_URL.rstrip("/") or f"{request.scheme}://{request.get_host()}"
    return f"{base}/r/{token}"


@require_http_methods(["GET", "POST"])
def choose(request: HttpRequest, area_id: int) -> HttpResponse:
    """Which plates to print; printing needs the confirmation that they may be put up."""
    staff = cast("StaffRequest", request)
    row = access.get_own_place(staff.scope, area_id)
    rows = list(queries.subtree(area_id).filter(level__in=WITH_PLATES)[: services.MOST_PLATES])
    form = forms.PlatesForm(
        request.POST or None, rows=rows, initial={"places": [one.area_id for one in rows]}
    )
    if request.method == "POST" and form.is_valid():
        try:
            made = services.print_plates(
                area_ids=form.cleaned_data["places"],
                confirmed=form.cleaned_data["confirmed"],
                actor=staff.actor,
                at=time.now(),
            )
        except NotAllowed:
            raise
        except LinliError as error:
            form.add_error(None, str(error))
        else:
            query = urlencode({"codes": ",".join(plate.short_code for plate in made)})
            return redirect(f"{reverse('areas:sheet', args=[area_id])}?{query}")
    context = {"form": form, "row": row, "rows": rows, "level": levels.label(row.level)}
    return render(request, "areas/plates.html", context, status=422 if form.errors else 200)


@require_safe
def sheet(request: HttpRequest, area_id: int) -> HttpResponse:
    """The printable sheets of plates that were confirmed for printing."""
    staff = cast("StaffRequest", request)
    row = access.get_own_place(staff.scope, area_id)
    wanted = [code for code in request.GET.get("codes", "").split(",") if code][: services.MOST_PLATES]
    below = queries.subtree(area_id).values_list("area_id", flat=True)
    found = Plate.objects.filter(
        short_code__in=wanted, revoked_at=None, printed_at__isnull=False, area_id__in=below
    )
    ready = plates.printed(sorted(found, key=lambda plate: wanted.index(plate.short_code)))
    if not ready:
        raise Http404(_("没有可以打印的公示牌，请先勾选。"))
    items = [(plate, scan_url(request, plate.token)) for plate in ready]
    sheets = [items[start : start + PER_SHEET] for start in range(0, len(items), PER_SHEET)]
    return render(request, "areas/sheet.html", {"sheets": sheets, "row": row, "count": len(items)})


@require_safe
def board(request: HttpRequest, area_id: int) -> HttpResponse:
    """The one merged 公示牌 of a place: who is responsible (panels of other rooms), telephone, QR code."""
    staff = cast("StaffRequest", request)
    row = access.get_place_for(staff.scope, area_id)
    plate = plates.valid_of(area_id)
    context = {
        "row": row,
        "name": spelling.short_name(row.name),
        "where": _above(row),
        "plate": plate,
        "url": scan_url(request, plate.token) if plate else "",
        "panels": ui_panels.collect("area_board", staff.scope, area_id, time.now()),
        "keeps": access.keeps(staff.scope, area_id, row),
    }
    return render(request, "areas/board.html", context)


def _above(row: AreaSpan) -> str:
    """Those above, spoken from the city down; one query."""
    chain = queries.ancestors(row.area_id, itself=False, row=row)
    return "".join(spelling.short_name(step.name) for step in chain if step.level != "province")


@require_POST
def revoke(request: HttpRequest, plate_id: int) -> HttpResponse:
    """A lost or copied plate leads nowhere from now on."""
    staff = cast("StaffRequest", request)
    plate = access.get_own_plate(staff.scope, plate_id)
    try:
        services.revoke_plate(plate_id=plate_id, actor=staff.actor, at=time.now())
    except LinliError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("公示牌已停用，扫码不再有效。"))
    return redirect("areas:board", plate.area_id)
