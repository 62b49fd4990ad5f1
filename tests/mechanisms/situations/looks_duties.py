"""then of duties: coverage, names of gaps, chains, items, and who is asked for a matter."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Count

from linli.cases.queries import propose_route
from linli.domain import figures
from linli.domain.clock_words import say_amount
from linli.duties import queries
from linli.duties.models import Duty
from linli.duties.queries.coverage import held, loads
from linli.duties.queries.items import all_done, late
from linli.organizations.models import Person
from tests.mechanisms.situations.acts_duties import day, duty_kind, shelf
from tests.mechanisms.situations.looks import same
from tests.mechanisms.situations.words import then
from tests.mechanisms.situations.world import World, instant


@then
def duty_coverage(world: World, duty: str, on: Any, has: dict[str, int], place: str = "city") -> None:
    """Counts of a kind in a place on a day; those named are compared."""
    found = queries.cover(duty_kind(duty), world.places[place], day(on))
    for name, value in has.items():
        same(getattr(found, name), value, name)


@then
def duty_gaps_named(
    world: World, duty: str, on: Any, are: list[str], place: str = "city", reason: str = ""
) -> None:
    """The objects nobody answers for, by name, and the reason in words."""
    rows = queries.gap_rows(duty_kind(duty), world.places[place], day(on), limit=1000)
    same(sorted(row.name for row in rows), sorted(are), "gaps")
    if reason:
        same({row.reason for row in rows}, {reason}, "reason")


@then
def duty_doubles_named(world: World, duty: str, on: Any, are: list[str], place: str = "city") -> None:
    """Holders with more than one object, by name."""
    rows = loads(duty_kind(duty), world.places[place], day(on), more_than=1)
    names = Person.objects.filter(pk__in=[int(key[1:]) for key, _n in rows]).values_list("name", flat=True)
    same(sorted(names), sorted(are), "doubles")


@then
def duty_graded(
    world: World, duty: str, on: Any, grade: str, is_: int, percent: str = "", place: str = "city"
) -> None:
    """Distinct people of a grade, and their share of all people printed as the page prints it."""
    rows = held(duty_kind(duty), world.places[place], day(on))
    count = rows.filter(grade=grade).values("person").distinct().count()
    same(count, is_, grade)
    if percent:
        everybody = rows.values("person").distinct().count()
        same(figures.say_percent(count, everybody, 1), percent, "share")


@then
def duty_per_body(world: World, duty: str, on: Any, sum_: int, bodies: int, place: str = "city") -> None:
    """The list per unit adds up to all assignments."""
    rows = (
        held(duty_kind(duty), world.places[place], day(on)).order_by().values("body").annotate(n=Count("pk"))
    )
    counts = [row["n"] for row in rows]
    same((sum(counts), len(counts)), (sum_, bodies), "per unit")


@then
def duty_chain(world: World, row: str, on: Any, is_: list[str], broken: list[str] | None = None) -> None:
    """From an object's duty upwards: the holders, and those who are gone."""
    duty = Duty.objects.select_related("person", "body", "post").get(pk=shelf(world, "rows")[row])
    links = queries.chain_of(duty, day(on))
    same([link.holder for link in links], is_, "chain")
    same([link.holder for link in links if link.missing], broken or [], "broken links")


@then
def duty_left_without(world: World, duty: str, on: Any, count: int, place: str = "city") -> None:
    """Objects of a layer whose next holder above is gone."""
    rows = queries.families_without(duty_kind(duty), world.places[place], day(on))
    same(len(rows), count, "left without")


@then
def duty_items_open(world: World, row: str, on: Any, is_: int, failed: list[str] | None = None) -> None:
    """Items of a duty that are not done, and those found not in order."""
    duty = Duty.objects.select_related("person", "post", "body", "definition").get(
        pk=shelf(world, "rows")[row]
    )
    page = queries.duty_page(duty, day(on))
    same(page.open_items, is_, "open items")
    if failed is not None:
        same([item.id for item in page.items if item.state == "failed"], failed, "failed items")


@then
def duty_failed_items(world: World, holder: str, on: Any, is_: int) -> None:
    """How many items stand as not in order on the list of one holder."""
    rows = Duty.objects.filter(
        post_id=world.posts[holder], item_states__state="failed", item_states__on__lte=day(on)
    )
    same(rows.count(), is_, "items not in order")


@then
def duty_late_items(world: World, duty: str, on: Any, are: dict[str, str], place: str = "city") -> None:
    """Objects with an item open after the due day → the holder's name."""
    rows = late(duty_kind(duty), world.places[place], day(on))
    same({line.object.split("·")[-1]: line.holder for line in rows}, are, "late")


@then
def duty_done_rate(world: World, duty: str, on: Any, is_: str, place: str = "city") -> None:
    """Objects with every item ticked of all objects, as a percentage."""
    done, every = all_done(duty_kind(duty), world.places[place], day(on))
    same(figures.say_percent(done, every, 1), is_, "rate")


@then
def duty_yesterday_and_today(
    world: World, duty: str, on: Any, before: int, after: int, place: str = "city"
) -> None:
    """Assignments in force on the day before and on the day."""
    kind, area = duty_kind(duty), world.places[place]
    same(held(kind, area, day(on) - timedelta(days=1)).count(), before, "the day before")
    same(held(kind, area, day(on)).count(), after, "the day")


@then
def duty_asked_for(world: World, place: str, category: str, at: Any, body: str, says: str = "") -> None:
    """The body a matter is proposed to, and words of the reason."""
    found = propose_route(area_id=world.places[place], category=category, kind=None, at=instant(at))
    same(found.body.pk if found.body else None, world.bodies[body], "proposed to")
    assert says in found.reason, found.reason


@then
def duty_kind_rhythm(world: World, duty: str, on: Any, is_: str, items: int) -> None:
    """How often at least, and how many items the kind has."""
    kind = duty_kind(duty)
    assert kind.rhythm is not None
    span = kind.rhythm.at(day(on))
    assert span is not None
    same(say_amount(span.amount, span.unit, "zh"), is_, "rhythm")
    same(len(kind.items), items, "items")


@then
def duty_on_the_list(world: World, holder: str, at: Any, open_: int) -> None:
    """How many open cases show on the own list of a holder."""
    rows = queries.mine(post_id=world.posts[holder], at=instant(at))
    same(sum(row.open for row in rows), open_, "open on the list")


@then
def duty_reminded(world: World, row: str, on: Any, says: str) -> None:
    """The reminder to pass on names the item."""
    duty = Duty.objects.select_related("person", "post", "body", "definition").get(
        pk=shelf(world, "rows")[row]
    )
    found = queries.reminders(duty, day(on))
    same(len(found), 1, "reminders")
    assert says in found[0], found[0]
