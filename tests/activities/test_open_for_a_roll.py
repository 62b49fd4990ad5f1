"""The joint day for a whole roll: one button asks every unit and member of a community's roll; nobody is scored."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.activities import services
from linli.activities.models import Expected, Session
from linli.domain.access import SYSTEM
from linli.organizations.errors import Refused
from linli.records import queries as records
from linli.records import time as clock
from linli.records.models import Event
from tests.rolls.conftest import AT, Rolled
from tests.rolls.entered import enter, leave_all, text

pytestmark = pytest.mark.django_db
KIND, DAY = "joint_day_activity", date(2026, 12, 5)


@pytest.fixture(autouse=True)
def _still() -> Iterator[None]:
    leave_all()
    with clock.frozen(AT):
        yield


def opened(rolled: Rolled, area: str = "lake", **more: object) -> Session:
    given = {"kind": KIND, "area_id": rolled.city.areas[area], "actor": rolled.secretary, "at": AT, **more}
    return services.open_for_roll(**given)  # type: ignore[arg-type]


@pytest.mark.databases
def test_everybody_on_the_roll_is_asked_to_the_fifth_and_nobody_else(rolled: Rolled) -> None:
    unit, member = rolled.on_roll(), rolled.member("党员甲")
    elsewhere = rolled.member("党员乙", area="reed")
    rolled.applied(organization_id=rolled.city.bodies["urban"].pk)  # not received yet
    made = opened(rolled)
    assert (made.on, made.membership_id, made.state) == (DAY, None, "planned")
    asked = set(made.expected.values_list("membership_id", flat=True))
    assert asked == {unit.pk, member.pk}
    assert elsewhere.pk not in asked
    event = Event.objects.get(name="activity_session.opened")
    assert (event.data["units"], event.data["members"]) == (1, 1)
    lines = [line.sentence for line in records.history("activity_session", made.pk)]
    assert any("单位1个、党员1名" in line for line in lines)
    # Asked is not there: nothing stands in the attendance, nobody is marked absent.
    assert not made.attendance.exists()


def test_asked_again_only_who_came_since_is_added(rolled: Rolled) -> None:
    rolled.on_roll()
    first = opened(rolled)
    again = opened(rolled)
    assert (again.pk, Expected.objects.count()) == (first.pk, 1)
    assert Event.objects.filter(name="activity_session.opened").count() == 1
    rolled.member("党员丙")
    assert opened(rolled).pk == first.pk
    assert Expected.objects.count() == 2


def test_the_session_of_the_series_that_day_is_taken(rolled: Rolled) -> None:
    rolled.on_roll()
    series = services.create_series(
        kind=KIND, title="组织生活日", area_id=rolled.city.areas["lake"], actor=rolled.secretary, at=AT
    )
    assert opened(rolled) == series.sessions.get(on=DAY)


def test_a_day_that_was_held_is_not_opened_again(rolled: Rolled) -> None:
    rolled.on_roll()
    fifth = datetime(2026, 12, 5, 3, 0, tzinfo=UTC)
    first = opened(rolled, at=fifth)
    services.record_session(session_id=first.pk, people=12, actor=rolled.secretary, at=fifth)
    rolled.member("党员丙", at=fifth)
    with pytest.raises(Refused, match="已经开展"):
        opened(rolled, at=fifth, on=DAY)
    # Without a day the button goes on to the next fifth.
    assert opened(rolled, at=fifth).on == date(2027, 1, 5)
    assert Session.objects.filter(on=DAY).count() == 1


def test_a_day_that_was_moved_is_not_opened_beside_the_new_one(rolled: Rolled) -> None:
    rolled.on_roll()
    first = opened(rolled)
    later = datetime(2026, 12, 6, 1, 0, tzinfo=UTC)
    services.move_session(session_id=first.pk, starts_at=later, reason="降雪", actor=rolled.secretary, at=AT)
    assert opened(rolled).pk == first.pk
    assert Session.objects.count() == 1


def test_an_empty_roll_and_a_day_that_is_over_are_refused(rolled: Rolled) -> None:
    with pytest.raises(Refused, match="名册上还没有"):
        opened(rolled)
    rolled.on_roll()
    with pytest.raises(Refused, match="已经过去"):
        opened(rolled, on=date(2026, 11, 5))
    assert not Session.objects.exists()


def test_one_button_opens_it_and_sent_twice_it_is_open_once(rolled: Rolled) -> None:
    rolled.on_roll()
    rolled.member("党员甲")
    secretary = enter(rolled, "secretary")
    lake = rolled.city.areas["lake"]
    assert reverse("activities:open_for_roll") in text(secretary, "activities:list")
    given = {"area": lake, "kind": KIND, "request_key": "opened-once-12345678"}
    for _time in range(2):
        answer = secretary.post(reverse("activities:open_for_roll"), given)
        made = Session.objects.get()
        assert answer["Location"] == reverse("activities:page", args=[made.pk])
    text(secretary, "activities:page", made.pk)
    with CaptureQueriesContext(connection) as seen:
        page = text(secretary, "activities:page", made.pk)
    assert "名册上的单位1个、党员1名" in page
    assert "湖滨区财政局" in page
    assert "不作考核" in page
    assert len(seen) <= 12, [query["sql"][:90] for query in seen.captured_queries]
    with CaptureQueriesContext(connection) as seen:
        text(secretary, "activities:list")
    assert len(seen) <= 12, [query["sql"][:90] for query in seen.captured_queries]


def test_a_street_opens_it_for_the_community_it_looks_at(rolled: Rolled) -> None:
    rolled.on_roll()
    clerk, lake = enter(rolled, "clerk"), str(rolled.city.areas["lake"])
    address = reverse("activities:open_for_roll")
    assert address not in text(clerk, "activities:list")
    assert address in text(clerk, "activities:list", area=lake)
    with CaptureQueriesContext(connection) as seen:
        text(clerk, "activities:list", area=lake)
    assert len(seen) <= 12, [query["sql"][:90] for query in seen.captured_queries]
    clerk.post(address, {"area": lake, "kind": KIND})
    assert Session.objects.get().on == DAY


def test_a_refusal_is_said_on_the_list(rolled: Rolled) -> None:
    secretary = enter(rolled, "secretary")
    given = {"area": rolled.city.areas["lake"], "kind": KIND}
    answer = secretary.post(reverse("activities:open_for_roll"), given, follow=True)
    assert "名册上还没有单位和党员" in answer.content.decode()


def test_neither_another_place_nor_another_kind_can_be_opened(rolled: Rolled) -> None:
    rolled.on_roll()
    secretary, liaison = enter(rolled, "secretary"), enter(rolled, "liaison")
    address, lake = reverse("activities:open_for_roll"), rolled.city.areas["lake"]
    for area, kind in ((rolled.city.areas["willow"], KIND), (lake, "nothing"), ("²", KIND), ("9" * 30, KIND)):
        assert secretary.post(address, {"area": area, "kind": kind}).status_code == 404
    assert liaison.post(address, {"area": lake, "kind": KIND}).status_code in (403, 404)
    assert address not in text(liaison, "activities:list")
    assert not Session.objects.exists()


def test_members_are_a_number_and_their_names_stay_with_the_roll(rolled: Rolled) -> None:
    rolled.on_roll()
    rolled.member("党员甲")
    made = services.open_for_roll(kind=KIND, area_id=rolled.city.areas["lake"], actor=SYSTEM, at=AT)
    page = text(enter(rolled, "secretary"), "activities:page", made.pk)
    assert "党员1名" in page
    assert "党员甲" not in page
