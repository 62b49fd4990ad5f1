"""Bring the shipped files and the overrides into the database: idempotent, with a dry run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from linli.definitions import Library, get_library
from linli.domain.access import SYSTEM, Actor
from linli.mechanisms import layers
from linli.mechanisms.difference import Change, changes
from linli.mechanisms.errors import BadDefinitionError
from linli.mechanisms.models import EVERYWHERE, Definition, InForce
from linli.records import time
from linli.records.bulk import append_first
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
        return SyncReport(tuple(_compare(layers.wanted(shipped))))
    return _write(shipped, actor, at or time.now())


def _compare(wanted: Mapping[layers.Key, layers.Content]) -> list[SyncLine]:
    # The digest tells whether anything changed; the stored content is read only where it did.
    rows = InForce.objects.select_related("definition").defer("definition__content")
    held = {(row.mechanism, row.area_id): row for row in rows}
    lines = []
    for key, content in sorted(wanted.items()):
        row = held.get(key)
        if row is None:
            lines.append(SyncLine(*key, "new"))
        elif row.definition.digest == content.digest:
            lines.append(SyncLine(*key, "same"))
        else:
            found = tuple(changes(row.definition.content, content.plain))
            lines.append(SyncLine(*key, "changed", found))
    lines.extend(SyncLine(*key, "gone") for key in sorted(held.keys() - wanted.keys()))
    return lines


@verb()
def _write(shipped: Library, actor: Actor, at: datetime) -> SyncReport:
    wanted = layers.wanted(shipped)
    lines = _compare(wanted)
    keys = {(line.mechanism, line.area_id): line.action for line in lines}
    for (mechanism, area_id), action in keys.items():
        if action == "gone":
            InForce.objects.filter(mechanism=mechanism, area_id=area_id).delete()
    definitions = _store(
        {key: wanted[key] for key, action in keys.items() if action in {"new", "changed"}}, actor, at
    )
    InForce.objects.bulk_create(
        InForce(mechanism=key[0], area_id=key[1], definition=definitions[key])
        for key, action in keys.items()
        if action == "new"
    )
    for key, action in keys.items():
        if action == "changed":
            InForce.objects.filter(mechanism=key[0], area_id=key[1]).update(definition=definitions[key])
    return SyncReport(tuple(lines))


def _store(
    contents: Mapping[layers.Key, layers.Content], actor: Actor, at: datetime
) -> dict[layers.Key, Definition]:
    """The definition of each content; those that are new are stored, each with its event."""
    digests = {content.digest for content in contents.values()}
    found = {row.digest: row for row in Definition.objects.filter(digest__in=digests)}
    new = {
        content.digest: Definition(
            mechanism=mechanism, digest=content.digest, content=content.plain, created_at=at
        )
        for (mechanism, _area), content in contents.items()
        if content.digest not in found
    }
    append_first(
        list(new.values()),
        names=["definition.stored"],
        actor=actor,
        at=at,
        data=lambda row: {"mechanism": row.mechanism, "digest": row.digest},
    )
    return {key: (found | new)[content.digest] for key, content in contents.items()}


__all__ = ["EVERYWHERE", "SyncLine", "SyncReport", "sync"]
