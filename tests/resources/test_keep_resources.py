"""Resources are put on the list, changed, ended and booked; slips are told in their place."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from linli.records.errors import Conflict
from linli.resources import services as resources
from linli.resources.errors import Refused
from linli.resources.models import Resource
from linli.resources.services import Given
from tests.cases.conftest import AT, World
from tests.resources.conftest import give, wish


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"title": " 。 "}, "title"),
        ({"title": "长" * 81}, "title"),
        ({"skills": ("skill_flying",)}, "skills"),
        ({"tags": ("platform_property",)}, "tags"),
        ({"amount": -1}, "amount"),
        ({"cap": 0}, "cap"),
        ({"cap": 51}, "cap"),
        ({"slots": 1 << 21}, "slots"),
        ({"valid_from": date(2026, 12, 2), "valid_to": date(2026, 12, 1)}, "valid_to"),
        ({"kind": "spaceships"}, "kind"),
    ],
)
def test_a_slip_is_told_in_its_place(stage: World, values: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as caught:
        give(stage, **values)
    assert caught.value.field == field


def test_a_post_of_another_body_is_refused(stage: World) -> None:
    with pytest.raises(Refused) as caught:
        give(stage, post_id=stage.posts["water"])
    assert caught.value.field == "post"


def test_the_usual_cap_comes_from_the_mechanism(stage: World) -> None:
    assert give(stage).cap == 2
    assert give(stage, kind="job_offers", skills=(), amount=5).cap == 20


def test_where_the_mechanism_is_not_in_use_the_kind_is_refused(world: World) -> None:
    with pytest.raises(Refused, match="没有启用"):
        give(world)


def test_a_change_needs_the_version_it_was_read_at(stage: World) -> None:
    row = give(stage)
    given = Given("member_skills", "改个名字", stage.bodies["company"], stage.places["estate"])
    changed = resources.change_resource(
        resource_id=row.pk, given=given, actor=stage.desk, at=AT, version=row.version
    )
    assert changed.title == "改个名字"
    assert list(changed.served.values_list("area_id", flat=True)) == [stage.places["estate"]]
    with pytest.raises(Conflict):
        resources.change_resource(
            resource_id=row.pk, given=given, actor=stage.desk, at=AT, version=row.version
        )


def test_many_are_remembered_like_one(stage: World) -> None:
    one = Given(
        "member_skills", "陪伴", stage.bodies["company"], stage.places["estate"], skills=("skill_company",)
    )
    made = resources.add_many(given=[one] * 300, actor=stage.desk, at=AT)
    assert len(made) == Resource.objects.count() == 300
    assert {row.event_seq for row in Resource.objects.all()} == {1}
    assert Resource.objects.filter(street=stage.places["street"]).count() == 300


def test_two_bookings_do_not_overlap_but_may_touch(stage: World) -> None:
    room = give(stage, kind="shared_premises", skills=(), title="会议室", amount=200)
    start = AT + timedelta(days=1)

    def book(first: int, last: int) -> Any:
        return resources.book(
            resource_id=room.pk, starts=start + timedelta(hours=first), ends=start + timedelta(hours=last),
            purpose="议事", body_id=stage.bodies["community"], actor=stage.actor("community"), at=AT,
        )  # fmt: skip

    held = book(0, 2)
    with pytest.raises(Refused, match="冲突"):
        book(1, 3)
    book(2, 3)
    with pytest.raises(Refused, match="只有预约单位"):
        resources.cancel_booking(booking_id=held.pk, actor=stage.actor("water"), at=AT)
    resources.cancel_booking(booking_id=held.pk, actor=stage.actor("community"), at=AT)
    book(0, 2)
    with pytest.raises(Refused, match="晚于"):
        book(3, 3)
    with pytest.raises(Refused, match="过去"):
        book(-40, -39)


def test_ending_frees_what_was_booked_after(stage: World) -> None:
    room = give(stage, kind="shared_premises", skills=(), title="会议室")
    start = AT + timedelta(days=10)
    held = resources.book(
        resource_id=room.pk, starts=start, ends=start + timedelta(hours=1), purpose="议事",
        body_id=stage.bodies["community"], actor=stage.actor("community"), at=AT,
    )  # fmt: skip
    resources.end_resource(resource_id=room.pk, on=date(2026, 11, 25), actor=stage.desk, at=AT)
    held.refresh_from_db()
    assert held.cancelled_at is not None
    with pytest.raises(Refused):
        resources.end_resource(resource_id=room.pk, on=date(2026, 11, 26), actor=stage.desk, at=AT)


def test_what_is_wanted_must_fit_the_need(stage: World) -> None:
    case = wish(stage)
    with pytest.raises(Refused) as caught:
        resources.say_what_is_wanted(case_id=case.pk, kind="job_offers", actor=stage.desk, at=AT)
    assert caught.value.field == "kind"
    row = resources.say_what_is_wanted(
        case_id=case.pk, kind="member_skills", skill="skill_plumbing", actor=stage.desk, at=AT
    )
    assert row.skill == "skill_plumbing"
