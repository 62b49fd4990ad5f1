"""The list of bulletins, a new one from a template, its words, its figures, its signing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.accounts import policy
from linli.areas import queries as areas
from linli.bulletins import access, assembling, forms, queries, services
from linli.bulletins.counting import template_of
from linli.bulletins.models import Bulletin
from linli.bulletins.services.drafting import labels_of
from linli.bulletins.templates_in_use import in_use
from linli.domain import binding
from linli.domain.calendar import local_day
from linli.domain.codes import record_id
from linli.mechanisms.queries import label
from linli.organizations.models import Organization
from linli.organizations.requests import StaffRequest
from linli.papers.docx import render as render_docx
from linli.papers.errors import OrderBlocked
from linli.papers.once import once
from linli.papers.sending import docx_answer
from linli.papers.texts import length_warning
from linli.records import queries as records
from linli.records.errors import Conflict, LinliError
from linli.records.time import now
from linli.ui.paging import page as paged


@require_GET
def listing(request: StaffRequest) -> HttpResponse:
    """Bulletins, and the templates to draft from, each one tap."""
    form = forms.FilterForm(request.GET)
    form.is_valid()
    rows = queries.filtered(access.bulletins_for(request.scope), form.cleaned_data)
    found = paged(rows, order=("-id",), request=request, size=30)
    return render(
        request, "bulletins/list.html", {"page": found, "form": form, "templates": _templates(request)}
    )


def _templates(request: StaffRequest) -> list[dict[str, Any]]:
    body = _body(request)
    if body is None or not policy.may(request.scope, "bulletin.draft"):
        return []
    today = local_day(now())
    return [
        {"id": piece.id, "label": label(piece.term), "days": queries.usual_days(piece, today)}
        for piece, _definition in in_use(body.area_id, today)
    ]


def _body(request: StaffRequest) -> Organization | None:
    return Organization.objects.filter(pk=request.actor.body_id).first() if request.actor.body_id else None


@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """A draft from a template: at once for its usual period, or for days the drafter chooses."""
    body = _body(request)
    if body is None or not policy.may(request.scope, "bulletin.draft"):
        raise policy.NotYours
    form = forms.PeriodForm(request.POST or None, initial=request.GET.dict())
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        try:
            made = once(request, lambda: services.draft(
                template_id=data["template"], area_id=body.area_id, issuer=body, first_day=data["first_day"],
                last_day=data["last_day"], actor=request.actor, at=now(),
            ).pk)  # fmt: skip
            return redirect("bulletins:page", made)
        except LinliError as refused:
            form.add_error(None, str(refused))
    status = 422 if form.errors else 200
    return render(request, "bulletins/new.html", {"form": form}, status=status)


@require_GET
def page(request: StaffRequest, bulletin_id: int) -> HttpResponse:
    """One bulletin: its text with figures that open their rows, what changed since, its steps and editions."""
    return _page(request, access.get_bulletin_for(request.scope, bulletin_id))


def _page(request: StaffRequest, row: Bulletin, error: LinliError | None = None, **more: Any) -> HttpResponse:
    editions = list(row.editions.select_related("paper").order_by("-number"))
    template = template_of(row)
    latest = None if row.is_open else queries.standing(editions)
    held = latest or row
    urls = queries.frozen_urls(latest) if latest else queries.live_urls(row)
    document = latest.paper.body if latest else assembling.document(row, template)
    context: dict[str, Any] = {
        "bulletin": row,
        "document": document,
        "edition": latest,
        "corrects": document.title.endswith(assembling.CORRECTED),
        "editions": editions,
        "lines": assembling.shown(held.text, held.figures, held.tables, urls, assembling.charts_of(template)),
        "place": areas.names([row.area_id]).get(row.area_id, ""),
        "may_draft": access.may_act(request.scope, row, "bulletin.draft"),
        "may_publish": access.may_act(request.scope, row, "bulletin.publish"),
        "typed": _typed(row) if row.is_open else [],
        "too_long": length_warning(document),
        "history": records.history("bulletin", row.pk, limit=20),
        "reason_form": forms.ReasonForm(),
        "error": error,
        "blocked": isinstance(error, OrderBlocked),
    }
    status = error.status if error else (422 if more else 200)
    return render(request, "bulletins/page.html", context | more, status=status)


def _typed(row: Bulletin) -> list[dict[str, Any]]:
    """A small form for each value by hand, filled with what stands."""
    piece = template_of(row)
    found = []
    for one in piece.parts():
        if one.source == "typed":
            table = any(table.id == one.id for table in piece.tables)
            initial = {"name": one.id, **row.typed.get(one.id, {})}
            form = forms.ValueForm(initial=initial, table=table, prefix=one.id, auto_id=f"id_{one.id}_%s")
            found.append({"label": one.label.zh, "form": form, "name": one.id, "done": one.id in row.typed})
    return found


@require_http_methods(["GET", "POST"])
def words(request: StaffRequest, bulletin_id: int) -> HttpResponse:
    """Write the words anew around the figures; an unknown figure is told and the text survives."""
    row = access.get_bulletin_for(request.scope, bulletin_id, "bulletin.draft")
    labels = labels_of(template_of(row))
    text = "\n".join(binding.rename(line, labels) for line in row.text)
    initial = {"title": row.title, "addressee": row.addressee, "text": text, "authority": row.authority}
    form = forms.WordsForm(request.POST or None, initial=initial)
    version = request.POST.get("version", "")

    def act() -> object:
        data = form.cleaned_data
        return services.rewrite(
            bulletin_id=row.pk, title=data["title"], lines=data["text"].split("\n"), addressee=data["addressee"],
            authority=data["authority"], version=record_id(version),
            actor=request.actor, at=now(),
        )  # fmt: skip

    refused = _try(form, act) if request.method == "POST" and form.is_valid() else None
    if request.method == "POST" and form.is_valid() and refused is None:
        return redirect("bulletins:page", row.pk)
    figures = [
        (f"{{{labels[name]}}}", held["printed"] or (_("表格") if name in row.tables else "—"))
        for name, held in row.figures.items()
        if name in labels
    ]
    status = refused.status if refused else (422 if form.errors else 200)
    conflict = refused if isinstance(refused, Conflict) else None
    context = {"bulletin": row, "form": form, "figures": figures, "conflict": conflict}
    return render(request, "bulletins/words.html", context, status=status)


def _try(form: django_forms.Form, act: Callable[[], object]) -> LinliError | None:
    try:
        act()
    except LinliError as refused:
        form.add_error(None, str(refused))
        return refused
    return None


@require_POST
def value(request: StaffRequest, bulletin_id: int, name: str) -> HttpResponse:
    """A value by hand."""
    row = access.get_bulletin_for(request.scope, bulletin_id, "bulletin.draft")
    table = any(one.id == name for one in template_of(row).tables)
    form = forms.ValueForm(request.POST, table=table, prefix=name, auto_id=f"id_{name}_%s")
    if form.is_valid():
        data = form.cleaned_data
        refused = _try(form, lambda: services.enter_value(
            bulletin_id=row.pk, name=name, value=data["value"], source=data["source"],
            explanation=data.get("explanation", ""), basis=data.get("basis", ""), actor=request.actor, at=now(),
        ))  # fmt: skip
        if refused is None:
            return redirect("bulletins:page", row.pk)
    shown = [one | {"form": form} if one["name"] == name else one for one in _typed(row)]
    return _page(request, row, typed=shown)


@require_POST
def step(request: StaffRequest, bulletin_id: int, step: str) -> HttpResponse:
    """publish, refresh, or take the orders out of the words."""
    verb = "bulletin.publish" if step == "publish" else "bulletin.draft"
    row = access.get_bulletin_for(request.scope, bulletin_id, verb)
    try:
        if step == "publish":
            version = request.POST.get("version", "")
            services.publish(
                bulletin_id=row.pk, actor=request.actor, at=now(),
                version=record_id(version),
            )  # fmt: skip
        elif step == "refresh":
            services.refresh(bulletin_id=row.pk, actor=request.actor, at=now())
        else:
            services.drop_orders(bulletin_id=row.pk, actor=request.actor, at=now())
    except LinliError as refused:
        return _page(request, row, refused)
    return redirect("bulletins:page", row.pk)


@require_POST
def reason(request: StaffRequest, bulletin_id: int, step: str) -> HttpResponse:
    """correct or void, with the reason."""
    verb = "bulletin.publish" if step == "correct" else "bulletin.draft"
    row = access.get_bulletin_for(request.scope, bulletin_id, verb)
    form = forms.ReasonForm(request.POST)
    act = services.correct if step == "correct" else services.withdraw
    if form.is_valid():
        given = {
            "bulletin_id": row.pk,
            "reason": form.cleaned_data["reason"],
            "actor": request.actor,
            "at": now(),
        }
        if _try(form, lambda: act(**given)) is None:
            return redirect("bulletins:page", row.pk)
    return _page(request, row, reason_form=form)


@require_GET
def word(request: StaffRequest, bulletin_id: int) -> HttpResponse:
    """The Word file of a draft, so that it can be read before anybody signs."""
    row = access.get_bulletin_for(request.scope, bulletin_id)
    latest = queries.standing(row.editions.select_related("paper").order_by("-number"))
    if latest is not None and not row.is_open:
        return docx_answer(render_docx(latest.paper.body), f"{latest.title[:60]}{latest.paper.number}.docx")
    return docx_answer(
        render_docx(assembling.document(row, template_of(row))), f"{row.title[:60]}（草稿）.docx"
    )
