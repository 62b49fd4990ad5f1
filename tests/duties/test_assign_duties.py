"""Assigning, re-assigning and ending: what is refused, what is kept."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from linli.domain.access import SYSTEM
from linli.duties import queries, services
from linli.duties.errors import DutyRefused, NoSuchKind
from linli.duties.models import Charge, Duty
from linli.organizations import services as organizations
from linli.organizations.models import Appointment
from linli.records.errors import Conflict
from linli.records.models import Event
from tests import cast
from tests.duties.conftest import Town

LATER = cast.AT + timedelta(days=30)
LATER_DAY = cast.DAY + timedelta(days=30)


def test_a_duty_names_holder_object_kind_and_start(town: Town) -> None:
    town.post("王建")
    duty = town.assign("王建", "一号院", basis="组织部〔2026〕3号")
    assert (duty.person, duty.post, duty.body) == (
        town.people["王建"],
        town.posts["王建"],
        town.city.bodies["hall"],
    )
    assert (duty.object_kind, duty.object_id) == ("place", town.places["一号院"])
    assert duty.street == town.city.areas["east"]
    event = Event.objects.get(kind="duty", subject_id=duty.pk)
    assert event.name == "duty.assigned"
    assert event.data["subject"] == f"p{town.people['王建'].pk}"


def test_the_same_holder_is_not_taken_twice_for_one_object(town: Town) -> None:
    town.post("王建")
    town.assign("王建", "一号院", until=date(2026, 6, 1))
    with pytest.raises(DutyRefused, match="重叠"):
        town.assign("王建", "一号院", on=date(2026, 5, 1))
    assert town.assign("王建", "一号院", on=date(2026, 6, 1)).pk


def test_a_full_object_names_who_has_it(town: Town) -> None:
    town.post("王建")
    town.post("李明")
    town.assign("王建", "一号院")
    with pytest.raises(DutyRefused, match="王建"):
        town.assign("李明", "一号院")


def test_a_holder_takes_no_more_than_the_limit(town: Town) -> None:
    town.post("王建")
    town.courtyard("三号院")
    town.assign("王建", "一号院")
    town.assign("王建", "二号院")
    with pytest.raises(DutyRefused, match="最多2个"):
        town.assign("王建", "三号院")


def test_a_wrong_role_a_wrong_place_and_a_vacant_post_are_refused(town: Town) -> None:
    town.post("周成", role="dept_handler")
    with pytest.raises(DutyRefused) as wrong:
        town.assign("周成", "一号院")
    assert wrong.value.field == "post_id"
    town.post("王建")
    town.places["小区"] = town.city.areas["garden"]
    with pytest.raises(DutyRefused, match="不能分包到"):
        town.assign("王建", "小区")
    town.places["没有"] = 99_999_999
    with pytest.raises(DutyRefused, match="找不到"):
        town.assign("王建", "没有")
    act = Appointment.objects.get(person=town.people["王建"])
    organizations.end_appointment(appointment_id=act.pk, on=LATER_DAY, actor=SYSTEM, at=LATER)
    with pytest.raises(DutyRefused, match="没有人任职"):
        town.assign("王建", "一号院", on=LATER_DAY)


def test_a_kind_that_is_not_in_use_is_not_assigned(town: Town) -> None:
    town.post("王建", role="area_leader")
    town.grid("第一网格")
    with pytest.raises(NoSuchKind):
        town.assign("王建", "第一网格", kind="duty_leader_grid")


def test_many_at_once_are_all_or_none(town: Town) -> None:
    town.post("王建")
    drafts = [services.Draft(town.places[name], town.posts["王建"].pk) for name in ("二号院", "一号院")]
    made = services.assign_many(kind="duty_cadre_courtyard", drafts=drafts, actor=SYSTEM, at=cast.AT)
    assert [row.object_id for row in made] == sorted(town.places.values())
    town.post("李明")
    town.courtyard("三号院")
    drafts = [services.Draft(town.places[name], town.posts["李明"].pk) for name in ("三号院", "一号院")]
    with pytest.raises(DutyRefused):
        services.assign_many(kind="duty_cadre_courtyard", drafts=drafts, actor=SYSTEM, at=cast.AT)
    assert Duty.objects.count() == 2


def test_another_holder_follows_and_the_history_stays(town: Town) -> None:
    town.post("王建")
    town.post("李明")
    first = town.assign("王建", "一号院")
    second = services.reassign(
        duty_id=first.pk, post_id=town.posts["李明"].pk, on=LATER_DAY, text="轮岗", actor=SYSTEM, at=LATER
    )
    first.refresh_from_db()
    assert (first.valid_to, first.ended, second.previous, second.valid_from) == (
        LATER_DAY, Duty.Ended.REASSIGNED, first, LATER_DAY,
    )  # fmt: skip
    names = list(Event.objects.filter(kind="duty", subject_id=first.pk).values_list("name", flat=True))
    assert names == ["duty.assigned", "duty.ended"]
    with pytest.raises(DutyRefused, match="已经结束"):
        services.end(duty_id=first.pk, reason="done", actor=SYSTEM, at=LATER)


def test_the_same_holder_again_is_no_change(town: Town) -> None:
    town.post("王建")
    duty = town.assign("王建", "一号院")
    with pytest.raises(DutyRefused, match="没有换"):
        services.reassign(duty_id=duty.pk, post_id=town.posts["王建"].pk, actor=SYSTEM, at=LATER)


def test_a_slip_of_the_first_day_leaves_a_row_that_holds_on_no_day(town: Town) -> None:
    town.post("王建")
    town.post("李明")
    duty = town.assign("王建", "一号院")
    services.end(duty_id=duty.pk, reason="mistake", actor=SYSTEM, at=cast.AT)
    duty.refresh_from_db()
    assert not duty.in_force(cast.DAY)
    assert town.assign("李明", "一号院").in_force(cast.DAY)
    assert town.assign("王建", "二号院").in_force(cast.DAY)


def test_a_stale_form_changes_nothing(town: Town) -> None:
    town.post("王建")
    duty = town.assign("王建", "一号院")
    with pytest.raises(Conflict):
        services.end(duty_id=duty.pk, reason="done", version=duty.version - 1, actor=SYSTEM, at=LATER)


def test_an_end_before_the_start_is_refused(town: Town) -> None:
    town.post("王建")
    duty = town.assign("王建", "一号院", on=LATER_DAY)
    with pytest.raises(DutyRefused, match="才开始"):
        services.end(duty_id=duty.pk, reason="done", on=cast.DAY, actor=SYSTEM, at=cast.AT)
    with pytest.raises(DutyRefused):
        town.assign("王建", "二号院", on=LATER_DAY, until=LATER_DAY)


def test_a_longer_period_keeps_the_limits(town: Town) -> None:
    town.post("王建")
    town.post("李明")
    duty = town.assign("王建", "一号院", until=LATER_DAY)
    town.assign("李明", "一号院", on=LATER_DAY)
    with pytest.raises(DutyRefused, match="李明"):
        services.extend(duty_id=duty.pk, until=None, actor=SYSTEM, at=cast.AT)


def test_somebody_who_leaves_leaves_a_gap_and_his_successor_takes_over(town: Town) -> None:
    town.post("王建")
    duty = town.assign("王建", "一号院")
    act = Appointment.objects.get(person=town.people["王建"])
    organizations.end_appointment(appointment_id=act.pk, on=LATER_DAY, actor=SYSTEM, at=LATER)
    duty.refresh_from_db()
    assert duty.holder_gone
    assert duty.in_force(LATER_DAY - timedelta(days=1))
    assert not duty.in_force(LATER_DAY)
    town.post("李明")
    new = services.reassign(
        duty_id=duty.pk, post_id=town.posts["李明"].pk, on=LATER_DAY, actor=SYSTEM, at=LATER
    )
    assert new.in_force(LATER_DAY)


def test_a_hand_over_of_the_post_passes_the_duties_on(town: Town) -> None:
    town.post("王建")
    town.assign("王建", "一号院")
    heir = organizations.create_person(name="新来的", actor=SYSTEM, at=cast.AT)
    organizations.hand_over(
        person_id=town.people["王建"].pk, successor_id=heir.pk, on=LATER_DAY, actor=SYSTEM, at=LATER
    )
    now = Duty.objects.get(ended="")
    assert (now.person, now.post, now.valid_from) == (heir, town.posts["王建"], LATER_DAY)


def test_an_abolished_post_gives_its_duties_to_the_one_that_follows(town: Town) -> None:
    town.post("王建")
    town.post("李明")
    town.assign("王建", "一号院")
    act = Appointment.objects.get(person=town.people["王建"])
    organizations.end_appointment(appointment_id=act.pk, on=LATER_DAY, actor=SYSTEM, at=LATER)
    organizations.end_post(
        post_id=town.posts["王建"].pk,
        successor_id=town.posts["李明"].pk,
        on=LATER_DAY,
        actor=SYSTEM,
        at=LATER,
    )
    assert Duty.objects.get(ended="").person == town.people["李明"]


def test_items_are_ticked_with_their_day(town: Town) -> None:
    town.post("王建")
    homes = services.add_charges(
        kind="duty_five_guarantees", area_id=town.city.areas["lake"], names=["1号"], actor=SYSTEM, at=cast.AT
    )
    duty = services.assign(
        kind="duty_five_guarantees", object_id=homes[0].pk, post_id=town.posts["王建"].pk, due_on=LATER_DAY,
        actor=SYSTEM, at=cast.AT,
    )  # fmt: skip
    services.set_item(duty_id=duty.pk, item="thinking", state="done", actor=SYSTEM, at=LATER)
    duty = Duty.objects.select_related("person", "post", "body", "definition").get(pk=duty.pk)
    page = queries.duty_page(duty, LATER_DAY + timedelta(days=1))
    assert page.open_items == 4
    assert [item.late for item in page.items] == [False, True, True, True, True]
    with pytest.raises(DutyRefused):
        services.set_item(duty_id=duty.pk, item="nothing", state="done", actor=SYSTEM, at=LATER)
    with pytest.raises(DutyRefused, match="晚于今天"):
        services.set_item(
            duty_id=duty.pk,
            item="on_time",
            state="done",
            on=LATER_DAY + timedelta(days=9),
            actor=SYSTEM,
            at=LATER,
        )


def test_a_household_list_brought_in_twice_does_not_double(town: Town) -> None:
    more = {
        "kind": "duty_five_guarantees",
        "area_id": town.city.areas["lake"],
        "actor": SYSTEM,
        "at": cast.AT,
    }
    services.add_charges(names=["1号"], **more)  # type: ignore[arg-type]
    with pytest.raises(DutyRefused, match="已经登记"):
        services.add_charges(names=["2号", "1号"], **more)  # type: ignore[arg-type]
    assert Charge.objects.count() == 1
