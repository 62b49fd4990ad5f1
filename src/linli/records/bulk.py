"""The same remembering for many new rows at once: numbers in one draw, events in one insert.

A register of 200,000 rows comes in within a minute; one by one it would take ten. What is written is the same,
row by row, and ``verify`` does not see a difference.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db import IntegrityError, connection, transaction
from django.db.models import F

from linli.domain.access import Actor
from linli.records import chain, registry
from linli.records.canonical import canonical, check_codes
from linli.records.copies import another
from linli.records.fields import Stored
from linli.records.inserting import give_ids, insert_rows
from linli.records.models import Event, NumberSeries, Subject
from linli.records.time import now

S = TypeVar("S", bound=Subject)
#: Rows in one statement.
PART = 500


def append_new(
    *,
    subjects: Sequence[S],
    name: str,
    actor: Actor,
    at: datetime,
    data: Callable[[S], Mapping[str, Any]],
) -> list[Event]:
    """The first event of subjects that were just inserted (all of one kind); handlers run for each.

    Raises LookupError for a name nobody registered.
    """
    if registry.event_type(name) is None:
        raise LookupError(f"event {name!r} has no sentence; call registry.register_event() in ready()")
    recorded = now()
    first = _template(subjects, name, actor, at, recorded)
    events = [_first(first, subject, dict(data(subject))) for subject in subjects]
    for subject, event in zip(subjects, events, strict=True):
        subject.version += 1
        subject.event_seq, subject.event_hash = event.seq, event.hash
    if subjects:
        _move_heads(subjects)
    _write_events(events, subjects)
    return events


def append_first(
    subjects: Sequence[S],
    *,
    names: Sequence[str],
    actor: Actor,
    at: datetime,
    data: Callable[[S], Mapping[str, Any]] = lambda _subject: {},
) -> list[S]:
    """Insert new subjects of one model and give each its first event, the one of ``names``.

    Raises RuntimeError outside a transaction: rows without their events must not stay; ValueError for more than one
    name.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("append_first needs a transaction: rows without their events must not stay")
    (name,) = names
    if registry.event_type(name) is None:
        raise LookupError(f"event {name!r} has no sentence; call registry.register_event() in ready()")
    heard, first = bool(registry.handlers(name)), _template(subjects, name, actor, at, now())
    give_ids(subjects)
    for start in range(0, len(subjects), PART):
        part = subjects[start : start + PART]
        events = [_first(first, one, dict(data(one)), heard=heard) for one in part]
        for subject, event in zip(part, events, strict=True):
            subject.version += 1
            subject.event_seq, subject.event_hash = event.seq, event.hash
        # The heads are known before the rows: each row is written once.
        insert_rows(part)
        _write_events(events, part)
    return list(subjects)


def _write_events(events: list[Event], subjects: Sequence[Subject]) -> None:
    """The events, and what follows from them."""
    give_ids(events)
    insert_rows(events)
    for handler in registry.handlers(events[0].name) if events else ():
        for subject, event in zip(subjects, events, strict=True):
            handler(event, subject)


def _move_heads(subjects: Sequence[Subject]) -> None:
    """One prepared statement for all rows: bulk_update would write a CASE with an arm for each of them."""
    quote, meta = connection.ops.quote_name, type(subjects[0])._meta
    columns = ", ".join(f"{quote(name)} = %s" for name in ("version", "event_seq", "event_hash"))
    # Names of our own columns, quoted; values go as parameters.
    statement = f"UPDATE {quote(meta.db_table)} SET {columns} WHERE {quote(str(meta.pk.column))} = %s"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.executemany(
            statement, [(one.version, one.event_seq, one.event_hash, one.pk) for one in subjects]
        )


def _template(
    subjects: Sequence[Subject], name: str, actor: Actor, at: datetime, recorded: datetime
) -> tuple[chain.Row, Event]:
    """What the first events of these subjects have in common."""
    row = chain.Row(
        kind=subjects[0].SUBJECT_KIND if subjects else "",
        subject_id=0,
        seq=1,
        name=name,
        at=at,
        recorded_at=recorded,
        user_id=actor.user_id,
        post_id=actor.post_id,
        body_id=actor.body_id,
        channel=actor.channel,
        data="",
        body_digest="",
        prev_hash="",
    )
    return row, Event(**row._asdict())


def _first(
    first: tuple[chain.Row, Event], subject: Subject, data: dict[str, Any], *, heard: bool = True
) -> Event:
    row = first[0]._replace(subject_id=subject.pk, data=_spelled(data))
    # Where nobody listens the text that was hashed goes into the column as it is.
    held = json.loads(row.data) if heard else Stored(row.data)
    return another(first[1], subject_id=row.subject_id, data=held, hash=chain.event_hash(row))


def _spelled(data: dict[str, Any]) -> str:
    """The data of an event checked and canonical. Rows of an import say the same words over and over."""
    if all(type(value) is str for value in data.values()):
        return _words(*data.items())
    check_codes(data)
    return canonical(data)


@functools.lru_cache(maxsize=256)
def _words(*items: tuple[str, str]) -> str:
    check_codes(dict(items))
    return canonical(dict(items))


def draw_numbers(*, series: str, count: int, year: int | None = None) -> int:
    """``count`` numbers of a gapless series in one draw; answers the first. As ``draw_number`` otherwise."""
    if not connection.in_atomic_block:
        raise RuntimeError("draw_numbers needs a transaction: numbers drawn outside it can be lost")
    if count < 1:
        raise ValueError("count must be at least 1")
    row = NumberSeries.objects.filter(series=series, year=year or 0)
    if not row.update(last=F("last") + count):
        try:
            with transaction.atomic():
                NumberSeries.objects.create(series=series, year=year or 0, last=count)
            return 1
        except IntegrityError:  # somebody opened the series at the same moment
            row.update(last=F("last") + count)
    return row.values_list("last", flat=True).get() - count + 1
