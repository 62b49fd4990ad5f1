"""Coming in and going: password, outside identity, the demonstration's posts."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.contrib import auth, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from linli.accounts import demonstration, entering, outside, services, sessions
from linli.accounts.acting import actor_of
from linli.accounts.errors import Refused
from linli.accounts.forms import LoginForm
from linli.accounts.models import SecondFactor, User
from linli.accounts.views import second
from linli.organizations.requests import StaffRequest
from linli.records.time import now


@never_cache
@sensitive_post_parameters("password")
def login(request: HttpRequest) -> HttpResponse:
    """The log-in page; five failures in a row lock the name at this address for half an hour."""
    form = LoginForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["username"].strip().casefold()
        user = auth.authenticate(request, username=name, password=form.cleaned_data["password"])
        if user is not None and SecondFactor.objects.filter(user=user).exists():
            return second.ask(request, user, entering.safe_next(request))
        if user is not None:
            return _entered(request, user, keep=form.cleaned_data["keep"])
        form.add_error(None, _("用户名或密码不对。连续错5次，这个用户名在这里会锁定30分钟。"))
    page = {"form": form, "next": entering.safe_next(request), "outside": outside.provider() is not None}
    return render(request, "accounts/login.html", page, status=422 if form.errors else 200)


def _entered(request: HttpRequest, user: User, *, keep: bool) -> HttpResponse:
    at = now()
    target = entering.safe_next(request)
    entering.enter(request, user, at, way="password")
    sessions.step_up(request.session, at)
    second.owe(request, user)
    response = HttpResponseRedirect(target)
    if keep and not user.is_admin:
        token = services.bind_device(
            user_id=user.pk,
            label=request.headers.get("User-Agent", "")[:60],
            post_id=request.session.get(sessions.POST),
            actor=actor_of(user, None),
            at=at,
        )
        entering.remember_device(response, token)
    return response


@require_POST
def logout(request: StaffRequest) -> HttpResponse:
    """Leave: the session ends here and the phone is no longer remembered."""
    at = now()
    user = cast("User", request.user)
    token = request.COOKIES.get(entering.DEVICE_COOKIE, "")
    device = services.user_by_device(token=token, at=at) if token else None
    if device is not None and device.user_id == user.pk:
        services.revoke_device(device_id=device.pk, user_id=user.pk, actor=request.actor, at=at)
    services.note_leave(user_id=user.pk, actor=request.actor, at=at)
    auth.logout(request)
    response = redirect("accounts:enter" if settings.LINLI_DEMO else "accounts:login")
    response.delete_cookie(entering.DEVICE_COOKIE)
    return response


def outside_begin(request: HttpRequest) -> HttpResponse:
    """To the outside identity provider."""
    provider = outside.provider()
    if provider is None:
        raise Http404
    request.session["outside_next"] = entering.safe_next(request)
    return provider.begin(request, request.build_absolute_uri(reverse("accounts:outside_back")))


def outside_back(request: HttpRequest) -> HttpResponse:
    """Back from the provider: enter, or confirm once more for a step-up."""
    provider = outside.provider()
    if provider is None:
        raise Http404
    try:
        user = outside.user_of(*provider.finish(request))
    except Refused as error:
        messages.error(request, str(error))
        return redirect("accounts:login")
    if user is None:
        messages.error(request, _("这个统一身份还没有对应的账号，请联系系统管理员绑定。"))
        return redirect("accounts:login")
    target = request.session.get("outside_next", "/")
    if not request.user.is_authenticated or request.user.pk != user.pk:
        if SecondFactor.objects.filter(user=user).exists():
            return second.ask(request, user, target)
        entering.enter(request, user, now(), way="outside")
        second.owe(request, user)
    sessions.step_up(request.session, now())
    return HttpResponseRedirect(target)


def enter(request: HttpRequest) -> HttpResponse:
    """Choose who to be in the demonstration; there is no such page without its setting."""
    if not settings.LINLI_DEMO:
        raise Http404
    if request.method == "POST":
        user = demonstration.user(request.POST.get("user", ""))
        if user is None:
            raise Http404
        target = entering.safe_next(request)
        entering.enter(request, user, now(), way="demo")
        request.session[sessions.ENTERED] = user.pk
        return HttpResponseRedirect(target)
    page = {"cards": demonstration.cards(now()), "links": demonstration.links()}
    return render(request, "accounts/enter.html", page)
