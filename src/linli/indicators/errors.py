"""What this room refuses, each in one Chinese sentence."""

# ruff: noqa: N818 - named for what happened
from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.records.errors import LinliError, Sentence


class Refused(LinliError):
    """Something typed does not fit; ``field`` names where."""

    status = 422

    def __init__(self, message: Sentence, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class NotNow(LinliError):
    """The edition's state does not allow it."""

    status = 409
    default = _("现在的状态不能这样办。")


class Published(NotNow):
    """A published edition is never changed."""

    default = _("已发布的不能改动，请另出更正通报。")


class NoSuchIndicator(LinliError):
    """No indicator of that name is in use here."""

    status = 404
    default = _("这里没有启用这项指标。")


class NoSuchRanking(LinliError):
    """No ranking of that name is in use here."""

    status = 404
    default = _("这里没有启用这项排名。")


class NoSuchEdition(LinliError):
    """Not there, or not for this reader."""

    status = 404
    default = _("没有找到这份底表。")


class NotCountable(LinliError):
    """The measure names rows or columns that nobody registered."""

    status = 422
    default = _("这项指标的数据来源还没有接入，暂时算不出来。")
