"""People who work in the field: entered, corrected, gone."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from linli.areas.spelling import fold, initials
from linli.domain.access import Actor
from linli.organizations.errors import Refused
from linli.organizations.models import Appointment, Person
from linli.organizations.services import checks
from linli.records import services as records
from linli.records.tx import verb


def _number_is_free(number: str, *, but: int = 0) -> None:
    taken = Person.objects.filter(staff_number=number).exclude(pk=but).first() if number else None
    if taken:
        raise Refused(
            _("工号%(number)s已登记在%(name)s名下。") % {"number": number, "name": taken.name},
            field="staff_number",
        )


@verb()
def create_person(
    *,
    name: str,
    actor: Actor,
    at: datetime,
    work_phone: str = "",
    staff_number: str = "",
    in_directory: bool = True,
) -> Person:
    """Enter a person with work data only; event ``person.created``. A taken staff number is refused.

    ``in_directory`` False: known by a roll only; nobody else finds him until he takes a post.
    """
    name = checks.one_line(name, field="name", label=_("姓名"), limit=40)
    person = Person(
        name=name,
        initials=initials(fold(name))[:40],
        work_phone=checks.office_phone(work_phone, field="work_phone"),
        staff_number=checks.one_line(
            staff_number, field="staff_number", label=_("工号"), limit=30, required=False
        ),
        in_directory=in_directory,
    )
    _number_is_free(person.staff_number)
    records.append(subject=person, name="person.created", actor=actor, at=at)
    return person


@verb()
def change_person(
    *,
    person_id: int,
    actor: Actor,
    at: datetime,
    name: str | None = None,
    work_phone: str | None = None,
    staff_number: str | None = None,
    version: int | None = None,
) -> Person:
    """Correct name, work telephone or staff number; event ``person.changed``."""
    person = records.lock(Person, person_id)
    records.check_version(person, version)
    old = {"name": person.name, "work_phone": person.work_phone, "staff_number": person.staff_number}
    if name is not None:
        person.name = checks.one_line(name, field="name", label=_("姓名"), limit=40)
        person.initials = initials(fold(person.name))[:40]
    if work_phone is not None:
        person.work_phone = checks.office_phone(work_phone, field="work_phone")
    if staff_number is not None:
        person.staff_number = checks.one_line(
            staff_number, field="staff_number", label=_("工号"), limit=30, required=False
        )
        _number_is_free(person.staff_number, but=person.pk)
    changed = sorted(key for key, value in old.items() if getattr(person, key) != value)
    if not changed:
        return person
    person.save(update_fields=[*changed, "initials"])
    records.append(
        subject=person,
        name="person.changed",
        actor=actor,
        at=at,
        data={"fields": changed},
        text={
            "old": {key: old[key] for key in changed},
            "new": {key: getattr(person, key) for key in changed},
        },
    )
    return person


@verb()
def end_person(*, person_id: int, actor: Actor, at: datetime, on: date | None = None) -> Person:
    """A person leaves; event ``person.ended``. Refuses while posts are held: hand over first."""
    day = checks.known_day(on or checks.day_of(at), at, field="on")
    person = records.lock(Person, person_id)
    held = Appointment.objects.filter(person=person, valid_to__gt=day).count()
    if held:
        raise Refused(
            _("%(name)s还担任%(count)s个岗位，请先办理换人交接。") % {"name": person.name, "count": held}
        )
    person.ended_on = day
    person.save(update_fields=["ended_on"])
    records.append(subject=person, name="person.ended", actor=actor, at=at, data={"on": day})
    return person
