"""Who visits whom comes from duties by quota: tied with the duty, untied with its end, planned for the period."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.cases.models import Case
from linli.domain.access import SYSTEM
from linli.duties import services as duties
from linli.duties.models import Duty
from linli.mechanisms import services as mechanisms
from linli.mechanisms.services import syncing
from linli.organizations import services as organizations
from linli.organizations.models import Appointment
from linli.records import time
from linli.records.models import Event
from linli.visits import following, ledger, queries
from linli.visits import services as visits
from linli.visits.models import Contact, Visit
from tests import cast
from tests.browsing import client_of

pytestmark = pytest.mark.django_db
KIND = "duty_commissioner_contact"
NOW = cast.AT + timedelta(days=3)
DAY = date(2026, 1, 5)


@pytest.fixture(autouse=True)
def _still() -> Iterator[None]:
    with time.frozen(NOW):
        yield


@pytest.fixture
def city(db: None) -> cast.City:
    """A member of the commission with one enterprise, two shops and two households."""
    city = cast.build()
    syncing.sync(at=cast.AT)
    for name in ("commissioner_visits",):
        mechanisms.roll_out(
            mechanism=name,
            area_id=city.areas["city"],
            basis="测试",
            from_=date(2026, 1, 1),
            actor=SYSTEM,
            at=cast.AT,
        )
    for key, name in (("member", "甲委员"), ("second", "乙委员")):
        city.posts[key] = organizations.create_post(
            organization_id=city.bodies["lake_committee"].pk, title="纪检委员", role="discipline_member",
            actor=SYSTEM, at=cast.AT,
        )  # fmt: skip
        city.people[key] = organizations.create_person(name=name, actor=SYSTEM, at=cast.AT)
        organizations.appoint(
            person_id=city.people[key].pk, post_id=city.posts[key].pk, actor=SYSTEM, at=cast.AT
        )
    return city


def assign(city: cast.City, name: str, group: str, holder: str = "member", **more: object) -> Duty:
    charge = duties.add_charges(
        kind=KIND, area_id=city.areas["lake"], names=[name], group=group, actor=SYSTEM, at=cast.AT
    )[0]
    return duties.assign(
        kind=KIND, object_id=charge.pk, post_id=city.posts[holder].pk, actor=SYSTEM, at=cast.AT, **more
    )  # type: ignore[arg-type]


def test_a_duty_ties_its_holder_to_its_object(city: cast.City) -> None:
    duty = assign(city, "粮油店", "shop")
    made = Contact.objects.get()
    assert (made.duty_id, made.to, made.name, made.post_id) == (
        duty.pk,
        "shop",
        "粮油店",
        city.posts["member"].pk,
    )
    assert made.area_id == city.areas["lake"]
    assert following.follow(NOW) == (0, 0)


def test_a_firm_of_that_name_gives_its_telephone(city: cast.City) -> None:
    firm = organizations.create_organization(
        name="顺达食品厂（演示）", kind="enterprise", area_id=city.areas["lake"], actor=SYSTEM, at=cast.AT
    )
    assign(city, "顺达食品厂（演示）", "enterprise")
    assert Contact.objects.get().target_id == firm.pk


def test_another_holder_takes_the_contact_over(city: cast.City) -> None:
    duty = assign(city, "粮油店", "shop")
    duties.reassign(duty_id=duty.pk, post_id=city.posts["second"].pk, actor=SYSTEM, at=NOW)
    old, new = Contact.objects.order_by("pk")
    assert old.valid_to == date(2026, 1, 8)
    assert (new.post_id, new.is_open) == (city.posts["second"].pk, True)


def test_a_holder_who_leaves_keeps_no_contact(city: cast.City) -> None:
    assign(city, "1号", "household")
    act = Appointment.objects.get(post=city.posts["member"])
    organizations.end_appointment(appointment_id=act.pk, on=date(2026, 1, 8), actor=SYSTEM, at=NOW)
    assert Contact.objects.get().valid_to == date(2026, 1, 8)


def test_a_duty_that_begins_later_or_runs_out_is_followed_by_the_worker(city: cast.City) -> None:
    assign(city, "1号", "household", on=date(2026, 1, 20), until=date(2026, 2, 20))
    assert not Contact.objects.exists()
    assert following.follow(NOW + timedelta(days=15)) == (1, 0)
    assert following.follow(NOW + timedelta(days=15)) == (0, 0)
    assert following.follow(NOW + timedelta(days=60)) == (0, 1)
    assert Contact.objects.get().valid_from == date(2026, 1, 20)


def test_a_longer_term_and_a_return_to_the_post_tie_again_at_once(city: cast.City) -> None:
    duty = assign(city, "1号", "household", until=date(2026, 2, 20))
    assert following.follow(NOW + timedelta(days=60)) == (0, 1)
    later = NOW + timedelta(days=61)
    duties.extend(duty_id=duty.pk, until=date(2026, 12, 31), actor=SYSTEM, at=later)
    assert Contact.objects.filter(duty_id=duty.pk).latest("pk").is_open
    act = Appointment.objects.get(post=city.posts["member"])
    gone = date(2026, 3, 12)
    organizations.end_appointment(appointment_id=act.pk, on=gone, actor=SYSTEM, at=NOW + timedelta(days=63))
    assert not Contact.objects.filter(valid_to__gt=gone).exists()
    organizations.appoint(
        person_id=city.people["member"].pk, post_id=city.posts["member"].pk, on=gone, actor=SYSTEM,
        at=NOW + timedelta(days=63),
    )  # fmt: skip
    assert Contact.objects.filter(duty_id=duty.pk).latest("pk").is_open


def test_what_changed_without_an_event_is_found_by_the_slow_round(
    city: cast.City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "_WINDOW", 2)
    made = [assign(city, f"{number}号", "household") for number in range(1, 6)]
    assert following.follow(NOW) == (0, 0)
    Contact.objects.filter(duty_id=made[4].pk).delete()
    Duty.objects.filter(pk=made[0].pk).update(ends_on=date(2026, 1, 6), valid_to=date(2026, 1, 6))
    found = [following.follow(NOW) for _round in range(6)]
    assert (sum(tied for tied, _n in found), sum(n for _tied, n in found)) == (1, 1)
    assert Contact.objects.get(duty_id=made[0].pk).valid_to == date(2026, 1, 8)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="asks SQLite for its plan")
def test_a_round_asks_as_much_of_a_large_table_as_of_a_small_one(city: cast.City) -> None:
    """As many queries, and none that walks through a table."""

    def asked(at: datetime) -> list[str]:
        with CaptureQueriesContext(connection) as seen:
            assert following.follow(at) == (0, 0)
        return [row["sql"] for row in seen.captured_queries]

    assign(city, "1号", "household")
    following.follow(NOW)
    few = [len(asked(NOW)), len(asked(NOW + timedelta(days=1)))]
    for number in range(2, 40):
        assign(city, f"{number}号", "household")
    many = [asked(NOW + timedelta(days=1)), asked(NOW + timedelta(days=2))]
    assert [len(one) for one in many] == few
    assert max(few) <= 10
    with connection.cursor() as cursor:
        for sql in (one for queries_ in many for one in queries_ if one.startswith("SELECT")):
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            steps = [str(row[3]) for row in cursor.fetchall()]
            assert not [one for one in steps if one.startswith("SCAN")], (sql, steps)


def test_what_was_tied_by_hand_is_taken_over_and_not_doubled(city: cast.City) -> None:
    given = visits.Tie(
        "commissioner_visit", city.posts["member"].pk, "shop", city.areas["lake"], name="粮油店"
    )
    hand = visits.tie(given=given, actor=SYSTEM, at=cast.AT)
    duty = assign(city, "粮油店", "shop")
    assert Contact.objects.get().pk == hand.pk
    assert Contact.objects.get().duty_id == duty.pk


def test_an_end_taken_back_ties_again_at_once(city: cast.City) -> None:
    duty = assign(city, "粮油店", "shop")
    duties.end_many(duty_ids=[duty.pk], reason="done", actor=SYSTEM, at=NOW)
    assert not Contact.objects.filter(valid_to__gt=date(2026, 1, 8)).exists()
    duties.reopen_many(duty_ids=[duty.pk], actor=SYSTEM, at=NOW)
    assert Contact.objects.get(valid_to=date.max).duty_id == duty.pk


def test_two_duties_of_one_contact_do_not_take_it_from_each_other_nor_stop_the_rest(
    city: cast.City, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two names of which a contact keeps the same sixty signs; behind them one that begins later."""
    long = "东湖路临街门面第一排" * 6
    first, _second = (assign(city, long + end, "shop") for end in ("甲", "乙"))
    assign(city, "1号", "household", on=date(2026, 1, 20))
    monkeypatch.setattr(following, "_PART", 1)
    later = NOW + timedelta(days=15)
    assert following.follow(later) == (1, 0)
    assert following.follow(later) == (0, 0)
    assert Contact.objects.get(to="shop").duty_id == first.pk
    assert not Event.objects.filter(name="contact.by_duty").exists()


def test_where_the_mechanism_is_no_longer_in_use_nothing_new_is_tied(city: cast.City) -> None:
    assign(city, "1号", "household", on=date(2026, 1, 20))
    mechanisms.stop(
        mechanism="commissioner_visits", area_id=city.areas["city"], reason="测试", actor=SYSTEM, at=NOW
    )
    assert following.follow(NOW + timedelta(days=15)) == (0, 0)


def test_the_plan_of_the_period_says_who_was_seen_and_who_not_yet(city: cast.City) -> None:
    for name, group in (("食品厂", "enterprise"), ("粮油店", "shop"), ("1号", "household")):
        assign(city, name, group)
    shop = Contact.objects.get(name="粮油店")
    visits.write_visit(contact_id=shop.pk, text="生意还行", actor=SYSTEM, at=NOW)
    client = client_of(city, "secretary")
    with CaptureQueriesContext(connection) as caught:
        page = client.get(reverse("visits:plan"))
    assert len(caught) <= 12, [row["sql"][:120] for row in caught]
    text = page.content.decode()
    assert all(name in text for name in ("食品厂", "粮油店", "1号", "甲委员"))
    waiting = client.get(reverse("visits:plan"), {"state": "not_yet"}).content.decode()
    assert "食品厂" in waiting
    assert "粮油店" not in waiting
    seen = client.get(reverse("visits:plan"), {"state": "seen", "sort": "-since"}).content.decode()
    assert "粮油店" in seen
    assert "食品厂" not in seen
    assert client.get(reverse("visits:plan"), {"post": "9" * 30, "place": "²"}).status_code == 200
    rows = list(ledger._plan_rows(city.scope("secretary"), {"state": "not_yet", "post": "²"}, NOW))
    assert {row["to"] for row in rows} == {"食品厂", "1号"}


def test_a_place_that_wants_two_visits_is_visited_after_the_second(
    city: cast.City, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The badge, the filter, the number above the list and the line of the branch count the same."""
    monkeypatch.setattr(queries, "needed", lambda _kind, _on: 2)
    assign(city, "粮油店", "shop")
    shop, scope = Contact.objects.get(), city.scope("secretary")
    client = client_of(city, "secretary")
    for said, seen in (("生意还行", 0), ("灯修好了", 1)):
        visits.write_visit(contact_id=shop.pk, text=said, actor=SYSTEM, at=NOW)
        assert queries.planned_counts(scope, {}, NOW) == (1, seen)
        rows = list(queries.planned(scope, {"state": "seen"}, NOW))
        assert rows == [shop] * seen
        assert list(queries.planned(scope, {"state": "not_yet"}, NOW)) == [shop] * (1 - seen)
        assert queries.planned_lines([shop], NOW)[0].is_due is not bool(seen)
        assert [line.seen for line in queries.progress(scope, NOW)] == [seen]
        page = client.get(reverse("visits:plan")).content.decode()
        assert ("去了1次，应2次" in page) is not bool(seen)


def test_the_member_writes_one_field_and_a_problem_keeps_its_words(city: cast.City) -> None:
    assign(city, "1号", "household")
    client = client_of(city, "member")
    contact = Contact.objects.get()
    assert f"/visits/{contact.pk}/write/" in client.get(reverse("visits:mine")).content.decode()
    url = reverse("visits:write", args=[contact.pk])
    sent = {"text": "楼道堆了旧家具，老人出门绊着", "outcome": "to_rectify", "request_key": "k1"}
    assert client.post(url, sent).status_code == client.post(url, sent).status_code == 302
    assert Visit.objects.count() == 1
    assert Case.objects.get().text == "楼道堆了旧家具，老人出门绊着"


def test_another_street_sees_no_plan(city: cast.City) -> None:
    assign(city, "粮油店", "shop")
    text = client_of(city, "willow_secretary").get(reverse("visits:plan")).content.decode()
    assert "粮油店" not in text
