"""The mechanism library: look, try in one community, roll out, stop."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from linli.definitions import display, get_library
from linli.domain.access import Actor, AreaRef, Scope
from linli.domain.calendar import local_day
from linli.mechanisms import access, cards, forms, places, queries, services, standing
from linli.records import time
from linli.records.errors import LinliError, NotAllowed

#: How long a trial is proposed to last.
USUAL_TRIAL = timedelta(days=90)


def _who(request: HttpRequest) -> tuple[Actor, Scope]:
    return request.actor, request.scope  # type: ignore[attr-defined]


def _typed(request: HttpRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _today() -> date:
    return local_day(time.now())


@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """Cards by subject."""
    _actor, scope = _who(request)
    form = forms.LibraryFilter(request.GET)
    chosen = form.cleaned_data if form.is_valid() else {}
    area_id = access.home_area(scope)
    standings = standing.standings(area_id, _today())
    shelves = cards.shelves(
        standings,
        text=chosen.get("q", ""),
        subject=chosen.get("subject", ""),
        state=chosen.get("state", ""),
    )
    return render(
        request,
        "mechanisms/library.html",
        {
            "form": form,
            "shelves": shelves,
            "packs": list(cards.packs()),
            "place": places.names([area_id])[area_id] if area_id else "",
            "decides": access.decides(scope) and area_id is not None,
            "home": area_id,
        },
    )


@require_safe
def detail(request: HttpRequest, mechanism_id: str) -> HttpResponse:
    """What one mechanism would add here, its values with their sources, where it is in use."""
    _actor, scope = _who(request)
    mechanism = access.get_mechanism(mechanism_id)
    area_id = access.home_area(scope)
    here = standing.standings(area_id, _today())[mechanism.id]
    lang = get_language() or "zh-hans"
    return render(
        request,
        "mechanisms/detail.html",
        {
            "card": cards.card(mechanism, here),
            "added": display.added(mechanism, lang),
            "values": display.values(mechanism, _today(), lang),
            "uses": standing.uses(mechanism.id, area_id),
            "decides": access.decides(scope) and area_id is not None,
        },
    )


@require_http_methods(["GET", "POST"])
def trial(request: HttpRequest, mechanism_id: str) -> HttpResponse:
    """Try it in one community until a day."""
    actor, scope = _who(request)
    mechanism = access.get_mechanism(mechanism_id)
    _must_decide(scope)
    within = access.own_refs(scope)
    form = forms.TrialForm(
        _typed(request),
        within=within,
        initial={"area": _first_community(within), "until": _today() + USUAL_TRIAL},
    )

    def act(data: dict[str, Any]) -> None:
        access.require_decides(scope, data["area"])
        services.trial(
            mechanism=mechanism.id,
            area_id=data["area"],
            until=data["until"],
            basis=data["basis"],
            actor=actor,
            at=time.now(),
        )

    words = {"title": _("选1个社区试点"), "done": _("试点已经开始。"), "button": _("开始试点")}
    return _decide(request, mechanism_id, form, act, words)


@require_http_methods(["GET", "POST"])
def roll_out(request: HttpRequest, mechanism_id: str) -> HttpResponse:
    """Switch it on for the whole place of the post."""
    actor, scope = _who(request)
    mechanism = access.get_mechanism(mechanism_id)
    area_id = _own_area(scope)
    form = forms.RollOutForm(
        _typed(request),
        within=access.own_refs(scope),
        needs_basis=mechanism.requires_basis,
        initial={"area": area_id},
    )

    def act(data: dict[str, Any]) -> None:
        access.require_decides(scope, data["area"])
        services.roll_out(
            mechanism=mechanism.id,
            area_id=data["area"],
            basis=data["basis"],
            binding=data["binding"],
            actor=actor,
            at=time.now(),
        )

    words = {"title": _("推开"), "done": _("已经启用。点错了可以停用，记录保留。"), "button": _("确定推开")}
    return _decide(request, mechanism_id, form, act, words)


@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest, mechanism_id: str) -> HttpResponse:
    """Nothing new begins; all records stay."""
    actor, scope = _who(request)
    mechanism = access.get_mechanism(mechanism_id)
    area_id = _own_area(scope)
    form = forms.StopForm(_typed(request))

    def act(data: dict[str, Any]) -> None:
        services.stop(
            mechanism=mechanism.id, area_id=area_id, reason=data["reason"], actor=actor, at=time.now()
        )

    words = {
        "title": _("停用，记录保留"),
        "done": _("已经停用，原有记录都在，没办完的照常办完。"),
        "button": _("确定停用"),
    }
    return _decide(request, mechanism_id, form, act, words)


@require_http_methods(["GET", "POST"])
def pack(request: HttpRequest, pack_id: str) -> HttpResponse:
    """Switch on what belongs together."""
    actor, scope = _who(request)
    found = get_library().packs.get(pack_id)
    if found is None:
        raise Http404
    area_id = _own_area(scope)
    form = forms.RollOutForm(
        _typed(request), within=access.own_refs(scope), initial={"area": area_id, "binding": False}
    )
    del form.fields["binding"]
    if request.method == "POST" and form.is_valid():
        try:
            access.require_decides(scope, form.cleaned_data["area"])
            begun = services.adopt(
                mechanism=found.mechanisms,
                area_id=form.cleaned_data["area"],
                basis=form.cleaned_data["basis"],
                actor=actor,
                at=time.now(),
            )
        except LinliError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("已启用%(count)d项机制。") % {"count": len(begun)})
            return redirect("mechanisms:library")
    lang = get_language() or "zh-hans"
    standings = standing.standings(area_id, _today())
    return render(
        request,
        "mechanisms/pack.html",
        {
            "form": form,
            "name": found.names.in_(lang),
            "sentence": found.sentence.in_(lang),
            "cards": [cards.card(access.get_mechanism(one), standings[one]) for one in found.mechanisms],
            "home": area_id,
        },
        status=422 if form.errors else 200,
    )


def _decide(
    request: HttpRequest,
    mechanism_id: str,
    form: django_forms.Form,
    act: Callable[[dict[str, Any]], None],
    words: dict[str, str],
) -> HttpResponse:
    """The same two steps for all three decisions: say what will happen, then do it."""
    if request.method == "POST" and form.is_valid():
        try:
            act(form.cleaned_data)
        except NotAllowed:
            raise
        except LinliError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, f"{queries.name_of(mechanism_id)}：{words['done']}")
            if request.POST.get("next") == "library":
                return redirect(f"{reverse('mechanisms:library')}#card-{mechanism_id}")
            return redirect("mechanisms:detail", mechanism_id)
    _actor, scope = _who(request)
    mechanism = access.get_mechanism(mechanism_id)
    here = standing.standings(access.home_area(scope), _today())[mechanism_id]
    context = {"form": form, "card": cards.card(mechanism, here), "words": words}
    return render(request, "mechanisms/decide.html", context, status=422 if form.errors else 200)


def _first_community(within: tuple[AreaRef, ...]) -> int | None:
    """The first one inside the own place; a whole province or nation has no first one worth proposing."""
    near = [ref for ref in within if ref.level not in ("nation", "province")]
    found = places.communities(near, 1)
    return found[0][0] if found else None


def _must_decide(scope: Scope) -> None:
    if not access.decides(scope):
        access.require_decides(scope, access.home_area(scope) or 0)


def _own_area(scope: Scope) -> int:
    area_id = access.home_area(scope) or 0
    access.require_decides(scope, area_id)
    return area_id
