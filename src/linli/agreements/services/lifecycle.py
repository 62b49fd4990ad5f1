"""A sheet goes out, is taken back, renewed, ended."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from linli.agreements.errors import Refused
from linli.agreements.models import Agreement
from linli.agreements.services.drafting import Signer, draft, line, open_sheet
from linli.domain.access import Actor
from linli.domain.calendar import local_day
from linli.records import services as records
from linli.records.tx import verb


@verb()
def offer(
    *, agreement_id: int, actor: Actor, at: datetime, on: date | None = None, version: int | None = None
) -> Agreement:
    """Send the sheet out to be signed; event ``agreement.offered``. Refuses an empty list of signers."""
    row = open_sheet(agreement_id, Agreement.State.DRAFT, version=version)
    if not row.parties.filter(ended_on=None).exists():
        raise Refused(_("还没有列出签署方。"))
    row.state, row.offered_on = Agreement.State.OFFERED, on or local_day(at)
    row.save(update_fields=["state", "offered_on"])
    records.append(
        subject=row, name="agreement.offered", actor=actor, at=at, data={"on": row.offered_on.isoformat()}
    )
    return row


@verb()
def withdraw(
    *, agreement_id: int, reason: str, actor: Actor, at: datetime, version: int | None = None
) -> Agreement:
    """Take a sheet back before anybody signed; event ``agreement.withdrawn``. After a signature it can only end."""
    row = open_sheet(agreement_id, Agreement.State.DRAFT, Agreement.State.OFFERED, version=version)
    if row.parties.filter(signed_on__isnull=False, ended_on=None).exists():
        raise Refused(_("已经有人签署，只能终止，不能撤回。"))
    row.state = Agreement.State.WITHDRAWN
    row.save(update_fields=["state"])
    reason = line(reason, 200, _("原因"), "reason", required=True)
    records.append(subject=row, name="agreement.withdrawn", actor=actor, at=at, text={"reason": reason})
    return row


@verb()
def end(
    *, agreement_id: int, on: date, reason: str, actor: Actor, at: datetime, version: int | None = None
) -> Agreement:
    """The sheet holds no more from a day on; event ``agreement.ended``."""
    row = open_sheet(agreement_id, Agreement.State.OFFERED, version=version)
    if not row.valid_from < on <= row.valid_to:
        raise Refused(_("终止日期要在生效之后、到期之前。"), field="on")
    row.state, row.valid_to = Agreement.State.ENDED, on
    row.save(update_fields=["state", "valid_to"])
    reason = line(reason, 200, _("原因"), "reason", required=True)
    records.append(
        subject=row,
        name="agreement.ended",
        actor=actor,
        at=at,
        data={"on": on.isoformat()},
        text={"reason": reason},
    )
    return row


@verb()
def renew(
    *, agreement_id: int, actor: Actor, at: datetime, on: date | None = None, version: int | None = None
) -> Agreement:
    """A new sheet with the wording of the day for the same signers, to be signed anew; event ``agreement.renewed``.

    Refuses a sheet that was renewed already. The old one ends by itself on its day.
    """
    old = open_sheet(agreement_id, Agreement.State.OFFERED, Agreement.State.ENDED, version=version)
    if Agreement.objects.filter(previous=old).exists():
        raise Refused(_("这份协议已经续签过。"))
    row = draft(
        kind=old.kind,
        area_id=old.area_id,
        issuer_id=old.issuer_id,
        title=old.title,
        basis=old.basis,
        on=on,
        actor=actor,
        at=at,
        signers=[
            Signer(one.kind, one.ref, one.name) for one in old.parties.filter(ended_on=None).order_by("pk")
        ],
    )
    row.previous = old
    row.save(update_fields=["previous"])
    records.append(subject=old, name="agreement.renewed", actor=actor, at=at, data={"agreement": row.pk})
    return row
