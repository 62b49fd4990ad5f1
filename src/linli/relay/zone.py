"""Which of two zones this installation is, where the folder between them lies, what the outer one answers."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from linli.relay.errors import NotSetUp

OUTER, INNER = "outer", "inner"
#: Outer → inner: what residents say. Inner → outer: what they are told.
INWARD, OUTWARD = "inward", "outward"

#: All that the outer zone answers: what residents need and what needs nothing of inside (docs/howto/production.md).
ANSWERED = frozenset(
    {
        "healthz", "plate", "ui:offline", "ui:prefer", "ui:worker", "window:answer", "window:contact",
        "window:find", "window:follow", "window:home", "window:places", "window:report", "window:slip",
        "window:thank", "window:wish_new",
    }
)  # fmt: skip


def zone() -> str:
    """ "" for one installation, else "outer" or "inner"."""
    return str(settings.LINLI_ZONE)


def is_outer() -> bool:
    """Whether residents are answered here, without the records."""
    return zone() == OUTER


def answers(name: str) -> bool:
    """Whether an address name exists in this zone."""
    return not is_outer() or name in ANSWERED


def own_direction() -> str:
    """The direction of the batches that this zone writes. Raises NotSetUp without a zone."""
    if zone() not in (OUTER, INNER):
        raise NotSetUp()
    return INWARD if is_outer() else OUTWARD


def other_direction() -> str:
    """The direction of the batches that this zone reads. Raises NotSetUp without a zone."""
    return OUTWARD if own_direction() == INWARD else INWARD


def folder() -> Path:
    """The folder with ``in`` and ``out``. Raises NotSetUp when none is named."""
    if not settings.LINLI_RELAY:
        raise NotSetUp()
    return Path(settings.LINLI_RELAY)
