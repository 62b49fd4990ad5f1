"""收表汇总: files in, who is missing, what differs, one confirmation, the merged sheet out."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.accounts import policy
from linli.areas import queries as areas
from linli.domain.calendar import local_day
from linli.ledgers import access
from linli.ledgers.models import GatheredFile, Gathering
from linli.ledgers.reading.cells import label_key
from linli.ledgers.reading.limits import limits
from linli.ledgers.services import gathering as services
from linli.ledgers.targets.outlets import unit_of
from linli.ledgers.views.answers import workbook
from linli.ledgers.writing.layout import Col, Layout, file_name
from linli.ledgers.writing.xlsx import write_ledger
from linli.organizations.models import Organization, on_day
from linli.organizations.requests import StaffRequest
from linli.records.errors import LinliError
from linli.records.time import now

KINDS = ("community_committee", "street_office", "department")


@require_http_methods(["GET", "POST"])
def gather(request: StaffRequest) -> HttpResponse:
    """Begin: the units asked (those below stand there already) and the files."""
    if not policy.may(request.scope, "ledger.import"):
        raise policy.NotYours
    typed = {name: request.POST.get(name, "") for name in ("title", "expected", "due")}
    if request.method == "GET":
        return _start_page(request, {"expected": "\n".join(_below(request))})
    try:
        row = services.start_gathering(
            title=typed["title"], expected=typed["expected"].splitlines(), due_text=typed["due"],
            actor=request.actor, at=now(),
        )  # fmt: skip
        _take(request, row)
    except LinliError as refused:
        return _start_page(request, typed, str(refused))
    return redirect("ledgers:gathering", row.pk)


def _start_page(request: StaffRequest, typed: dict[str, str], error: str = "") -> HttpResponse:
    recent = access.gatherings_for(request.scope)[:10]
    context = {"typed": typed, "error": error, "recent": recent}
    return render(request, "ledgers/gather.html", context, status=422 if error else 200)


def _below(request: StaffRequest) -> list[str]:
    body = Organization.objects.filter(pk=request.actor.body_id or 0).first()
    if body is None:
        return []
    children = [span.area_id for span in areas.children(body.area_id)]
    rows = Organization.objects.filter(on_day(local_day(now())), area_id__in=children, kind__in=KINDS)
    return list(rows.order_by("area_id", "pk").values_list("name", flat=True)[:200])


def _take(request: StaffRequest, row: Gathering) -> None:
    sent = [(file.name or "", file.read(limits().bytes + 1)) for file in request.FILES.getlist("files")]
    if sent:
        services.add_files(gathering_id=row.pk, files=sent, actor=request.actor, at=now())


@require_http_methods(["GET", "POST"])
def gathering(request: StaffRequest, gathering_id: int) -> HttpResponse:
    """What came in; more files may be added."""
    row = access.get_gathering_for(request.scope, gathering_id)
    if request.method == "GET":
        return _page(request, row)
    return _then(request, row, lambda: _take(request, row))


@require_POST
def finish(request: StaffRequest, gathering_id: int) -> HttpResponse:
    """The one confirmation."""
    row = access.get_gathering_for(request.scope, gathering_id)

    def act() -> None:
        services.finish_gathering(gathering_id=row.pk, actor=request.actor, at=now())

    return _then(request, row, act)


def _then(request: StaffRequest, row: Gathering, act: Callable[[], None]) -> HttpResponse:
    try:
        act()
    except LinliError as refused:
        return _page(request, row, str(refused))
    return redirect("ledgers:gathering", row.pk)


def _page(request: StaffRequest, row: Gathering, error: str = "") -> HttpResponse:
    files = list(row.files.filter(replaced=False).order_by("pk"))
    good = [one for one in files if not one.refused]
    came = {one.unit for one in good}
    missing = [name for name in row.expected if name not in came]
    odd: dict[int, list[str]] = {}
    for one, said in services.odd_cells(row, good):
        odd.setdefault(one.pk, []).append(said)
    context = {
        "row": row, "error": error, "missing": missing, "came": len(row.expected) - len(missing) or len(good),
        "asked": len(row.expected) or len(good), "rows_total": sum(one.rows_total for one in good),
        "files": [(one, [*one.differences, *odd.get(one.pk, [])[:6]], _stranger(row, one)) for one in files],
        "urge": urge(row, missing), "done": row.state == Gathering.State.DONE,
    }  # fmt: skip
    return render(request, "ledgers/gathering.html", context, status=422 if error else 200)


def _stranger(row: Gathering, one: GatheredFile) -> bool:
    return bool(row.expected) and not one.refused and one.unit not in row.expected


def urge(row: Gathering, missing: list[str]) -> str:
    """The text to copy into the group."""
    if not missing:
        return ""
    due = _("请在%(due)s前报来。") % {"due": row.due_text} if row.due_text else _("请尽快报来。")
    head = _("【催报】《%(title)s》已报%(came)d/%(all)d。未报：%(names)s。") % {
        "title": row.title, "came": len(row.expected) - len(missing), "all": len(row.expected),
        "names": "、".join(missing),
    }  # fmt: skip
    return head + due


@require_GET
def merged(request: StaffRequest, gathering_id: int) -> HttpResponse:
    """The merged sheet in the office's layout."""
    row = access.get_gathering_for(request.scope, gathering_id)
    if row.state != Gathering.State.DONE:
        raise Http404
    files = list(row.files.filter(replaced=False, refused=""))
    layout = _layout(request, row, files)
    out = io.BytesIO()
    write_ledger(out, layout, services.merged_rows(row, files))
    return workbook(out.getvalue(), file_name(layout))


def _layout(request: StaffRequest, row: Gathering, files: list[GatheredFile]) -> Layout:
    kinds = services.numeric_columns(row, files)
    decimal = [
        any("." in line[at] for one in files for line in one.cells if at < len(line))
        for at in range(len(kinds))
    ]
    columns: list[Any] = [Col("unit", _("单位"), width=10)]
    for at, label in enumerate(row.labels):
        if label_key(label) in services._SERIAL:
            continue
        *above, title = label.split("·")
        kind = ("decimal" if decimal[at] else "whole") if kinds[at] else "text"
        columns.append(Col(f"c{at}", title or "—", tuple(above), width=8, kind=kind, total=kinds[at]))  # type: ignore[arg-type]
    return Layout(
        title=row.title, columns=tuple(columns), unit=unit_of(request.scope), filled_on=local_day(now()),
        demo=bool(getattr(settings, "LINLI_DEMO", False)),
    )  # fmt: skip
