"""A month filled before it is saved: copied from the last one, or passed round by turns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from linli.domain import rota as rules
from linli.organizations import rota as reading
from linli.organizations.models import Rota, Turn
from linli.organizations.rota import Member
from linli.organizations.services.rota import NewTurn, Slot

#: So far back the turns are read from which a rotation goes on.
LOOK_BACK = 62


def slots(first: date, pattern: str) -> list[tuple[date, rules.Part]]:
    """The slots of a month in the order of time."""
    parts = rules.PARTS[rules.Pattern(pattern)]
    return [(day, part) for day in rules.month_days(first) for part in parts]


def copied(
    first: date, pattern: str, before: Sequence[Turn], members: Mapping[int, Member]
) -> dict[Slot, NewTurn]:
    """Each slot as on the same weekday of the month before; who has left the body meanwhile is left out."""
    held = {(turn.day, turn.part): turn for turn in before}
    made: dict[Slot, NewTurn] = {}
    for day, part in slots(first, pattern):
        turn = held.get((rules.same_weekday_before(day), part.value))
        if turn is None or not _holds(members, turn.person_id, day):
            continue
        leader = turn.leader_id if _holds(members, turn.leader_id, day) else None
        made[day, part.value] = NewTurn(day, part.value, turn.person_id, leader, turn.phone)
    return made


def rotated(
    first: date,
    pattern: str,
    before: Sequence[Turn],
    *,
    worked: Sequence[int],
    rested: Sequence[int],
    leaders: Sequence[int],
) -> dict[Slot, NewTurn]:
    """Each slot to the next in turn, days off by the statutory calendar; leaders change from day to day."""
    all_slots = slots(first, pattern)
    days = reading.calendar()
    resting = [day for day in rules.month_days(first) if not days.is_workday(day)]
    people = rules.rotate(
        all_slots, resting=resting, worked=worked, rested=rested, last=[turn.person_id for turn in before]
    )
    led = rules.rotate(
        [(day, rules.Part.WHOLE) for day in rules.month_days(first)],
        resting=(),
        worked=leaders,
        rested=(),
        last=[turn.leader_id for turn in before if turn.leader_id],
    )
    return {
        (day, part.value): NewTurn(day, part.value, person, led.get((day, rules.Part.WHOLE)))
        for (day, part), person in people.items()
    }


def earlier(rota: Rota | None, first: date) -> list[Turn]:
    """The turns before a month, from which a copy is taken and a rotation goes on; one query."""
    return reading.turns_between(rota, first - timedelta(days=LOOK_BACK), first - timedelta(days=1))


def _holds(members: Mapping[int, Member], person_id: int | None, day: date) -> bool:
    return person_id is not None and person_id in members and members[person_id].holds_on(day)
