"""Signing: one, many at once, taken back; a shop that changes hands; whether clauses are kept."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from linli.agreements.errors import Refused
from linli.agreements.models import Agreement, Kept, Party
from linli.agreements.services.drafting import NAME, line, open_sheet
from linli.domain.access import Actor
from linli.domain.calendar import local_day
from linli.records import services as records
from linli.records.tx import verb


@verb()
def sign(
    *,
    party_id: int,
    actor: Actor,
    at: datetime,
    on: date | None = None,
    signer: str = "",
    signer_title: str = "",
) -> Party:
    """One signs; event ``agreement.signed``. Refuses a second signature and a day before the sheet went out."""
    party = Party.objects.get(pk=party_id)
    return _sign(party.agreement_id, [party_id], actor, at, on, signer, signer_title)[0]


@verb()
def sign_many(
    *, agreement_id: int, party_ids: Iterable[int], actor: Actor, at: datetime, on: date | None = None
) -> list[Party]:
    """Many sign on one day; one event ``agreement.signed`` naming all of them."""
    return _sign(agreement_id, list(party_ids), actor, at, on, "", "")


def _sign(
    agreement_id: int, ids: list[int], actor: Actor, at: datetime, on: date | None, signer: str, title: str
) -> list[Party]:
    row = open_sheet(agreement_id, Agreement.State.OFFERED)
    day = on or local_day(at)
    if row.offered_on is None or not row.offered_on <= day <= local_day(at) or day >= row.valid_to:
        raise Refused(_("签署日期要在发出之后、到期之前，不能晚于今天。"), field="on")
    parties = list(row.parties.filter(pk__in=ids).order_by("pk"))
    if len(parties) != len(set(ids)) or not parties:
        raise Refused(_("名单里没有这个签署方，请刷新后再选。"))
    for party in parties:
        if party.ended_on is not None or party.signed_on is not None:
            raise Refused(_("「%(name)s」已经签过，或不再需要签。") % {"name": party.name})
        party.signed_on = day
        party.signer = line(signer, 40, _("签署人"), "signer")
        party.signer_title = line(title, 40, _("职务"), "signer_title")
    Party.objects.bulk_update(parties, ["signed_on", "signer", "signer_title"], batch_size=200)
    records.append(
        subject=row,
        name="agreement.signed",
        actor=actor,
        at=at,
        data={"parties": [party.pk for party in parties], "count": len(parties), "on": day.isoformat()},
    )
    return parties


@verb()
def take_back(*, party_id: int, on: date, reason: str, actor: Actor, at: datetime) -> Party:
    """A signer takes his signature back; he stays expected. Event ``agreement.taken_back``."""
    party = Party.objects.get(pk=party_id)
    row = open_sheet(party.agreement_id, Agreement.State.OFFERED)
    party.refresh_from_db()
    if party.signed_on is None or party.ended_on is not None or on <= party.signed_on:
        raise Refused(_("「%(name)s」在这一天没有有效的签署。") % {"name": party.name}, field="on")
    party.ended_on, party.withdrawn = on, True
    party.save(update_fields=["ended_on", "withdrawn"])
    reason = line(reason, 200, _("原因"), "reason", required=True)
    records.append(
        subject=row,
        name="agreement.taken_back",
        actor=actor,
        at=at,
        data={"party": party.pk, "on": on.isoformat()},
        text={"reason": reason},
    )
    return party


@verb()
def change_hands(
    *,
    kind: str,
    ref: int,
    on: date,
    actor: Actor,
    at: datetime,
    name: str = "",
    agreement_id: int | None = None,
) -> list[Party]:
    """What signs has a new owner from a day on: its open signatures lapse and it is listed anew, unsigned.

    For rooms that keep shops and other items: ``kind`` and ``ref`` name the item, ``name`` is its new name if that
    changed. Event ``agreement.changed_hands`` on every sheet concerned.
    """
    made = []
    for party in _listed(kind, ref, on, agreement_id):
        sheet = open_sheet(party.agreement_id, Agreement.State.OFFERED)
        party.refresh_from_db()
        if party.signed_on is None or party.ended_on is not None or party.signed_on >= on:
            continue
        party.ended_on = on
        party.save(update_fields=["ended_on"])
        fresh = line(name, NAME, _("签署方"), "name") or party.name
        made.append(Party.objects.create(agreement=sheet, kind=kind, ref=ref, name=fresh, listed_on=on))
        records.append(
            subject=sheet,
            name="agreement.changed_hands",
            actor=actor,
            at=at,
            data={"party": party.pk, "successor": made[-1].pk, "on": on.isoformat()},
        )
    return made


def _listed(kind: str, ref: int, on: date, agreement_id: int | None) -> QuerySet[Party]:
    """Where an item is expected to sign on sheets still offered on a day: one of them, or all."""
    rows = Party.objects.filter(
        kind=kind,
        ref=ref,
        ended_on=None,
        agreement__state=Agreement.State.OFFERED,
        agreement__valid_to__gt=on,
    )
    if agreement_id is not None:
        rows = rows.filter(agreement_id=agreement_id)
    return rows.order_by("agreement_id", "pk")


@verb()
def note_kept(
    *, party_id: int, clause: int, kept: bool, on: date, actor: Actor, at: datetime, note: str = ""
) -> Kept:
    """Whether a signer kept a clause, as seen on a day; the same day again corrects it. Event ``agreement.checked``."""
    party = Party.objects.get(pk=party_id)
    row = open_sheet(party.agreement_id, Agreement.State.OFFERED, Agreement.State.ENDED)
    clauses = row.wording.get("clauses", [])
    if not 1 <= clause <= len(clauses):
        raise Refused(_("这份协议只有%(count)s条。") % {"count": len(clauses)}, field="clause")
    if party.standing(on) != "signed":
        raise Refused(_("「%(name)s」在这一天没有有效的签署。") % {"name": party.name}, field="on")
    text = line(note, 200, _("说明"), "note")
    seen, _made = Kept.objects.update_or_create(
        party=party, clause=clause, checked_on=on, defaults={"kept": kept, "note": text}
    )
    records.append(
        subject=row,
        name="agreement.checked",
        actor=actor,
        at=at,
        data={"party": party.pk, "clause": clause, "kept": int(kept), "on": on.isoformat()},
    )
    return seen
