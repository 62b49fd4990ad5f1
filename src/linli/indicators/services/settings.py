"""Targets, left-out records, reporting sets: what stands beside a definition, each with its paper and date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal

from django.utils.translation import gettext as _

from linli.areas.models import MAX_DAY
from linli.domain.access import Actor
from linli.domain.calendar import local_day
from linli.domain.periods import Period
from linli.indicators.errors import Refused
from linli.indicators.models import LeftOut, ReportingSet, SetMember, Target
from linli.records import services as records
from linli.records.measures import Unit
from linli.records.tx import verb


@verb()
def set_target(
    *, indicator: str, unit: Unit, period: Period, value: Decimal, paper: str, actor: Actor, at: datetime
) -> Target:
    """Say what a unit should reach in a period and on which paper that stands; a new one takes the old one's place.

    Raises :class:`Refused` without a paper or with a negative value.
    """
    if not paper.strip():
        raise Refused(_("写明目标出自哪份文件。"), "paper")
    if value < 0 or not value.is_finite():
        raise Refused(_("目标值不能小于0。"), "value")
    held = Target.objects.select_for_update().filter(
        indicator=indicator,
        unit_kind=unit.kind,
        unit_id=unit.id,
        start=period.start,
        end=period.end,
        withdrawn_at__isnull=True,
    )
    for old in held:
        if old.value == value and old.paper == paper.strip():
            return old
        withdraw_target(target_id=old.pk, actor=actor, at=at)
    target = Target(
        indicator=indicator,
        unit_kind=unit.kind,
        unit_id=unit.id,
        start=period.start,
        end=period.end,
        value=value,
        paper=paper.strip(),
    )
    records.append(
        subject=target, name="target.set", actor=actor, at=at, data={"value": str(value), "unit": unit.id}
    )
    return target


@verb()
def withdraw_target(
    *, target_id: int, actor: Actor, at: datetime, version: int | str | None = None
) -> Target:
    """Take a target back; it stays readable."""
    target = records.lock(Target, target_id)
    records.check_version(target, version)
    if target.withdrawn_at is None:
        target.withdrawn_at = at
        target.save(update_fields=["withdrawn_at"])
        records.append(subject=target, name="target.withdrawn", actor=actor, at=at)
    return target


@verb()
def leave_out(
    *, indicator: str, record_id: int, reason: str, basis: str, on: date, actor: Actor, at: datetime
) -> LeftOut:
    """Leave one record out of an indicator; the acting post is the approver.

    Raises :class:`Refused` without reason or basis, for a day that has not come, or twice.
    """
    for value, field in ((reason, "reason"), (basis, "basis")):
        if not value.strip():
            raise Refused(_("剔除要写明理由和依据。"), field)
    if on > local_day(at):
        raise Refused(_("批准日期还没有到。"), "on")
    if LeftOut.objects.filter(indicator=indicator, record_id=record_id, taken_back_at__isnull=True).exists():
        raise Refused(_("这条已经剔除过。"), "record_id")
    row = LeftOut(
        indicator=indicator,
        record_id=record_id,
        reason=reason.strip(),
        basis=basis.strip(),
        approver_id=actor.post_id,
        on=on,
    )
    records.append(subject=row, name="left_out.approved", actor=actor, at=at, data={"record": record_id})
    return row


@verb()
def take_back(*, left_out_id: int, actor: Actor, at: datetime, version: int | str | None = None) -> LeftOut:
    """Count the record again."""
    row = records.lock(LeftOut, left_out_id)
    records.check_version(row, version)
    if row.taken_back_at is None:
        row.taken_back_at = at
        row.save(update_fields=["taken_back_at"])
        records.append(subject=row, name="left_out.taken_back", actor=actor, at=at)
    return row


@verb()
def set_reporting_units(
    *,
    piece: str,
    area_id: int,
    units: Sequence[tuple[Unit, str]],
    on: date,
    actor: Actor,
    at: datetime,
    version: int | str | None = None,
) -> ReportingSet:
    """Who is told by an indicator or a ranking from a day on, in this fixed order, each in one group at most.

    Raises :class:`Refused` for a unit named twice: a body cannot stand in two groups.
    """
    if len({unit for unit, _group in units}) != len(units):
        raise Refused(_("一个单位只能在一个组里，请检查。"), "units")
    if not units:
        raise Refused(_("至少要有一个参评单位。"), "units")
    found = ReportingSet.objects.select_for_update().filter(piece=piece, area_id=area_id).first()
    if found is not None:
        records.check_version(found, version)
    kept = found or ReportingSet(piece=piece, area_id=area_id)
    records.append(
        subject=kept,
        name="reporting_set.changed",
        actor=actor,
        at=at,
        data={"units": [unit.id for unit, _group in units]},
    )
    SetMember.objects.filter(of=kept, valid_to=MAX_DAY, valid_from__gte=on).delete()
    SetMember.objects.filter(of=kept, valid_to=MAX_DAY).update(valid_to=on)
    SetMember.objects.bulk_create(
        SetMember(of=kept, unit_kind=unit.kind, unit_id=unit.id, group=group, position=number, valid_from=on)
        for number, (unit, group) in enumerate(units, start=1)
    )
    return kept


#: A day nobody needs to think about: sets that hold since ever.
SINCE_EVER = date(1900, 1, 1)
ONE = timedelta(days=1)
