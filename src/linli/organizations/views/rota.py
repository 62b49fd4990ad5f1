"""值班表: the month as it stands, as a sheet to fill, as a page to print; a swap of two turns."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from linli.areas.spelling import fold
from linli.domain import rota as rules
from linli.domain.calendar import add_months
from linli.organizations import access, rota_filling, services
from linli.organizations import rota as reading
from linli.organizations.models import Organization, Part, Pattern, Rota
from linli.organizations.requests import StaffRequest
from linli.organizations.rota_forms import FillForm, MonthFilter, SheetForm, SwapForm
from linli.organizations.sending import status_of, tried
from linli.organizations.services.rota import NewTurn, Slot
from linli.organizations.views.common import today
from linli.records import queries as records
from linli.records.errors import Conflict
from linli.records.time import now

KEEP = "organization.keep_rota"


@require_GET
def own(request: StaffRequest) -> HttpResponse:
    """The rota of the body one acts for."""
    if request.acting is None:
        return redirect("organizations:list")
    return redirect("organizations:rota_of", request.acting.post.organization_id)


def _month(request: StaffRequest) -> date:
    text = request.GET.get("month", "")
    try:
        found = date.fromisoformat(f"{text}-01") if text else today().replace(day=1)
    except ValueError:
        raise Http404 from None
    if not 2000 <= found.year <= today().year + 2:
        raise Http404
    return found


def _sheet(body: Organization, first: date, pattern: str = "") -> dict[str, Any]:
    """A month of a body as read: the rota, the people, the lines."""
    rota = reading.of_body(body.pk)
    last = rules.month_days(first)[-1]
    members = reading.staff(body.pk, first, last)
    turns = reading.turns_between(rota, first, last)
    division = pattern or (rota.pattern if rota else Pattern.WHOLE)
    lines = list(reading.lines(first, turns, division, members))
    return {
        "body": body,
        "rota": rota,
        "first": first,
        "members": members,
        "turns": turns,
        "lines": lines,
        "divided": any(line.part != Part.WHOLE for line in lines),
    }


def _around(first: date) -> dict[str, Any]:
    return {
        "month": f"{first:%Y-%m}",
        "before": f"{add_months(first, -1):%Y-%m}",
        "after": f"{add_months(first, 1):%Y-%m}",
    }


@require_GET
def month(request: StaffRequest, pk: int) -> HttpResponse:
    """A month: who is on duty when, where nobody is, and how the turns are spread."""
    body = access.get_organization_for(request.scope, pk)
    first = _month(request)
    sheet = _sheet(body, first)
    form = MonthFilter({"month": f"{first:%Y-%m}", "q": request.GET.get("q", "")})
    text = fold(form.cleaned_data["q"]) if form.is_valid() else ""
    lines: list[reading.Line] = sheet["lines"]
    only = request.GET.get("only", "")
    kept = [
        line
        for line in lines
        if (not text or (line.turn and _speaks_of(line.turn.person, text)))
        and (only != "left" or line.left)
        and (only != "empty" or line.turn is None)
    ]
    rota: Rota | None = sheet["rota"]
    history = records.history("rota", rota.pk, limit=40) if rota and "history" in request.GET else None
    context = {
        **sheet,
        **_around(first),
        "form": form,
        "shown": kept,
        "planned": bool(sheet["turns"]),
        "empty": sum(line.turn is None for line in lines),
        "left": sum(line.left for line in lines),
        "shares": reading.shares(lines),
        "may_keep": access.allows(request.scope, KEEP, body),
        "today": rules.duty_day(now(), rota.hours if rota else rules.Hours()),
        "history": history,
    }
    return render(request, "organizations/rota/month.html", context)


def _speaks_of(person: Any, text: str) -> bool:
    return text in fold(person.name) or (text.isascii() and person.initials.startswith(text))


@require_GET
def printed(request: StaffRequest, pk: int) -> HttpResponse:
    """The month on paper, to hang up."""
    body = access.get_organization_for(request.scope, pk)
    first = _month(request)
    sheet = _sheet(body, first)
    led = any(turn.leader_id for turn in sheet["turns"])
    context = {**sheet, **_around(first), "led": led}
    return render(request, "organizations/rota/print.html", context)


@require_http_methods(["GET", "POST"])
def sheet(request: StaffRequest, pk: int) -> HttpResponse:
    """A month entered on one page; a copy or a rotation fills it before it is saved."""
    body = access.get_organization_for(request.scope, pk, KEEP)
    first = _month(request)
    asked = request.POST.get("pattern") or request.GET.get("pattern", "")
    found = _sheet(body, first, asked if asked in Pattern.values else "")
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
    context = {**found, **_around(first), "form": form, "filling": filling, "both": both,
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
    if asked["fill"] not in {"copy", "rotate"}:
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
    first = _month(request)
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


@require_GET
def people(request: StaffRequest, pk: int) -> JsonResponse:
    """The body's people for a combo box."""
    access.get_organization_for(request.scope, pk)
    text = fold(request.GET.get("q", ""))[:40]
    members = [one.person for one in reading.staff(pk, today(), add_months(today(), 1)).values()]
    found = [one for one in members if not text or _speaks_of(one, text)][:20]
    items = [{"id": one.pk, "label": one.name, "hint": one.work_phone} for one in found]
    return JsonResponse({"items": items})
