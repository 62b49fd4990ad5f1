"""Agreements: the list, one sheet with its signatures, drawing up, signing, ending, printing, reminders."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.accounts import policy
from linli.agreements import access, forms, kinds, queries, services
from linli.agreements.errors import Refused
from linli.agreements.models import Agreement
from linli.agreements.services import Signer
from linli.areas import queries as areas
from linli.domain.calendar import local_day
from linli.organizations.requests import StaffRequest
from linli.records import queries as records
from linli.records.errors import Conflict
from linli.records.time import now
from linli.ui import paging


def today() -> date:
    """The day on the wall calendar."""
    return local_day(now())


def tried(form: django_forms.Form, act: Callable[[dict[str, Any]], object]) -> bool:
    """Run a service with the cleaned form; a refusal goes to its field and the typed text stays."""
    if not form.is_bound or not form.is_valid():
        return False
    try:
        act(form.cleaned_data)
    except Refused as error:
        form.add_error(error.field if error.field in form.fields else None, str(error))
        return False
    except Conflict as error:
        form.add_error(None, str(error))
        return False
    return True


def _form(request: StaffRequest, form: django_forms.Form, *, title: str, back: str) -> HttpResponse:
    status = 422 if form.is_bound and form.errors else 200
    return render(
        request, "agreements/form.html", {"form": form, "page_title": title, "back": back}, status=status
    )


@require_GET
def listing(request: StaffRequest) -> HttpResponse:
    """Sheets with their signed rates."""
    form = forms.ListFilter(request.GET)
    form.is_valid()
    found = form.cleaned_data
    rows = queries.listed(
        request.scope, text=found.get("q", ""), kind=found.get("kind", ""), state=found.get("state", "")
    )
    page = paging.page(rows, order=("-valid_from", "-id"), request=request)
    at = queries.progress(page.rows, today())
    names = areas.full_names({row.area_id for row in page.rows}, top="street")
    table = [(row, kinds.word(row.kind), names.get(row.area_id, ""), at[row.pk]) for row in page.rows]
    context = {
        "form": form,
        "page": page,
        "table": table,
        "may_draft": policy.may(request.scope, "agreement.edit"),
        "may_import": policy.may(request.scope, "agreement.import"),
        "may_export": policy.may(request.scope, "agreement.export"),
    }
    return render(request, "agreements/list.html", context)


@require_GET
def reminders(request: StaffRequest) -> HttpResponse:
    """Whom to remind: unsigned for long, or about to end; the names to copy."""
    found = queries.reminders(request.scope, today())
    return render(request, "agreements/reminders.html", {"rows": found, "day": today()})


@require_GET
def page(request: StaffRequest, pk: int) -> HttpResponse:
    """One sheet: the rate, the unsigned first, the text, the history."""
    row = access.get_agreement_for(request.scope, pk)
    day = today()
    parties = list(queries.with_kept(pk))
    at = queries.progress([row], day)[pk]
    order = {"unsigned": 0, "withdrawn": 1, "signed": 2, "lapsed": 3, "unlisted": 4}
    table = sorted(
        ((party, party.standing(day)) for party in parties), key=lambda one: (order[one[1]], one[0].pk)
    )
    context = {
        "row": row,
        "word": kinds.word(row.kind),
        "place": areas.full_name(row.area_id, top="street"),
        "at": at,
        "table": table,
        "may_edit": policy.allows(request.scope, "agreement.edit", row),
        "may_sign": policy.allows(request.scope, "agreement.sign", row),
        "expired": row.valid_to <= day,
        "history": records.history("agreement", pk) if "history" in request.GET else None,
    }
    return render(request, "agreements/page.html", context)


@require_GET
def printed(request: StaffRequest, pk: int) -> HttpResponse:
    """The sheet on paper, with a line for every signature."""
    row = access.get_agreement_for(request.scope, pk)
    parties = [one for one in queries.with_kept(pk) if one.ended_on is None]
    return render(request, "agreements/print.html", {"row": row, "parties": parties})


@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """Draw up a sheet in one's own place."""
    root = request.scope.fill[0].area_id if request.scope.fill else 0
    choices = (
        [(kind.id, kinds.word(kind.id)) for kind, _definition in kinds.in_use(root, today())] if root else []
    )
    initial = {"area_id": root or None, "issuer_id": next(iter(sorted(request.scope.bodies)), None)}
    form = forms.DraftForm(request.POST or None, choices=choices, initial=initial)
    made: list[Agreement] = []

    def act(data: dict[str, Any]) -> None:
        if not areas.within(data["area_id"], request.scope.fill):
            raise Refused(_("这个地点不在您的辖区内。"), field="area_id")
        if data["issuer_id"] not in request.scope.bodies:
            raise Refused(_("只能以本单位的名义发起。"), field="issuer_id")
        names = data.pop("names")
        kind, _definition = kinds.at_place(data["kind"], data["area_id"], data["on"] or today())
        signers = _signers(kind.party, names) or None
        made.append(services.draft(**data, signers=signers, actor=request.actor, at=now()))

    if tried(form, act):
        messages.success(request, _("已起草，核对签署方后发出。"))
        return redirect("agreements:page", made[0].pk)
    return _form(request, form, title=_("起草协议承诺"), back=reverse("agreements:list"))


def _signers(kind: str, names: str) -> list[Signer]:
    """Typed names, one a line; they are known by name alone."""
    return [Signer(kind, 0, " ".join(name.split())) for name in names.splitlines() if name.strip()]


@require_http_methods(["GET", "POST"])
def add_parties(request: StaffRequest, pk: int) -> HttpResponse:
    """List more signers."""
    row = access.get_agreement_for(request.scope, pk, "agreement.edit")
    form = forms.PartiesForm(request.POST or None)
    party = kinds.of_definition(row.definition, row.kind).party
    if tried(
        form,
        lambda data: services.add_parties(
            agreement_id=pk, signers=_signers(party, data["names"]), actor=request.actor, at=now()
        ),
    ):
        return redirect("agreements:page", pk)
    return _form(request, form, title=_("增列签署方"), back=reverse("agreements:page", args=[pk]))


@require_POST
def offer(request: StaffRequest, pk: int) -> HttpResponse:
    """Send it out."""
    access.get_agreement_for(request.scope, pk, "agreement.edit")
    return _done(
        request, pk, lambda: services.offer(agreement_id=pk, actor=request.actor, at=now()), _("已发出。")
    )


@require_POST
def sign_many(request: StaffRequest, pk: int) -> HttpResponse:
    """Everybody who is ticked has signed today, or on the day given."""
    access.get_agreement_for(request.scope, pk, "agreement.sign")
    ids = [int(one) for one in request.POST.getlist("party") if one.isdigit() and len(one) < 19]
    form = forms.SignForm(request.POST)
    form.is_valid()
    day = form.cleaned_data.get("on")
    return _done(
        request,
        pk,
        lambda: services.sign_many(agreement_id=pk, party_ids=ids, on=day, actor=request.actor, at=now()),
        _("已登记签署。"),
    )


def _done(request: StaffRequest, pk: int, act: Callable[[], object], said: str) -> HttpResponse:
    try:
        act()
        messages.success(request, said)
    except Refused as error:
        messages.error(request, str(error))
    return redirect("agreements:page", pk)


@require_http_methods(["GET", "POST"])
def sign(request: StaffRequest, pk: int) -> HttpResponse:
    """One signature with the signer's name and post."""
    party = access.get_party_for(request.scope, pk, "agreement.sign")
    form = forms.SignForm(request.POST or None)
    if tried(form, lambda data: services.sign(party_id=pk, **data, actor=request.actor, at=now())):
        return redirect("agreements:page", party.agreement_id)
    title = _("登记签署：%(name)s") % {"name": party.name}
    return _form(request, form, title=title, back=reverse("agreements:page", args=[party.agreement_id]))


@require_http_methods(["GET", "POST"])
def kept(request: StaffRequest, pk: int) -> HttpResponse:
    """Whether a signer keeps a clause."""
    party = access.get_party_for(request.scope, pk, "agreement.sign")
    form = forms.KeptForm(request.POST or None, clauses=party.agreement.wording.get("clauses", []))

    def act(data: dict[str, Any]) -> None:
        services.note_kept(
            party_id=pk,
            clause=int(data["clause"]),
            kept=data["kept"] == "1",
            on=data["on"] or today(),
            note=data["note"],
            actor=request.actor,
            at=now(),
        )

    if tried(form, act):
        return redirect("agreements:page", party.agreement_id)
    title = _("履行核对：%(name)s") % {"name": party.name}
    return _form(request, form, title=title, back=reverse("agreements:page", args=[party.agreement_id]))


@require_http_methods(["GET", "POST"])
def take_back(request: StaffRequest, pk: int) -> HttpResponse:
    """A signer takes his signature back."""
    party = access.get_party_for(request.scope, pk, "agreement.sign")
    form = forms.EndForm(request.POST or None)
    if tried(form, lambda data: services.take_back(party_id=pk, **data, actor=request.actor, at=now())):
        return redirect("agreements:page", party.agreement_id)
    title = _("收回签署：%(name)s") % {"name": party.name}
    return _form(request, form, title=title, back=reverse("agreements:page", args=[party.agreement_id]))


@require_http_methods(["GET", "POST"])
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """Take the sheet back before anybody signed."""
    access.get_agreement_for(request.scope, pk, "agreement.edit")
    form = forms.ReasonForm(request.POST or None)
    if tried(form, lambda data: services.withdraw(agreement_id=pk, **data, actor=request.actor, at=now())):
        return redirect("agreements:page", pk)
    return _form(request, form, title=_("撤回"), back=reverse("agreements:page", args=[pk]))


@require_http_methods(["GET", "POST"])
def end(request: StaffRequest, pk: int) -> HttpResponse:
    """End the sheet before its day."""
    access.get_agreement_for(request.scope, pk, "agreement.edit")
    form = forms.EndForm(request.POST or None)
    if tried(form, lambda data: services.end(agreement_id=pk, **data, actor=request.actor, at=now())):
        return redirect("agreements:page", pk)
    return _form(request, form, title=_("终止"), back=reverse("agreements:page", args=[pk]))


@require_POST
def renew(request: StaffRequest, pk: int) -> HttpResponse:
    """A new sheet for the same signers."""
    access.get_agreement_for(request.scope, pk, "agreement.edit")
    made: list[Agreement] = []
    answer = _done(
        request,
        pk,
        lambda: made.append(services.renew(agreement_id=pk, actor=request.actor, at=now())),
        _("已续签新的一份，核对后发出。"),
    )
    return redirect("agreements:page", made[0].pk) if made else answer
