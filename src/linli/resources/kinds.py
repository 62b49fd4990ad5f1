"""Kinds of resources in use at a place, and which needs they answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from django.utils.translation import gettext as _

from linli.definitions import get_library
from linli.definitions.resources import ResourceKind
from linli.mechanisms import queries as mechanisms
from linli.mechanisms.models import Definition
from linli.mechanisms.queries import label
from linli.resources.errors import Refused

__all__ = ["answering", "every", "here", "label", "matches", "need", "skills_of", "tags_of", "word"]


def here(area_id: int, on: date) -> list[tuple[ResourceKind, Definition]]:
    """Kinds in use at a place on a day, in the order of their mechanisms."""
    homes = [piece.id for piece in get_library().mechanisms.values() if piece.resource_kinds]
    found = mechanisms.active(area_id, on, only=homes)
    return [
        (kind, definition)
        for definition in found.values()
        for kind in mechanisms.content(definition).resource_kinds
        if kind.capability is None
    ]


def need(kind_id: str, area_id: int, on: date) -> tuple[ResourceKind, Definition]:
    """One kind in use at a place. Raises :class:`Refused` naming it."""
    for kind, definition in here(area_id, on):
        if kind.id == kind_id:
            return kind, definition
    raise Refused(
        _("本地没有启用“%(kind)s”这类资源，请先在工作机制里启用。") % {"kind": label(kind_id)}, field="kind"
    )


def every() -> dict[str, ResourceKind]:
    """All kinds of the shipped library by id; for words and choices only."""
    return {
        kind.id: kind
        for mechanism in get_library().mechanisms.values()
        for kind in mechanism.resource_kinds
        if kind.capability is None
    }


def word(kind_id: str) -> str:
    """The word for a kind."""
    kind = every().get(kind_id)
    return label(kind.term) if kind else kind_id


def skills_of(kinds: Iterable[ResourceKind]) -> dict[str, str]:
    """Skill → word, of all these kinds."""
    return {skill: label(skill) for kind in kinds for skill in kind.skills}


def tags_of(kinds: Iterable[ResourceKind]) -> dict[str, str]:
    """Tag → word, of all these kinds."""
    return {tag: label(tag) for kind in kinds for tag in kind.tags}


def answering(kinds: Iterable[ResourceKind]) -> Mapping[str, list[tuple[ResourceKind, tuple[str, ...]]]]:
    """Case kind → kinds of resources that can answer it, with the categories they are limited to."""
    found: dict[str, list[tuple[ResourceKind, tuple[str, ...]]]] = {}
    for kind in kinds:
        for answers in kind.answers:
            found.setdefault(answers.case_kind, []).append((kind, answers.categories))
    return found


def matches(category: str, wanted: tuple[str, ...]) -> bool:
    """Is a category one of these or below one? No limit means every one."""
    return not wanted or any(category == one or category.startswith(f"{one}_") for one in wanted)
