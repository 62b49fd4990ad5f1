"""Who acts, and what they may see: the two values every floor passes down.

Nothing below ``accounts`` knows the user model; services take an :class:`Actor`, access functions and
queries a :class:`Scope`. Both are plain frozen values so that the kernel and the tests can build them.
"""

from __future__ import annotations

from dataclasses import dataclass

#: Levels of the place tree, from the top; "grid" and "other" stand beside the line.
LEVELS = (
    "nation",
    "province",
    "city",
    "district",
    "street",
    "community",
    "estate",
    "building",
    "entrance",
    "grid",
    "other",
)

#: The levels whose today's ancestor every scoped row carries as a column.
COLUMN_LEVELS = ("city", "district", "street", "community", "estate", "grid")

#: Ways by which a verb can be reached; the same services stand behind all of them.
CHANNELS = ("page", "public", "api", "import", "command", "system", "demo", "paper")


@dataclass(frozen=True)
class AreaRef:
    """One node of the tree, with the level whose column holds it."""

    level: str
    area_id: int


@dataclass(frozen=True)
class Actor:
    """The one who acts: a login in one post, or nobody known (the public window, the worker)."""

    user_id: int | None
    post_id: int | None
    channel: str
    body_id: int | None = None

    def __post_init__(self) -> None:
        if self.channel not in CHANNELS:
            raise ValueError(f"unknown channel {self.channel!r}, allowed: {', '.join(CHANNELS)}")


@dataclass(frozen=True)
class Scope:
    """What a person may see (``view``) and fill in (``fill``), acting in one post."""

    view: tuple[AreaRef, ...] = ()
    fill: tuple[AreaRef, ...] = ()
    bodies: frozenset[int] = frozenset()
    roles: frozenset[str] = frozenset()
    user_id: int | None = None
    post_id: int | None = None


#: The worker, migrations of rows, scheduled jobs.
SYSTEM = Actor(user_id=None, post_id=None, channel="system")

#: A resident at the public window, without an account.
PUBLIC = Actor(user_id=None, post_id=None, channel="public")

#: Sees nothing.
NOBODY = Scope()
