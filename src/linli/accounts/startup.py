"""What this room registers at start: events, names of logins, body columns for the policy, the head's slots."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.accounts import policy, queries
from linli.accounts.models import User
from linli.accounts.services import disable_unused
from linli.organizations import access as organizations
from linli.records import registry, schedule
from linli.ui import navigation as nav


def register() -> None:
    """Called once by ``AppConfig.ready``."""
    registry.register_subject(
        "user", User, label=_("账号"), url=lambda pk: reverse("accounts:user", args=[pk])
    )
    registry.register_resolver("user", queries.user_names)
    _register_events()
    policy.register_bodies("organization", ids=lambda row: [row.pk], q=lambda ids: Q(pk__in=ids))
    policy.register_bodies(
        "post", ids=lambda row: [row.organization_id], q=lambda ids: Q(organization_id__in=ids)
    )
    organizations.provide_judge(policy.allows, policy.filter)
    nav.guard(_may_open)
    nav.provide("post", _post_slot)
    nav.provide("me", _me_slot)
    nav.provide("login", _login_slot)
    nav.register_bar("me", "accounts:mine")
    nav.register("today", "accounts:users", _("账号"), order=80, allowed=_may("user.view"))
    nav.register("today", "accounts:audit", _("审计"), order=90, allowed=_may("user.audit"))
    schedule.register("accounts.disable_unused", every=86_400, run=disable_unused)


def _register_events() -> None:
    event = registry.register_event
    event("user.created", _("开设账号"), refs={"person": "person"})
    event("user.entered", _("登录"), refs={"post": "post"})
    event("user.left", _("退出"))
    event("user.chose_post", _("切换到岗位%(post)s"))
    event("user.password_changed", _("修改了密码"))
    event("user.disabled", _("停用账号"), texts={"reason": _("原因")})
    event("user.enabled", _("启用账号"))
    event(
        "user.made_admin",
        _("设置管理员：由%(from)s改为%(to)s"),
        refs={"from": "admin_role", "to": "admin_role"},
    )
    event("user.unlocked", _("解除登录锁定"))
    event("user.device_bound", _("绑定了一台设备"))
    event("user.device_revoked", _("解除了一台设备"))
    event("user.second_set", _("绑定了动态码（第二重验证）"))
    event("user.second_locked", _("动态码连续输错，已锁定30分钟"))
    event("user.second_dropped", _("解除了动态码绑定"))
    event("user.identity_linked", _("绑定了统一身份"))
    event(
        "personal.unmasked",
        _("查看了个人信息（%(field)s）"),
        refs={"field": "secret"},
        texts={"reason": _("理由")},
    )
    registry.register_resolver("admin_role", _admin_words)
    registry.register_resolver("secret", _secret_words)


def _admin_words(codes: Iterable[Any]) -> Mapping[Any, str]:
    words = {
        "system_admin": _("系统管理员"),
        "security_admin": _("安全管理员"),
        "audit_admin": _("审计管理员"),
    }
    return {code: str(words.get(code, _("不是管理员"))) for code in codes}


def _secret_words(codes: Iterable[Any]) -> Mapping[Any, str]:
    words = {"phone": _("电话"), "name": _("姓名"), "address": _("地址"), "contact": _("联系方式")}
    return {code: str(words.get(code, code)) for code in codes}


def _may_open(request: HttpRequest, name: str) -> bool:
    """Whether the address behind a menu entry would let this person in; the middleware asks the same table."""
    scope, verb = getattr(request, "scope", None), policy.url_verbs().get(name)
    if verb == "public" or scope is None:
        return verb == "public"
    if verb in {"login", "staff"}:
        return bool(scope.user_id is not None if verb == "login" else scope.roles)
    return verb is not None and policy.may(scope, verb)


def _may(verb: str):  # type: ignore[no-untyped-def]
    def allowed(request: HttpRequest) -> bool:
        scope = getattr(request, "scope", None)
        return bool(scope and policy.may(scope, verb))

    return allowed


def _post_slot(request: HttpRequest) -> Mapping[str, Any] | None:
    user, act = _user(request), getattr(request, "acting", None)
    if user is None:
        return None
    if act is None:
        return {
            "label": user.get_admin_role_display() if user.is_admin else user.username,
            "name": user.display_name,
        }
    note = f"{act.post.organization} {act.post.title}"
    several = len(getattr(request, "acts", [])) > 1
    return {
        "label": str(act.post.title),
        "name": user.display_name,
        "note": f"{note}（{act.get_kind_display()}）" if act.is_deputy else note,
        "url": reverse("accounts:mine") if several else None,
    }


def _me_slot(request: HttpRequest) -> Mapping[str, Any] | None:
    return {"label": _("我的"), "url": reverse("accounts:mine")} if _user(request) else None


def _login_slot(request: HttpRequest) -> Mapping[str, Any] | None:
    return {"label": _("退出"), "url": reverse("accounts:logout")} if _user(request) else None


def _user(request: HttpRequest) -> User | None:
    # The middleware has looked already; asking the lazy user here would open a session for residents.
    scope = getattr(request, "scope", None)
    user = getattr(request, "user", None)
    return user if scope is not None and scope.user_id is not None else None
