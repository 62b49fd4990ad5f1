"""A sheet is drawn up: its text from the kind, its list of those expected to sign from the place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from linli.agreements import kinds, of_register
from linli.agreements.errors import Refused
from linli.agreements.models import Agreement, Party
from linli.areas import queries as areas
from linli.definitions.agreements import Agreement as Kind
from linli.domain import signatures
from linli.domain.access import Actor
from linli.domain.calendar import local_day
from linli.organizations.models import OPEN, Organization, on_day
from linli.records import services as records
from linli.records.tx import verb

NAME = 80


@dataclass(frozen=True)
class Signer:
    """One expected to sign: what it is, its id in its own room (0: known by name alone), its name."""

    kind: str
    ref: int
    name: str


def line(text: str, limit: int, label: str, field: str, *, required: bool = False) -> str:
    """A text on one line. Refuses an empty one where it is needed, and one that is too long."""
    kept = " ".join(text.split())
    if required and not kept:
        raise Refused(_("请填写%(label)s。") % {"label": label}, field=field)
    if len(kept) > limit:
        raise Refused(_("%(label)s最多%(limit)s个字。") % {"label": label, "limit": limit}, field=field)
    return kept


@verb()
def draft(
    *,
    kind: str,
    area_id: int,
    issuer_id: int,
    actor: Actor,
    at: datetime,
    title: str = "",
    on: date | None = None,
    until: date | None = None,
    basis: str = "",
    signers: Sequence[Signer] | None = None,
    open_list: bool = False,
) -> Agreement:
    """Draw up a sheet for a place; event ``agreement.drafted``.

    Without ``signers`` those the kind expects are listed: all property companies of the place, all shops of its register.
    ``until``: the first day it holds no more, else the kind's own length. ``open_list``: who else is expected is not known,
    so no rate is told. Refuses a kind not in use there, and a responsibility letter without its basis (trade.md 20).
    """
    day = on or local_day(at)
    piece, definition = kinds.at_place(kind, area_id, day)
    basis = line(basis, 120, _("依据"), "basis", required=piece.needs_basis)
    issuer, end = _issuer(issuer_id, day), _end(piece, day, until)
    row = Agreement(
        kind=kind,
        definition=definition,
        title=line(title, NAME, _("名称"), "title") or kinds.word(kind),
        wording=kinds.sheet(piece, day) | ({"open_list": True} if open_list else {}),
        issuer=issuer,
        basis=basis,
        valid_from=day,
        valid_to=end,
    )
    areas.fill_columns(row, area_id)
    listed = expected(piece, area_id, day) if signers is None else list(signers)
    data = {"agreement_kind": kind, "area": area_id, "issuer": issuer.pk, "expected": len(listed)}
    records.append(subject=row, name="agreement.drafted", actor=actor, at=at, data=data)
    _list(row, listed, day)
    return row


def _issuer(body_id: int, day: date) -> Organization:
    """Who draws it up. Refuses a body that does not stand on the day."""
    found = Organization.objects.filter(on_day(day), pk=body_id).first()
    if found is None:
        raise Refused(_("找不到发起单位，或者它已经撤销。"), field="issuer_id")
    return found


def _end(kind: Kind, day: date, until: date | None) -> date:
    """The first day it holds no more: the one asked for, the kind's own length, else open."""
    if until is not None and until <= day:
        raise Refused(_("结束日期要在开始之后。"), field="until")
    months = kind.valid_months.at(day) if kind.valid_months else None
    return until or signatures.valid_until(day, months) or OPEN


def expected(kind: Kind, area_id: int, on: date) -> list[Signer]:
    """The bodies of a place, or the rows of a register there, that a kind expects to sign, by name."""
    if kind.register is not None:
        return [
            Signer(Party.Kind.REGISTER_ITEM, ref, name)
            for ref, name in of_register.expected(kind.register, area_id)
        ]
    if not kind.signers:
        return []
    rows = areas.in_scope(
        Organization.objects.filter(on_day(on), kind__in=kind.signers), areas.refs_for([area_id])
    )
    return [Signer("body", row.pk, row.name) for row in rows.order_by("name", "pk")]


def _list(row: Agreement, signers: Sequence[Signer], day: date) -> int:
    standing = set(row.parties.filter(ended_on=None).values_list("kind", "ref", "name"))
    new = []
    for one in dict.fromkeys(signers):
        if one.kind not in Party.Kind.values:
            raise Refused(_("没有这种签署方。"), field="signers")
        name = line(one.name, NAME, _("签署方"), "signers", required=True)
        if (one.kind, one.ref, name) not in standing:
            standing.add((one.kind, one.ref, name))
            new.append(Party(agreement=row, kind=one.kind, ref=one.ref, name=name, listed_on=day))
    Party.objects.bulk_create(new, batch_size=500)
    return len(new)


def open_sheet(agreement_id: int, *states: str, version: int | None = None) -> Agreement:
    """The sheet, locked, in one of these states. Refuses any other state; a stale version raises ``Conflict``."""
    row = records.lock(Agreement, agreement_id)
    records.check_version(row, version)
    if row.state not in states:
        raise Refused(_("这份协议%(state)s，不能这样办理。") % {"state": row.get_state_display()})
    return row


@verb()
def add_parties(
    *,
    agreement_id: int,
    signers: Sequence[Signer],
    actor: Actor,
    at: datetime,
    version: int | None = None,
) -> int:
    """More who are expected to sign; those listed already are passed over. Event ``agreement.listed``."""
    row = open_sheet(agreement_id, Agreement.State.DRAFT, Agreement.State.OFFERED, version=version)
    count = _list(row, signers, local_day(at))
    if count:
        records.append(subject=row, name="agreement.listed", actor=actor, at=at, data={"count": count})
    return count


@verb()
def remove_party(
    *, party_id: int, reason: str, actor: Actor, at: datetime, version: int | None = None
) -> None:
    """Strike out one who is not expected after all; somebody who signed stays. Event ``agreement.struck``."""
    party = Party.objects.get(pk=party_id)
    row = open_sheet(party.agreement_id, Agreement.State.DRAFT, Agreement.State.OFFERED, version=version)
    party.refresh_from_db()
    reason = line(reason, 200, _("原因"), "reason", required=True)
    if party.ended_on is not None:
        raise Refused(_("「%(name)s」已经不在名单里。") % {"name": party.name})
    if party.signed_on is not None:
        raise Refused(_("「%(name)s」已经签过，不能划掉。") % {"name": party.name})
    party.ended_on = local_day(at)
    party.save(update_fields=["ended_on"])
    records.append(
        subject=row,
        name="agreement.struck",
        actor=actor,
        at=at,
        data={"party": party.pk},
        text={"party": party.name, "reason": reason},
    )
