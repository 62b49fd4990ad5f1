"""What registers refuse, each with one sentence in the words of the work."""

# ruff: noqa: N818 - named for what happened; a person never sees the class
from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.records.errors import LinliError


class NoSuchItem(LinliError):
    """The item does not exist, or the reader may not know that it does."""

    status = 404
    default = _("没有这条台账，或者不在您的辖区内。")


class NoSuchRegister(LinliError):
    """No mechanism in use here brings this register."""

    status = 404
    default = _("本地没有启用这本台账，请先在工作机制里启用。")


class Refused(LinliError):
    """The rules of the register do not allow this; ``field`` is where the sentence belongs."""

    status = 422
    default = _("这项操作不符合台账规则。")

    def __init__(
        self, message: object = None, *, field: str | None = None, fields: dict[str, str] | None = None
    ):
        super().__init__(message)  # type: ignore[arg-type]
        self.field = field
        #: All that is wrong at once, by field.
        self.fields = fields or ({field: str(message)} if field else {})
