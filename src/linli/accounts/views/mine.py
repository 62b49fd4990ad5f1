"""One's own things: the post acted in, the password, bound phones, giving the password again."""

from __future__ import annotations

from typing import cast

from django.conf import settings
from django.contrib import auth, messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from linli.accounts import entering, outside, queries, services, sessions
from linli.accounts.errors import Refused
from linli.accounts.forms import ConfirmForm, PasswordForm
from linli.accounts.models import SecondFactor, User
from linli.accounts.views import second
from linli.domain.codes import record_id
from linli.organizations.requests import StaffRequest
from linli.records.time import now


def mine(request: StaffRequest) -> HttpResponse:
    """Posts to switch to, bound phones, the password."""
    user = cast("User", request.user)
    page = {
        "acts": request.acts,
        "acting": request.acting,
        "devices": queries.devices_of(user.pk, now()),
        "me": user,
        "second": SecondFactor.objects.filter(user=user).first() if user.is_admin else None,
    }
    return render(request, "accounts/mine.html", page)


@require_POST
def post(request: StaffRequest) -> HttpResponse:
    """Act in another of one's posts."""
    wanted = record_id(request.POST.get("post", ""))
    if wanted is None:
        return redirect("accounts:mine")
    try:
        services.choose_post(user_id=int(request.user.pk or 0), post_id=wanted, actor=request.actor, at=now())
    except Refused as error:
        messages.error(request, str(error))
        return redirect("accounts:mine")
    request.session[sessions.POST] = int(wanted)
    return HttpResponseRedirect(entering.safe_next(request))


@require_POST
def revoke_device(request: StaffRequest, device_id: int) -> HttpResponse:
    """Unbind one of one's own phones."""
    services.revoke_device(
        device_id=device_id, user_id=int(request.user.pk or 0), actor=request.actor, at=now()
    )
    messages.success(request, _("已解除，这台设备下次要输密码。"))
    return redirect("accounts:mine")


@sensitive_post_parameters("old", "password", "again")
def password(request: StaffRequest) -> HttpResponse:
    """Choose a new password."""
    user = cast("User", request.user)
    form = PasswordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not _proved(request, user, form.cleaned_data["old"]):
            form.add_error("old", _("现在的密码不对。"))
        elif _changed(request, user, form):
            return HttpResponseRedirect(entering.safe_next(request))
    page = {"form": form, "forced": user.must_change_password}
    return render(request, "accounts/password.html", page, status=422 if form.errors else 200)


def _changed(request: StaffRequest, user: User, form: PasswordForm) -> bool:
    try:
        fresh = services.set_password(
            user_id=user.pk, password=form.cleaned_data["password"], actor=request.actor, at=now(),
            device=request.COOKIES.get(entering.DEVICE_COOKIE, ""),
        )  # fmt: skip
    except Refused as error:
        form.add_error(error.field or None, str(error))
        return False
    auth.update_session_auth_hash(request, fresh)  # other sessions of this login end, this one stays
    second.owe(request, fresh)  # who was made administrator while logged in changes the password first
    messages.success(request, _("密码已修改。"))
    return True


@sensitive_post_parameters("password")
def confirm(request: StaffRequest) -> HttpResponse:
    """Give the password again before unmasking or exporting; good for five minutes."""
    user, form = cast("User", request.user), ConfirmForm(request.POST or None)
    demo = settings.LINLI_DEMO and request.session.get(sessions.ENTERED) == user.pk
    if request.method == "POST" and (demo or _confirmed(request, user, form)):
        sessions.step_up(request.session, now())
        return HttpResponseRedirect(entering.safe_next(request))
    page = {
        "form": form,
        "next": entering.safe_next(request),
        "demo": demo,
        "outside": outside.provider() is not None,
    }
    return render(request, "accounts/confirm.html", page, status=422 if form.errors and not demo else 200)


def _confirmed(request: StaffRequest, user: User, form: ConfirmForm) -> bool:
    if not form.is_valid():
        return False
    if _proved(request, user, form.cleaned_data["password"]):
        return True
    form.add_error("password", _("密码不对。"))
    return False


def _proved(request: StaffRequest, user: User, typed: str) -> bool:
    # Through the same door as the log-in page, so that guesses here count towards the same lock.
    proved = auth.authenticate(request, username=user.username, password=typed)
    return proved is not None and proved.pk == user.pk
