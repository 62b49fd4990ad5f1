"""How far a facility reaches: which rows of a register, by what figure, make the buildings around it served (服务圈)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from linli.definitions.problems import listed
from linli.definitions.words import TermId
from linli.definitions.yamlfile import Document


@dataclass(frozen=True)
class Reach:
    """Buildings of the place a row stands at are served by it while its figure ``field`` is at most ``most``.

    ``states``: only rows in one of them. ``of``: only rows with one of these values of the choice ``by``. The id is a
    term and the name of the relation that figures over ``buildings`` ask for.
    """

    id: TermId
    field: str
    most: int
    states: tuple[str, ...]
    by: str = ""
    of: tuple[str, ...] = ()


class _Named(Protocol):
    @property
    def id(self) -> str: ...


def check(
    reaches: Iterable[Reach],
    fields: Iterable[_Named],
    states: Iterable[_Named],
    path: str,
    document: Document,
) -> None:
    """A reach names fields and states of its own register."""
    known, allowed = [one.id for one in fields], [one.id for one in states]
    for index, one in enumerate(reaches):
        below = f"{path}.reaches[{index}]"
        for name in (one.field, *([one.by] if one.by else ())):
            if name not in known:
                document.problem("E107", below, name, listed(known))
        for name in one.states:
            if name not in allowed:
                document.problem("E107", f"{below}.states", name, listed(allowed))
        if not one.states or bool(one.by) != bool(one.of):
            document.problem("E104", below, one.id, "states, by ↔ of")
