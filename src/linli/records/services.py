"""The verbs of remembering. Use as ``from linli.records import services as records``.

Every state change of a subject ends in one :func:`append`; handlers registered for the event's name
run in the same transaction, so a rule of a higher room cannot be forgotten.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db import IntegrityError, connection, models, transaction
from django.db.models import F

from linli.domain.access import Actor
from linli.records import chain, registry
from linli.records.attachments import attach, prepare_file, publish_file, withdraw_file
from linli.records.bulk import append_new, draw_numbers
from linli.records.canonical import canonical, check_codes
from linli.records.erasure import erase
from linli.records.errors import Conflict
from linli.records.inserting import give_ids, insert_row, insert_rows
from linli.records.models import (
    Delta,
    Event,
    EventBody,
    NumberSeries,
    Span,
    Subject,
    Verification,
)
from linli.records.once import once
from linli.records.registry import on
from linli.records.time import FOREVER, now

__all__ = [
    "add_delta",
    "append",
    "append_new",
    "ask_verification",
    "attach",
    "check_version",
    "draw_number",
    "draw_numbers",
    "erase",
    "lock",
    "on",
    "once",
    "open_spans",
    "prepare_file",
    "publish_file",
    "set_span",
    "withdraw_file",
]

S = TypeVar("S", bound=models.Model)


def append(
    *,
    subject: Subject,
    name: str,
    actor: Actor,
    at: datetime,
    data: Mapping[str, Any] | None = None,
    text: Mapping[str, Any] | None = None,
) -> Event:
    """Append event ``name`` to the subject's stream and run its handlers; answers the event.

    The subject is locked (:func:`lock`) or new; a new one is saved here. ``data`` holds ids and codes
    only; whatever a person wrote or what names a person goes into ``text``, which can be erased.
    Raises LookupError for a name nobody registered, :class:`Conflict` if the subject was not locked
    and somebody else appended meanwhile.
    """
    if registry.event_type(name) is None:
        raise LookupError(f"event {name!r} has no sentence; call registry.register_event() in ready()")
    codes = dict(data or {})
    check_codes(codes)
    if not connection.in_atomic_block:
        with transaction.atomic():
            return append(subject=subject, name=name, actor=actor, at=at, data=data, text=text)
    new = subject.pk is None
    if new:
        give_ids([subject])
    body = _body(text)
    event = _next_event(
        subject,
        name=name,
        actor=actor,
        at=at,
        codes=canonical(codes),
        body_digest=body.digest if body else "",
    )
    _write(subject, event, body, new=new)
    for handler in registry.handlers(name):
        handler(event, subject)
    return event


def _write(subject: Subject, event: Event, body: EventBody | None, *, new: bool) -> None:
    if new:
        # The head is known before the row: it is written once.
        _set_head(subject, event)
        insert_row(subject)
    else:
        _move_head(subject, event)
    insert_row(event)
    if body:
        body.event = event
        insert_row(body)


def _body(text: Mapping[str, Any] | None) -> EventBody | None:
    if not text:
        return None
    stored, salt = canonical(dict(text)), secrets.token_hex(16)
    return EventBody(text=stored, salt=salt, digest=chain.body_digest(salt, stored))


def _next_event(
    subject: Subject, *, name: str, actor: Actor, at: datetime, codes: str, body_digest: str
) -> Event:
    row = chain.Row(
        kind=subject.SUBJECT_KIND,
        subject_id=subject.pk,
        seq=subject.event_seq + 1,
        name=name,
        at=at,
        recorded_at=now(),
        user_id=actor.user_id,
        post_id=actor.post_id,
        body_id=actor.body_id,
        channel=actor.channel,
        data=codes,
        body_digest=body_digest,
        prev_hash=subject.event_hash,
    )
    values = {**row._asdict(), "data": json.loads(codes)}
    return Event(**values, hash=chain.event_hash(row))


def _move_head(subject: Subject, event: Event) -> None:
    before = subject.event_seq
    # Compare and set, before the event itself: a subject that was not locked cannot fork its chain.
    moved = (
        type(subject)
        ._base_manager.filter(pk=subject.pk, event_seq=before)
        .update(version=F("version") + 1, event_seq=event.seq, event_hash=event.hash)
    )
    if not moved:
        raise Conflict()
    _set_head(subject, event)


def _set_head(subject: Subject, event: Event) -> None:
    subject.version += 1
    subject.event_seq, subject.event_hash = event.seq, event.hash


def lock(model: type[S], pk: Any) -> S:
    """The row, locked until the transaction ends. Raises ``model.DoesNotExist``.

    Order: area, body, case, task, deadline, series last.
    """
    return model._base_manager.select_for_update().get(pk=pk)


def check_version(
    subject: Subject,
    version: int | str | None,
    *,
    current: dict[str, str] | None = None,
    theirs: dict[str, str] | None = None,
) -> None:
    """Raise :class:`Conflict` with both texts if the form was filled from an older version."""
    if version is not None and str(version) != str(subject.version):
        raise Conflict(current=current, theirs=theirs)


def draw_number(*, series: str, year: int | None = None) -> int:
    """The next number of a gapless series, from 1; a roll-back gives it back.

    Call it as late as possible: the series stays locked until the commit, and whoever holds it longest
    sets the pace for all (drawn first 134 a second, drawn last 1,589). Raises RuntimeError outside a
    transaction, where a number could be lost.
    """
    if not connection.in_atomic_block:
        raise RuntimeError("draw_number needs a transaction: a number drawn outside it can be lost")
    row = NumberSeries.objects.filter(series=series, year=year or 0)
    if not row.update(last=F("last") + 1):
        try:
            with transaction.atomic():
                NumberSeries.objects.create(series=series, year=year or 0, last=1)
            return 1
        except IntegrityError:  # somebody opened the series at the same moment
            row.update(last=F("last") + 1)
    return row.values_list("last", flat=True).get()


def set_span(*, subject: Subject, field: str, value: object, at: datetime, seq: int) -> None:
    """From ``at`` on, ``field`` of the subject has ``value``; closes the span that was open.

    ``seq`` is the event that says so. The same value again changes nothing. An ``at`` before the last
    change (import, paper entry) divides the span that covered it; what came later stays.
    """
    text = "" if value is None else str(value)
    if seq == 1:  # the first event of a subject: nothing can stand open
        _open_span(subject, field, text, at=at, until=FOREVER, seq=seq)
        return
    own = Span.objects.filter(kind=subject.SUBJECT_KIND, subject_id=subject.pk, field=field)
    covering = own.filter(valid_from__lte=at, valid_to__gt=at).order_by("-valid_from", "-pk").first()
    if covering is None:
        later = own.filter(valid_from__gt=at).order_by("valid_from").first()
        until = later.valid_from if later else FOREVER
    elif covering.value == text:
        return
    else:
        until = covering.valid_to
        own.filter(pk=covering.pk).update(valid_to=at, closed_seq=seq)
    _open_span(subject, field, text, at=at, until=until, seq=seq)


def open_spans(*, subject: Subject, values: Mapping[str, object], at: datetime, seq: int) -> None:
    """:func:`set_span` for all fields of a subject that has just been made, in one statement."""
    insert_rows(
        [
            Span(
                kind=subject.SUBJECT_KIND,
                subject_id=subject.pk,
                field=field,
                value="" if value is None else str(value),
                valid_from=at,
                valid_to=FOREVER,
                event_seq=seq,
            )
            for field, value in values.items()
        ]
    )


def _open_span(subject: Subject, field: str, value: str, *, at: datetime, until: datetime, seq: int) -> None:
    insert_row(
        Span(
            kind=subject.SUBJECT_KIND,
            subject_id=subject.pk,
            field=field,
            value=value,
            valid_from=at,
            valid_to=until,
            event_seq=seq,
        )
    )


def add_delta(*, tally: str, keys: Mapping[str, Any], amount: int) -> None:
    """Note that a tally changes by ``amount``; the worker folds it (no row is updated by every writer)."""
    if amount:
        insert_row(Delta(tally=tally, key=canonical(dict(keys)), amount=amount))


def ask_verification(*, actor: Actor, at: datetime) -> Verification:
    """Have the worker check all records; one that waits already is answered instead of a second one."""
    waiting = Verification.objects.filter(finished_at=None).first()
    return waiting or Verification.objects.create(asked_at=at, user_id=actor.user_id)
