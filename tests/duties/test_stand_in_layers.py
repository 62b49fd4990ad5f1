"""Duties under one another: layers find each other, nothing stands under the wrong one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from linli.domain.access import SYSTEM
from linli.duties import kinds, queries, services
from linli.duties.errors import DutyRefused
from linli.duties.models import Duty
from linli.organizations import services as organizations
from linli.organizations.models import Appointment
from tests import cast
from tests.duties.conftest import Town

LATER = cast.AT + timedelta(days=30)
LATER_DAY = cast.DAY + timedelta(days=30)


def test_layers_find_each_other_and_show_who_is_left_without(town: Town) -> None:
    town.places["村"] = town.city.areas["lake"]
    town.grid("一组")
    town.post("镇领导", "street_leader")
    town.post("村干部", "community_worker")
    town.post("代表", "delegate")
    leader = town.assign("镇领导", "村", kind="duty_leader_village")
    member = town.assign("村干部", "一组", kind="duty_committee_group")
    kind, by = "duty_delegate_household", {"actor": SYSTEM, "at": cast.AT}
    homes = services.add_charges(kind=kind, area_id=town.places["一组"], names=["1号", "2号"], **by)
    for home in homes:
        services.assign(kind=kind, object_id=home.pk, post_id=town.posts["代表"].pk, **by)
    duty = Duty.objects.select_related("person", "body", "post").get(
        object_kind="household", object_id=homes[0].pk
    )
    chain = queries.chain_of(duty, cast.DAY)
    assert [link.holder for link in chain] == ["代表", "村干部", "镇领导"]
    assert [row.object_kind for row in queries.below_of(leader.pk, cast.DAY)] == [
        "place",
        "household",
        "household",
    ]
    act = Appointment.objects.get(person=town.people["村干部"])
    organizations.end_appointment(appointment_id=act.pk, on=LATER_DAY, actor=SYSTEM, at=LATER)
    member.refresh_from_db()
    assert [link.missing for link in queries.chain_of(duty, LATER_DAY)] == [False, True, False]
    shipped = kinds.shipped(kind)
    assert shipped is not None
    broken = queries.families_without(shipped, town.city.areas["lake"], LATER_DAY)
    assert {row.object_id for row in broken} == {home.pk for home in homes}


def test_a_duty_does_not_stand_under_the_wrong_layer_or_itself(town: Town) -> None:
    town.places["村"] = town.city.areas["lake"]
    town.grid("一组")
    town.post("镇领导", "street_leader")
    town.post("村干部", "community_worker")
    leader = town.assign("镇领导", "村", kind="duty_leader_village")
    member = town.assign("村干部", "一组", kind="duty_committee_group")
    with pytest.raises(DutyRefused, match="没有上一级"):
        services.put_under(duty_id=leader.pk, above_id=member.pk, actor=SYSTEM, at=cast.AT)
    with pytest.raises(DutyRefused, match="上一级应是"):
        services.put_under(duty_id=member.pk, above_id=member.pk, actor=SYSTEM, at=cast.AT)
    moved = services.put_under(duty_id=member.pk, above_id=None, actor=SYSTEM, at=cast.AT)
    assert moved.above is None
