"""The duty rota: a month entered as one sheet, single turns from a file, two days swapped."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from linli.domain import rota as rules
from linli.domain.access import Actor
from linli.organizations import rota as reading
from linli.organizations.errors import Refused
from linli.organizations.models import Organization, Part, Pattern, Rota, Turn
from linli.organizations.services import checks
from linli.records import services as records
from linli.records.errors import Conflict
from linli.records.tx import verb

Slot = tuple[date, str]


@dataclass(frozen=True)
class NewTurn:
    """A line of the sheet; an empty ``phone`` means the person's own work telephone."""

    day: date
    part: str
    person_id: int
    leader_id: int | None = None
    phone: str = ""

    @classmethod
    def of(cls, row: Turn) -> NewTurn:
        """The line of a row that stands."""
        return cls(row.day, row.part, row.person_id, row.leader_id, row.phone)


@verb()
def save_month(
    *,
    organization_id: int,
    month: date,
    turns: Iterable[NewTurn],
    actor: Actor,
    at: datetime,
    pattern: str = Pattern.WHOLE,
    hours: rules.Hours | None = None,
    version: int | None = None,
) -> Rota:
    """Make a month of a body's rota what the sheet says; event ``rota.saved`` with each line that differs.

    ``version`` is the rota's as the form showed it, 0 for none yet (:class:`Conflict` when another was saved since).
    Refuses days outside the month, parts outside ``pattern``, and people who hold no post in the body on the day;
    lines that stay as they were are not judged again, so that a month can be saved with somebody who left in it.
    """
    body = records.lock(Organization, organization_id)
    rota = Rota.objects.select_for_update().filter(organization=body).first()
    first = month.replace(day=1)
    days = rules.month_days(first)
    old = _standing(rota, days[0], days[-1])
    wanted = _by_slot(turns, days, pattern)
    _check_version(rota, version, old, wanted)
    changed = {slot: (old.get(slot), wanted.get(slot)) for slot in sorted(old.keys() | wanted.keys())
               if old.get(slot) != wanted.get(slot)}  # fmt: skip
    _check_people(body, [new for _was, new in changed.values() if new], days)
    settings = (pattern, hours or (rota.hours if rota else rules.Hours()))
    if rota is not None and not changed and settings == (rota.pattern, rota.hours):
        return rota
    rota = _set_hours(rota or Rota(organization=body), *settings)
    _announce(rota, "rota.saved", changed, actor, at, month=f"{first:%Y-%m}")
    _write(rota, changed)
    return rota


@verb()
def put_turn(
    *, organization_id: int, turn: NewTurn, actor: Actor, at: datetime
) -> tuple[Rota, dict[Slot, NewTurn | None]]:
    """Put one person on one part of a day, as a line of a file does; event ``rota.saved`` if it differs.

    Parts of that day which cannot stand beside it go (a whole day and its night). Answers what stood there before.
    """
    return _put({(turn.day, turn.part): turn}, organization_id, actor, at, clear=turn)


@verb()
def put_back(
    *, organization_id: int, before: Mapping[Slot, NewTurn | None], actor: Actor, at: datetime
) -> Rota:
    """Undo :func:`put_turn`: each slot gets what stood there before."""
    return _put(before, organization_id, actor, at)[0]


def _put(
    lines: Mapping[Slot, NewTurn | None],
    organization_id: int,
    actor: Actor,
    at: datetime,
    clear: NewTurn | None = None,
) -> tuple[Rota, dict[Slot, NewTurn | None]]:
    body = records.lock(Organization, organization_id)
    rota = Rota.objects.select_for_update().filter(organization=body).first()
    days = [day for day, _part in lines]
    old = _standing(rota, min(days), max(days))
    wanted = dict(lines)
    if clear is not None:
        _by_slot([clear], days, None)
        beside = {part for _day, part in old}
        wanted |= {(clear.day, part): None for part in beside if rules.pattern_of({part, clear.part}) is None}
    changed = {slot: (old.get(slot), new) for slot, new in wanted.items() if old.get(slot) != new}
    _check_people(body, [new for _was, new in changed.values() if new and clear], days)
    if not changed:
        return rota or Rota(organization=body), {}
    if rota is None:
        rota = Rota(
            organization=body, pattern=rules.pattern_of([clear.part] if clear else []) or Pattern.WHOLE
        )
    _announce(rota, "rota.saved", changed, actor, at, month=f"{min(days):%Y-%m}")
    _write(rota, changed)
    return rota, {slot: was for slot, (was, _new) in changed.items()}


@verb()
def swap(
    *,
    organization_id: int,
    one: Slot,
    other: Slot,
    actor: Actor,
    at: datetime,
    version: int | None = None,
    reason: str = "",
) -> Rota:
    """Two people change places; event ``rota.swapped``. The leaders of the days stay.

    Refuses a slot nobody is on, the same person twice, and a person who holds no post in the body on his new day.
    """
    body = records.lock(Organization, organization_id)
    rota = Rota.objects.select_for_update().filter(organization=body).first()
    old = _standing(rota, min(one[0], other[0]), max(one[0], other[0]))
    if rota is None or one not in old or other not in old:
        raise Refused(_("要对调的两个班都要先排好人。"), field="one" if one not in old else "other")
    if version is not None and version != rota.version:
        raise Conflict(_("值班表刚刚被别人改过，没有对调。请看一下现在的安排再试。"))
    first, second = old[one], old[other]
    if first.person_id == second.person_id:
        raise Refused(_("这两个班是同一个人，不用对调。"), field="other")
    changed: dict[Slot, tuple[NewTurn | None, NewTurn | None]] = {
        one: (first, NewTurn(*one, second.person_id, first.leader_id, second.phone)),
        other: (second, NewTurn(*other, first.person_id, second.leader_id, first.phone)),
    }
    _check_people(body, [new for _was, new in changed.values() if new], [one[0], other[0]])
    reason = checks.one_line(reason, field="reason", label=_("原因"), limit=100, required=False)
    _announce(
        rota, "rota.swapped", changed, actor, at, reason=reason,
        one=one[0].isoformat(), other=other[0].isoformat(),
        person=first.person_id, successor=second.person_id,
    )  # fmt: skip
    _write(rota, changed)
    return rota


def _standing(rota: Rota | None, first: date, last: date) -> dict[Slot, NewTurn]:
    if rota is None:
        return {}
    rows = Turn.objects.filter(rota=rota, day__range=(first, last))
    return {(row.day, row.part): NewTurn.of(row) for row in rows}


def _by_slot(turns: Iterable[NewTurn], days: list[date], pattern: str | None) -> dict[Slot, NewTurn]:
    if pattern is not None and pattern not in Pattern.values:
        raise Refused(_("没有这种分班，请从列表中选择。"), field="pattern")
    parts = Part.values if pattern is None else rules.PARTS[rules.Pattern(pattern)]
    found: dict[Slot, NewTurn] = {}
    for turn in turns:
        if turn.day not in days or turn.part not in parts:
            raise Refused(_("%(day)s这一班不在这张表里。") % {"day": turn.day.isoformat()})
        if (turn.day, turn.part) in found:
            raise Refused(_("%(day)s这一班排了两次。") % {"day": turn.day.isoformat()})
        phone = checks.office_phone(turn.phone, field="phone")
        found[turn.day, turn.part] = NewTurn(turn.day, turn.part, turn.person_id, turn.leader_id, phone)
    return found


def _check_version(
    rota: Rota | None, version: int | None, old: Mapping[Slot, NewTurn], wanted: Mapping[Slot, NewTurn]
) -> None:
    if version is None or version == (rota.version if rota else 0):
        return
    differ = [slot for slot in sorted(old.keys() | wanted.keys()) if old.get(slot) != wanted.get(slot)]
    names = reading.names(turn for slot in differ for turn in (old.get(slot), wanted.get(slot)) if turn)
    said = {slot: f"{reading.slot_word(*slot)}" for slot in differ}
    raise Conflict(
        current={said[slot]: reading.turn_word(old.get(slot), names) for slot in differ},
        theirs={said[slot]: reading.turn_word(wanted.get(slot), names) for slot in differ},
    )


def _check_people(body: Organization, turns: list[NewTurn], days: list[date]) -> None:
    if not turns:
        return
    staff = reading.staff(body.pk, min(days), max(days))
    for turn in turns:
        for person_id in (turn.person_id, turn.leader_id):
            if person_id is not None and not (person_id in staff and staff[person_id].holds_on(turn.day)):
                name = reading.names([turn]).get(person_id, "")
                raise Refused(
                    _("%(slot)s：%(name)s这一天不在「%(body)s」任职，不能排班。")
                    % {"slot": reading.slot_word(turn.day, turn.part), "name": name, "body": body},
                    field="person",
                )


def _set_hours(rota: Rota, pattern: str, hours: rules.Hours) -> Rota:
    rota.pattern = pattern
    rota.starts_at, rota.noon_at, rota.evening_at = hours.start, hours.noon, hours.evening
    if rota.pk is not None:
        rota.save(update_fields=["pattern", "starts_at", "noon_at", "evening_at"])
    return rota


def _announce(
    rota: Rota,
    name: str,
    changed: Mapping[Slot, tuple[NewTurn | None, NewTurn | None]],
    actor: Actor,
    at: datetime,
    *,
    reason: str = "",
    **data: object,
) -> None:
    """One event: ids of who stood and stands on each changed slot; names only in the text that can be erased."""
    # A month planned for the first time is told by its number of turns; what somebody was put on before, line by line.
    told = {slot: pair for slot, pair in changed.items() if pair[0] is not None}
    names = reading.names(turn for pair in told.values() for turn in pair if turn)
    lines = [
        f"{reading.slot_word(*slot)} {reading.turn_word(was, names)}→{reading.turn_word(new, names)}"
        for slot, (was, new) in sorted(told.items())
    ]
    ids = [
        [day.isoformat(), part, was.person_id if was else None, new.person_id if new else None]
        for (day, part), (was, new) in sorted(changed.items())
    ]
    text = {"changes": "；".join(lines), "reason": reason}
    records.append(
        subject=rota,
        name=name,
        actor=actor,
        at=at,
        data={"body": rota.organization_id, "count": len(changed), "turns": ids, **data},
        text={key: value for key, value in text.items() if value} or None,
    )


def _write(rota: Rota, changed: Mapping[Slot, tuple[NewTurn | None, NewTurn | None]]) -> None:
    for (day, part), (_was, new) in changed.items():
        if new is None:
            Turn.objects.filter(rota=rota, day=day, part=part).delete()
            continue
        kept = {"person_id": new.person_id, "leader_id": new.leader_id, "phone": new.phone}
        Turn.objects.update_or_create(rota=rota, day=day, part=part, defaults=kept)
