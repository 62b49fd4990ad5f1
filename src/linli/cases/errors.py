"""Refusals of this room, each one clear sentence in its place."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.domain.safety import Halt
from linli.records.errors import LinliError, NotAllowed, Sentence

__all__ = ["BadInput", "LinliError", "NoSuchCase", "NotAllowed", "NotNow", "SafetyStop"]


class BadInput(LinliError):  # noqa: N818 - named for what happened
    """What was typed cannot be taken; ``field`` says where the sentence belongs."""

    status = 422
    default = _("填写的内容有误，请检查后再提交。")

    def __init__(self, message: Sentence | None = None, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class NoSuchCase(LinliError):  # noqa: N818 - named for what happened
    """There is none, or none this reader may know of: the answer is the same."""

    status = 404
    default = _("没有找到这件诉求。请核对编号，或确认它在您的工作范围内。")


class NotNow(NotAllowed):
    """The state of the case or a limit does not allow this step; nothing was changed."""

    status = 409
    default = _("这件诉求现在的状态不能这样办理，请刷新后再看。")


class SafetyStop(LinliError):  # noqa: N818 - named for what happened
    """The public form stops: dial first, or go to the channel that is competent. ``halt`` has the buttons."""

    status = 422

    def __init__(self, halt: Halt, message: Sentence) -> None:
        self.halt = halt
        super().__init__(message)
