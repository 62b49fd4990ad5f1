"""Who answers for what from a day on; one at a time or many at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.definitions.duties import DutyKind
from linli.domain.access import Actor
from linli.domain.duties import Term
from linli.duties import kinds, objects
from linli.duties.errors import DutyRefused, NoSuchKind
from linli.duties.models import Duty
from linli.duties.services import _checks
from linli.mechanisms.models import Definition
from linli.organizations.errors import Refused
from linli.organizations.services import checks
from linli.records import services as records
from linli.records.tx import verb

Known = dict[int, tuple[DutyKind, Definition]]


@dataclass(frozen=True)
class Draft:
    """One assignment as it is asked for: an object of the kind's own sort, a post (or a body), and what is special."""

    object_id: int
    post_id: int | None = None
    body_id: int | None = None
    grade: str = ""
    quota: str = ""
    above_id: int | None = None
    due_on: date | None = None


@dataclass
class Batch:
    """What holds for all assignments made together."""

    kind: str
    start: date
    end: date
    basis: str
    actor: Actor
    at: datetime
    previous: Duty | None = None
    known: Known = field(default_factory=dict)


@verb()
def assign(
    *,
    kind: str,
    object_id: int,
    actor: Actor,
    at: datetime,
    post_id: int | None = None,
    body_id: int | None = None,
    on: date | None = None,
    until: date | None = None,
    basis: str = "",
    grade: str = "",
    quota: str = "",
    above_id: int | None = None,
    due_on: date | None = None,
) -> Duty:
    """A person in a post (or a body) answers for an object from a day on; event ``duty.assigned``.

    Refuses a kind that is not in use there, an object or holder of the wrong sort, a vacant post, an overlap with
    the same holder, an object or a holder that is full, a layer above that does not fit.
    """
    draft = Draft(object_id, post_id, body_id, grade, quota, above_id, due_on)
    return _one(draft, _batch(kind, on, until, basis, actor, at))


@verb()
def assign_many(
    *,
    kind: str,
    drafts: Sequence[Draft],
    actor: Actor,
    at: datetime,
    on: date | None = None,
    until: date | None = None,
    basis: str = "",
) -> list[Duty]:
    """Many assignments of one kind, all or none; objects are locked in one order. Each has its event."""
    batch = _batch(kind, on, until, basis, actor, at)
    return [_one(draft, batch) for draft in sorted(drafts, key=lambda one: one.object_id)]


def _batch(kind: str, on: date | None, until: date | None, basis: str, actor: Actor, at: datetime) -> Batch:
    try:
        start, end = checks.period(on or checks.day_of(at), until, at)
        said = checks.one_line(basis, field="basis", label=_("依据"), limit=120, required=False)
    except Refused as error:
        raise DutyRefused(error.message, field=error.field) from error
    return Batch(kind, start, end, said, actor, at)


def _one(draft: Draft, batch: Batch) -> Duty:
    piece = kinds.shipped(batch.kind)
    if piece is None:
        raise NoSuchKind()
    found = objects.source(piece.object)
    try:
        thing = found.lock(draft.object_id)
    except LookupError:
        raise
    except Exception as error:  # the model's own DoesNotExist
        raise _missing(error) from error
    area_id = found.area_of(thing)
    kind, definition = _kind(batch, area_id)
    if not found.fits(kind, thing, batch.start):
        raise DutyRefused(
            _("「%(kind)s」不能分包到这个对象。") % {"kind": kinds.word(kind.id)}, field="object_id"
        )
    draft = _grouped(kind, thing, draft)
    held = _checks.holder(kind, post_id=draft.post_id, body_id=draft.body_id, on=batch.start)
    limits = kinds.limits(kind, batch.start)
    _checks.free(kind, limits, held, draft.object_id, Term(batch.start, min(batch.end, held.until)))
    return _save(draft, batch, kind, definition, held, area_id)


def _missing(error: Exception) -> Exception:
    if type(error).__name__ == "DoesNotExist":
        return DutyRefused(_("找不到要分包的对象，可能已经撤销。"), field="object_id")
    return error


def _kind(batch: Batch, area_id: int) -> tuple[DutyKind, Definition]:
    if area_id not in batch.known:
        batch.known[area_id] = kinds.at_place(batch.kind, area_id, batch.start)
    return batch.known[area_id]


def _save(
    draft: Draft,
    batch: Batch,
    kind: DutyKind,
    definition: Definition,
    held: _checks.Holder,
    area_id: int,
) -> Duty:
    _codes(kind, draft)
    row = _row(draft, batch, kind, held)
    row.definition, row.above = definition, _upper(draft, batch, kind, area_id)
    areas.fill_columns(row, area_id)
    records.append(
        subject=row,
        name="duty.assigned",
        actor=batch.actor,
        at=batch.at,
        data=_data(row),
        text={"basis": batch.basis} if batch.basis else None,
    )
    return row


def _row(draft: Draft, batch: Batch, kind: DutyKind, held: _checks.Holder) -> Duty:
    return Duty(
        kind=kind.id,
        object_kind=kind.object,
        object_id=draft.object_id,
        subject_key=held.key,
        person=held.person,
        post=held.post,
        body=held.body,
        grade=draft.grade,
        quota=draft.quota,
        previous=batch.previous,
        basis=batch.basis,
        due_on=draft.due_on,
        valid_from=batch.start,
        valid_to=batch.end,
        ends_on=min(batch.end, held.until),
    )


def _upper(draft: Draft, batch: Batch, kind: DutyKind, area_id: int) -> Duty | None:
    if draft.above_id:
        return _checks.chosen_above(kind, draft.above_id, None, batch.start)
    return _checks.above(kind, area_id, batch.start)


def _grouped(kind: DutyKind, thing: Any, draft: Draft) -> Draft:
    """A household or project brings the group it was listed in, so that nobody chooses it twice."""
    group = getattr(thing, "group", "")
    return replace(draft, quota=group) if group and kind.quotas and not draft.quota else draft


def _codes(kind: DutyKind, draft: Draft) -> None:
    if draft.grade and draft.grade not in {one.id for one in kind.grades}:
        raise DutyRefused(_("没有这种身份，请从列表中选择。"), field="grade")
    if draft.quota and draft.quota not in {one.id for one in kind.quotas}:
        raise DutyRefused(_("没有这一组，请从列表中选择。"), field="quota")
    if kind.quotas and not draft.quota:
        raise DutyRefused(_("请选择属于哪一组。"), field="quota")


def _data(row: Duty) -> dict[str, Any]:
    data: dict[str, Any] = {
        "duty_kind": row.kind,
        "subject": row.subject_key,
        "object_kind": row.object_kind,
        "object": row.object_id,
        "area": row.area_id,
        "person": row.person_id,
        "post": row.post_id,
        "body": row.body_id,
        "on": row.valid_from.isoformat(),
        "until": None if row.is_open else row.valid_to.isoformat(),
        "above": row.above_id,
    }
    if row.previous_id:
        data["previous"] = row.previous_id
    return data
