"""Refusals of this room, each one clear sentence in its place."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.records.errors import LinliError, Sentence

__all__ = ["NoSuch", "Refused"]


class Refused(LinliError):  # noqa: N818 - named for what happened
    """What was asked cannot be done; ``field`` says where the sentence belongs."""

    status = 422
    default = _("填写的内容有误，请检查后再提交。")

    def __init__(self, message: Sentence | None = None, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class NoSuch(LinliError):  # noqa: N818 - named for what happened
    """There is none, or none this reader may know of."""

    status = 404
    default = _("没有找到，或不在您的工作范围内。")
