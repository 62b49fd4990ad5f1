"""空白点 (B12): one click from the menu to every place where nobody is responsible; and the export."""

from __future__ import annotations

import csv
from collections.abc import Iterator

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.organizations import access, forms, showing
from linli.organizations.requests import StaffRequest
from linli.organizations.views.common import today


def gaps(request: StaffRequest) -> HttpResponse:
    """The gaps in one's own places, or below a chosen one of them."""
    form = forms.GapFilter(request.GET)
    picked = form.cleaned_data.get("area") if form.is_valid() else None
    roots = [ref.area_id for ref in request.scope.view]
    if picked and areas.within(picked, request.scope.view):
        roots = [picked]
    found = showing.gap_rows(roots, on=today())
    context = {
        "form": form,
        "found": found[: showing.GAPS_SHOWN],
        "total": len(found),
        "day": today(),
        "no_place": not roots,
    }
    return render(request, "organizations/gaps.html", context)


class _Echo:
    """Gives the csv writer's line back instead of keeping it."""

    def write(self, line: str) -> str:
        """The line."""
        return line


def export(request: StaffRequest) -> StreamingHttpResponse:
    """The filtered list of bodies as CSV for a spreadsheet, streamed; bodies of one's own places only."""
    form = forms.BodyFilter(request.GET)
    form.is_valid()
    rows = showing.bodies(request.scope, form.cleaned_data, on=today())
    rows = access.visible(rows, request.scope, "organization.export").order_by("id")
    writer = csv.writer(_Echo())

    def lines() -> Iterator[str]:
        yield "\ufeff" + writer.writerow(
            [_("名称"), _("简称"), _("类别"), _("统一社会信用代码"), _("办公电话"), _("成立日期")]
        )
        for row in rows.iterator(chunk_size=500):
            cells = (
                row.name,
                row.short_name,
                forms.kind_label(row.kind),
                row.credit_code,
                row.phone,
                row.valid_from,
            )
            yield writer.writerow([showing.safe_cell(str(cell)) for cell in cells])

    response = StreamingHttpResponse(lines(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="organizations-{today():%Y%m%d}.csv"'
    return response
