"""From the staff form to a voice: defaults by post, what is proposed from the text, where a refusal stands."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.cases import queries
from linli.cases.errors import BadInput
from linli.cases.queries import Triage
from linli.cases.queries.categories import category_choices
from linli.cases.services import Reporter, Voice
from linli.desk import kindfields
from linli.desk.forms import NewForm
from linli.domain.access import Scope
from linli.domain.codes import record_id
from linli.mechanisms import queries as mechanisms
from linli.mechanisms.queries import label
from linli.organizations.requests import StaffRequest

URGENCIES = ("ordinary", "livelihood", "complex", "consultation", "emergency")
CHANNELS = ("staff_form", "paste", "phone", "visit", "meeting", "chat", "patrol")


def home_area(scope: Scope) -> int | None:
    """The place of the acting post: where a matter lies when nothing else is said."""
    return next((ref.area_id for ref in scope.fill or scope.view), None)


def form_of(request: StaffRequest, at: datetime, initial: dict[str, Any] | None = None) -> NewForm:
    """The form with the choices in use at the post's place."""
    bound = request.method == "POST" and initial is None
    form = NewForm(request.POST if bound else None, request.FILES if bound else None, initial=initial)
    area = home_area(request.scope)
    kinds = [kind.id for kind, _definition in mechanisms.case_kinds(area, at)] if area else []
    _choose(form, "kind", [("", _("自动判断")), *((code, label(code)) for code in kinds)])
    _choose(form, "category", category_choices(area, at) if area else [])
    _choose(form, "urgency", [(code, label(code)) for code in URGENCIES])
    ways = {one.id: label(one.term) for one in mechanisms.channels(area, at)} if area else {}
    _choose(form, "channel", [(code, ways[code]) for code in CHANNELS if code in ways])
    form.fields["kind"].widget.attrs["hx-get"] = reverse("desk:new")
    asked = initial or (request.POST if bound else request.GET)
    kind = kindfields.kind_at(str(asked.get("kind", "")), area, at)
    kindfields.add(form, kind)
    if kind is not None and not form.is_bound:
        form.initial["kind"] = kind.id
    return form


def _choose(form: NewForm, name: str, choices: list[Any]) -> None:
    field: Any = form.fields[name]
    field.choices = choices


def proposal(request: StaffRequest, at: datetime) -> Triage:
    """What the text says by itself."""
    chosen = record_id(request.POST.get("area", ""))
    text = request.POST.get("text", "")[:5000]
    return queries.propose_from_text(text=text, scope=request.scope, at=at, area_id=chosen)


def filled(request: StaffRequest, found: Triage, at: datetime) -> NewForm:
    """The form as typed, with what is proposed put where nothing was chosen."""
    names = [name for name in NewForm.base_fields if name != "photos"]
    names += [name for name in request.POST if name.startswith(kindfields.PREFIX)]
    typed = {name: request.POST.get(name, "") for name in names}
    proposed = {
        "area": found.area_id or "",
        "kind": found.kind,
        "category": found.category,
        "urgency": found.urgency,
    }
    initial = {**typed, **{name: typed[name] or value for name, value in proposed.items()}}
    initial["channel"] = typed["channel"] or "paste"
    return form_of(request, at, {**initial, "text": found.text or typed["text"]})


def voice_of(form: NewForm, scope: Scope, at: datetime) -> Voice:
    """The voice of a valid form; what was left open is proposed from the text."""
    data = form.cleaned_data
    guess = queries.propose_from_text(text=data["text"], scope=scope, at=at, area_id=data["area"])
    area = data["area"] or guess.area_id or home_area(scope)
    if area is None:
        raise BadInput(_("请写明地点。"), field="area_id")
    quick = bool(data["done"])
    kind = data["kind"] or guess.kind or ("consultation" if quick else "public_need")
    # What the text suggests holds where the kind knows it; a rectification task has one pace only.
    own = kindfields.kind_at(kind, area, at)
    urgency = guess.urgency if own is None or guess.urgency in own.clocks else ""
    return Voice(
        text=guess.text or data["text"],
        area_id=area,
        kind=kind,
        channel=data["channel"] or "staff_form",
        category=data["category"] or guess.category,
        urgency=data["urgency"] or urgency,
        spot=data["spot"],
        reporter=Reporter(name=data["name"], phone=data["phone"]),
        photos=tuple(data["photos"]),
        fields=kindfields.given(form),
    )


def check_area(scope: Scope, area_id: int) -> None:
    """A matter is registered where one works; elsewhere the sentence says whom to tell."""
    if not areas.within(area_id, scope.fill):
        raise BadInput(_("这个地点不在您的辖区，请转告当地社区登记。"), field="area_id")


def field_of(name: str, form: NewForm) -> str | None:
    """Where a refusal of the verb stands on this form."""
    name = {"area_id": "area"}.get(name, name)
    own = f"{kindfields.PREFIX}{name}"
    return name if name in form.fields else own if own in form.fields else None


def words_of(form: NewForm, request: StaffRequest, at: datetime) -> dict[str, Any]:
    """What the page shows beside the form."""
    area = home_area(request.scope)
    return {
        "form": form,
        "home": areas.full_name(area, top="street") if area else "",
        "opened": bool(form.is_bound and form.errors),
    }
