"""Which models carry today's ancestors as columns, so that a change of the tree can rewrite them."""

from __future__ import annotations

from linli.areas.models import Scoped

_scoped: list[type[Scoped]] = []


def register_scoped(model: type[Scoped]) -> type[Scoped]:
    """Have the columns of ``model`` rewritten when the tree changes; usable as a decorator."""
    if model not in _scoped:
        _scoped.append(model)
    return model


def scoped_models() -> list[type[Scoped]]:
    """The registered models, in the order of registration."""
    return list(_scoped)
