"""Which bulletin templates a place may use: those of the mechanisms it works by."""

from __future__ import annotations

from datetime import date

from linli.bulletins.errors import NoTemplate
from linli.definitions.bulletins import Bulletin as Template
from linli.mechanisms import queries as mechanisms
from linli.mechanisms.models import Definition


def in_use(area_id: int, on: date) -> list[tuple[Template, Definition]]:
    """Templates of the mechanisms in use at a place on a day, announced ones left out."""
    found = mechanisms.active(area_id, on)
    return [
        (piece, definition)
        for _name, definition in sorted(found.items())
        for piece in mechanisms.content(definition).bulletins
        if piece.capability is None
    ]


def template(template_id: str, area_id: int, on: date) -> tuple[Template, Definition]:
    """One template in use at a place. Raises :class:`NoTemplate`."""
    for piece, definition in in_use(area_id, on):
        if piece.id == template_id:
            return piece, definition
    raise NoTemplate()


def of_definition(definition: Definition, template_id: str) -> Template:
    """The template as a bulletin's own definition says it, whatever holds now. Raises :class:`NoTemplate`."""
    for piece in mechanisms.content(definition).bulletins:
        if piece.id == template_id:
            return piece
    raise NoTemplate()
