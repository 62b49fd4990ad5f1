"""Which indicators and rankings are in use at a place, and the very words a figure was made under."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from linli.definitions import get_library
from linli.definitions.indicators import Indicator
from linli.definitions.rankings import Ranking
from linli.indicators import units
from linli.indicators.errors import NoSuchIndicator, NoSuchRanking
from linli.mechanisms import queries as mechanisms
from linli.mechanisms.models import Definition


@dataclass(frozen=True)
class Found:
    """An indicator with the definition that says it."""

    indicator: Indicator
    definition: Definition

    @property
    def digest(self) -> str:
        """Of the definition; part of every figure's address."""
        return self.definition.digest


@dataclass(frozen=True)
class FoundRanking:
    """A ranking with its definition."""

    ranking: Ranking
    definition: Definition


@cache
def _homes(pieces: str) -> dict[str, str]:
    return {
        piece.id: one.id
        for one in get_library().mechanisms.values()
        for piece in getattr(one, pieces)
        if piece.capability is None
    }


def in_use(area_id: int, on: date) -> list[Found]:
    """All indicators in use at a place on a day, in the order of the library."""
    return _in(area_id, on, set(_homes("indicators").values()))


def _in(area_id: int, on: date, homes: set[str]) -> list[Found]:
    return [
        Found(piece, definition)
        for definition in mechanisms.active(area_id, on, only=homes, chain=units.chain(area_id, on)).values()
        for piece in mechanisms.content(definition).indicators
        if piece.capability is None
    ]


def rankings_in_use(area_id: int, on: date) -> list[FoundRanking]:
    """All rankings and fixed tables in use at a place on a day."""
    homes = set(_homes("rankings").values())
    return [
        FoundRanking(piece, definition)
        for definition in mechanisms.active(area_id, on, only=homes, chain=units.chain(area_id, on)).values()
        for piece in mechanisms.content(definition).rankings
        if piece.capability is None
    ]


def find(indicator_id: str, area_id: int, on: date) -> Found:
    """The indicator in use at a place. Raises :class:`NoSuchIndicator`."""
    for definition, piece in _find("indicators", indicator_id, area_id, on):
        assert isinstance(piece, Indicator)
        return Found(piece, definition)
    raise NoSuchIndicator


def find_ranking(ranking_id: str, area_id: int, on: date) -> FoundRanking:
    """The ranking in use at a place. Raises :class:`NoSuchRanking`."""
    for definition, piece in _find("rankings", ranking_id, area_id, on):
        assert isinstance(piece, Ranking)
        return FoundRanking(piece, definition)
    raise NoSuchRanking


def catalogue(area_id: int, on: date, wanted: Iterable[str] | None = None) -> dict[str, Found]:
    """The indicators in use at a place by id (of ``wanted`` only their own mechanisms are asked)."""
    if wanted is None:
        return {one.indicator.id: one for one in in_use(area_id, on)}
    every = _homes("indicators")
    return {one.indicator.id: one for one in _in(area_id, on, {every[one] for one in wanted if one in every})}


def _find(pieces: str, piece_id: str, area_id: int, on: date) -> Iterator[tuple[Definition, object]]:
    home = _homes(pieces).get(piece_id)
    if home is None:
        return
    for definition in mechanisms.active(area_id, on, only=[home], chain=units.chain(area_id, on)).values():
        for piece in getattr(mechanisms.content(definition), pieces):
            if piece.id == piece_id:
                yield definition, piece


def by_digest(indicator_id: str, digest: str) -> Found:
    """The indicator as a definition of the past says it. Raises :class:`NoSuchIndicator`."""
    definition = Definition.objects.filter(digest=digest).first()
    if definition is not None:
        for piece in mechanisms.content(definition).indicators:
            if piece.id == indicator_id:
                return Found(piece, definition)
    raise NoSuchIndicator


def of_definition(definition: Definition, ranking_id: str) -> Ranking:
    """The ranking as an edition's own definition says it. Raises :class:`NoSuchRanking`."""
    for piece in mechanisms.content(definition).rankings:
        if piece.id == ranking_id:
            return piece
    raise NoSuchRanking
