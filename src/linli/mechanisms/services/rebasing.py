"""Move open records to the definition now in force: with a preview, and an event each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from linli.domain.access import Actor
from linli.mechanisms import registry
from linli.mechanisms.difference import Change, changes
from linli.mechanisms.models import EVERYWHERE, Definition, InForce
from linli.records.tx import verb


@dataclass(frozen=True)
class Move:
    """One record that would move, or moved."""

    kind: str
    record_id: int
    from_digest: str
    to_digest: str


@dataclass(frozen=True)
class RebaseReport:
    """All moves, and what differs between the definitions they come from and the new one."""

    moves: tuple[Move, ...]
    changes: dict[str, tuple[Change, ...]]


def rebase(*, mechanism: str, actor: Actor, at: datetime, dry_run: bool = True) -> RebaseReport:
    """Move the open records of a mechanism to its newest definition everywhere. Each room appends its own event.

    Raises LookupError for a mechanism that is not in force.
    """
    held = (
        InForce.objects.select_related("definition").filter(mechanism=mechanism, area_id=EVERYWHERE).first()
    )
    if held is None:
        raise LookupError(mechanism)
    newest = held.definition
    # a definition of an area's own stays: its records follow the area's rule
    local = InForce.objects.filter(mechanism=mechanism).exclude(area_id=EVERYWHERE).values("definition_id")
    old = {
        row.pk: row
        for row in Definition.objects.filter(mechanism=mechanism).exclude(pk=newest.pk).exclude(pk__in=local)
    }
    moves = []
    for rebaser in registry.rebasers():
        for record_id, definition_id in sorted(rebaser.open_under(old)):
            moves.append(Move(rebaser.kind, record_id, old[definition_id].digest, newest.digest))
            if not dry_run:
                _move(rebaser, record_id, newest, actor, at)
    used = {move.from_digest for move in moves}
    differences = {
        row.digest: tuple(changes(row.content, newest.content)) for row in old.values() if row.digest in used
    }
    return RebaseReport(tuple(moves), differences)


@verb()
def _move(
    rebaser: registry.Rebaser, record_id: int, definition: Definition, actor: Actor, at: datetime
) -> None:
    rebaser.move(record_id, definition, actor, at)
