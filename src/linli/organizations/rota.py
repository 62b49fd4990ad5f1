"""Reading the duty rota: a month as a sheet, who has left since, and how the turns are spread."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from linli.definitions.calendars import shipped_calendar
from linli.domain import rota as rules
from linli.domain.calendar import WEEKDAYS_ZH, Calendar, DayInfo
from linli.organizations.models import (
    Appointment,
    Part,
    Person,
    Rota,
    Turn,
)

if TYPE_CHECKING:
    from collections.abc import Callable

    from linli.organizations.services.rota import NewTurn

_calendar: Callable[[], Calendar] = shipped_calendar


def provide_calendar(calendar: Callable[[], Calendar]) -> None:
    """Take the calendar in force (a city's own days on top of the notices) from the room that keeps it."""
    global _calendar
    _calendar = calendar


def calendar() -> Calendar:
    """The statutory calendar that tells workdays from days off."""
    return _calendar()


@dataclass
class Member:
    """A person of the body with the periods in which he holds a post there."""

    person: Person
    periods: list[tuple[date, date]] = field(default_factory=list)

    def holds_on(self, day: date) -> bool:
        """Does he hold a post of the body on the day?"""
        return any(begin <= day < end for begin, end in self.periods)


def staff(organization_id: int, first: date, last: date) -> dict[int, Member]:
    """Who holds a post of the body on some day of the closed range, deputies too, head of the body first; one query."""
    rows = (
        Appointment.objects.filter(
            post__organization_id=organization_id, valid_from__lte=last, valid_to__gt=first
        )
        .select_related("person")
        .order_by("post_id", "pk")
    )
    found: dict[int, Member] = {}
    for row in rows:
        found.setdefault(row.person_id, Member(row.person)).periods.append((row.valid_from, row.valid_to))
    return found


def names(turns: Iterable[NewTurn]) -> dict[int, str]:
    """Names of the people of some lines."""
    ids = {pk for turn in turns for pk in (turn.person_id, turn.leader_id) if pk}
    return dict(Person.objects.filter(pk__in=ids).values_list("pk", "name")) if ids else {}


def slot_word(day: date, part: str) -> str:
    """「11月21日」, with the part of the day where it is not the whole."""
    said = f"{day.month}月{day.day}日"
    return said if part == Part.WHOLE else f"{said}{Part(part).label}"


def turn_word(turn: NewTurn | None, known: dict[int, str]) -> str:
    """Who is on a line, in one word; 「无人」 for nobody."""
    if turn is None:
        return _("无人")
    said = known.get(turn.person_id, "")
    if turn.leader_id:
        said += _("（带班%(name)s）") % {"name": known.get(turn.leader_id, "")}
    return said


@dataclass
class Line:
    """One line of a month's sheet."""

    day: date
    part: str
    info: DayInfo
    turn: Turn | None = None
    left: bool = False
    first: bool = True

    @property
    def key(self) -> str:
        """The slot as an address or a form names it."""
        return f"{self.day.isoformat()}-{self.part}"

    @property
    def weekday(self) -> str:
        """星期六."""
        return WEEKDAYS_ZH[self.day.weekday()]

    @property
    def off(self) -> bool:
        """A weekend or a holiday by the statutory calendar."""
        return not self.info.kind.is_worked

    @property
    def note(self) -> str:
        """What a reader must know of the day: the festival, or that a Saturday is worked."""
        if self.info.name and self.off:
            return self.info.name
        return str(self.info.kind.zh) if self.info.kind == "makeup" else ""

    @property
    def part_word(self) -> str:
        """The part of the day in words."""
        return str(Part(self.part).label)

    @property
    def phone(self) -> str:
        """The telephone that is said for the turn."""
        return (self.turn.phone or self.turn.person.work_phone) if self.turn else ""


def of_body(organization_id: int) -> Rota | None:
    """The rota of a body with the body; one query."""
    return Rota.objects.select_related("organization").filter(organization_id=organization_id).first()


def turns_between(rota: Rota | None, first: date, last: date) -> list[Turn]:
    """The turns of a closed range of days with their people; one query."""
    if rota is None:
        return []
    rows = Turn.objects.filter(rota=rota, day__range=(first, last)).select_related("person", "leader")
    return sorted(rows, key=lambda row: (row.day, rules.ORDER[rules.Part(row.part)]))


def lines(first: date, turns: Iterable[Turn], pattern: str, members: dict[int, Member]) -> Iterator[Line]:
    """Every line of a month: the parts of its days, who is on, and whether he has left the body since."""
    held = {(turn.day, turn.part): turn for turn in turns}
    stored = rules.pattern_of(part for _day, part in held)
    division = rules.Pattern(pattern)
    if held and stored is not None and not {p for _d, p in held} <= set(rules.PARTS[division]):
        division = stored
    days = calendar()
    for day in rules.month_days(first):
        kept = {part for on, part in held if on == day}
        parts = sorted(kept | set(rules.PARTS[division]), key=lambda one: rules.ORDER[rules.Part(one)])
        for number, part in enumerate(parts):
            turn = held.get((day, str(part)))
            left = turn is not None and not (
                turn.person_id in members and members[turn.person_id].holds_on(day)
            )
            yield Line(day, str(part), days.info(day), turn, left, number == 0)


@dataclass
class Share:
    """How much of a month one person carries."""

    person: Person
    worked: int = 0
    off: int = 0

    @property
    def total(self) -> int:
        """All turns."""
        return self.worked + self.off


def shares(sheet: Iterable[Line]) -> list[Share]:
    """Turns by person, workdays and days off apart; who carries most stands first."""
    found: dict[int, Share] = {}
    for line in sheet:
        if line.turn is not None:
            share = found.setdefault(line.turn.person_id, Share(line.turn.person))
            share.off += line.off
            share.worked += not line.off
    return sorted(found.values(), key=lambda one: (-one.total, -one.off, one.person.name))
