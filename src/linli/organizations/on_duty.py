"""Who is on duty now, for the head of Today: of one's own body, else of the one above it; one query."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, F, FilteredRelation, OuterRef, Q

from linli.domain import rota as rules
from linli.domain.calendar import local_day
from linli.organizations.models import Appointment, Organization, OrgEdge, Part, Rota, Tree, on_day


@dataclass(frozen=True)
class OnDuty:
    """One who is on duty: ``runs`` now, or later in the same day of duty."""

    day: date
    part: str
    name: str
    phone: str
    runs: bool
    until: datetime
    #: False when he holds no post of the body any more.
    here: bool = True

    @property
    def word(self) -> str:
        """The part of the day; nothing for a whole one."""
        return "" if self.part == Part.WHOLE else str(Part(self.part).label)


@dataclass(frozen=True)
class Head:
    """What Today's head says: who is on duty for a body, and for the keeper what is amiss with his own rota."""

    people: list[OnDuty] = field(default_factory=list)
    #: The body above whose people are shown, None for the viewer's own.
    above: str | None = None
    #: Before the hand-over of the morning the day of duty is still yesterday's.
    yesterday: bool = False
    #: Of the own body: those put on duty now who have left it.
    left: list[str] = field(default_factory=list)
    #: The own body has a rota, but nobody on it now or later in its day.
    empty: bool = False
    #: The month in which that day lies, as the rota's page is asked for it.
    month: str = ""


def on_duty(body: Organization, at: datetime) -> Head:
    """Who is on duty for a body at an instant, else for the body above it; one query."""
    today = local_day(at)
    found: dict[int, list[OnDuty]] = {}
    known: dict[int, str] = {}
    hours = rules.Hours()
    for row in _rows_around(body, today):
        known.setdefault(row["organization_id"], row["name"])
        line = _on_duty_line(row, at)
        if line is not None:
            found.setdefault(row["organization_id"], []).append(line)
        if row["organization_id"] == body.pk:
            hours = rules.Hours(row["starts_at"], row["noon_at"], row["evening_at"])
    own = sorted(found.get(body.pk, []), key=_in_order)
    left = [line.name for line in own if not line.here]
    own = [line for line in own if line.here]
    shown, above = own, None
    if not own:
        for pk in sorted(found.keys() - {body.pk}):
            if shown := sorted((line for line in found[pk] if line.here), key=_in_order):
                above = known[pk]
                break
    early = bool(shown) and all(line.day < today for line in shown)
    month = f"{rules.duty_day(at, hours):%Y-%m}"
    return Head(shown, above, early, left, body.pk in known and not own, month)


def _in_order(line: OnDuty) -> tuple[date, int]:
    return line.day, rules.ORDER[rules.Part(line.part)]


def _rows_around(body: Organization, today: date) -> Iterable[Any]:
    """The rotas of the body and of those above it, each with its turns of today and yesterday."""
    edges = OrgEdge.objects.filter(
        on_day(today), tree=Tree.ADMINISTRATIVE, child=body, parent=OuterRef("organization_id")
    )
    above = Q(Exists(edges))
    if body.street is not None and body.kind != "street_office":
        above |= Q(organization__kind="street_office", organization__area_id=body.street)
    holds = Appointment.objects.filter(
        on_day(today),
        person_id=OuterRef("turn__person_id"),
        post__organization_id=OuterRef("organization_id"),
    )
    days = (today - timedelta(days=1), today)
    rows = Rota.objects.annotate(turn=FilteredRelation("turns", condition=Q(turns__day__in=days)))
    return rows.filter(Q(organization=body) | above, on_day(today, "organization__")).values(
        "organization_id", "starts_at", "noon_at", "evening_at", "turn__day", "turn__part", "turn__phone",
        "turn__person__name", "turn__person__work_phone", here=Exists(holds), name=F("organization__name"), office=F("organization__phone"),
    )  # fmt: skip


def _on_duty_line(row: dict[str, Any], at: datetime) -> OnDuty | None:
    """The turn as the head says it; None for one that is over, or of a day of duty that is not this one."""
    if row["turn__day"] is None:
        return None
    hours = rules.Hours(row["starts_at"], row["noon_at"], row["evening_at"])
    day, part = row["turn__day"], rules.Part(row["turn__part"])
    begin, end = rules.slot(day, part, hours)
    if day != rules.duty_day(at, hours) or end <= at:
        return None
    phone = row["turn__phone"] or row["turn__person__work_phone"] or row["office"]
    name = row["turn__person__name"]
    return OnDuty(day, part.value, name, phone, begin <= at, end, row["here"])
