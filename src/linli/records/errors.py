"""Errors that reach a person: each carries one clear sentence in the words of the work.

A view shows ``str(error)`` in its place and keeps what was typed; an API answers with ``status``.
"""

# ruff: noqa: N818 - they are named for what happened; a person never sees the class
from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

Sentence = str | Promise


class LinliError(Exception):
    """Base of all errors a person may read."""

    #: HTTP status under which views and the API answer.
    status = 400
    default: Sentence = _("操作没有完成，请检查后再试。")

    def __init__(self, message: Sentence | None = None) -> None:
        self.message: Sentence = self.default if message is None else message
        super().__init__(self.message)

    def __str__(self) -> str:
        return str(self.message)


class Conflict(LinliError):
    """The row was changed by somebody else since it was read: nothing is lost, both texts are kept.

    ``current`` and ``theirs`` are what stands now and what the person had typed, by field name.
    """

    status = 409
    default = _("这条记录刚刚被别人改过。您填的内容还在，请对照后再保存。")

    def __init__(
        self,
        message: Sentence | None = None,
        *,
        current: dict[str, str] | None = None,
        theirs: dict[str, str] | None = None,
    ) -> None:
        super().__init__(message)
        self.current = current or {}
        self.theirs = theirs or {}


class KeyReused(LinliError):
    """The same request key came with another content."""

    status = 409
    default = _("这次提交的编号已用于另一份内容，请刷新页面后重新提交。")


class NotAllowed(LinliError):
    """The rules do not allow this now (wrong state, wrong body, too late)."""

    status = 403
    default = _("现在不能进行这项操作。")


class BadFile(LinliError):
    """An uploaded file is broken, disguised, too large or of a kind that is not accepted."""

    status = 422
    default = _("这个文件无法使用，请换一个文件。")


class BadText(LinliError):
    """A text with a character that PostgreSQL keeps in no column (NUL): no keyboard makes it, addresses may hold it."""

    default = _("文字里有不能保存的控制字符，请删去后再试。")


class Busy(LinliError):
    """The database stayed locked through all retries."""

    status = 503
    default = _("系统正忙，这次没有保存。内容还在，请稍后再试。")


class StorageFull(LinliError):
    """The disk of the database or of the files is full."""

    status = 507
    default = _("存储空间已满，这次没有保存。请联系系统管理员。")


class StorageGone(LinliError):
    """The database or the folder of the files cannot be reached."""

    status = 503
    default = _("暂时连不上数据库，这次没有保存。请稍后再试或联系系统管理员。")


class KeyMissing(LinliError):
    """A key named by a stored value is not in the key folder."""

    status = 500
    default = _("缺少解密密钥，请联系系统管理员。")


class ArchiveRefused(LinliError):
    """A backup archive is broken, foreign or newer than this program."""

    default = _("这个备份文件不能恢复。")
