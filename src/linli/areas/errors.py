"""Errors of this room, each one clear sentence."""

# ruff: noqa: N818 - named for what happened
from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.records.errors import LinliError


class BadPlace(LinliError):
    """A change of the tree that cannot be: unknown place, wrong level, cycle, date, name, code."""

    status = 422
    default = _("这个地点不能这样修改，请检查后再试。")


class UnknownPlace(BadPlace):
    """No such place today."""

    status = 404
    default = _("没有找到这个地点，或它已经停用。")


class UnknownCode(BadPlace):
    """A code that is in no edition."""

    status = 404
    default = _("没有这个区划代码。")
