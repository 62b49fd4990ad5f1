"""One holder at a time, one main post, deputies beside; hand-over takes everything along."""

from __future__ import annotations

from datetime import date

import pytest

from linli.domain.access import SYSTEM
from linli.organizations import holdings, queries, services
from linli.organizations.errors import Refused
from linli.organizations.models import Appointment
from linli.records import registry
from linli.records.models import Event
from tests import cast

NEXT = date(2026, 3, 1)
pytestmark = pytest.mark.django_db


def newcomer(name: str = "杜若") -> int:
    return services.create_person(name=name, actor=SYSTEM, at=cast.AT).pk


def appoint(city: cast.City, person: int, post: str, **more: object) -> Appointment:
    return services.appoint(person_id=person, post_id=city.posts[post].pk, actor=SYSTEM, at=cast.AT, **more)  # type: ignore[arg-type]


def test_a_post_has_one_holder_at_a_time(city: cast.City) -> None:
    with pytest.raises(Refused, match="已由林秀芝担任"):
        appoint(city, newcomer(), "secretary")


def test_a_person_has_one_main_post(city: cast.City) -> None:
    post = services.create_post(
        organization_id=city.bodies["lake_committee"].pk,
        title="网格员",
        role="grid_officer",
        actor=SYSTEM,
        at=cast.AT,
    )
    with pytest.raises(Refused, match="已专任") as refused:
        services.appoint(person_id=city.people["worker"].pk, post_id=post.pk, actor=SYSTEM, at=cast.AT)
    assert refused.value.field == "kind"
    services.appoint(
        person_id=city.people["worker"].pk, post_id=post.pk, kind="part_time", actor=SYSTEM, at=cast.AT
    )
    assert [act.kind for act in queries.posts_of(city.people["worker"].pk, cast.DAY)] == ["main", "part_time"]


def test_a_deputy_stands_beside_the_holder(city: cast.City) -> None:
    appoint(city, city.people["worker"].pk, "secretary", kind="deputy", until=NEXT)
    acting = queries.holders(city.posts["secretary"].pk, cast.DAY)
    assert [(row.person.name, row.is_deputy) for row in acting] == [("林秀芝", False), ("周建国", True)]
    assert len(queries.holders(city.posts["secretary"].pk, NEXT)) == 1


def test_a_secondment_needs_approval_and_an_end(city: cast.City) -> None:
    post = services.create_post(
        organization_id=city.bodies["east_office"].pk,
        title="专班成员",
        role="street_clerk",
        actor=SYSTEM,
        at=cast.AT,
    )
    for basis, until in (("", NEXT), ("组借〔2026〕3号", None)):
        with pytest.raises(Refused, match="借调要写明"):
            services.appoint(
                person_id=newcomer(),
                post_id=post.pk,
                kind="secondment",
                basis=basis,
                until=until,
                actor=SYSTEM,
                at=cast.AT,
            )


@pytest.mark.parametrize("day", [date(1899, 12, 31), date(2077, 1, 1)])
def test_impossible_days_are_refused(city: cast.City, day: date) -> None:
    with pytest.raises(Refused, match="1900年以后"):
        appoint(city, newcomer(), "secretary", on=day)


def test_ending_without_successor_leaves_the_seat_empty_and_tells(city: cast.City) -> None:
    heard: list[Event] = []
    registry.on("appointment.ended", lambda event, post: heard.append(event))
    act = Appointment.objects.get(post=city.posts["secretary"])
    services.end_appointment(appointment_id=act.pk, on=NEXT, actor=SYSTEM, at=cast.AT)
    assert heard[-1].data["successor"] is None
    assert queries.holder(city.posts["secretary"].pk, NEXT) is None
    assert queries.holder(city.posts["secretary"].pk, cast.DAY) is not None
    assert queries.roster(city.bodies["lake_committee"].pk, NEXT)[0].vacant


def test_hand_over_passes_every_post_on_in_one_act(city: cast.City) -> None:
    person, heir = city.people["secretary"].pk, newcomer()
    extra = services.create_post(
        organization_id=city.bodies["east_office"].pk,
        title="大工委委员",
        role="street_clerk",
        actor=SYSTEM,
        at=cast.AT,
    )
    services.appoint(person_id=person, post_id=extra.pk, kind="cross", actor=SYSTEM, at=cast.AT)
    heard: list[int] = []
    registry.on("appointment.ended", lambda event, post: heard.append(event.data["successor"]))
    made = services.hand_over(person_id=person, successor_id=heir, on=NEXT, actor=SYSTEM, at=cast.AT)
    assert {row.post_id for row in made} == {city.posts["secretary"].pk, extra.pk}
    assert [row.kind for row in sorted(made, key=lambda row: row.post_id)] == ["main", "cross"]
    assert heard[-2:] == [heir, heir]
    assert queries.posts_of(person, NEXT) == []
    assert len(queries.posts_of(heir, NEXT)) == 2


def test_an_heir_with_a_main_post_takes_the_others_part_time(city: cast.City) -> None:
    made = services.hand_over(
        person_id=city.people["secretary"].pk,
        successor_id=city.people["worker"].pk,
        on=NEXT,
        actor=SYSTEM,
        at=cast.AT,
    )
    assert [row.kind for row in made] == ["part_time"]


def test_who_stood_in_and_takes_over_stands_in_no_longer(city: cast.City) -> None:
    worker = city.people["worker"].pk
    services.stand_in(
        person_id=city.people["secretary"].pk,
        deputy_id=worker,
        until=date(2026, 12, 1),
        actor=SYSTEM,
        at=cast.AT,
    )
    services.hand_over(
        person_id=city.people["secretary"].pk, successor_id=worker, on=NEXT, actor=SYSTEM, at=cast.AT
    )
    assert [row.is_deputy for row in queries.holders(city.posts["secretary"].pk, NEXT)] == [False]


def test_nobody_hands_over_to_himself(city: cast.City) -> None:
    one = city.people["secretary"].pk
    with pytest.raises(Refused, match="不能交接给本人"):
        services.hand_over(person_id=one, successor_id=one, actor=SYSTEM, at=cast.AT)


def test_the_preview_counts_what_hangs_on_the_posts(city: cast.City) -> None:
    holdings.register("test", "测试用的事", lambda posts, at: 10 * len(posts))
    found = holdings.of_posts([1, 2], cast.AT)
    holdings._registry.pop("test")
    assert ("测试用的事", 20) in [(line.label, line.count) for line in found]


def test_a_person_with_posts_cannot_leave(city: cast.City) -> None:
    with pytest.raises(Refused, match="还担任1个岗位"):
        services.end_person(person_id=city.people["worker"].pk, on=NEXT, actor=SYSTEM, at=cast.AT)


def test_people_posts_and_appointments_are_counted_apart(city: cast.City) -> None:
    appoint(city, city.people["worker"].pk, "secretary", kind="deputy", until=NEXT)
    counts = queries.count_people([city.bodies["lake_committee"].pk], cast.DAY)
    assert (counts.people, counts.posts, counts.vacant, counts.appointments) == (2, 2, 0, 3)
