"""A unit applies, the community receives; one place at a time; moving, ending, refusing with a reason."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from linli.domain.rolls import STEPS, State, after
from linli.organizations.errors import Refused
from linli.records import queries as records
from linli.records.errors import Conflict
from linli.rolls import queries, services
from linli.rolls.models import Membership
from tests.rolls.conftest import AT, DAY, Rolled

pytestmark = pytest.mark.django_db


def test_a_unit_applies_and_stands_on_the_roll_when_the_community_receives(rolled: Rolled) -> None:
    row = rolled.applied()
    assert (row.state, row.since) == ("applied", None)
    row = services.receive(membership_id=row.pk, actor=rolled.secretary, at=AT)
    assert (row.state, row.received_on, row.since) == ("on_roll", DAY, DAY)
    said = [line.sentence for line in records.history("membership", row.pk)]
    assert any("湖光社区" in sentence for sentence in said)
    assert len(said) == 3


def test_a_unit_cannot_receive_itself(rolled: Rolled) -> None:
    row = rolled.applied()
    with pytest.raises(Refused, match="社区接收"):
        services.receive(membership_id=row.pk, actor=rolled.liaison, at=AT)


def test_a_second_place_of_a_unit_is_refused_and_says_where_the_first_is(rolled: Rolled) -> None:
    rolled.on_roll()
    with pytest.raises(Refused, match=r"湖光社区.*转出"):
        rolled.applied(area_id=rolled.city.areas["willow"])


def test_a_member_on_two_rolls_is_entered_and_reported(rolled: Rolled) -> None:
    person = rolled.person("党员乙")
    for area in ("lake", "willow"):
        rolled.on_roll(kind="member_roll", person_id=person.pk, area_id=rolled.city.areas[area])
    found = queries.doubles(rolled.city.scope("officer").view, DAY)
    assert [(double.holder_id, len(double.rows)) for double in found] == [(person.pk, 2)]


def test_the_same_place_twice_is_refused_even_where_two_are_allowed(rolled: Rolled) -> None:
    person = rolled.person("党员乙")
    given = {"kind": "member_roll", "person_id": person.pk}
    rolled.applied(**given)
    with pytest.raises(Refused, match="不用重复"):
        rolled.applied(**given)


def test_refusing_and_ending_ask_for_a_reason_and_free_the_place(rolled: Rolled) -> None:
    row = rolled.applied()
    with pytest.raises(Refused) as told:
        services.refuse(membership_id=row.pk, reason=" ", actor=rolled.secretary, at=AT)
    assert told.value.field == "reason"
    row = services.refuse(membership_id=row.pk, reason="不在本社区", actor=rolled.secretary, at=AT)
    assert (row.state, row.reason) == ("refused", "不在本社区")
    assert rolled.applied(area_id=rolled.city.areas["willow"]).state == "applied"


def test_moving_closes_the_old_place_and_asks_at_the_new_one(rolled: Rolled) -> None:
    row = rolled.on_roll(on=DAY - timedelta(days=90))
    willow = rolled.city.areas["willow"]
    new = services.move(
        membership_id=row.pk, area_id=willow, reason="单位搬家", actor=rolled.secretary, at=AT
    )
    row.refresh_from_db()
    assert (row.state, row.until, new.state, new.area_id, new.moved_from_id) == (
        "moved", DAY, "applied", willow, row.pk
    )  # fmt: skip
    assert (
        queries.on_roll(rolled.city.scope("officer").view, ["unit_roll"], DAY - timedelta(days=1)).count()
        == 1
    )


@pytest.mark.parametrize("verb", STEPS)
@pytest.mark.parametrize("state", State)
def test_the_verbs_obey_the_table(rolled: Rolled, state: State, verb: str) -> None:
    row = rolled.applied(on=DAY - timedelta(days=5))
    Membership.objects.filter(pk=row.pk).update(
        state=state.value, received_on=DAY - timedelta(days=4), since=DAY - timedelta(days=4)
    )
    given: dict[str, object] = {"membership_id": row.pk, "actor": rolled.secretary, "at": AT}
    if STEPS[verb].reason:
        given["reason"] = "说明"
    if verb == "move":
        given["area_id"] = rolled.city.areas["reed"]
    target = after(state, verb)
    if target is None:
        with pytest.raises(Refused, match="不能再做"):
            getattr(services, verb)(**given)
    else:
        getattr(services, verb)(**given)
        row.refresh_from_db()
        assert row.state == ("on_roll" if verb == "receive" else target.value)


def test_a_stale_form_is_told_so(rolled: Rolled) -> None:
    row = rolled.applied()
    services.change(membership_id=row.pk, contact="王同志", actor=rolled.liaison, at=AT, version=row.version)
    with pytest.raises(Conflict):
        services.receive(membership_id=row.pk, actor=rolled.secretary, at=AT, version=row.version)


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"area_id": 10**9}, "area"),
        ({"organization_id": None}, "organization"),
        ({"organization_id": 10**9}, "organization"),
        ({"phone": "打我手机"}, "phone"),
        ({"contact": "长" * 41}, "contact"),
        ({"on": DAY + timedelta(days=1)}, "on"),
        ({"on": date(1800, 1, 1)}, "on"),
        ({"kind": "member_roll"}, "person"),
        ({"kind": "conference_roll"}, "kind"),
        ({"kind": "nothing"}, "kind"),
    ],
)
def test_what_does_not_fit_is_refused_in_its_place(
    rolled: Rolled, values: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as told:
        rolled.applied(**values)
    assert told.value.field == field
    assert Membership.objects.count() == 0


def test_dates_that_run_backwards_are_refused(rolled: Rolled) -> None:
    row = rolled.applied()
    with pytest.raises(Refused, match="早于"):
        services.receive(membership_id=row.pk, actor=rolled.secretary, at=AT, on=DAY - timedelta(days=1))
    services.receive(membership_id=row.pk, actor=rolled.secretary, at=AT)
    with pytest.raises(Refused, match="早于"):
        services.end(
            membership_id=row.pk, reason="撤销", actor=rolled.secretary, at=AT, on=DAY - timedelta(days=1)
        )


def test_a_whole_list_is_entered_at_once_with_a_history_for_each(rolled: Rolled) -> None:
    lake = rolled.city.areas["lake"]
    people = services.enter_people(names=[f"党员{n}" for n in range(300)], actor=rolled.secretary, at=AT)
    entries = [
        services.Entry(area_id=lake, since=DAY, person_id=one.pk, organization_id=rolled.finance.pk)
        for one in people
    ]
    rows = services.enrol(kind="member_roll", entries=entries, actor=rolled.secretary, at=AT)
    assert len(rows) == 300
    assert rows[7].community == lake
    row = Membership.objects.get(pk=rows[299].pk)
    assert (row.version, row.event_seq) == (2, 1)
    assert len(records.history("membership", row.pk)) == 1
    services.end(membership_id=row.pk, reason="调离", actor=rolled.secretary, at=AT + timedelta(days=3))


@pytest.mark.parametrize("wrong", ["future", "twice", "nobody", "body"])
def test_one_wrong_line_refuses_the_list_and_is_named(rolled: Rolled, wrong: str) -> None:
    lake, person = rolled.city.areas["lake"], rolled.person("党员丙")
    good = services.Entry(area_id=lake, since=DAY, person_id=person.pk)
    bad = {
        "future": services.Entry(area_id=lake, since=DAY + timedelta(days=9), person_id=person.pk),
        "twice": good,
        "nobody": services.Entry(area_id=lake, since=DAY),
        "body": services.Entry(area_id=lake, since=DAY, person_id=person.pk, organization_id=10**9),
    }[wrong]
    with pytest.raises(Refused, match="第2行"):
        services.enrol(kind="member_roll", entries=[good, bad], actor=rolled.secretary, at=AT)
    assert Membership.objects.count() == 0


@pytest.mark.databases
def test_the_database_itself_keeps_one_open_place(rolled: Rolled) -> None:
    row = rolled.applied()
    row.pk, row._state.adding = None, True
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save(force_insert=True)
