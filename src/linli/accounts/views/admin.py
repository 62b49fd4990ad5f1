"""Pages of the three administrators: logins, their buttons, and what the auditor reads."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from linli.accounts import policy, queries, services
from linli.accounts.errors import Refused
from linli.accounts.forms import AdminRoleForm, NewUserForm, UserFilter
from linli.accounts.models import User
from linli.organizations.requests import StaffRequest
from linli.records import queries as records
from linli.records.time import now
from linli.ui import paging

TABS = (
    ("unmask", gettext_lazy("查看个人信息")),
    ("entry", gettext_lazy("登录退出")),
    ("export", gettext_lazy("导出")),
    ("admin", gettext_lazy("账号管理")),
    ("locked", gettext_lazy("登录失败")),
)


def users(request: StaffRequest) -> HttpResponse:
    """The list of logins."""
    form = UserFilter(request.GET)
    form.is_valid()
    found = queries.users(form.cleaned_data.get("q", ""), form.cleaned_data.get("state", ""))
    page = paging.page(found, order=("username", "id"), request=request)
    may_create = policy.may(request.scope, "user.create")
    return render(request, "accounts/users.html", {"page": page, "form": form, "may_create": may_create})


def user(request: StaffRequest, user_id: int) -> HttpResponse:
    """One login: its state, the buttons this administrator may press, its history."""
    found = get_object_or_404(User.objects.select_related("person"), pk=user_id)
    may = {verb: policy.may(request.scope, f"user.{verb}") for verb in _VERBS}
    page = {
        "found": found,
        "may": may,
        "own": found.pk == request.user.pk,
        "locked": queries.is_locked(found.username, now()),
        "role_form": AdminRoleForm(initial={"admin_role": found.admin_role}),
        "history": records.history("user", found.pk, limit=50),
    }
    return render(request, "accounts/user.html", page)


def user_new(request: StaffRequest) -> HttpResponse:
    """Make a login; its first password is shown once."""
    form = NewUserForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        password = services.admin.temporary_password()
        try:
            made = services.create_user(**form.cleaned_data, password=password, actor=request.actor, at=now())
        except Refused as error:
            form.add_error(error.field if error.field in form.fields else None, str(error))
        else:
            return render(request, "accounts/password_once.html", {"found": made, "password": password})
    return render(request, "accounts/user_new.html", {"form": form}, status=422 if form.errors else 200)


@require_POST
def user_act(request: StaffRequest, user_id: int, verb: str) -> HttpResponse:
    """A button on a login's page."""
    if verb not in _VERBS or not User.objects.filter(pk=user_id).exists():
        raise Http404
    if not policy.may(request.scope, f"user.{verb}"):
        raise policy.NotYours()
    try:
        answer = _VERBS[verb](request, user_id)
    except Refused as error:
        messages.error(request, str(error))
        answer = None
    return answer or redirect("accounts:user", user_id)


def _disable(request: StaffRequest, user_id: int) -> None:
    reason = request.POST.get("reason", "")
    services.disable_user(user_id=user_id, actor=request.actor, at=now(), reason=reason)
    messages.success(request, _("已停用，正在使用的页面和绑定的手机同时失效。"))


def _enable(request: StaffRequest, user_id: int) -> None:
    services.enable_user(user_id=user_id, actor=request.actor, at=now())
    messages.success(request, _("已启用。"))


def _unlock(request: StaffRequest, user_id: int) -> None:
    services.unlock(user_id=user_id, actor=request.actor, at=now())
    messages.success(request, _("已解除锁定，已留下记录。"))


def _make_admin(request: StaffRequest, user_id: int) -> None:
    role = request.POST.get("admin_role", "")
    services.make_admin(user_id=user_id, admin_role=role, actor=request.actor, at=now())
    messages.success(request, _("已设置，下次登录要换密码。"))


def _reset_password(request: StaffRequest, user_id: int) -> HttpResponse:
    password = services.reset_password(user_id=user_id, actor=request.actor, at=now())
    page = {"found": User.objects.get(pk=user_id), "password": password}
    return render(request, "accounts/password_once.html", page)


_VERBS: dict[str, Callable[[StaffRequest, int], HttpResponse | None]] = {
    "disable": _disable,
    "enable": _enable,
    "unlock": _unlock,
    "make_admin": _make_admin,
    "reset_password": _reset_password,
}


def audit(request: StaffRequest) -> HttpResponse:
    """Who read what was masked, who came in, who took a list out, what administrators did."""
    tab = request.GET.get("tab", "unmask")
    if tab not in dict(TABS):
        raise Http404
    tabs = [(label, f"?tab={code}", code == tab, None) for code, label in TABS]
    if tab == "locked":
        rows = queries.locked_attempts(now())[:200]
        return render(request, "accounts/audit.html", {"tabs": tabs, "attempts": rows})
    page = paging.page(queries.audit_events(tab), order=("-at", "-id"), request=request)
    lines = records.lines(page.rows)
    return render(request, "accounts/audit.html", {"tabs": tabs, "page": page, "lines": lines})
