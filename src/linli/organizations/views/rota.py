"""值班表 as it stands: the month on screen and on paper, who works here."""

from __future__ import annotations

from datetime import date
from itertools import groupby
from typing import Any

from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET

from linli.areas.spelling import fold
from linli.domain import rota as rules
from linli.domain.calendar import add_months
from linli.organizations import access
from linli.organizations import rota as reading
from linli.organizations.models import Organization, Part, Pattern, Rota
from linli.organizations.requests import StaffRequest
from linli.organizations.rota_forms import MonthFilter
from linli.organizations.views.common import today
from linli.records import queries as records
from linli.records.time import now

KEEP = "organization.keep_rota"


@require_GET
def own(request: StaffRequest) -> HttpResponse:
    """The rota of the body one acts for."""
    if request.acting is None:
        return redirect("organizations:list")
    return redirect("organizations:rota_of", request.acting.post.organization_id)


def month_of(request: StaffRequest) -> date:
    text = request.GET.get("month", "")
    try:
        found = date.fromisoformat(f"{text}-01") if text else today().replace(day=1)
    except ValueError:
        raise Http404 from None
    if not 2000 <= found.year <= today().year + 2:
        raise Http404
    return found


def sheet_of(body: Organization, first: date, pattern: str = "") -> dict[str, Any]:
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


def around(first: date) -> dict[str, Any]:
    return {
        "month": f"{first:%Y-%m}",
        "before": f"{add_months(first, -1):%Y-%m}",
        "after": f"{add_months(first, 1):%Y-%m}",
    }


@require_GET
def month(request: StaffRequest, pk: int) -> HttpResponse:
    """A month: who is on duty when, where nobody is, and how the turns are spread."""
    body = access.get_organization_for(request.scope, pk)
    first = month_of(request)
    sheet = sheet_of(body, first)
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
        **around(first),
        "form": form,
        "shown": kept,
        "planned": bool(sheet["turns"]),
        "empty": sum(line.turn is None for line in lines),
        "left": sum(line.left for line in lines),
        "shares": reading.shares(lines),
        "may_keep": access.allows(request.scope, KEEP, body),
        "running": {line.key for line in lines if _runs(line, rota)},
        "history": history,
    }
    return render(request, "organizations/rota/month.html", context)


def _runs(line: reading.Line, rota: Rota | None) -> bool:
    hours = rota.hours if rota else rules.Hours()
    return rules.runs(line.day, rules.Part(line.part), hours, now())


def _speaks_of(person: Any, text: str) -> bool:
    return text in fold(person.name) or (text.isascii() and person.initials.startswith(text))


@require_GET
def printed(request: StaffRequest, pk: int) -> HttpResponse:
    """The month on paper, to hang up."""
    body = access.get_organization_for(request.scope, pk)
    first = month_of(request)
    sheet = sheet_of(body, first)
    led = any(turn.leader_id for turn in sheet["turns"])
    # A line a day; parts of the day are columns, so that a month of days and nights is still one sheet of paper.
    parts = sorted({line.part for line in sheet["lines"]}, key=lambda part: rules.ORDER[rules.Part(part)])
    days = [
        _printed_day(list(found), parts) for _day, found in groupby(sheet["lines"], lambda line: line.day)
    ]
    context = {
        **sheet,
        **around(first),
        "led": led,
        "days": days,
        "parts": [Part(part).label for part in parts],
    }
    return render(request, "organizations/rota/print.html", context)


def _printed_day(lines: list[reading.Line], parts: list[str]) -> dict[str, Any]:
    """A day with the line of each part that the month has, and who leads on it, each once."""
    of_part = {line.part: line for line in lines}
    leaders = dict.fromkeys(line.turn.leader.name for line in lines if line.turn and line.turn.leader)
    return {
        "day": lines[0].day,
        "note": lines[0].note,
        "lines": [of_part.get(part) for part in parts],
        "leaders": list(leaders),
    }


@require_GET
def people(request: StaffRequest, pk: int) -> JsonResponse:
    """The body's people for a combo box."""
    access.get_organization_for(request.scope, pk)
    text = fold(request.GET.get("q", ""))[:40]
    members = [one.person for one in reading.staff(pk, today(), add_months(today(), 1)).values()]
    found = [one for one in members if not text or _speaks_of(one, text)][:20]
    items = [{"id": one.pk, "label": one.name, "hint": one.work_phone} for one in found]
    return JsonResponse({"items": items})
