"""One place on a roll: reporting in, receiving, and every button of its page."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from linli.accounts import policy
from linli.areas import queries as areas
from linli.domain.rolls import read_period
from linli.organizations.errors import Refused
from linli.organizations.requests import StaffRequest
from linli.organizations.views.common import tried
from linli.papers import queries as papers
from linli.papers import services as writing
from linli.papers.docx import render as render_docx
from linli.papers.sending import docx_answer
from linli.records import queries as history
from linli.records.time import now
from linli.rolls import access, acting, forms, services, showing
from linli.rolls.models import Membership


@require_http_methods(["GET", "POST"])
def new(request: StaffRequest) -> HttpResponse:
    """Report a unit or a member (?holder=member) in: three fields."""
    holder = "member" if request.GET.get("holder") == "member" else "unit"
    if not policy.may(request.scope, f"roll_{holder}.apply"):
        raise policy.NotYours
    made: list[Membership] = []
    form = acting.apply_form(request, holder)
    if tried(form, lambda data: made.append(acting.apply(request, holder, data))):
        messages.success(request, _("已申请，等社区接收。") if made[0].state == "applied" else _("已报到。"))
        return redirect("rolls:page", made[0].pk)
    title = _("党员报到") if holder == "member" else _("单位报到")
    return form_page(request, form, title, f"{reverse('rolls:list')}?holder={holder}")


def form_page(request: StaffRequest, form: Any, title: str, back: str, lead: str = "") -> HttpResponse:
    """The one page of all forms here."""
    status = 422 if form.is_bound and form.errors else 200
    context = {"form": form, "page_title": title, "back": back, "lead": lead}
    return render(request, "rolls/form.html", context, status=status)


@require_GET
def page(request: StaffRequest, pk: int) -> HttpResponse:
    """One place on a roll with its services, lists, opinions and history."""
    row = access.get_membership_for(request.scope, pk)
    context = showing.page(request.scope, row, now())
    context["period_word"] = showing.period_word(context["period"]) if context["period"] else ""
    context["history"] = history.history("membership", pk) if "history" in request.GET else None
    return render(request, "rolls/page.html", context)


@require_POST
def receive(request: StaffRequest, pk: int) -> HttpResponse:
    """接收, from the page, the list or Today, with one tap."""
    row = access.get_membership_for(request.scope, pk, "receive")
    services.receive(
        membership_id=row.pk, actor=request.actor, at=now(), version=request.POST.get("version") or None
    )
    messages.success(request, _("已接收，%(name)s已报到。") % {"name": row})
    return redirect(back_to(request, reverse("rolls:page", args=[pk])))


def back_to(request: StaffRequest, usual: str) -> str:
    """The page the button was pressed on."""
    target = request.POST.get("next", "")
    return target if url_has_allowed_host_and_scheme(target, allowed_hosts=None) else usual


@require_http_methods(["GET", "POST"])
def act(request: StaffRequest, pk: int, verb: str) -> HttpResponse:
    """A button of the page: its form, or the act itself where nothing is asked."""
    if verb not in acting.ACTS:
        raise Http404
    row = access.get_membership_for(request.scope, pk, acting.ACTS[verb].asks)
    form = acting.form_for(verb, row, request)
    if tried(form, lambda data: acting.run(verb, row, data, request)):
        messages.success(request, _("已登记。"))
        return redirect("rolls:page", pk)
    return form_page(request, form, f"{showing.word_of(verb)} · {row}", reverse("rolls:page", args=[pk]))


@require_http_methods(["GET", "POST"])
def feedback(request: StaffRequest, pk: int, code: str) -> HttpResponse:
    """The opinion on a period; what was done is counted beside it."""
    row = access.get_membership_for(request.scope, pk, "feedback")
    try:
        period = read_period(code)
    except ValueError:
        raise Http404 from None
    form = forms.FeedbackForm(request.POST or None)
    act_on: Callable[[dict[str, Any]], object] = lambda data: acting.once(  # noqa: E731
        request,
        (pk, code, data),
        lambda: services.give_feedback(
            membership_id=pk, period=period, actor=request.actor, at=now(), **data
        ),
    )
    if tried(form, act_on):
        messages.success(request, _("已反馈给单位。"))
        return redirect("rolls:page", pk)
    title = _("%(period)s评价 · %(name)s") % {"period": showing.period_word(period), "name": row}
    lead = acting.report_words(row, period)
    return form_page(request, form, title, reverse("rolls:page", args=[pk]), lead)


@require_POST
def seen(request: StaffRequest, pk: int) -> HttpResponse:
    """The unit has read the opinion."""
    made = access.get_feedback_for(request.scope, pk)
    policy.require(request.scope, "roll_unit.feedback_seen", made.membership)
    services.see_feedback(feedback_id=pk, actor=request.actor, at=now())
    return redirect("rolls:page", made.membership_id)


@require_POST
def confirm(request: StaffRequest, pk: int) -> HttpResponse:
    """The community confirms a service."""
    row = access.get_service_for(request.scope, pk, "confirm")
    services.confirm_service(
        service_id=pk, actor=request.actor, at=now(), version=request.POST.get("version") or None
    )
    messages.success(request, _("已确认。"))
    return redirect(back_to(request, reverse("rolls:page", args=[row.membership_id])))


@require_http_methods(["GET", "POST"])
def decline(request: StaffRequest, pk: int) -> HttpResponse:
    """The community does not confirm, and why."""
    row = access.get_service_for(request.scope, pk, "confirm")
    form = forms.DeclineForm(request.POST or None)
    back = reverse("rolls:page", args=[row.membership_id])
    if tried(
        form,
        lambda data: acting.once(
            request,
            (pk, data),
            lambda: services.decline_service(
                service_id=pk, reason=data["reason"], actor=request.actor, at=now()
            ),
        ),
    ):
        return redirect(back)
    return form_page(request, form, _("不确认 · %(title)s") % {"title": row.title}, back)


@require_http_methods(["GET", "POST"])
def item(request: StaffRequest, pk: int, verb: str) -> HttpResponse:
    """A line of a list: taken, done, dropped."""
    row = access.get_item_for(request.scope, pk, "take" if verb == "take" else "write")
    back = reverse("rolls:page", args=[row.membership_id]) if row.membership_id else reverse("rolls:list")
    form = acting.item_form(verb, row, request)
    if tried(form, lambda data: acting.run_item(verb, row, data, request)):
        messages.success(request, _("已登记。"))
        return redirect(back)
    return form_page(request, form, f"{acting.ITEM_WORDS[verb]} · {row.title}", back)


@require_POST
def release(request: StaffRequest, pk: int) -> HttpResponse:
    """An arrangement for a floating member ends."""
    made = access.get_backstop_for(request.scope, pk, "hold")
    try:
        services.release(backstop_id=pk, actor=request.actor, at=now())
    except Refused as error:
        messages.warning(request, str(error))
    return redirect("rolls:page", made.membership_id)


@require_GET
def slip(request: StaffRequest, pk: int) -> HttpResponse:
    """报到登记表及回执, as a page to print or as Word (?as=word)."""
    row = access.get_membership_for(request.scope, pk)
    issuer = areas.full_name(row.area_id, top="street")
    document = writing.build_working(
        kind="arrival_form",
        fields=showing.slip_fields(row),
        addressee=str(row.organization or ""),
        issuer=issuer,
    )
    if request.GET.get("as") == "word":
        return docx_answer(render_docx(document), f"报到登记表及回执（{row}）.docx")
    context = {"row": row, "document": document, "parts": papers.parts(document)}
    return render(request, "rolls/slip.html", context)
