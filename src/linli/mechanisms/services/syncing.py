"""Bring the shipped files and the overrides into the database: idempotent, with a dry run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from linli.definitions import Library, canonical, get_library
from linli.domain.access import SYSTEM, Actor
from linli.mechanisms import layers
from linli.mechanisms.difference import Change, changes
from linli.mechanisms.errors import BadDefinitionError
from linli.mechanisms.models import EVERYWHERE, Definition, InForce
from linli.records import services as records
from linli.records import time
from linli.records.tx import verb


@dataclass(frozen=True)
class SyncLine:
    """What happened, or would happen, to one mechanism in one area (0: everywhere)."""

    mechanism: str
    area_id: int
    action: Literal["new", "changed", "same", "gone"]
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class SyncReport:
    """All lines; ``changed`` when anything differs from the database."""

    lines: tuple[SyncLine, ...] = field(default=())

    @property
    def changed(self) -> bool:
        """Whether the database did not say the same already."""
        return any(line.action != "same" for line in self.lines)


def sync(
    *,
    actor: Actor = SYSTEM,
    at: datetime | None = None,
    dry_run: bool = False,
    library: Library | None = None,
) -> SyncReport:
    """Store new contents and say which definition holds where. Appends ``definition.stored`` for each new one.

    A mechanism whose file is gone keeps its definitions and records; nothing new begins under it. Raises
    :class:`BadDefinitionError` when the files have mistakes: then nothing is written.
    """
    shipped = library or get_library()
    if shipped.problems:
        raise BadDefinitionError(shipped.problems)
    if dry_run:
        return SyncReport(tuple(_compare(shipped)))
    return _write(shipped, actor, at or time.now())


def _compare(shipped: Library) -> list[SyncLine]:
    held = {(row.mechanism, row.area_id): row for row in InForce.objects.select_related("definition")}
    wanted = layers.wanted(shipped)
    lines = []
    for key, content in sorted(wanted.items()):
        row = held.get(key)
        if row is None:
            lines.append(SyncLine(*key, "new"))
        elif row.definition.digest == canonical.digest(content):
            lines.append(SyncLine(*key, "same"))
        else:
            found = tuple(changes(row.definition.content, canonical.plain(content)))
            lines.append(SyncLine(*key, "changed", found))
    lines.extend(SyncLine(*key, "gone") for key in sorted(held.keys() - wanted.keys()))
    return lines


@verb()
def _write(shipped: Library, actor: Actor, at: datetime) -> SyncReport:
    lines = _compare(shipped)
    wanted = layers.wanted(shipped)
    for line in lines:
        key = (line.mechanism, line.area_id)
        if line.action == "gone":
            InForce.objects.filter(mechanism=line.mechanism, area_id=line.area_id).delete()
        elif line.action != "same":
            definition = store(line.mechanism, wanted[key], actor, at)
            InForce.objects.update_or_create(
                mechanism=line.mechanism, area_id=line.area_id, defaults={"definition": definition}
            )
    return SyncReport(tuple(lines))


def store(mechanism: str, content: Mapping[str, Any], actor: Actor, at: datetime) -> Definition:
    """The definition of this content, stored if it is new."""
    digest = canonical.digest(content)
    found = Definition.objects.filter(digest=digest).first()
    if found is not None:
        return found
    definition = Definition(
        mechanism=mechanism, digest=digest, content=canonical.plain(content), created_at=at
    )
    records.append(
        subject=definition,
        name="definition.stored",
        actor=actor,
        at=at,
        data={"mechanism": mechanism, "digest": digest},
    )
    return definition


__all__ = ["EVERYWHERE", "SyncLine", "SyncReport", "store", "sync"]
