"""The duty rota: a month as one sheet, turns swapped, who has left told as a gap, who is on duty now."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.domain.access import SYSTEM, Actor
from linli.domain.calendar import SHANGHAI
from linli.domain.rota import Hours
from linli.organizations import on_duty, rota, rota_filling, services
from linli.organizations.errors import Refused
from linli.organizations.models import Appointment, Rota, Turn
from linli.organizations.services import NewTurn
from linli.records import queries as records
from linli.records.errors import Conflict
from tests import cast

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 21, 2, 0, tzinfo=UTC)  # Saturday 10:00 in China
MONTH = date(2026, 11, 1)
DAY = date(2026, 11, 21)


def actor(city: cast.City, post: str = "clerk") -> Actor:
    row = city.posts[post]
    return Actor(None, row.pk, "page", row.organization_id)


def save(city: cast.City, turns: list[NewTurn], **more: object) -> Rota:
    given: dict[str, object] = {"month": MONTH, "actor": actor(city), "at": AT, **more}
    return services.save_month(organization_id=city.bodies["east_office"].pk, turns=turns, **given)  # type: ignore[arg-type]


def turn(city: cast.City, post: str, day: date = DAY, part: str = "whole", **more: object) -> NewTurn:
    return NewTurn(day, part, city.people[post].pk, **more)  # type: ignore[arg-type]


def head(city: cast.City, body: str = "east_office", at: datetime = AT) -> on_duty.Head:
    return on_duty.on_duty(city.bodies[body], at)


def test_a_month_is_saved_with_each_line_that_differs_as_one_event(city: cast.City) -> None:
    kept = save(city, [turn(city, "clerk"), turn(city, "leader", DAY + timedelta(days=1))])
    save(city, [turn(city, "leader"), turn(city, "leader", DAY + timedelta(days=1))], version=kept.version)
    lines = records.history("rota", kept.pk)
    assert sorted(line.sentence for line in lines) == [
        "排了2026-11的值班，改动1班",
        "排了2026-11的值班，改动2班",
    ]
    said = {text for line in lines for _label, text in line.texts}
    assert said == {f"11月21日 {city.people['clerk'].name}→{city.people['leader'].name}"}


def test_the_same_sheet_again_changes_nothing(city: cast.City) -> None:
    first = save(city, [turn(city, "clerk")])
    again = save(city, [turn(city, "clerk")], version=first.version)
    assert again.version == first.version


def test_a_line_left_out_is_empty_again_and_other_months_stay(city: cast.City) -> None:
    save(city, [turn(city, "clerk")])
    save(city, [turn(city, "clerk", date(2026, 12, 1))], month=date(2026, 12, 1))
    save(city, [])
    assert list(Turn.objects.values_list("day", flat=True)) == [date(2026, 12, 1)]


def test_a_sheet_from_an_older_version_meets_both_texts(city: cast.City) -> None:
    old = save(city, [turn(city, "clerk")]).version
    save(city, [turn(city, "leader")], version=old)
    with pytest.raises(Conflict) as met:
        save(city, [], version=old)
    assert met.value.current == {"11月21日": city.people["leader"].name}
    assert met.value.theirs == {"11月21日": "无人"}
    with pytest.raises(Conflict):  # a second first sheet
        save(city, [], version=0)


@pytest.mark.parametrize("wrong", ["stranger", "outside", "part", "phone", "twice"])
def test_what_does_not_fit_is_refused_whole(city: cast.City, wrong: str) -> None:
    turns = {
        "stranger": [turn(city, "handler")],
        "outside": [turn(city, "clerk", date(2026, 12, 1))],
        "part": [turn(city, "clerk", part="night")],
        "phone": [turn(city, "clerk", phone="请打电话")],
        "twice": [turn(city, "clerk"), turn(city, "leader")],
    }[wrong]
    with pytest.raises(Refused):
        save(city, [turn(city, "leader", date(2026, 11, 2)), *turns])
    assert not Rota.objects.exists()


def test_two_people_change_places_and_their_leaders_stay(city: cast.City) -> None:
    other = date(2026, 11, 28)
    lead = city.people["leader"].pk
    before = save(
        city, [turn(city, "clerk", leader_id=lead), turn(city, "leader", other, phone="0990-8420001")]
    )
    services.swap(
        organization_id=city.bodies["east_office"].pk, one=(DAY, "whole"), other=(other, "whole"),
        version=before.version, reason="出差", actor=actor(city), at=AT,
    )  # fmt: skip
    first, second = Turn.objects.order_by("day")
    assert (first.person_id, first.phone, first.leader_id) == (lead, "0990-8420001", lead)
    assert (second.person_id, second.leader_id) == (city.people["clerk"].pk, None)
    told = records.history("rota", before.pk)
    assert any("对调值班" in line.sentence and city.people["clerk"].name in line.sentence for line in told)
    with pytest.raises(Conflict):
        services.swap(
            organization_id=city.bodies["east_office"].pk, one=(DAY, "whole"), other=(other, "whole"),
            version=before.version, actor=actor(city), at=AT,
        )  # fmt: skip


def test_an_empty_day_and_the_same_person_are_not_swapped(city: cast.City) -> None:
    save(city, [turn(city, "clerk"), turn(city, "clerk", date(2026, 11, 22))])
    body = city.bodies["east_office"].pk
    for other in (date(2026, 11, 22), date(2026, 11, 23)):
        with pytest.raises(Refused):
            services.swap(
                organization_id=body, one=(DAY, "whole"), other=(other, "whole"), actor=actor(city), at=AT
            )


def test_who_is_on_duty_is_told_with_one_query(city: cast.City) -> None:
    save(city, [turn(city, "clerk", phone="0990-8420001")])
    with CaptureQueriesContext(connection) as asked:
        said = head(city)
    assert len(asked) == 1
    (one,) = said.people
    assert (one.name, one.phone, one.runs, said.above) == (
        city.people["clerk"].name,
        "0990-8420001",
        True,
        None,
    )


def test_the_body_above_answers_for_one_that_has_nobody(city: cast.City) -> None:
    save(city, [turn(city, "clerk")])
    said = head(city, "lake_committee")
    assert (said.above, [one.name for one in said.people]) == ("东湖街道办事处", [city.people["clerk"].name])
    assert not said.empty  # it keeps no rota of its own, so nothing is amiss with it
    assert head(city, "willow_committee").people == []
    services.save_month(
        organization_id=city.bodies["lake_committee"].pk, month=MONTH, actor=actor(city, "secretary"), at=AT,
        turns=[turn(city, "secretary", DAY - timedelta(days=2))],
    )  # fmt: skip
    later = head(city, "lake_committee")
    assert (later.above, later.empty, later.month) == ("东湖街道办事处", True, "2026-11")


def test_a_parent_in_the_tree_of_offices_answers_too(city: cast.City) -> None:
    services.put_under(
        child_id=city.bodies["urban"].pk, parent_id=city.bodies["west_office"].pk, tree="administrative",
        actor=SYSTEM, at=cast.AT,
    )  # fmt: skip
    services.save_month(
        organization_id=city.bodies["west_office"].pk, month=MONTH, turns=[turn(city, "west_clerk")],
        actor=actor(city), at=AT,
    )  # fmt: skip
    assert head(city, "urban").above == "西湖街道办事处"


def test_after_midnight_the_night_of_yesterday_is_on_and_over_at_the_hand_over(city: cast.City) -> None:
    save(
        city,
        [turn(city, "clerk", part="day"), turn(city, "leader", part="night"),
         turn(city, "clerk", DAY + timedelta(days=1), "day")],
        pattern="day_night", hours=Hours(time(8, 30), time(12), time(17, 30)),
    )  # fmt: skip

    def said(day: int, hour: int, minute: int = 0) -> tuple[list[str], bool]:
        found = head(city, at=datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI))
        return [one.part for one in found.people], found.yesterday

    assert said(21, 10) == (["day", "night"], False)
    assert said(21, 17, 30) == (["night"], False)
    assert said(22, 2) == (["night"], True)
    assert said(22, 8, 29) == (["night"], True)
    assert said(22, 8, 30) == (["day"], False)
    assert said(23, 10) == ([], False)


def test_one_who_left_the_body_is_a_gap_and_is_not_shown(city: cast.City) -> None:
    save(city, [turn(city, "clerk"), turn(city, "leader", date(2026, 11, 22))])
    held = Appointment.objects.get(post=city.posts["clerk"])
    services.end_appointment(appointment_id=held.pk, on=date(2026, 11, 20), actor=SYSTEM, at=AT)
    said = head(city)
    assert (said.people, said.left, said.empty) == ([], [city.people["clerk"].name], True)
    members = rota.staff(city.bodies["east_office"].pk, MONTH, date(2026, 11, 30))
    kept = rota.of_body(city.bodies["east_office"].pk)
    lines = list(rota.lines(MONTH, rota.turns_between(kept, MONTH, date(2026, 11, 30)), "whole", members))
    assert [line.day for line in lines if line.left] == [DAY]
    # The rest of the month can still be saved with the gap in it.
    save(city, [turn(city, "clerk"), turn(city, "leader", date(2026, 11, 23))])
    with pytest.raises(Refused):
        save(city, [turn(city, "clerk"), turn(city, "clerk", date(2026, 11, 24))])


def test_a_month_is_copied_by_its_weekdays_without_those_who_left(city: cast.City) -> None:
    save(city, [turn(city, "clerk", date(2026, 11, 7)), turn(city, "leader", date(2026, 11, 8))])
    held = Appointment.objects.get(post=city.posts["leader"])
    services.end_appointment(appointment_id=held.pk, on=date(2026, 12, 1), actor=SYSTEM, at=AT)
    kept = rota.of_body(city.bodies["east_office"].pk)
    first = date(2026, 12, 1)
    members = rota.staff(city.bodies["east_office"].pk, first, date(2026, 12, 31))
    made = rota_filling.copied(first, "whole", rota_filling.earlier(kept, first), members)
    assert {slot: one.person_id for slot, one in made.items()} == {
        (date(2026, 12, 5), "whole"): city.people["clerk"].pk
    }


def test_turns_pass_round_by_the_statutory_calendar(city: cast.City) -> None:
    worked, rested = [city.people["clerk"].pk], [city.people["leader"].pk]
    made = rota_filling.rotated(date(2026, 10, 1), "whole", [], worked=worked, rested=rested, leaders=rested)
    on = {day.day: one.person_id for (day, _part), one in made.items()}
    assert on[1] == rested[0]  # National Day, a Thursday
    assert on[10] == worked[0]  # a Saturday that is worked in exchange
    assert on[17] == rested[0]
    assert all(one.leader_id == rested[0] for one in made.values())


def test_shares_tell_workdays_and_days_off_apart(city: cast.City) -> None:
    save(
        city,
        [
            turn(city, "clerk"),
            turn(city, "clerk", date(2026, 11, 23)),
            turn(city, "leader", date(2026, 11, 24)),
        ],
    )
    kept = rota.of_body(city.bodies["east_office"].pk)
    lines = rota.lines(MONTH, rota.turns_between(kept, MONTH, date(2026, 11, 30)), "whole", {})
    assert [(one.person.pk, one.worked, one.off) for one in rota.shares(lines)] == [
        (city.people["clerk"].pk, 1, 1),
        (city.people["leader"].pk, 1, 0),
    ]
