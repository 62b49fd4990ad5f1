"""Households and projects that need a holder: entered by number or name, ended, never removed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.areas.models import Area
from linli.domain.access import Actor
from linli.duties import kinds
from linli.duties.errors import DutyRefused
from linli.duties.models import Charge
from linli.duties.services import _checks
from linli.organizations.errors import Refused
from linli.organizations.models import OPEN
from linli.organizations.services import checks
from linli.records import services as records
from linli.records.tx import verb


@verb()
def add_charges(
    *,
    kind: str,
    area_id: int,
    names: Sequence[str],
    actor: Actor,
    at: datetime,
    group: str = "",
    on: date | None = None,
) -> list[Charge]:
    """Households (by door or number) or projects of a duty kind at a place; event ``charge.added`` each.

    Refuses a name that stands there already, so that a list brought in twice does not double.
    """
    day = on or checks.day_of(at)
    piece, _definition = kinds.at_place(kind, area_id, day)
    if piece.object not in ("household", "project"):
        raise DutyRefused(_("这类分工的对象不在这里登记。"), field="kind")
    if piece.quotas and group not in {one.id for one in piece.quotas}:
        raise DutyRefused(_("请选择属于哪一组。"), field="group")
    _checks.place_exists(area_id)
    records.lock(Area, area_id)
    said = [_name(name) for name in names]
    held = set(
        Charge.objects.filter(kind=kind, area_id=area_id, valid_to=OPEN).values_list("name", flat=True)
    )
    columns = areas.columns_for(area_id)
    rows = []
    for name in said:
        if name in held:
            raise DutyRefused(_("「%(name)s」已经登记过了。") % {"name": name}, field="names")
        held.add(name)
        row = Charge(
            object=piece.object, kind=kind, name=name, group=group, valid_from=day, area_id=area_id, **columns
        )
        records.append(
            subject=row, name="charge.added", actor=actor, at=at, data={"duty_kind": kind, "area": area_id}
        )
        rows.append(row)
    return rows


def _name(text: str) -> str:
    try:
        return checks.one_line(text, field="names", label=_("名称（编号）"), limit=80)
    except Refused as error:
        raise DutyRefused(error.message, field=error.field) from error


@verb()
def end_charge(*, charge_id: int, actor: Actor, at: datetime, on: date | None = None) -> Charge:
    """A household or project needs nobody any more; event ``charge.ended``."""
    row = records.lock(Charge, charge_id)
    day = on or checks.day_of(at)
    if not row.valid_from < day <= row.valid_to:
        raise DutyRefused(_("结束日期要在登记之后。"), field="on")
    row.valid_to = day
    row.save(update_fields=["valid_to"])
    records.append(subject=row, name="charge.ended", actor=actor, at=at, data={"on": day.isoformat()})
    return row
