"""The time for objections: units see their rows, the last-placed get a notice, additions and deductions with proof."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from linli.clocks import notices
from linli.domain.access import Actor
from linli.domain.calendar import local_day
from linli.indicators import pieces
from linli.indicators.errors import NotNow, Refused
from linli.indicators.models import Adjustment, CheckNotice, Edition, EditionRow, Objection
from linli.indicators.services.filling import State, again, last_rows, open_for
from linli.organizations import queries as organizations
from linli.records import services as records
from linli.records.measures import Unit
from linli.records.tx import verb


@verb()
def adjust(
    *,
    edition_id: int,
    unit: Unit,
    points: Decimal,
    reason: str,
    proof: str,
    actor: Actor,
    at: datetime,
) -> Adjustment:
    """加分、扣分: a row with reason, proof and approver (the acting post); the table is computed again.

    Raises :class:`Refused` without reason or proof, for zero points, or for a unit that is not in the table.
    """
    edition = open_for(edition_id, (State.DRAFT, State.CHECKING))
    if not reason.strip() or not proof.strip():
        raise Refused(_("加分、扣分要写明理由和凭据。"), "proof")
    if not points or not points.is_finite():
        raise Refused(_("加减分不能是0。"), "points")
    if not edition.rows.filter(unit_kind=unit.kind, unit_id=unit.id).exists():
        raise Refused(_("这个单位不在表里。"), "unit")
    row = Adjustment.objects.create(
        edition=edition,
        unit_kind=unit.kind,
        unit_id=unit.id,
        points=points,
        reason=reason.strip(),
        proof=proof.strip(),
        approver_id=actor.post_id,
        at=at,
    )
    again(edition, at)
    records.append(
        subject=edition,
        name="edition.adjusted",
        actor=actor,
        at=at,
        data={"unit": unit.id, "points": str(points)},
    )
    return row


@verb()
def send_round(
    *, edition_id: int, actor: Actor, at: datetime, days: int | None = None, version: int | str | None = None
) -> Edition:
    """Open the time for objections: units see their own rows, the last-placed get a 核对 notice of their own."""
    edition = open_for(edition_id, (State.DRAFT,), version)
    ranking = pieces.of_definition(edition.definition, edition.ranking)
    allowed = ranking.objection_days.at(edition.tree_date) if ranking.objection_days else None
    length = days if days is not None else (allowed or 3)
    edition.state = State.CHECKING
    edition.objections_until = at + timedelta(days=length)
    edition.save()
    for row in last_rows(edition):
        _tell_to_check(edition, row, at)
    records.append(
        subject=edition,
        name="edition.sent_round",
        actor=actor,
        at=at,
        data={"until": edition.objections_until.isoformat()},
    )
    return edition


def _tell_to_check(edition: Edition, row: EditionRow, at: datetime) -> None:
    """核对通知 to the last-placed: a message to its body, kept beside the edition; once (trade.md 7)."""
    _kept, is_new = CheckNotice.objects.get_or_create(
        edition=edition, unit_kind=row.unit_kind, unit_id=row.unit_id, defaults={"sent_at": at}
    )
    body = row.unit_id if row.unit_kind == "body" else _body_of(row.unit_id, local_day(at))
    if is_new and body is not None and edition.objections_until is not None:
        notices.send(
            code="edition.check",
            at=at,
            body_id=body,
            kind="edition",
            subject_id=edition.pk,
            data={"due": edition.objections_until.isoformat()},
        )


def _body_of(area_id: int, on: date) -> int | None:
    """Who answers for a place: the nearest body, which is its committee or office."""
    found = organizations.responsible_for(area_id, None, on)
    return found[0].organization.pk if found else None


@verb()
def object_to(*, edition_id: int, unit: Unit, text: str, actor: Actor, at: datetime) -> Objection:
    """A unit says that its figure is wrong. Raises :class:`NotNow` outside the time for it."""
    edition = records.lock(Edition, edition_id)
    until = edition.objections_until
    if edition.state != State.CHECKING or until is None or at > until:
        raise NotNow(_("不在核对期内，不能再提核对意见。"))
    if not text.strip():
        raise Refused(_("写明哪个数不对、应为多少。"), "text")
    if not edition.rows.filter(unit_kind=unit.kind, unit_id=unit.id).exists():
        raise Refused(_("这个单位不在表里。"), "unit")
    row = Objection.objects.create(
        edition=edition,
        unit_kind=unit.kind,
        unit_id=unit.id,
        text=text.strip()[:500],
        post_id=actor.post_id,
        at=at,
    )
    records.append(subject=edition, name="edition.objected", actor=actor, at=at, data={"unit": unit.id})
    return row


@verb()
def answer_objection(
    *, objection_id: int, upheld: bool, answer: str, actor: Actor, at: datetime
) -> Objection:
    """Answer an objection; an upheld one has the table computed again."""
    row = records.lock(Objection, objection_id)
    edition = open_for(row.edition_id, (State.CHECKING,))
    if not answer.strip():
        raise Refused(_("写明处理意见。"), "answer")
    row.upheld, row.answer, row.answered_at = upheld, answer.strip()[:500], at
    row.save()
    if upheld:
        again(edition, at)
    records.append(
        subject=edition,
        name="edition.objection_answered",
        actor=actor,
        at=at,
        data={"unit": row.unit_id, "upheld": upheld},
    )
    return row
