"""The import wizard: upload, mapping, preview, done, undo. One page for each import, found again any time."""

from __future__ import annotations

import hashlib
import io
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.domain.codes import record_id
from linli.ledgers import access, queries, registry, services
from linli.ledgers.forms import MappingForm, UploadForm
from linli.ledgers.models import Import
from linli.ledgers.reading.limits import limits
from linli.ledgers.services.staging import choose_sheet
from linli.ledgers.views.answers import workbook
from linli.ledgers.writing.layout import Col, Layout
from linli.ledgers.writing.xlsx import write_ledger
from linli.organizations.requests import StaffRequest
from linli.records import services as records
from linli.records.errors import LinliError
from linli.records.time import now
from linli.ui.paging import page

#: Ruled empty lines of a blank sheet.
BLANK_ROWS = 30


@require_GET
def home(request: StaffRequest) -> HttpResponse:
    """What can be brought in and taken out, and the last imports."""
    return render(
        request,
        "ledgers/home.html",
        {
            "targets": access.targets_for(request.scope),
            "outlets": access.outlets_for(request.scope),
            "recent": _rows(list(access.imports_for(request.scope)[:10])),
        },
    )


@require_GET
def imports(request: StaffRequest) -> HttpResponse:
    """All imports of the acting person and body."""
    found = page(access.imports_for(request.scope), order=("-id",), request=request, size=50)
    return render(request, "ledgers/imports.html", {"page": found, "recent": _rows(found.rows)})


def _rows(batches: list[Import]) -> list[dict[str, Any]]:
    titles = {target.id: target.title for target in registry.targets()}
    return [{"batch": batch, "title": titles.get(batch.target, batch.target)} for batch in batches]


@require_http_methods(["GET", "POST"])
def upload(request: StaffRequest, target_id: str) -> HttpResponse:
    """Step one: the file."""
    target = access.get_target_for(request.scope, target_id)
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if form.is_valid():
        try:
            return redirect("ledgers:import", _start(request, target, form.cleaned_data["file"]))
        except LinliError as refused:
            form.add_error("file", str(refused))
    status = 422 if form.errors else 200
    return render(request, "ledgers/upload.html", {"target": target, "form": form}, status=status)


def _start(request: StaffRequest, target: registry.Target, file: Any) -> int:
    # One byte more than allowed is enough to know that it is too much.
    data = file.read(limits().bytes + 1)

    def run() -> int:
        batch = services.start_import(
            target_id=target.id,
            name=file.name,
            data=data,
            actor=request.actor,
            at=now(),
            fill=request.scope.fill,
        )
        return int(batch.pk)

    key = request.POST.get("request_key", "")
    if not key:
        return run()
    body = target.id + hashlib.sha256(data).hexdigest()
    return records.once(key=key, actor=request.actor, body=body, run=run, result=(int, int))


@require_GET
def show(request: StaffRequest, import_id: int) -> HttpResponse:
    """Where the import stands, and its next step."""
    return _page(request, access.get_import_for(request.scope, import_id))


def _page(
    request: HttpRequest, batch: Import, form: MappingForm | None = None, error: str = ""
) -> HttpResponse:
    target = registry.target(batch.target)
    state = Import.State(batch.state)
    again = reverse("ledgers:upload", args=[target.id])
    context: dict[str, Any] = {"batch": batch, "target": target, "error": error, "again": again}
    context["can_undo"] = target.undo is not None  # a template would call the function
    if state == Import.State.MAPPING or form is not None:
        columns = queries.sheet_columns(batch)
        context["form"] = form or _mapping_form(batch, target, columns)
        context["columns"] = columns
    elif state == Import.State.PREVIEW:
        context |= {
            "titles": queries.mapped_titles(batch),
            "rows": queries.preview_rows(batch),
            "same": queries.same_file(batch),
            "by_and_by": services.shown_by_and_by(batch),
        }
    if batch.rows_bad or batch.rows_failed:
        context["bad"] = queries.bad_rows(batch)
    htmx = request.headers.get("HX-Request") == "true"
    template = "ledgers/parts/stage.html" if htmx and batch.is_under_way else "ledgers/import.html"
    status = 422 if error or (form is not None and form.errors) else 200
    response = render(request, template, context, status=status)
    if htmx and request.method == "GET" and not batch.is_under_way:
        # The step that was waited for is over: the whole page shows the next one.
        response["HX-Refresh"] = "true"
    return response


def _mapping_form(
    batch: Import, target: registry.Target, columns: list[queries.SheetColumn], data: Any = None
) -> MappingForm:
    initial = {key: str(index) for key, index in batch.mapping.items()}
    return MappingForm(data, target=target, columns=columns, initial=initial)


@require_http_methods(["GET", "POST"])
def mapping(request: StaffRequest, import_id: int) -> HttpResponse:
    """Step two: which column is which; also the way back to it from the preview."""
    batch = access.get_import_for(request.scope, import_id)
    target = registry.target(batch.target)
    form = _mapping_form(batch, target, queries.sheet_columns(batch), request.POST or None)
    if request.method == "GET" or not form.is_valid():
        return _page(request, batch, form)
    return _then_show(
        request,
        batch,
        lambda: services.confirm_mapping(
            import_id=batch.pk, mapping=form.mapping(), actor=request.actor, at=now()
        ),
        form,
    )


def _then_show(
    request: StaffRequest, batch: Import, act: Any, form: MappingForm | None = None
) -> HttpResponse:
    """Do the step and show the import again; a refusal stands on the page, nothing typed is lost."""
    try:
        act()
    except LinliError as refused:
        batch.refresh_from_db()
        return _page(request, batch, form, str(refused))
    return redirect("ledgers:import", batch.pk)


@require_POST
def sheet(request: StaffRequest, import_id: int) -> HttpResponse:
    """Read another sheet of the same file."""
    batch = access.get_import_for(request.scope, import_id)
    number = record_id(request.POST.get("sheet", ""))

    def act() -> None:
        if number is None or number not in {index for index, _name in batch.sheets}:
            raise LinliError(_("文件里没有这个工作表。"))
        choose_sheet(import_id=batch.pk, sheet=number, actor=request.actor, at=now())
        services.run_staging(import_id=batch.pk, at=now(), sheet=number)

    return _then_show(request, batch, act)


@require_POST
def apply(request: StaffRequest, import_id: int) -> HttpResponse:
    """Step three: the one confirmation."""
    batch = access.get_import_for(request.scope, import_id)
    return _then_show(
        request,
        batch,
        lambda: services.apply_import(import_id=batch.pk, actor=request.actor, at=now()),
    )


@require_POST
def undo(request: StaffRequest, import_id: int) -> HttpResponse:
    """Take a finished import back."""
    batch = access.get_import_for(request.scope, import_id)

    def act() -> None:
        undone = services.undo_import(import_id=batch.pk, actor=request.actor, at=now())
        if undone.state == Import.State.DONE:
            messages.success(request, _("已撤销%(count)d行。") % {"count": undone.rows_done})

    return _then_show(request, batch, act)


@require_POST
def withdraw(request: StaffRequest, import_id: int) -> HttpResponse:
    """Give an import up before it was applied."""
    batch = access.get_import_for(request.scope, import_id)
    return _then_show(
        request,
        batch,
        lambda: services.withdraw_import(import_id=batch.pk, actor=request.actor, at=now()),
    )


@require_GET
def error_sheet(request: StaffRequest, import_id: int) -> HttpResponse:
    """The rows with problems as a workbook: mend them there and bring that file in."""
    batch = access.get_import_for(request.scope, import_id)
    labels = tuple(
        Col(f"c{index}", label.rsplit("·", 1)[-1] or queries.letter(index), width=9)
        for index, label in enumerate(batch.labels)
    )
    layout = Layout(
        title=_("需要修改的行"),
        columns=(
            Col("line", _("原表行号"), width=5, kind="whole"),
            *labels,
            Col("problem", _("问题和改法"), width=30),
        ),
        serial=False,
    )
    out = io.BytesIO()
    write_ledger(out, layout, queries.error_rows(batch))
    return workbook(
        out.getvalue(), _("需要修改的行_%(name)s.xlsx") % {"name": batch.file_name.rsplit(".", 1)[0]}
    )


@require_GET
def blank(request: StaffRequest, target_id: str) -> HttpResponse:
    """An empty sheet with our own column names, for who starts from nothing."""
    target = access.get_target_for(request.scope, target_id)
    columns = tuple(
        Col(column.key, f"{column.title}{'（必填）' if column.required else ''}", width=10)
        for column in target.columns
    )
    out = io.BytesIO()
    write_ledger(out, Layout(title=str(target.title), columns=columns, serial=False), [{}] * BLANK_ROWS)
    return workbook(out.getvalue(), f"{target.title}.xlsx")
