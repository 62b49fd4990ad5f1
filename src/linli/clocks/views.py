"""Pages of clocks: the working days of a year, the count of a limit, one's messages."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from linli.accounts import policy
from linli.clocks import lookup, notices, noticing, queries, services, years
from linli.clocks.forms import CountForm, NoticeForm
from linli.clocks.words import explain, say
from linli.domain.access import Actor, Scope
from linli.domain.calendar import CalendarRangeError, local_day
from linli.domain.codes import record_id
from linli.records.errors import LinliError
from linli.records.time import now


def _scope(request: HttpRequest) -> Scope:
    return getattr(request, "scope", Scope())


@require_safe
def calendar(request: HttpRequest, year: int | None = None) -> HttpResponse:
    """The working days of a year with the notice they come from."""
    try:
        shown = years.year(local_day(now()).year if year is None else year)
    except (CalendarRangeError, ValueError) as error:
        raise Http404(str(error)) from error
    weekdays = [_("一"), _("二"), _("三"), _("四"), _("五"), _("六"), _("日")]
    return render(
        request,
        "clocks/calendar.html",
        {"year": shown, "weekdays": weekdays, "may_load": policy.may(_scope(request), "calendar.load")},
    )


@require_http_methods(["GET", "POST"])
def load(request: HttpRequest) -> HttpResponse:
    """The notice of a year: first what it changes, then, confirmed, loaded; the worker computes the clocks anew."""
    form = NoticeForm(request.POST or None)
    page: dict[str, Any] = {"form": form}
    if request.method == "POST" and form.is_valid():
        text = form.cleaned_data["text"]
        try:
            if request.POST.get("confirmed"):
                actor: Actor = request.actor  # type: ignore[attr-defined]
                change = services.load_notice(text=text, name=_("放假通知"), actor=actor, at=now())
                messages.success(request, _("已载入：%(title)s") % {"title": change.title})
                return redirect("clocks:year", change.year)
            page |= {"preview": noticing.preview(text, _("放假通知")), "text": text}
        except LinliError as error:
            form.add_error("text", str(error))
    return render(request, "clocks/load.html", page, status=422 if form.errors else 200)


@require_GET
def count(request: HttpRequest) -> HttpResponse:
    """Try a limit: when would it be due, and why."""
    today = local_day(now())
    form = CountForm(request.GET or None, on=today, initial={"at": now()})
    rows: list[dict[str, Any]] = []
    if form.is_bound and form.is_valid():
        at = form.cleaned_data["at"]
        template = lookup.template(
            form.cleaned_data["clock"], local_day(at), working=form.cleaned_data["working"]
        )
        rows = [
            {
                "label": step.zh,
                "due": say(due.due_at),
                "presumed": due.presumed,
                "steps": explain(due.steps_json()),
            }
            for step, due in lookup.explain(template, at, form.classes)
        ]
    return render(request, "clocks/count.html", {"form": form, "rows": rows})


@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """The messages of the acting post and its bodies, newest first."""
    rows = queries.messages(_scope(request), before=record_id(request.GET.get("before", "")))
    lines = [
        {
            "id": row.pk,
            "at": row.created_at,
            "text": notices.text(row),
            "url": notices.url(row),
            "new": not row.read_at,
        }
        for row in rows
    ]
    more = rows[-1].pk if len(rows) == queries.PAGE else None
    return render(request, "clocks/inbox.html", {"lines": lines, "more": more, "at": now()})


@require_POST
def read(request: HttpRequest) -> HttpResponse:
    """All messages are read."""
    done = services.mark_read(scope=_scope(request), at=now())
    messages.success(request, _("已标为已读：%(n)d条") % {"n": done})
    return redirect("clocks:inbox")
