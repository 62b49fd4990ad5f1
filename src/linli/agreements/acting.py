"""Agreements, acting: drawing up, wording, listing, sending out, signing, scans, ending. Each form acts once."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from linli.agreements import access, forms, kinds, services
from linli.agreements.errors import Refused
from linli.agreements.models import Agreement, Party
from linli.agreements.services import Signer
from linli.agreements.views import today
from linli.areas import queries as areas
from linli.domain.codes import record_id
from linli.organizations import sending
from linli.organizations.requests import StaffRequest
from linli.records.errors import LinliError
from linli.records.time import now


def _sheet(pk: int) -> str:
    return reverse("agreements:page", args=[pk])


def _form(
    request: StaffRequest, form: django_forms.Form, title: str, back: str, act: Callable[[], str]
) -> HttpResponse:
    """The one page of all simple forms here: act once and go on, or show what was typed with what is wrong."""
    if url := sending.tried(request, form, act):
        return redirect(url)
    page = {"form": form, "page_title": title, "back": back, "files": form.is_multipart()}
    return render(request, "agreements/form.html", page, status=sending.status_of(form))


def _pressed(request: StaffRequest, pk: int, act: Callable[[int | None], int], said: str) -> HttpResponse:
    """A button of the sheet: what was done, or why not; pressed twice it acts once."""
    text = request.POST.get("version", "")
    version = int(text) if text.isdecimal() and len(text) < 10 else None
    try:
        url = sending.sent_once(request, lambda: _sheet(act(version)))
    except LinliError as error:
        messages.error(request, str(error))
        return redirect("agreements:page", pk)
    messages.success(request, said)
    return redirect(url)


def _about(
    request: StaffRequest, party: Party, form: django_forms.Form, title: str, act: Callable[[], object]
) -> HttpResponse:
    """A form about one signer; ``title`` has a place for the name. Afterwards back to the sheet."""
    back = _sheet(party.agreement_id)

    def acted() -> str:
        act()
        return back

    return _form(request, form, title % {"name": party.name}, back, acted)


def _signers(kind: str, names: str) -> list[Signer]:
    """Typed names, one a line; they are known by name alone."""
    return [Signer(kind, 0, " ".join(name.split())) for name in names.splitlines() if name.strip()]


@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """Draw up a sheet in one's own place."""
    root = request.scope.fill[0].area_id if request.scope.fill else 0
    choices = (
        [(kind.id, kinds.word(kind.id)) for kind, _definition in kinds.in_use(root, today())] if root else []
    )
    initial = {"area_id": root or None, "issuer_id": next(iter(sorted(request.scope.bodies)), None)}
    form = forms.DraftForm(request.POST or None, choices=choices, initial=initial)

    def act() -> str:
        data = dict(form.cleaned_data)
        if not areas.within(data["area_id"], request.scope.fill):
            raise Refused(_("这个地点不在您的辖区内。"), field="area_id")
        if data["issuer_id"] not in request.scope.bodies:
            raise Refused(_("只能以本单位的名义发起。"), field="issuer_id")
        names = data.pop("names")
        kind, _definition = kinds.at_place(data["kind"], data["area_id"], data["on"] or today())
        made = services.draft(
            **data, signers=_signers(kind.party, names) or None, actor=request.actor, at=now()
        )
        messages.success(request, _("已起草，核对签署方后发出。"))
        return _sheet(made.pk)

    return _form(request, form, _("起草协议承诺"), reverse("agreements:list"), act)


def _initial(row: Agreement) -> dict[str, Any]:
    clauses = "\n".join(row.wording.get("clauses", []))
    return {
        "title": row.title, "basis": row.basis, "opening": row.wording.get("opening", ""), "clauses": clauses,
        "version": row.version,
    }  # fmt: skip


@require_http_methods(["GET", "POST"])
def text(request: StaffRequest, pk: int) -> HttpResponse:
    """Correct the text of a sheet nobody signed; of one signed or ended the same form makes a new version."""
    row = access.get_agreement_for(request.scope, pk, "agreement.edit")
    signed = row.state == Agreement.State.ENDED or row.parties.filter(signed_on__isnull=False).exists()
    form = forms.TextForm(request.POST or None, initial=_initial(row))

    def act() -> str:
        data = form.cleaned_data
        given = services.Text(data["title"], data["opening"], data["clauses"].splitlines(), data["basis"])
        verb = services.new_version if signed else services.reword
        made = verb(agreement_id=pk, text=given, version=data["version"], actor=request.actor, at=now())
        messages.success(request, _("已另立新的一版，核对后发出。") if signed else _("已改好。"))
        return _sheet(made.pk)

    return _form(request, form, _("另立新版本") if signed else _("更正文本"), _sheet(pk), act)


@require_http_methods(["GET", "POST"])
def scan(request: StaffRequest, pk: int) -> HttpResponse:
    """Keep a scan of the signed paper with the sheet."""
    access.get_agreement_for(request.scope, pk, "agreement.sign")
    form = forms.ScanForm(request.POST or None, request.FILES or None)

    def act() -> str:
        services.add_scan(agreement_id=pk, scan=form.cleaned_data["scan"], actor=request.actor, at=now())
        messages.success(request, _("已存。"))
        return _sheet(pk)

    return _form(request, form, _("存入扫描件"), _sheet(pk), act)


@require_http_methods(["GET", "POST"])
def add_parties(request: StaffRequest, pk: int) -> HttpResponse:
    """List more signers."""
    row = access.get_agreement_for(request.scope, pk, "agreement.edit")
    form = forms.PartiesForm(request.POST or None, initial={"version": row.version})
    party = kinds.of_definition(row.definition, row.kind).party

    def act() -> str:
        data = form.cleaned_data
        services.add_parties(
            agreement_id=pk, signers=_signers(party, data["names"]), version=data["version"],
            actor=request.actor, at=now(),
        )  # fmt: skip
        return _sheet(pk)

    return _form(request, form, _("增列签署方"), _sheet(pk), act)


@require_http_methods(["GET", "POST"])
def strike(request: StaffRequest, pk: int) -> HttpResponse:
    """Strike out one who is not expected to sign after all."""
    party = access.get_party_for(request.scope, pk, "agreement.edit")
    form = forms.ReasonForm(request.POST or None, initial={"version": party.agreement.version})

    def act() -> None:
        services.remove_party(party_id=pk, **form.cleaned_data, actor=request.actor, at=now())
        messages.success(request, _("已划掉。"))

    return _about(request, party, form, _("划掉签署方：%(name)s"), act)


@require_POST
def offer(request: StaffRequest, pk: int) -> HttpResponse:
    """Send it out."""
    access.get_agreement_for(request.scope, pk, "agreement.edit")
    return _pressed(
        request, pk,
        lambda version: services.offer(agreement_id=pk, actor=request.actor, at=now(), version=version).pk,
        _("已发出。"),
    )  # fmt: skip


@require_POST
def sign_many(request: StaffRequest, pk: int) -> HttpResponse:
    """Everybody who is ticked has signed today, or on the day given."""
    access.get_agreement_for(request.scope, pk, "agreement.sign")
    ids = [found for one in request.POST.getlist("party") if (found := record_id(one)) is not None]
    form = forms.SignForm(request.POST)
    form.is_valid()
    day = form.cleaned_data.get("on")

    def act(_version: int | None) -> int:
        services.sign_many(agreement_id=pk, party_ids=ids, on=day, actor=request.actor, at=now())
        return pk

    return _pressed(request, pk, act, _("已登记签署。"))


@require_http_methods(["GET", "POST"])
def sign(request: StaffRequest, pk: int) -> HttpResponse:
    """One signature with the signer's name and post."""
    party = access.get_party_for(request.scope, pk, "agreement.sign")
    form = forms.SignForm(request.POST or None)

    def act() -> None:
        services.sign(party_id=pk, **form.cleaned_data, actor=request.actor, at=now())

    return _about(request, party, form, _("登记签署：%(name)s"), act)


@require_http_methods(["GET", "POST"])
def kept(request: StaffRequest, pk: int) -> HttpResponse:
    """Whether a signer keeps a clause."""
    party = access.get_party_for(request.scope, pk, "agreement.sign")
    form = forms.KeptForm(request.POST or None, clauses=party.agreement.wording.get("clauses", []))

    def act() -> None:
        data = form.cleaned_data
        services.note_kept(
            party_id=pk, clause=int(data["clause"]), kept=data["kept"] == "1", on=data["on"] or today(),
            note=data["note"], actor=request.actor, at=now(),
        )  # fmt: skip

    return _about(request, party, form, _("履行核对：%(name)s"), act)


@require_http_methods(["GET", "POST"])
def take_back(request: StaffRequest, pk: int) -> HttpResponse:
    """A signer takes his signature back."""
    party = access.get_party_for(request.scope, pk, "agreement.sign")
    given = forms.TakeBackForm(request.POST or None)
    return _about(
        request, party, given, _("收回签署：%(name)s"),
        lambda: services.take_back(party_id=pk, **given.cleaned_data, actor=request.actor, at=now()),
    )  # fmt: skip


@require_http_methods(["GET", "POST"])
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    """Take the sheet back before anybody signed."""
    row = access.get_agreement_for(request.scope, pk, "agreement.edit")
    form = forms.ReasonForm(request.POST or None, initial={"version": row.version})

    def act() -> str:
        services.withdraw(agreement_id=pk, **form.cleaned_data, actor=request.actor, at=now())
        return _sheet(pk)

    return _form(request, form, _("撤回"), _sheet(pk), act)


@require_http_methods(["GET", "POST"])
def end(request: StaffRequest, pk: int) -> HttpResponse:
    """End the sheet before its day."""
    row = access.get_agreement_for(request.scope, pk, "agreement.edit")
    form = forms.EndForm(request.POST or None, initial={"version": row.version})

    def act() -> str:
        services.end(agreement_id=pk, **form.cleaned_data, actor=request.actor, at=now())
        return _sheet(pk)

    return _form(request, form, _("终止"), _sheet(pk), act)


@require_POST
def renew(request: StaffRequest, pk: int) -> HttpResponse:
    """A new sheet for the same signers."""
    access.get_agreement_for(request.scope, pk, "agreement.edit")
    return _pressed(
        request, pk,
        lambda version: services.renew(agreement_id=pk, actor=request.actor, at=now(), version=version).pk,
        _("已续签新的一份，核对后发出。"),
    )  # fmt: skip
