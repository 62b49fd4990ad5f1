"""Pages of activities: a month as list and calendar, one session, its record, its sheet, counts."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from linli.accounts import policy
from linli.activities import access, forms, queries, services, showing
from linli.activities.models import Expected, Session
from linli.areas import queries as areas
from linli.domain.calendar import SHANGHAI
from linli.mechanisms.queries import label
from linli.organizations.errors import Refused
from linli.organizations.requests import StaffRequest
from linli.organizations.views.common import today, tried
from linli.papers import queries as papers
from linli.papers import services as writing
from linli.papers.docx import render as render_docx
from linli.papers.sending import docx_answer
from linli.records import queries as history
from linli.records import services as records
from linli.records.time import now
from linli.ui import paging


@require_GET
def listing(request: StaffRequest) -> HttpResponse:
    """The sessions of a month, by day; ?view=calendar shows them as a month."""
    form = forms.MonthFilter(request.GET)
    form.is_valid()
    month = showing.month_of(request.GET.get("month", ""), today())
    rows = showing.filtered(request.scope, form.cleaned_data)
    context: dict[str, Any] = {"form": form, "month": month, "after": showing.after(month)}
    context |= {"before": showing.before(month), "may_plan": policy.may(request.scope, "activity.plan")}
    if request.GET.get("view") == "calendar":
        context["weeks"] = showing.weeks(rows, month, today())
        return render(request, "activities/calendar.html", context)
    inside = rows.filter(on__gte=month, on__lt=showing.after(month))
    page = paging.page(inside, order=("starts_at", "id"), request=request)
    context |= {"page": page, "table": showing.table(page.rows, today())}
    context["may_export"] = policy.may(request.scope, "activity.export")
    context["openable"] = showing.openable(request.scope, form.cleaned_data.get("area"), now())
    return render(request, "activities/list.html", context)


@require_GET
def unrecorded(request: StaffRequest) -> HttpResponse:
    """Sessions that have passed without a record, the oldest first."""
    rows = queries.not_recorded(access.sessions(request.scope), today()).select_related("organization")
    page = paging.page(rows, order=("on", "id"), request=request)
    context = {"page": page, "table": showing.table(page.rows, today()), "number": rows.count()}
    return render(request, "activities/unrecorded.html", context)


@require_GET
def counts(request: StaffRequest) -> HttpResponse:
    """Counts by kind in a year so far, and columns by platform; no ranks."""
    year = request.GET.get("year", "")
    day = today()
    chosen = int(year) if year.isdecimal() and len(year) == 4 and 1949 <= int(year) <= day.year else day.year
    start, end = day.replace(year=chosen, month=1, day=1), day.replace(year=chosen + 1, month=1, day=1)
    rows = access.sessions(request.scope)
    inside = rows.filter(on__gte=start, on__lt=end)
    context = {"counts": showing.counts(rows, start, end), "tags": showing.columns(inside), "year": chosen}
    return render(request, "activities/counts.html", context)


@require_GET
def page(request: StaffRequest, pk: int) -> HttpResponse:
    """One session with who was there and its history."""
    return shown(request, *access.get_session_and_invitation_for(request.scope, pk))


def shown(
    request: StaffRequest, row: Session, asked: Expected | None, answer: forms.AnswerForm | None = None
) -> HttpResponse:
    """The page of a session; with the answer of a guest that was refused (422)."""
    host = policy.allows(request.scope, "activity.view", row)
    context = {
        "invitation": asked,
        "answer": answer or forms.AnswerForm(initial=showing.answered(asked)),
        "may_answer": asked is not None and row.state == "planned" and row.on >= today(),
        "host": host,
        "row": row,
        "tone": showing.TONES[row.state],
        "facts": showing.facts(row),
        "attendance": showing.attendance(request.scope, row),
        "expected": showing.expected(request.scope, row),
        "files": showing.files(request.scope, row),
        "tags": [label(tag.tag) for tag in row.tags.all()],
        "may_record": policy.allows(request.scope, "activity.record", row) and row.state != "cancelled",
        "may_plan": policy.allows(request.scope, "activity.plan", row) and row.state == "planned",
        "passed": row.on <= today(),
        "history": history.history("activity_session", row.pk) if host and "history" in request.GET else None,
    }
    return render(request, "activities/page.html", context, status=422 if answer else 200)


def form_page(
    request: StaffRequest, form: Any, title: str, back: str, *, files: bool = False
) -> HttpResponse:
    """The one page of all forms here; 422 after a refusal."""
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "page_title": title, "back": back, "files": files}
    return render(request, "activities/form.html", context, status=status)


def _inside(request: StaffRequest, area_id: int) -> None:
    if areas.span(area_id) is None or not areas.within(area_id, request.scope.fill):
        raise Refused(_("只能在本辖区安排活动。"), field="area_id")


def once(request: StaffRequest, data: dict[str, Any], run: Any, model: Any) -> Any:
    """A form sent twice makes one row."""
    key = request.POST.get("request_key", "")
    if not key:
        return run()
    return records.once(
        key=key,
        actor=request.actor,
        body=repr(sorted(data.items(), key=str)),
        run=run,
        result=(lambda row: row.pk, lambda pk: model.objects.get(pk=pk)),
    )


@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """A single activity."""
    form = forms.SessionForm(request.scope, request.POST or None, initial={"on": today()})
    made: list[Session] = []

    def act(data: dict[str, Any]) -> None:
        _inside(request, data["area_id"])
        given = {key: value for key, value in data.items() if key not in {"on", "time"}}
        run = lambda: services.add_session(**given, actor=request.actor, at=now())  # noqa: E731
        made.append(once(request, given, run, Session))

    if tried(form, act):
        messages.success(request, _("已安排。"))
        return redirect("activities:page", made[0].pk)
    return form_page(request, form, _("安排活动"), reverse("activities:list"))


@require_http_methods(["GET", "POST"])
def new_series(request: StaffRequest) -> HttpResponse:
    """An activity that comes again; its sessions of the next two months stand at once."""
    form = forms.SeriesForm(request.scope, request.POST or None, initial={"first": today()})

    def act(data: dict[str, Any]) -> None:
        _inside(request, data["area_id"])
        names = ("kind", "title", "area_id", "rhythm", "first")
        given = {name: data[name] for name in names}
        run = lambda: services.create_series(**given, actor=request.actor, at=now())  # noqa: E731
        once(request, given, run, access.series(request.scope).model)

    if tried(form, act):
        messages.success(request, _("已安排，今后两个月的活动都列出来了。"))
        return redirect("activities:list")
    return form_page(request, form, _("安排系列活动"), reverse("activities:list"))


#: Button → form, service, right.
_ACTS: dict[str, tuple[Any, Any, str]] = {
    "record": (forms.RecordForm, services.record_session, "record"),
    "move": (forms.MoveForm, services.move_session, "plan"),
    "cancel": (forms.CancelForm, services.cancel_session, "plan"),
}


@require_http_methods(["GET", "POST"])
def act(request: StaffRequest, pk: int, verb: str) -> HttpResponse:
    """Record, move or cancel a session."""
    if verb not in _ACTS:
        raise Http404
    made, service, right = _ACTS[verb]
    row = access.get_session_for(request.scope, pk, right)
    data = request.POST if request.method == "POST" else None
    shown = {"version": row.version, "theme": row.theme, "people": row.people, "minutes": row.minutes}
    shown |= {"notes": row.notes, "on": row.on, "tags": [tag.tag for tag in row.tags.all()]}
    form = made(row, data, initial=shown) if verb == "record" else made(data, initial=shown)

    def run(clean: dict[str, Any]) -> None:
        given = {key: value for key, value in clean.items() if key not in {"on", "time"}}
        once(request, given, lambda: service(session_id=pk, actor=request.actor, at=now(), **given), Session)

    if tried(form, run):
        messages.success(request, _("已登记。"))
        return redirect("activities:page", pk)
    title = {"record": _("登记活动情况"), "move": _("改期"), "cancel": _("取消活动")}[verb]
    return form_page(request, form, f"{title} · {row}", reverse("activities:page", args=[pk]))


@require_GET
def sheet(request: StaffRequest, pk: int) -> HttpResponse:
    """The sheet on the table for those who come to sign by hand; page or Word (?as=word)."""
    row = access.get_session_for(request.scope, pk)
    starts = row.starts_at.astimezone(SHANGHAI)
    fields = {
        "meeting": row.title,
        "time": starts.strftime("%Y-%m-%d %H:%M"),
        "place": row.spot or areas.full_name(row.area_id, top="community"),
        "chair": "",
    }
    issuer = areas.full_name(row.area_id, top="community")
    document = writing.build_working(kind="attendance_sheet", fields=fields, issuer=issuer)
    if request.GET.get("as") == "word":
        return docx_answer(render_docx(document), f"{row.title}.docx")
    context = {"row": row, "document": document, "parts": papers.parts(document)}
    return render(request, "activities/sheet.html", context)
