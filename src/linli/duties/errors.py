# ruff: noqa: N818 - named for what happened
"""What the rules of duties refuse, in the words of the work."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from linli.records.errors import LinliError, Sentence


class DutyRefused(LinliError):
    """The entry does not fit; ``field`` is where on the form the sentence belongs ("" = whole form)."""

    status = 422

    def __init__(self, message: Sentence, *, field: str = "") -> None:
        super().__init__(message)
        self.field = field


class Taken(DutyRefused):
    """Somebody else has the object already; ``current`` and ``theirs`` stand side by side on the form."""

    status = 409

    def __init__(self, message: Sentence, *, current: str, theirs: str) -> None:
        super().__init__(message, field="object_id")
        self.current, self.theirs = current, theirs


class NoSuchKind(LinliError):
    """No mechanism in use at the place brings this kind of duty."""

    status = 404
    default = _("这里没有启用这类责任分工，请先在「工作机制」里启用。")


class NoSuchDuty(LinliError):
    """There is no such duty, or not for this post."""

    status = 404
    default = _("没有找到这条责任分工。")
