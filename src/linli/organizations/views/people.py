"""People and posts: lists, pages, appointing, ending, and handing over in three clicks (B23)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.domain.codes import record_id
from linli.organizations import access, forms, holdings, queries, services, showing
from linli.organizations.models import OPEN
from linli.organizations.requests import StaffRequest
from linli.organizations.views.common import form_page, today, tried
from linli.records.time import now
from linli.ui import paging, panels


def listing(request: StaffRequest) -> HttpResponse:
    """People by name."""
    form = forms.PeopleFilter(request.GET)
    form.is_valid()
    page = paging.page(
        queries.search_people(form.cleaned_data.get("q", "")), order=("name", "id"), request=request
    )
    table = showing.people_rows(page.rows, on=today())
    return render(request, "organizations/people.html", {"page": page, "table": table, "form": form})


def page(request: StaffRequest, pk: int) -> HttpResponse:
    """One person: posts today and before, and panels of upper rooms."""
    person = access.get_person_for(request.scope, pk)
    acts = queries.posts_of(pk, today())
    context = {
        "person": person,
        "acts": acts,
        "career": queries.career(pk),
        "open": OPEN,
        "may_appoint": any(access.may_appoint(request.scope, act.post.organization) for act in acts),
        "panels": panels.collect("person", request.scope, pk, now()) if "late" in request.GET else None,
    }
    name = (
        "organizations/parts/panels.html"
        if request.headers.get("HX-Request")
        else "organizations/person.html"
    )
    return render(request, name, context)


def new_person(request: StaffRequest) -> HttpResponse:
    """Enter a person; from a post's page the appointment follows at once."""
    form = forms.PersonForm(request.POST or None)
    made = []
    if tried(form, lambda data: made.append(services.create_person(**data, actor=request.actor, at=now()))):
        post = record_id(request.GET.get("post", ""))
        if post is not None:
            return redirect(f"{reverse('organizations:appoint', args=[post])}?person={made[0].pk}")
        return redirect("organizations:person", made[0].pk)
    return form_page(request, form, title=_("登记人员"), back=reverse("organizations:people"))


def person_edit(request: StaffRequest, pk: int) -> HttpResponse:
    """Correct a person's work data."""
    person = access.get_person_for(request.scope, pk, "person.edit", on=today())
    shown = ("name", "work_phone", "staff_number")
    form = forms.PersonForm(request.POST or None, initial={key: getattr(person, key) for key in shown})
    if tried(form, lambda data: services.change_person(person_id=pk, **data, actor=request.actor, at=now())):
        return redirect("organizations:person", pk)
    return form_page(request, form, title=_("更正人员信息"), back=reverse("organizations:person", args=[pk]))


def post(request: StaffRequest, pk: int) -> HttpResponse:
    """One post: who holds it, who held it, what it may do."""
    row = access.get_post_for(request.scope, pk)
    context = showing.post_page(request.scope, row, on=today())
    return render(request, "organizations/post.html", context)


def new_post(request: StaffRequest, pk: int) -> HttpResponse:
    """Set up a post in a body."""
    body = access.get_organization_for(request.scope, pk, "organization.edit")
    form = forms.PostForm(request.POST or None)
    if tried(
        form, lambda data: services.create_post(organization_id=pk, **data, actor=request.actor, at=now())
    ):
        return redirect("organizations:page", pk)
    title = _("「%(name)s」新设岗位") % {"name": body.name}
    return form_page(request, form, title=title, back=reverse("organizations:page", args=[pk]))


def appoint(request: StaffRequest, pk: int) -> HttpResponse:
    """Appoint a person to a post."""
    row = access.get_post_for(request.scope, pk, "organization.appoint")
    form = forms.AppointForm(request.POST or None, initial={"person_id": request.GET.get("person")})
    if tried(form, lambda data: services.appoint(post_id=pk, **data, actor=request.actor, at=now())):
        messages.success(request, _("已任职。"))
        return redirect("organizations:page", row.organization_id)
    return form_page(
        request,
        form,
        title=_("任职：%(post)s") % {"post": row.title},
        back=reverse("organizations:page", args=[row.organization_id]),
        other=(_("列表里没有这个人，先登记"), f"{reverse('organizations:new_person')}?post={pk}"),
    )


def end_appointment(request: StaffRequest, pk: int) -> HttpResponse:
    """A person leaves a post without a successor."""
    row = access.get_appointment_for(request.scope, pk, "organization.appoint")
    form = forms.EndForm(request.POST or None)
    if tried(
        form,
        lambda data: services.end_appointment(
            appointment_id=pk, on=data["on"], actor=request.actor, at=now()
        ),
    ):
        messages.success(request, _("已免去任职，这个岗位现在空缺。"))
        return redirect("organizations:page", row.post.organization_id)
    title = _("免去%(name)s的「%(post)s」") % {"name": row.person.name, "post": row.post.title}
    return form_page(
        request, form, title=title, back=reverse("organizations:page", args=[row.post.organization_id])
    )


def _who_leaves(request: StaffRequest) -> HttpResponse:
    """Those found by name, else one's own people."""
    text = request.GET.get("q", "")
    named = queries.search_people(text).order_by("name")[:30] if text else []
    rows = [row for row in showing.people_rows(named, on=today()) if row[1]] if text else []
    context = {"rows": rows or showing.own_people(request.scope, on=today()), "q": text}
    return render(request, "organizations/hand_over_who.html", context)


def hand_over(request: StaffRequest) -> HttpResponse:
    """Pick who leaves; see what he holds and what hangs on it; pick who follows; done."""
    leaver = record_id(request.GET.get("person", ""))
    if leaver is None:
        return _who_leaves(request)
    person = access.get_person_for(request.scope, leaver)
    acts = [act for act in queries.posts_of(person.pk, today()) if not act.is_deputy]
    mine = [act for act in acts if access.may_appoint(request.scope, act.post.organization)]
    form = forms.HandOverForm(request.POST or None)

    def act(data: dict) -> None:  # type: ignore[type-arg]
        mode, until = data.pop("mode"), data.pop("until")
        common = {
            "person_id": person.pk,
            "on": data["on"],
            "basis": data["basis"],
            "appointment_ids": [a.pk for a in mine],
        }
        if mode == "stand_in":
            services.stand_in(
                **common, deputy_id=data["successor_id"], until=until, actor=request.actor, at=now()
            )
        else:
            services.hand_over(**common, successor_id=data["successor_id"], actor=request.actor, at=now())

    if tried(form, act):
        messages.success(request, _("已办理，新任职和手上的工作一起交接。"))
        return redirect("organizations:person", form.cleaned_data["successor_id"])
    preview = holdings.of_posts([act.post_id for act in mine], now())
    near = showing.successors(person, mine, on=today())
    context = {
        "person": person,
        "acts": mine,
        "left_out": len(acts) - len(mine),
        "preview": preview,
        "near": near,
        "form": form,
    }
    return render(request, "organizations/hand_over.html", context, status=422 if form.is_bound else 200)


def find(request: StaffRequest) -> JsonResponse:
    """People for a combo box, with what they do, so that two of one name are told apart."""
    rows = list(queries.search_people(request.GET.get("q", "")).filter(ended_on=None).order_by("name")[:20])
    table = showing.people_rows(rows, on=today())
    return JsonResponse(
        {"items": [{"id": person.pk, "label": person.name, "hint": said} for person, said in table]}
    )
