"""People from a sheet: work data only. Staff number, else name and telephone, tell who is known."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy

from linli.domain.access import Actor
from linli.ledgers.reading import values
from linli.ledgers.registry import Applied, Column, Row, Target
from linli.organizations import queries, services
from linli.organizations.models import Person


def known_person(row: Row) -> Person | None:
    """The person a row speaks of: by staff number, or by name with the same telephone; a bare name is no proof."""
    here = queries.directory().filter(ended_on=None)
    if row.text("staff_number"):
        return here.filter(staff_number=row.text("staff_number")).first()
    if row.text("work_phone"):
        return here.filter(name=row.text("name"), work_phone=row.text("work_phone")).first()
    return None


def apply(row: Row, actor: Actor, at: datetime) -> Applied:
    """Enter the person or correct the work data."""
    person = known_person(row)
    wanted: dict[str, Any] = {
        name: row.text(name) for name in ("name", "work_phone", "staff_number") if row.text(name)
    }
    if person is None:
        made = services.create_person(actor=actor, at=at, **wanted)
        return Applied("person", made.pk)
    before = {name: getattr(person, name) for name in wanted}
    if before == wanted:
        return Applied("person", person.pk, "unchanged")
    services.change_person(person_id=person.pk, actor=actor, at=at, **wanted)
    return Applied("person", person.pk, "updated", before)


def undo(applied: Applied, row: Row, actor: Actor, at: datetime) -> None:
    """A new person leaves again (refused while posts are held), an old one gets the former data back."""
    if applied.how == "updated":
        services.change_person(person_id=applied.id, actor=actor, at=at, **dict(applied.before))
    else:
        services.end_person(person_id=applied.id, actor=actor, at=at)


TARGET = Target(
    id="people",
    title=gettext_lazy("人员"),
    help=gettext_lazy("只收工作信息：姓名、工作电话、工号。不收身份证号和住址。"),
    verb="person.edit",
    order=20,
    columns=(
        Column("name", gettext_lazy("姓名"), ("人员姓名", "名字"), required=True, parse=values.text(40)),
        Column(
            "work_phone",
            gettext_lazy("工作电话"),
            ("联系电话", "手机", "手机号码", "电话"),
            parse=values.phone,
        ),
        Column("staff_number", gettext_lazy("工号"), ("人员编号", "职工号"), parse=values.text(30)),
    ),
    apply=apply,
    undo=undo,
)
