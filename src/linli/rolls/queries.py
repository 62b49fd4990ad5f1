"""Reading rolls as of a day: who stands where, what is missing, what was done."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Sum

from linli.areas import queries as areas
from linli.areas.models import AreaSpan
from linli.definitions.rolls import RollKind
from linli.domain import rolls
from linli.domain.access import AreaRef
from linli.domain.rolls import Period, Spread, State
from linli.rolls import rules
from linli.rolls.models import Backstop, Item, Membership, Service


def stood(on: date, prefix: str = "") -> Q:
    """The condition that one stood on the roll on a day; ``prefix`` leads to the row from another model."""
    until = Q(**{f"{prefix}until": None}) | Q(**{f"{prefix}until__gt": on})
    return Q(**{f"{prefix}since__lte": on}) & until


def on_roll(
    refs: tuple[AreaRef, ...], kinds: Iterable[str], on: date, *, holder: str = ""
) -> QuerySet[Membership]:
    """Those on rolls of some kinds inside some places on a day."""
    rows = Membership.objects.filter(stood(on), kind__in=list(kinds))
    rows = rows.filter(holder=holder) if holder else rows
    return areas.in_scope(rows, refs)


@dataclass(frozen=True)
class Line:
    """One community of the overview."""

    area: AreaSpan
    units: int
    members: int


@dataclass(frozen=True)
class Overview:
    """Units and members over the communities of some places on a day (S0-02, S0-03)."""

    on: date
    spread: Spread
    members: int
    people: int
    lines: tuple[Line, ...]
    doubles: int
    #: Members as the units on a roll say of themselves, whether or not they are on one by name.
    told: int = 0

    @property
    def gaps(self) -> tuple[Line, ...]:
        """Communities no unit reports to."""
        return tuple(line for line in self.lines if not line.units)


def overview(refs: tuple[AreaRef, ...], on: date) -> Overview:
    """The figures of 双报到; every one of them is a list of rows."""
    of_units = on_roll(refs, rules.reporting_in("unit"), on)
    units = by_community(of_units)
    members = on_roll(refs, rules.reporting_in("member"), on)
    by_members = by_community(members)
    spans = communities(refs, on)
    lines = tuple(Line(span, units.get(span.area_id, 0), by_members.get(span.area_id, 0)) for span in spans)
    spread = rolls.spread(units, [span.area_id for span in spans])
    people = members.values("person").distinct().count()
    return Overview(
        on, spread, sum(by_members.values()), people, lines, len(doubles(refs, on)), told(of_units)
    )


def told(rows: QuerySet[Membership]) -> int:
    """Members as units say of themselves, over some places on rolls."""
    return rows.order_by().aggregate(n=Sum("said_members"))["n"] or 0


def by_community(rows: QuerySet[Membership]) -> dict[int, int]:
    """Rows counted by community; one query by index."""
    found = rows.order_by().values("community").annotate(n=Count("pk"))
    return {row["community"]: row["n"] for row in found if row["community"]}


def communities(refs: tuple[AreaRef, ...], on: date) -> list[AreaSpan]:
    """The communities of some places on a day, in the order of the tree. Villages by name are left out."""
    found: dict[int, AreaSpan] = {}
    for ref in refs:
        for span in areas.subtree(ref.area_id, on).filter(level="community"):
            if not span.name.endswith(_VILLAGES):
                found[span.area_id] = span
    return list(found.values())


#: 「居民委员会」 may be written for both; a committee of villagers is no urban community.
_VILLAGES = ("村委会", "村民委员会", "村")


@dataclass(frozen=True)
class Double:
    """One person or unit on two rolls at once."""

    holder_id: int
    rows: list[Membership] = field(default_factory=list)


def doubles(refs: tuple[AreaRef, ...], on: date) -> list[Double]:
    """Members standing on rolls of two communities on a day; at least one of them inside the places."""
    kinds = rules.reporting_in("member")
    inside = on_roll(refs, kinds, on).order_by().values("person")
    stand = Membership.objects.filter(stood(on), kind__in=kinds, person__in=inside)
    twice = stand.order_by().values("person").annotate(n=Count("area", distinct=True)).filter(n__gt=1)
    ids = [row["person"] for row in twice]
    rows = stand.filter(person__in=ids).select_related("person", "organization").order_by("person", "pk")
    found: dict[int, list[Membership]] = {}
    for row in rows:
        found.setdefault(row.person_id or 0, []).append(row)
    return [Double(holder, held) for holder, held in found.items()]


@dataclass(frozen=True)
class Report:
    """What was done in a period, as the community confirmed it."""

    services: int
    minutes: int
    people: int
    projects_done: int
    waiting: int


def report_of(row: Membership, period: Period) -> Report:
    """The derived part of the dual report: a unit with its members here, or one member."""
    rows = services_of(row).filter(on__gte=period.first, on__lt=period.end)
    confirmed = rows.filter(state=Service.State.CONFIRMED)
    sums = confirmed.aggregate(n=Count("pk"), minutes=Sum("minutes"), people=Sum("people"))
    projects = Item.objects.filter(
        Q(membership=row) | Q(shares__membership=row),
        list=Item.List.PROJECT,
        state=Item.State.DONE,
        done_on__gte=period.first,
        done_on__lt=period.end,
    )
    return Report(
        sums["n"],
        sums["minutes"] or 0,
        sums["people"] or 0,
        projects.distinct().count(),
        rows.filter(state=Service.State.WAITING).count(),
    )


def services_of(row: Membership) -> QuerySet[Service]:
    """Services of a place on a roll; a unit's include those of its members at the same place."""
    if row.holder == "unit" and row.organization_id is not None:
        return Service.objects.filter(organization_id=row.organization_id, area_id=row.area_id)
    return Service.objects.filter(membership=row)


def without_report(
    refs: tuple[AreaRef, ...], period: Period, *, holder: str = "member", organization_id: int | None = None
) -> QuerySet[Membership]:
    """Those on the roll at the end of a period of whom no service in it is confirmed (S2-03)."""
    done = Service.objects.filter(
        membership=OuterRef("pk"),
        state=Service.State.CONFIRMED,
        on__gte=period.first,
        on__lt=period.end,
    )
    last = date.fromordinal(period.end.toordinal() - 1)
    rows = Membership.objects.filter(stood(last), ~Exists(done), kind__in=rules.reporting_in(holder))
    if organization_id is not None:
        return rows.filter(organization_id=organization_id)
    return areas.in_scope(rows, refs)


def feedback_due(refs: tuple[AreaRef, ...], period: Period, *, holder: str = "unit") -> QuerySet[Membership]:
    """Units on the roll during a closed period to which nothing was written back yet."""
    last = date.fromordinal(period.end.toordinal() - 1)
    rows = Membership.objects.filter(stood(last), kind__in=rules.reporting_in(holder))
    return areas.in_scope(rows, refs).exclude(feedback__period=period.code)


def uncovered_floating(refs: tuple[AreaRef, ...], on: date, kinds: Iterable[str]) -> QuerySet[Membership]:
    """Floating members whom no organisation holds on a day (S0-09)."""
    held = Backstop.objects.filter(membership=OuterRef("pk"), since__lte=on).filter(
        Q(until=None) | Q(until__gt=on)
    )
    return on_roll(refs, kinds, on, holder="member").filter(~Exists(held))


@dataclass(frozen=True)
class Coverage:
    """Units in a covered stage over all on the roll; ``uncovered``: the rest, by stage."""

    covered: int
    total: int
    by_stage: dict[str, int]


def stage_coverage(refs: tuple[AreaRef, ...], kind: RollKind, on: date) -> Coverage:
    """How many of a kind have reached a covered stage (S0-07), as the rows stand now."""
    rows = on_roll(refs, [kind.id], on).order_by().values("stage").annotate(n=Count("pk"))
    by_stage = {row["stage"]: row["n"] for row in rows}
    good = {stage.id for stage in kind.stages if stage.covered}
    covered = sum(n for stage, n in by_stage.items() if stage in good)
    return Coverage(covered, sum(by_stage.values()), by_stage)


def results(area_id: int) -> list[Item]:
    """What is done at a place, each with the units that gave to it, also those that left since (S2-01)."""
    rows = Item.objects.filter(area_id=area_id, state=Item.State.DONE, list=Item.List.PROJECT)
    return list(rows.prefetch_related("shares__membership__organization").order_by("-done_on", "-pk"))


def people_in_teams(refs: tuple[AreaRef, ...], kind: str, on: date) -> dict[int, int]:
    """Distinct people in teams by street; one in two teams of a street counts once there (S4-22)."""
    rows = on_roll(refs, [kind], on, holder="member").order_by().values("street")
    found = rows.annotate(n=Count("person", distinct=True))
    return {row["street"]: row["n"] for row in found if row["street"]}


def teams(refs: tuple[AreaRef, ...], kind: str, on: date) -> dict[int, int]:
    """Teams by street: bodies that have at least one member on the roll of the kind."""
    rows = on_roll(refs, [kind], on, holder="member").order_by().values("street")
    found = rows.annotate(n=Count("organization", distinct=True))
    return {row["street"]: row["n"] for row in found if row["street"]}


def waiting(rows: QuerySet[Membership]) -> QuerySet[Membership]:
    """Those the community has not received or put on the roll yet, the oldest first."""
    return rows.filter(state__in=[State.APPLIED.value, State.RECEIVED.value]).order_by("applied_on", "pk")


def names(ids: Iterable[int]) -> dict[int, str]:
    """Names of places on rolls by id, in one query; the resolver of event sentences."""
    rows = Membership.objects.filter(pk__in=set(ids)).select_related("organization", "person")
    return {row.pk: str(row) for row in rows}
