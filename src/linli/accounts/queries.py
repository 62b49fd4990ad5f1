"""Reading logins: lists for the administrators, devices, and what the auditor looks at."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import Q, QuerySet, Sum

from linli.accounts.models import Device, User
from linli.records.models import Event

#: What the auditor reads, by tab: event names.
AUDITED: dict[str, tuple[str, ...]] = {
    "unmask": ("personal.unmasked",),
    "entry": ("user.entered", "user.left", "user.chose_post", "user.second_locked"),
    "export": ("export.asked", "export.done", "export.fetched"),
    "admin": (
        "user.created",
        "user.disabled",
        "user.enabled",
        "user.made_admin",
        "user.password_changed",
        "user.unlocked",
        "user.device_bound",
        "user.device_revoked",
        "user.identity_linked",
        "user.second_set",
        "user.second_dropped",
    ),
}


def users(text: str = "", state: str = "") -> QuerySet[User]:
    """Logins by a part of the login name or the person's name; ``state``: active, disabled, admin, or all."""
    rows = User.objects.select_related("person")
    if state in {"active", "disabled"}:
        rows = rows.filter(is_active=state == "active")
    elif state == "admin":
        rows = rows.exclude(admin_role="")
    wanted = text.strip()[:40]
    if wanted:
        rows = rows.filter(Q(username__icontains=wanted) | Q(person__name__icontains=wanted))
    return rows


def user_names(ids: Iterable[int]) -> dict[int, str]:
    """Names behind login ids, for event sentences."""
    rows = User.objects.filter(pk__in=list(ids)).select_related("person")
    return {user.pk: user.display_name for user in rows}


def devices_of(user_id: int, at: datetime) -> QuerySet[Device]:
    """The phones bound to a login that may still enter."""
    return Device.objects.filter(user_id=user_id, revoked_at=None, expires_at__gt=at).order_by(
        "-last_used_at"
    )


def audit_events(tab: str) -> QuerySet[Event]:
    """Events of one tab of the audit page; read with order ("-at", "-id")."""
    return Event.objects.filter(name__in=AUDITED.get(tab, ())).select_related("body")


def locked_attempts(at: datetime) -> QuerySet[AccessAttempt]:
    """Failed log-ins that still count, the newest first."""
    since = at - timedelta(hours=float(settings.AXES_COOLOFF_TIME))
    rows: QuerySet[AccessAttempt] = AccessAttempt.objects.filter(attempt_time__gte=since)
    return rows.order_by("-attempt_time")


def is_locked(username: str, at: datetime) -> bool:
    """True while failed log-ins keep a login name out at some address."""
    # One row per browser: what counts is the sum at one address.
    rows = locked_attempts(at).filter(username=username).order_by().values("ip_address")
    sums = rows.annotate(failures=Sum("failures_since_start"))
    return bool(sums.filter(failures__gte=settings.AXES_FAILURE_LIMIT).exists())


def demo_users() -> list[User]:
    """The logins of the demonstration that may be entered as, in their fixed order."""
    return list(
        User.objects.filter(username__startswith="demo-", is_active=True)
        .select_related("person", "last_post")
        .order_by("pk")[:20]
    )
