"""Stored definitions read back, once per digest and process: a definition never changes."""

from __future__ import annotations

from functools import lru_cache

from linli.definitions.library import walk
from linli.definitions.loader import stored
from linli.definitions.schema import Category, Mechanism
from linli.mechanisms.models import Definition


@lru_cache(maxsize=512)
def _by_digest(digest: str) -> tuple[Mechanism, tuple[tuple[str, str], ...]]:
    content = Definition.objects.values_list("content", flat=True).get(digest=digest)
    return stored(content["mechanism"]), tuple(content["pins"].items())


def mechanism_of(definition: Definition) -> Mechanism:
    """The mechanism a definition says."""
    return _by_digest(definition.digest)[0]


@lru_cache(maxsize=512)
def known(definition_id: int, mechanism: str, digest: str) -> Definition:
    """The row of a definition without its content; made once, since it never changes."""
    return Definition.from_db("default", ("id", "mechanism", "digest"), (definition_id, mechanism, digest))


@lru_cache(maxsize=64)
def _tree(digest: str) -> dict[str, tuple[Category, ...]]:
    found: dict[str, tuple[Category, ...]] = {}
    for above, category in walk(_by_digest(digest)[0].categories):
        parents = found[above[-1]] if above else ()
        found[category.id] = (*parents, category)
    return found


def tree_of(definition: Definition) -> dict[str, tuple[Category, ...]]:
    """The categories a definition brings: id → the way down to it, itself last."""
    return _tree(definition.digest)


def pins_of(definition: Definition) -> dict[str, str]:
    """Which definitions of other mechanisms belong to this one: mechanism id → digest."""
    return dict(_by_digest(definition.digest)[1])


def family(definition: Definition) -> list[Mechanism]:
    """The mechanism itself and those it requires, as they were when it was stored."""
    own, pins = _by_digest(definition.digest)
    return [own, *(_by_digest(digest)[0] for _, digest in pins)]
