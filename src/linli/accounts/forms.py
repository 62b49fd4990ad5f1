"""Forms of coming in and of the administrators."""

from __future__ import annotations

from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from linli.accounts.models import AdminRole
from linli.organizations.forms import PersonField
from linli.ui.widgets import BigText

_OLD = {"autocomplete": "current-password"}
_NEW = {"autocomplete": "new-password"}


class LoginForm(forms.Form):
    """Login name and password; password managers and pasting are welcome."""

    username = forms.CharField(
        label=_("用户名"),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(label=_("密码"), max_length=200, strip=False, widget=forms.PasswordInput(_OLD))
    keep = forms.BooleanField(
        label=_("在这台手机上保持登录30天"),
        required=False,
        help_text=_("只在您本人的手机上勾选；随时可在「我的」里解除。"),
    )


class PasswordForm(forms.Form):
    """The old password and the new one twice."""

    old = forms.CharField(
        label=_("现在的密码"), max_length=200, strip=False, widget=forms.PasswordInput(_OLD)
    )
    password = forms.CharField(
        label=_("新密码"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(_NEW),
        help_text=_("至少8位（管理员12位），大写字母、小写字母、数字、符号中至少三种，不含姓名和电话。"),
    )
    again = forms.CharField(
        label=_("再输一遍新密码"), max_length=200, strip=False, widget=forms.PasswordInput(_NEW)
    )

    def clean(self) -> dict[str, Any]:
        """The two new ones must be one."""
        data = super().clean() or {}
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", _("两次输入的新密码不一样。"))
        return data


class ConfirmForm(forms.Form):
    """The password once more."""

    password = forms.CharField(label=_("密码"), max_length=200, strip=False, widget=forms.PasswordInput(_OLD))


class CodeForm(forms.Form):
    """The six digits of the phone."""

    code = forms.CharField(
        label=_("动态码"),
        max_length=12,
        help_text=_("手机验证器上当前的6位数字，每30秒换一次。"),
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True}),
    )


class ReasonForm(forms.Form):
    """Why a masked value is read."""

    reason = forms.CharField(
        label=_("查看理由"),
        max_length=200,
        widget=BigText(2),
        help_text=_("例如：电话联系反映人核实楼栋号。理由和时间会留下记录，审计管理员可以看到。"),
    )


class NewUserForm(forms.Form):
    """A new login."""

    username = forms.CharField(
        label=_("用户名"),
        max_length=40,
        help_text=_("3到40位小写字母、数字、点或横线，不要用身份证号或手机号。"),
    )
    person_id = PersonField(
        label=_("人员"),
        required=False,
        url=reverse_lazy("organizations:find_people"),
        help_text=_("业务账号要选人员；管理员账号可以不选。"),
    )
    admin_role = forms.ChoiceField(label=_("管理员"), choices=AdminRole.choices, required=False)


class AdminRoleForm(forms.Form):
    """One of the three administrators, or none."""

    admin_role = forms.ChoiceField(label=_("管理员"), choices=AdminRole.choices, required=False)


class UserFilter(forms.Form):
    """The filter bar over the list of logins."""

    q = forms.CharField(label=_("用户名或姓名"), max_length=40, required=False)
    state = forms.ChoiceField(
        label=_("状态"),
        required=False,
        choices=[("", _("全部")), ("active", _("启用")), ("disabled", _("停用")), ("admin", _("管理员"))],
    )
