"""What a bulletin refuses, each in a sentence that says what to do."""

# ruff: noqa: N818 - named for what happened
from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from linli.domain.binding import Change, Unknown
from linli.records.errors import LinliError


class UnknownFigure(LinliError):
    """A text names a figure that its template does not have."""

    status = 422

    def __init__(self, wrong: Unknown, labels: Sequence[str] = ()) -> None:
        self.wrong = wrong
        if wrong.name == "{":
            text = _("花括号只用来放数字，请成对写，例如{%(name)s}。") % {
                "name": labels[0] if labels else "办结"
            }
        elif wrong.meant:
            text = _("没有{%(name)s}这个数字，是不是{%(meant)s}？") % {
                "name": wrong.name[:20],
                "meant": wrong.meant,
            }
        else:
            text = _("没有{%(name)s}这个数字。可用：%(all)s。") % {
                "name": wrong.name[:20],
                "all": "、".join(labels) or "—",
            }
        super().__init__(text)


class FiguresChanged(LinliError):
    """A figure is another one than when the bulletin was drafted; it is shown before anybody signs."""

    status = 409

    def __init__(self, changes: Sequence[Change], labels: dict[str, str]) -> None:
        self.changes = tuple(changes)
        told = "；".join(self._say(one, labels.get(one.name, one.name)) for one in self.changes[:5])
        super().__init__(_("起草后数字有变化：%(told)s。请先更新数字、核对文字，再定稿。") % {"told": told})

    @staticmethod
    def _say(one: Change, label: str) -> str:
        # A table prints in many cells: its content in short says nothing to a reader.
        if not one.printed_before and not one.printed_after:
            return _("%(label)s有变化") % {"label": label}
        return _("%(label)s由%(before)s变为%(after)s") % {
            "label": label,
            "before": one.before or "—",
            "after": one.after or "—",
        }


class EditionFrozen(LinliError):
    """A published edition is asked to change."""

    status = 409

    def __init__(self) -> None:
        super().__init__(_("已经定稿的通报不能再改。需要改的，请发更正通报，原来的一版仍可查看。"))


class FallingTotal(LinliError):
    """A cumulative value is lower than the one before and nobody says why."""

    status = 422

    def __init__(self, label: str, before: str, now: str) -> None:
        super().__init__(
            _("%(label)s是累计数，上次是%(before)s，这次%(now)s变少了。请核对；确实如此的，请写明原因。")
            % {"label": label, "before": before, "now": now}
        )


class NoTemplate(LinliError):
    """No such template in use at this place."""

    status = 404

    def __init__(self) -> None:
        super().__init__(_("本地没有启用这种通报，请先在工作机制里启用。"))
