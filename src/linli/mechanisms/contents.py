"""Stored definitions read back, once per digest and process: a definition never changes."""

from __future__ import annotations

from functools import lru_cache

from linli.definitions.loader import stored
from linli.definitions.schema import Mechanism
from linli.mechanisms.models import Definition


@lru_cache(maxsize=512)
def _by_digest(digest: str) -> tuple[Mechanism, tuple[tuple[str, str], ...]]:
    content = Definition.objects.values_list("content", flat=True).get(digest=digest)
    return stored(content["mechanism"]), tuple(content["pins"].items())


def mechanism_of(definition: Definition) -> Mechanism:
    """The mechanism a definition says."""
    return _by_digest(definition.digest)[0]


def pins_of(definition: Definition) -> dict[str, str]:
    """Which definitions of other mechanisms belong to this one: mechanism id → digest."""
    return dict(_by_digest(definition.digest)[1])


def family(definition: Definition) -> list[Mechanism]:
    """The mechanism itself and those it requires, as they were when it was stored."""
    own, pins = _by_digest(definition.digest)
    return [own, *(_by_digest(digest)[0] for _, digest in pins)]
