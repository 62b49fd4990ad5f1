"""值班表, entered: a month on one sheet, and two people who change places."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.domain import rota as rules
from linli.domain.calendar import add_months
from linli.organizations import access, rota_filling, services
from linli.organizations import rota as reading
from linli.organizations.models import Pattern, Rota
from linli.organizations.requests import StaffRequest
from linli.organizations.rota_forms import FillForm, SheetForm, SwapForm
from linli.organizations.sending import status_of, tried
from linli.organizations.services.rota import NewTurn, Slot
from linli.organizations.views.rota import KEEP, around, month_of, sheet_of
from linli.records.errors import Conflict
from linli.records.time import now


@require_http_methods(["GET", "POST"])
def sheet(request: StaffRequest, pk: int) -> HttpResponse:
    """A month entered on one page; a copy or a rotation fills it before it is saved."""
    body = access.get_organization_for(request.scope, pk, KEEP)
    first = month_of(request)
    asked = request.POST.get("pattern") or request.GET.get("pattern", "")
    found = sheet_of(body, first, asked if asked in Pattern.values else "")
    filling = FillForm(
        request.GET if "fill" in request.GET else None,
        members=found["members"],
        initial={"month": first, "pattern": _division(found)},
    )
    turns = {(turn.day, turn.part): NewTurn.of(turn) for turn in found["turns"]}
    if filling.is_bound and filling.is_valid():
        turns = _filled(found, filling.cleaned_data, turns)
    form = _sheet_form(request, found, turns)

    def act() -> str:
        services.save_month(
            organization_id=pk,
            month=first,
            turns=form.turns(),
            pattern=form.cleaned_data["pattern"],
            hours=form.hours(form.cleaned_data),
            version=form.cleaned_data["version"],
            actor=request.actor,
            at=now(),
        )
        return f"{reverse('organizations:rota_of', args=[pk])}?month={first:%Y-%m}"

    both: list[tuple[str, str, str]] = []
    if url := tried(request, form, _telling(act, both)):
        messages.success(request, _("值班表已保存。"))
        return redirect(url)
    if both and found["rota"]:
        # Saved again after comparing, it goes on from what stands now.
        form.data = typed = request.POST.copy()
        typed["version"] = str(found["rota"].version)
    context = {**found, **around(first), "form": form, "filling": filling, "both": both,
               "proposed": filling.is_bound and bool(filling.data.get("fill"))}  # fmt: skip
    return render(request, "organizations/rota/sheet.html", context, status=status_of(form))


def _telling(act: Any, both: list[tuple[str, str, str]]) -> Any:
    """The act; what stands and what was typed are kept when they meet (409)."""

    def run() -> str:
        try:
            return str(act())
        except Conflict as error:
            both.extend((slot, said, error.theirs.get(slot, "")) for slot, said in error.current.items())
            raise

    return run


def _division(found: dict[str, Any]) -> str:
    known = rules.pattern_of(line.part for line in found["lines"])
    return str(known or Pattern.WHOLE)


def _filled(found: dict[str, Any], asked: dict[str, Any], turns: dict[Slot, NewTurn]) -> dict[Slot, NewTurn]:
    """What stands, completed (or replaced) by the copy or the rotation that was asked for."""
    first, pattern = found["first"], _division(found)
    picked = asked["worked"] or asked["rested"] or asked["leaders"]
    if not asked["fill"] and not picked:
        return turns
    before = rota_filling.earlier(found["rota"], first)
    if asked["fill"] == "copy":
        made = rota_filling.copied(first, pattern, before, found["members"])
    else:
        made = rota_filling.rotated(
            first, pattern, before, worked=asked["worked"], rested=asked["rested"], leaders=asked["leaders"]
        )
    return turns | made if asked["over"] else made | turns


def _sheet_form(request: StaffRequest, found: dict[str, Any], turns: dict[Slot, NewTurn]) -> SheetForm:
    rota: Rota | None = found["rota"]
    hours = rota.hours if rota else rules.Hours()
    known = {turn.person_id: turn.person for turn in found["turns"]}
    known |= {turn.leader_id: turn.leader for turn in found["turns"] if turn.leader}
    known |= {pk: one.person for pk, one in found["members"].items()}
    return SheetForm(
        request.POST or None,
        lines=found["lines"],
        turns=turns,
        known={pk: person.name for pk, person in known.items()},
        phones={pk: person.work_phone for pk, person in known.items()},
        body_id=found["body"].pk,
        initial={
            "version": rota.version if rota else 0,
            "pattern": _division(found),
            "starts_at": hours.start,
            "noon_at": hours.noon,
            "evening_at": hours.evening,
        },
    )


@require_http_methods(["GET", "POST"])
def swap(request: StaffRequest, pk: int) -> HttpResponse:
    """Two people change places; the month before and after are offered too."""
    body = access.get_organization_for(request.scope, pk, KEEP)
    first = month_of(request)
    rota = reading.of_body(pk)
    turns = reading.turns_between(rota, first, rules.month_days(add_months(first, 1))[-1])
    choices = [
        (
            f"{turn.day.isoformat()}-{turn.part}",
            f"{reading.slot_word(turn.day, turn.part)} {turn.person.name}",
        )
        for turn in turns
    ]
    initial = {"version": rota.version if rota else 0, "one": request.GET.get("one", "")}
    form = SwapForm(request.POST or None, choices=choices, initial=initial)
    back = f"{reverse('organizations:rota_of', args=[pk])}?month={first:%Y-%m}"

    def act() -> str:
        found = form.cleaned_data
        services.swap(
            organization_id=pk, one=form.slot(found["one"]), other=form.slot(found["other"]),
            reason=found["reason"], version=found["version"], actor=request.actor, at=now(),
        )  # fmt: skip
        return back

    if url := tried(request, form, act):
        messages.success(request, _("已对调，改动记录在值班表里。"))
        return redirect(url)
    context = {
        "form": form,
        "page_title": _("对调值班：%(body)s") % {"body": body},
        "back": back,
        "key": True,
    }
    return render(request, "organizations/rota/swap.html", context, status=status_of(form))
