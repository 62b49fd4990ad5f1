"""Who acts, on every request: the session's limits, the post taken, and the verb each address asks for."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlencode

from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.accounts import acting, entering, passwords, policy, services, sessions
from linli.accounts.models import User
from linli.domain.access import NOBODY, PUBLIC
from linli.domain.calendar import SHANGHAI
from linli.organizations.requests import StaffRequest
from linli.records.errors import NotAllowed
from linli.records.time import now

#: What one may open while a new password is owed.
_BEFORE_PASSWORD = frozenset({"accounts:password", "accounts:logout"})
#: What an administrator may open before the second factor is bound.
_BEFORE_SECOND = _BEFORE_PASSWORD | {"accounts:second_set", "accounts:confirm"}


class ActingPostMiddleware:
    """Sets ``request.actor``, ``request.scope``, ``request.acting`` and ``request.acts``; guards addresses.

    A person acts in one post at a time. Three queries for a logged-in request: session, login, posts.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        staff = cast("StaffRequest", request)
        staff.actor, staff.scope, staff.acting, staff.acts = PUBLIC, NOBODY, None, []
        device = request.COOKIES.get(entering.DEVICE_COOKIE, "")
        if auth.SESSION_KEY in request.session or device:
            _take_post(staff, device)
        response = self.get_response(request)
        if staff.scope.user_id is not None and "Cache-Control" not in response:
            # Pages of staff hold personal data: no copy in a shared browser (C12, residual information).
            response["Cache-Control"] = "no-store"
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Lets the request through, or answers it: log in, choose a password, or not allowed."""
        del view, args, kwargs
        name = request.resolver_match.view_name if request.resolver_match else ""
        verb = policy.url_verbs().get(name)
        if verb == "public":
            return None
        if not request.user.is_authenticated:
            return _ask_to_log_in(request)
        if _owes_password(request.user) and name not in _BEFORE_PASSWORD:
            return HttpResponseRedirect(reverse("accounts:password"))
        if request.session.get(sessions.OWES_SECOND) and name not in _BEFORE_SECOND:
            return HttpResponseRedirect(reverse("accounts:second_set"))
        return None if verb == "login" else _judge(cast("StaffRequest", request), name, verb)


def _judge(request: StaffRequest, name: str, verb: str | None) -> HttpResponse | None:
    """For pages of posts: a post, the verb (an address that is not listed is closed), the password again."""
    if not request.scope.roles:
        return _refuse(request, NotAllowed(_("您的账号今天没有任职岗位，请联系本单位的系统管理员。")))
    if verb is None or (verb != "staff" and not policy.may(request.scope, verb)):
        return _refuse(request, policy.NotYours())
    if policy.needs_step_up(name) and not sessions.stepped_up(request.session, now()):
        return _ask_again(request)
    return None


def _take_post(request: StaffRequest, device: str) -> None:
    at = now()
    user = request.user
    if user.is_authenticated and sessions.expired(request.session, at, admin=user.is_admin):
        auth.logout(request)
        request.timed_out = True
        user = request.user
    if not user.is_authenticated and (not device or not entering.enter_by_device(request, device, at)):
        return
    found = cast("User", request.user)
    request.acts = acting.acts_of(found, at.astimezone(SHANGHAI).date())
    if request.acts:
        found.person = request.acts[0].person  # read already; the head shows the name
    request.acting = acting.pick(request.acts, request.session.get(sessions.POST))
    request.actor = acting.actor_of(found, request.acting)
    request.scope = acting.scope_of(found, request.acting)
    if sessions.touch(request.session, at):
        services.note_seen(user_id=found.pk, seen_at=found.last_seen_at, at=at)


def _owes_password(user: User) -> bool:
    if not user.has_usable_password():
        return False
    return user.must_change_password or passwords.is_stale(user.password_changed_at, now())


def _refuse(request: HttpRequest, error: NotAllowed) -> HttpResponse:
    # Errors raised here would pass by process_exception, which watches views only.
    if request.path.startswith("/api/"):
        return JsonResponse({"error": str(error)}, status=403)
    return render(request, "403.html", {"error": error}, status=403)


def _ask_again(request: HttpRequest) -> HttpResponse:
    """Unmasking and exports want the password once more; a form that was sent is opened again after."""
    target = f"{reverse('accounts:confirm')}?{urlencode({'next': request.get_full_path()})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)


def _ask_to_log_in(request: HttpRequest) -> HttpResponse:
    if request.path.startswith("/api/"):
        return JsonResponse({"error": _("请先登录。")}, status=401)
    if getattr(request, "timed_out", False):
        messages.info(
            request, _("离开的时间长了，为了安全请重新登录。没提交的内容，在原来的页面上还有草稿。")
        )
    back = request.get_full_path() if request.method == "GET" else request.META.get("HTTP_REFERER", "/")
    target = f"{reverse('accounts:login')}?{urlencode({'next': back})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)
