"""The edge of coming in: Django's session, the phone's cookie, and the event, in one place."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib import auth
from django.http import HttpRequest, HttpResponse
from django.utils.http import url_has_allowed_host_and_scheme

from linli.accounts import acting, services, sessions
from linli.accounts.models import User
from linli.accounts.services import devices
from linli.domain.calendar import SHANGHAI

DEVICE_COOKIE = "linli_device"
_BACKEND = "django.contrib.auth.backends.ModelBackend"


def enter(request: HttpRequest, user: User, at: datetime, *, way: str, post_id: int | None = None) -> None:
    """Open a session for a login whose identity was proved; the last post is taken again."""
    auth.login(request, user, backend=_BACKEND)
    acts = acting.acts_of(user, at.astimezone(SHANGHAI).date())
    taken = acting.pick(acts, post_id or user.last_post_id)
    sessions.begin(request.session, at, taken.post_id if taken else None)
    services.note_entry(
        user_id=user.pk,
        post_id=taken.post_id if taken else None,
        way=way,
        actor=acting.actor_of(user, taken),
        at=at,
    )


def enter_by_device(request: HttpRequest, token: str, at: datetime) -> bool:
    """Re-enter silently from a bound phone; False when its token is no longer good."""
    device = devices.user_by_device(token=token, at=at)
    if device is None:
        return False
    enter(request, device.user, at, way="device", post_id=device.post_id)
    return True


def remember_device(response: HttpResponse, token: str) -> None:
    """Give the phone its token; only the server reads it."""
    response.set_cookie(
        DEVICE_COOKIE,
        token,
        max_age=int(devices.LASTS.total_seconds()),
        httponly=True,
        secure=settings.LINLI_TLS,
        samesite="Lax",
    )


def safe_next(request: HttpRequest, default: str = "/") -> str:
    """Where to go after logging in: an address of this site only."""
    target = request.POST.get("next") or request.GET.get("next") or ""
    allowed = url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return target if allowed else default


def client_address(request: HttpRequest) -> str:
    """The address failed log-ins are counted under."""
    return str(request.META.get("REMOTE_ADDR", ""))
