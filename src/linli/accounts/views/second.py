"""The second step of administrators: the code of the phone at every entry, bound at the first one."""

from __future__ import annotations

from typing import Any, cast
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from linli.accounts import entering, services, sessions
from linli.accounts import second as factor
from linli.accounts.errors import Refused
from linli.accounts.forms import CodeForm
from linli.accounts.models import SecondFactor, User
from linli.organizations.requests import StaffRequest
from linli.records.time import now

_WAITING, _NEW = "second_waiting", "second_new"


def ask(request: HttpRequest, user: User, target: str) -> HttpResponse:
    """The password was right: remember who, and ask for the code. Nobody has come in yet."""
    request.session[_WAITING] = {"user": user.pk, "at": now().timestamp(), "next": target}
    return redirect("accounts:second")


def owe(request: HttpRequest, user: User) -> None:
    """An administrator without a second factor binds one before anything else (C12, two factors)."""
    if (
        user.is_admin
        and settings.LINLI_ADMIN_SECOND_FACTOR
        and not SecondFactor.objects.filter(user=user).exists()
    ):
        request.session[sessions.OWES_SECOND] = True


@never_cache
@sensitive_post_parameters("code")
def second(request: HttpRequest) -> HttpResponse:
    """The code of the phone, at most five minutes after the password."""
    waiting, at = request.session.get(_WAITING), now()
    if not waiting or at.timestamp() - waiting["at"] > factor.PENDING_FOR.total_seconds():
        request.session.pop(_WAITING, None)
        return redirect("accounts:login")
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        why = services.check_second(user_id=waiting["user"], code=form.cleaned_data["code"], at=at)
        if not why:
            return _entered(request, waiting)
        form.add_error("code", why)
    return render(request, "accounts/second.html", {"form": form}, status=422 if form.errors else 200)


def _entered(request: HttpRequest, waiting: dict[str, Any]) -> HttpResponse:
    at = now()
    user = User.objects.filter(pk=waiting["user"], is_active=True).first()
    if user is None:
        return redirect("accounts:login")
    entering.enter(request, user, at, way="password_code")
    request.session.pop(_WAITING, None)
    sessions.step_up(request.session, at)
    return HttpResponseRedirect(str(waiting["next"]))


@never_cache
@sensitive_post_parameters("code")
def set_up(request: StaffRequest) -> HttpResponse:
    """Bind the phone: scan, type the first code. Lately confirmed by password only."""
    user = cast("User", request.user)
    if not user.is_admin or not sessions.stepped_up(request.session, now()):
        again = f"{reverse('accounts:confirm')}?{urlencode({'next': reverse('accounts:second_set')})}"
        return redirect(again if user.is_admin else "accounts:mine")
    secret = request.session.setdefault(_NEW, factor.new_secret())
    form = CodeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_second(
                user_id=user.pk, secret=secret, code=form.cleaned_data["code"], actor=request.actor, at=now()
            )
        except Refused as error:
            form.add_error(error.field or None, str(error))
        else:
            for key in (_NEW, sessions.OWES_SECOND):
                request.session.pop(key, None)
            messages.success(request, _("已绑定。以后登录先输密码，再输手机上的动态码。"))
            return redirect("accounts:mine")
    page = {
        "form": form,
        "secret": " ".join(secret[at : at + 4] for at in range(0, len(secret), 4)),
        "address": factor.address(secret, username=user.username, site=str(settings.LINLI_SITE_NAME)),
        "owed": bool(request.session.get(sessions.OWES_SECOND)),
    }
    return render(request, "accounts/second_set.html", page, status=422 if form.errors else 200)
