"""值班表 of the invented city: streets by day and night, communities by whole days, around today; one swap."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from linli.demo import material, reported
from linli.demo.residents import Residents
from linli.demo.scene import Scene
from linli.domain.access import Actor
from linli.domain.calendar import SHANGHAI, add_months, local_day
from linli.domain.rota import duty_day
from linli.organizations import rota, rota_filling
from linli.organizations import services as organizations

_DESKS = (
    "党政综合办干事",
    "平安建设办干事",
    "城乡建设办干事",
    "社会事务办干事",
    "综合执法队队员",
    "党群服务中心干事",
)
#: Next month is on the wall from this day on.
PLANNED_FROM = 20


def build(scene: Scene, people: Residents, real: reported.Places, small: bool) -> dict[str, int]:
    """A rota a street and for two communities of three; the third shows who is on duty at its street."""
    del people, real, small
    made = 0
    today = local_day(scene.now)
    months = [add_months(today.replace(day=1), step) for step in (-1, 0, 1)]
    months = months if today.day >= PLANNED_FROM else months[:2]
    for street, area in scene.town.streets.items():
        _desks(scene, street, area)
        made += _body(scene, street, f"{street}干部", f"{street}主任", months, "day_night")
    for number, community in enumerate(scene.town.communities):
        if number % 3 != 2:
            made += _body(scene, community, f"{community}工作者", f"{community}书记", months, "whole")
    for community in list(scene.town.communities)[:1]:
        _swap(scene, community)
    return {"turns": made}


def _desks(scene: Scene, street: str, area: int) -> None:
    """Who else works at a street office: a rota of two people is none."""
    rng = random.Random(f"{scene.seed}-{street}")
    actor, at = (
        scene.staff.actor(f"{street}主任"),
        _office_hour(scene, local_day(scene.now) - timedelta(days=200)),
    )
    for title in _DESKS:
        post = organizations.create_post(
            organization_id=scene.staff.bodies[street], title=title, role="station_cadre", area_id=area,
            actor=actor, at=at,
        )  # fmt: skip
        person = organizations.create_person(
            name=material.person_name(rng, rng.randint(1975, 1998), rng.random() < 0.5),
            work_phone=material.office_phone(rng),
            actor=actor,
            at=at,
        )
        organizations.appoint(person_id=person.pk, post_id=post.pk, actor=actor, at=at)


def _body(scene: Scene, key: str, keeper: str, head: str, months: Sequence[date], pattern: str) -> int:
    """Each month by turns through all who work there, the head of the body leading; entered before the month began."""
    body, made = scene.staff.bodies[key], 0
    for month in months:
        members = rota.staff(body, month, month)
        everybody = list(members)
        lead = [scene.staff.people[head]]
        kept = rota.of_body(body)
        turns = rota_filling.rotated(
            month,
            pattern,
            rota_filling.earlier(kept, month),
            worked=[pk for pk in everybody if pk not in lead] or everybody,
            rested=[pk for pk in everybody if pk not in lead] or everybody,
            leaders=lead,
        )
        organizations.save_month(
            organization_id=body, month=month, turns=turns.values(), pattern=pattern,
            actor=scene.staff.actor(keeper), at=_office_hour(scene, month - timedelta(days=12)),
        )  # fmt: skip
        made += len(turns)
    return made


def _office_hour(scene: Scene, day: date) -> datetime:
    """Ten in the morning of a day, never later than now."""
    return min(datetime.combine(day, time(10), SHANGHAI), scene.now)


def _swap(scene: Scene, community: str) -> None:
    """The person on duty today had changed places with the next other one."""
    actor: Actor = scene.staff.actor(f"{community}工作者")
    body = scene.staff.bodies[community]
    kept = rota.of_body(body)
    if kept is None:
        return
    day = duty_day(scene.now, kept.hours)
    ahead = rota.turns_between(kept, day, day + timedelta(days=9))
    other = next((one for one in ahead if one.person_id != ahead[0].person_id), None)
    if other is not None:
        organizations.swap(
            organization_id=body, one=(ahead[0].day, ahead[0].part), other=(other.day, other.part),
            reason="到街道开会", actor=actor, at=_office_hour(scene, day - timedelta(days=1)),
        )  # fmt: skip
