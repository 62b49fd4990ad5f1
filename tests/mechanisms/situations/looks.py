"""then: state, due time, event, figure, rows; every number is asked of the house, none is repeated from the page."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, Sum

from linli.cases.models import Case, Task
from linli.cases.queries import propose_route
from linli.cases.services import handling
from linli.clocks import queries as clock_queries
from linli.clocks import worktime
from linli.clocks.models import Notice
from linli.domain import clocks, figures
from linli.domain.access import Scope
from linli.domain.calendar import SHANGHAI, local_day
from linli.mechanisms import queries as mechanisms
from linli.records.models import Event
from tests.mechanisms.situations.words import then
from tests.mechanisms.situations.world import World, instant


def same(found: Any, wanted: Any, what: str) -> None:
    """Equal, or a sentence that says both."""
    assert found == wanted, f"{what}: expected {wanted!r}, found {found!r}"


@then
def state(world: World, case: str, is_: str) -> None:
    """The state a case is in."""
    same(world.case(case).state, is_, f"state of {case}")


@then
def field(world: World, case: str, name: str, is_: Any) -> None:
    """A field of the kind on a case."""
    same(world.case(case).fields.get(name), is_, f"{name} of {case}")


@then
def solved(world: World, case: str, is_: bool) -> None:
    """Whether a figure counts the case as solved."""
    same(world.case(case).is_solved, is_, f"solved {case}")


@then
def lead(world: World, case: str, is_: str) -> None:
    """The body that answers for it."""
    same(world.case(case).lead_body_id, world.bodies[is_], f"lead of {case}")


@then
def round_(world: World, case: str, is_: int) -> None:
    """The how-manieth handling."""
    same(world.case(case).round, is_, f"round of {case}")


@then
def elapsed_days(world: World, case: str, is_: int) -> None:
    """Calendar days from the word to the end."""
    row = world.case(case)
    assert row.closed_at is not None, f"{case} is not closed"
    same((local_day(row.closed_at) - local_day(row.reported_at)).days, is_, f"days of {case}")


@then
def elapsed_minutes(world: World, case: str, is_: int) -> None:
    """Minutes from the word to the first contact or arrival."""
    row = world.case(case)
    assert row.contacted_at is not None, f"nobody came for {case}"
    same(int((row.contacted_at - row.reported_at).total_seconds()) // 60, is_, f"minutes of {case}")


@then
def shorter_percent(world: World, case: str, than_days: int, is_: int) -> None:
    """How much shorter than before, half-up on the exact fraction."""
    row = world.case(case)
    assert row.closed_at is not None
    days = (local_day(row.closed_at) - local_day(row.reported_at)).days
    same(int(figures.percent(than_days - days, than_days) or 0), is_, "percent shorter")


@then
def due(world: World, case: str, step: str, is_: Any, part: str | None = None) -> None:
    """When a step of a case is due, in Shanghai time."""
    rows = [
        row
        for row in clock_queries.for_subject("case", world.cases[case], part)
        if row.step == step and row.due_at is not None
    ]
    assert rows, f"{case} has no step {step}"
    found = rows[0].due_at.astimezone(SHANGHAI)  # type: ignore[union-attr]
    wanted = str(is_)
    same(found.strftime("%Y-%m-%d" if len(wanted) == 10 else "%Y-%m-%d %H:%M"), wanted, f"{step} of {case}")


@then
def light(world: World, case: str, step: str, at: Any, is_: str) -> None:
    """正常, 临期 or 超期 of a step at an instant."""
    rows = [row for row in clock_queries.for_subject("case", world.cases[case]) if row.step == step]
    same(str(clock_queries.light_of(rows[0], instant(at))), is_, f"light of {step}")


@then
def clock_due(
    world: World,
    clock: str,
    step: str,
    start: Any,
    is_: Any,
    classes: list[str] | None = None,
    place: str = "community",
) -> None:
    """When a step of a shipped clock is due from a start (or back from an event): the kernel with our data."""
    template = mechanisms.clock_template(clock, world.places[place], instant(start))
    times, _version = worktime.current()
    found = clocks.due(template.step(step, classes or ()), instant(start), times)
    same(local_day(found.due_at).isoformat(), str(is_), f"{clock} {step}")


@then
def helpers(world: World, case: str, done: int, of: int) -> None:
    """How many of the helping bodies have done their part: 「2 of 3」."""
    same(handling.parts(world.case(case)), (done, of), f"parts of {case}")


@then
def asked(world: World, case: str, bodies: list[str]) -> None:
    """Which bodies have a part beside the lead."""
    rows = Task.objects.filter(case_id=world.cases[case], lead_slot__isnull=True)
    same(set(rows.values_list("body_id", flat=True)), {world.bodies[one] for one in bodies}, "asked")


@then
def first(world: World, kind: str, as_: str) -> None:
    """Name the first case of a kind, one the house itself made."""
    row = Case.objects.filter(kind=kind).order_by("pk").first()
    assert row is not None, f"no {kind}"
    world.cases[as_] = row.pk


@then
def age_days(world: World, case: str, at: Any, is_: int) -> None:
    """How many days an open case is old."""
    row = world.case(case)
    assert row.is_open, f"{case} is not open"
    same((local_day(instant(at)) - local_day(row.reported_at)).days, is_, f"age of {case}")


@then
def met_in_time(world: World, case: str, step: str, is_: bool) -> None:
    """Whether a step was met by its due time."""
    row = next(row for row in clock_queries.for_subject("case", world.cases[case]) if row.step == step)
    assert row.met_at is not None, f"{step} is open"
    assert row.due_at is not None
    same(row.met_at <= row.due_at, is_, f"{step} in time")


@then
def late_steps(world: World, body: str, at: Any, is_: int) -> None:
    """Steps past their time that count for a body, until they are met."""
    rows = clock_queries.late(Scope(bodies=frozenset({world.bodies[body]})), instant(at))
    same(rows.count(), is_, f"late steps of {body}")


@then
def workday(world: World, day: date, is_: bool) -> None:
    """Whether the shipped calendar works on a day (make-up days do)."""
    times, _version = worktime.current()
    same(times.calendar.is_workday(day), is_, f"workday {day}")


@then
def help_in_order(world: World, case: str, is_: list[str]) -> None:
    """What was done, in the order of time, as the page of the case lists it."""
    rows = world.case(case).help_actions.order_by("at")
    same(list(rows.values_list("kind", flat=True)), is_, f"help in {case}")


@then
def help_cost(world: World, case: str, is_: int, as_: str) -> None:
    """The cost of all help in 分, and as it prints in yuan."""
    total = world.case(case).help_actions.aggregate(total=Sum("cost"))["total"]
    same(total, is_, f"cost of {case}")
    same(figures.about(total // 100, "多", 10_000) + "元", as_, "print of the cost")


@then
def routed(world: World, case: str, to: str) -> None:
    """What the house itself proposes for the case: a body of the stage, or the household."""
    row = world.case(case)
    kind_here, _definition = mechanisms.case_kind(row.kind, row.area_id, row.reported_at)
    found = propose_route(area_id=row.area_id, category=row.category, kind=kind_here, at=row.reported_at)
    proposed = found.body.pk if found.body else None
    wanted = None if to == "household" else world.bodies[to]
    same((proposed, found.household), (wanted, to == "household"), f"route of {case} ({found.reason})")


@then
def event(world: World, case: str, name: str) -> None:
    """Something stands in the history of a case."""
    names = list(
        Event.objects.filter(kind="case", subject_id=world.cases[case]).values_list("name", flat=True)
    )
    assert name in names, f"{name} is not in {names}"


@then
def told(world: World, post: str, is_: bool = True) -> None:
    """Whether the post (or its whole body) has a message."""
    actor = world.actor(post)
    rows = Notice.objects.filter(Q(post_id=actor.post_id) | Q(post_id=None, body_id=actor.body_id))
    same(rows.exists(), is_, f"message for {post}")


@then
def in_use(world: World, mechanism: str, place: str, at: Any, is_: bool) -> None:
    """Whether a place works by a mechanism on a day."""
    found = mechanism in mechanisms.active(world.places[place], local_day(instant(at)))
    same(found, is_, f"{mechanism} at {place}")


@then
def kind(world: World, id_: str, place: str, at: Any, has: dict[str, Any]) -> None:
    """What a kind of case says where it is in use."""
    found, _definition = mechanisms.case_kind(id_, world.places[place], instant(at))
    for name, wanted in has.items():
        value: Any = found
        for part in name.split("."):
            value = getattr(value, part)
        same(list(value) if isinstance(value, tuple) else value, wanted, f"{id_}.{name}")


@then
def refusal(world: World, has: str) -> None:
    """The sentence of the last refusal."""
    assert has in world.refusal, f"{has!r} is not in {world.refusal!r}"
