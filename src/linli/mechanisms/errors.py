"""What may be refused in the mechanism library, each with one sentence."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from linli.definitions import Problem
from linli.records.errors import LinliError


class UnknownPieceError(LinliError, LookupError):
    """No mechanism in use at this place brings the piece."""

    status = 404
    default = _("本地没有启用这一项，请先在工作机制里启用。")


class AdoptionRefusedError(LinliError):
    """The mechanism may not be switched on, tried or stopped like this."""

    status = 422
    default = _("现在不能这样启用。")


class BadDefinitionError(LinliError):
    """Data that breaks the schema; ``problems`` says where."""

    status = 422
    default = _("机制文件有误，请按提示修改。")

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems[:20]))
