"""Erasing personal data: texts, files, search entries, and what each kind registered for itself.

The chain stays whole, for it holds digests only. Every erasure is an event in a log of its own and a
line in a file beside the checkpoints, so that a restored backup erases again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction

from linli.domain.access import SYSTEM, Actor
from linli.records import attachments, checkpoints, registry, search
from linli.records.canonical import instant
from linli.records.models import ErasureLog, EventBody, Request
from linli.records.tx import run

#: How long the first answer under a request key is kept.
REQUESTS_KEPT = timedelta(days=30)
WHOLE = "whole"


@dataclass(frozen=True)
class Entry:
    """One line of the erasure log."""

    kind: str
    erased_id: int
    what: str
    basis: str
    at: datetime


def log_file() -> Path:
    """The copy of the erasure log outside the database."""
    return checkpoints.folder() / "erasures.jsonl"


def erase(
    *, kind: str, subject_id: int, actor: Actor, at: datetime, basis: str, what: str = WHOLE
) -> ErasureLog:
    """Erase personal data of one subject; ``basis`` is a code (a rule or a request's number).

    ``what="whole"`` clears texts, files, the search entry and everything the kind registered; another
    word runs that one registered eraser, which may ask for the rest too. Appends ``erasure.done``.
    """
    return run(lambda: _erase(Entry(kind, subject_id, what, basis, at), actor))


def _erase(entry: Entry, actor: Actor) -> ErasureLog:
    from linli.records.services import append

    _clear(entry)
    log = ErasureLog(
        kind=entry.kind, erased_id=entry.erased_id, what=entry.what, basis=entry.basis, at=entry.at
    )
    data = {"kind": entry.kind, "id": entry.erased_id, "what": entry.what, "basis": entry.basis}
    append(subject=log, name="erasure.done", actor=actor, at=entry.at, data=data)
    transaction.on_commit(lambda: _copy_out(entry))
    return log


def _clear(entry: Entry) -> None:
    chosen = [item for item in registry.erasers(entry.kind) if entry.what in (WHOLE, item.what)]
    for eraser in chosen:
        eraser.erase(entry.erased_id, entry.at)
    if entry.what == WHOLE or any(item.whole for item in chosen):
        bodies = EventBody.objects.filter(
            event__kind=entry.kind, event__subject_id=entry.erased_id, erased_at=None
        )
        EventBody.objects.filter(pk__in=list(bodies.values_list("pk", flat=True))).update(
            text="", salt="", erased_at=entry.at
        )
        attachments.erase_files(entry.kind, entry.erased_id, entry.at)
        search.remove(entry.kind, entry.erased_id)


def _copy_out(entry: Entry) -> None:
    line = json.dumps({**vars(entry), "at": instant(entry.at)}, ensure_ascii=False) + "\n"
    log_file().parent.mkdir(parents=True, exist_ok=True)
    with log_file().open("a", encoding="utf-8") as out:
        out.write(line)
        out.flush()
        os.fsync(out.fileno())


def logged_outside() -> Iterator[Entry]:
    """The lines of the copy; a last line cut off by a crash is passed over."""
    if not log_file().exists():
        return
    with log_file().open(encoding="utf-8") as lines:
        for line in lines:
            try:
                found = json.loads(line)
                yield Entry(**{**found, "at": datetime.fromisoformat(found["at"])})
            except (ValueError, TypeError, KeyError):
                continue


def logged() -> Iterator[Entry]:
    """The log of this database."""
    for row in ErasureLog.objects.order_by("pk").iterator():
        yield Entry(row.kind, row.erased_id, row.what, row.basis, row.at)


def replay(entries: Iterable[Entry]) -> int:
    """Erase again what a restored backup brought back, once each; answers how many were new."""
    known = set(logged())
    fresh = 0
    for entry in entries:
        if entry in known:
            _clear(entry)
        else:
            _erase(entry, SYSTEM)
            known.add(entry)
            fresh += 1
    return fresh


def _due(eraser: registry.Eraser, at: datetime, limit: int) -> Iterator[int]:
    """What is due under one rule, part by part as the rule tells it; each once, even if erasing did not help."""
    told: set[int] = set()
    while fresh := [one for one in dict.fromkeys(eraser.due(at)) if one not in told][: limit - len(told)]:
        told.update(fresh)
        yield from fresh


def retention(at: datetime, *, limit: int = 20_000) -> int:
    """The job of the night: erase what is due, at most ``limit`` under each registered rule. Answers how many."""
    done = 0
    for eraser in registry.erasers():
        for subject_id in _due(eraser, at, limit):
            erase(
                kind=eraser.kind,
                subject_id=subject_id,
                actor=SYSTEM,
                at=at,
                basis=eraser.basis,
                what=eraser.what,
            )
            done += 1
    Request.objects.filter(created_at__lt=at - REQUESTS_KEPT).delete()
    return done
