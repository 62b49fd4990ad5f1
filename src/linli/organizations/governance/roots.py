"""The place below which governance is read, and how places found with it are called, without asking again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from linli.areas import paths, spelling
from linli.areas import queries as areas
from linli.areas.models import AreaSpan
from linli.domain.access import LEVELS


@dataclass(frozen=True)
class Root:
    """A place as it was on a day."""

    span: AreaSpan

    @property
    def id(self) -> int:
        """Its id."""
        return self.span.area_id

    @property
    def chain(self) -> list[int]:
        """Ids from the top down to the place."""
        return paths.ids(self.span.path)


def root(area_id: int, on: date) -> Root | None:
    """The place as it was on a day; None before it began or after it ended."""
    own = areas.span(area_id, on)
    return Root(own) if own else None


def roots(ids: Sequence[int], on: date) -> list[Root]:
    """Several places; one query."""
    found = areas.spans(ids, on)
    return [Root(found[pk]) for pk in ids if pk in found]


def spoken(row: AreaSpan, above: Mapping[int, AreaSpan], *, top: str) -> str:
    """The name with those above it, from a level downwards; ``above`` holds at least those."""
    said = set(LEVELS[LEVELS.index(top) :])
    steps = (above[pk] for pk in paths.ids(row.path) if pk in above)
    return "".join(spelling.short_name(one.name) for one in steps if one.level in said) or row.name


def by_id(rows: Iterable[AreaSpan]) -> dict[int, AreaSpan]:
    """Spans by the id of their place."""
    return {row.area_id: row for row in rows}
