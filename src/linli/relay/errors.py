"""Refusals of this room, each one clear sentence."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.records.errors import LinliError


class NotSetUp(LinliError):  # noqa: N818 - named for what happened
    """No zone, no folder or no secret is named."""

    default = _("这里没有设为网闸摆渡的一侧：请设置LINLI_ZONE、LINLI_RELAY和LINLI_RELAY_SECRET。")


class Refused(LinliError):  # noqa: N818 - named for what happened
    """A file that cannot be taken; nothing of it was applied."""

    default = _("这个文件不是摆渡批次，或者不完整。")


class Unfinished(Refused):
    """A file without its end: it may still be on its way."""

    default = _("文件不完整，可能还在传输，也可能被截断。")
