"""双报到 and activities of the demonstration: living rolls in the invented city, the reported ones of a real city."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from linli.activities import services as activities
from linli.areas import queries as areas
from linli.demo import reported
from linli.demo.residents import Residents
from linli.demo.scene import Scene
from linli.domain.access import Actor
from linli.domain.calendar import SHANGHAI, local_day
from linli.mechanisms import queries as adopted
from linli.mechanisms import services as mechanisms
from linli.organizations import services as organizations
from linli.organizations.models import OPEN, Organization
from linli.records import bulk, tx
from linli.rolls import services as rolls
from linli.rolls.models import Membership

DEMO = Actor(user_id=None, post_id=None, channel="demo")
#: 濮阳市 2017: 308 units over 77 communities, five of them at the first; members are left out, as no names were printed.
UNITS, AT_FIRST = 308, 5
#: Members as the units told: over 12,000 in all (printed 1.2万余), over 260 of them with the five units of 滨河.
MEMBERS, OF_FIRST = 12_043, 263
FIRST = "滨河"
REPORTED_FROM = date(2017, 6, 20)
NOTE = "按2017年10月报道，社区分布为演示推算"
_LIVING = ("市财政局", "市档案馆", "市实验小学", "市第二医院", "市图书馆", "市水文站")
_DONE = ("清理楼道杂物", "路口文明引导", "给独居老人理发", "义诊量血压", "陪孩子写作业", "修单元门")


def build(scene: Scene, people: Residents, real: reported.Places, small: bool) -> dict[str, int]:
    """Units and members on rolls, services in all states, the joint day; then the reported rolls."""
    del people
    rng = random.Random(f"{scene.seed}:rolls")
    communities = dict(list(scene.town.communities.items())[: 2 if small else 12])
    city = areas.columns_for(next(iter(communities.values())))["city"] or next(iter(communities.values()))
    for mechanism in ("dual_reporting", "joint_day", "dual_report_back", "volunteer_teams"):
        _switch_on(mechanism, city, scene.now, since=scene.now - timedelta(days=400))
    rows = _living(scene, communities, city, rng)
    sessions = _joint_days(scene, rows, rng)
    reported_units = 0 if small or not real.communities else _reported(real, scene.now)
    return {"roll_units": len(rows), "sessions": sessions, "roll_units_reported": reported_units}


def _switch_on(mechanism: str, area_id: int, now: datetime, *, since: datetime) -> None:
    """In use from then on, unless another part of the demonstration has seen to it."""
    if not adopted.active(area_id, local_day(now), only=[mechanism]):
        mechanisms.roll_out(mechanism=mechanism, area_id=area_id, actor=DEMO, at=since)


def _living(scene: Scene, communities: dict[str, int], city: int, rng: random.Random) -> list[Membership]:
    since = scene.now - timedelta(days=300)
    rows = []
    for number, (name, area) in enumerate(communities.items()):
        if number == len(communities) - 1 and number:
            continue  # one community stays without a unit: a gap to be seen
        unit = organizations.create_organization(
            name=f"{_LIVING[number % len(_LIVING)]}{'（演示）' if number < len(_LIVING) else f'第{number}支部（演示）'}",
            kind="department",
            area_id=city,
            actor=DEMO,
            at=since - timedelta(days=30),
        )
        made = rolls.apply(
            kind="unit_roll",
            area_id=area,
            organization_id=unit.pk,
            contact="联络员",
            phone="0990-5550100",
            actor=DEMO,
            at=since,
        )
        if number == 1:
            rows.append(made)  # still waits for the community's 「接收」
            continue
        rows.append(rolls.receive(membership_id=made.pk, actor=scene.secretary(name), at=since))
        _lists_and_services(scene, name, made.pk, rng)
    return rows


def _lists_and_services(scene: Scene, community: str, pk: int, rng: random.Random) -> None:
    for list_name, title in (("service", "会议室周末可用"), ("need", "老人助浴椅")):
        rolls.add_item(list_name=list_name, title=title, membership_id=pk, actor=DEMO, at=scene.now)
    for number in range(rng.randint(2, 4)):
        at = scene.now - timedelta(days=rng.randint(3, 200))
        rolls.record_service(
            membership_id=pk,
            title=rng.choice(_DONE),
            minutes=rng.choice((60, 90, 120)),
            people=rng.randint(3, 15),
            confirmed=number > 0,
            actor=scene.secretary(community) if number else DEMO,
            at=at,
        )


def _joint_days(scene: Scene, rows: list[Membership], rng: random.Random) -> int:
    pairs = [row for row in rows if row.state == "on_roll"]
    today = local_day(scene.now)
    first = (today.replace(day=1) - timedelta(days=62)).replace(day=1)
    made = activities.series_for_roll(
        kind="joint_day_activity", memberships=pairs, first=first, actor=DEMO, at=scene.now
    )
    count = activities.plan(
        until=today + timedelta(days=62), actor=DEMO, at=scene.now, series_ids=[row.pk for row in made]
    )
    for series in made:
        for session in series.sessions.filter(on__lt=today).order_by("on")[: rng.randint(1, 3)]:
            activities.record_session(
                session_id=session.pk,
                people=rng.randint(12, 30),
                minutes=90,
                theme="学习和志愿服务",
                actor=DEMO,
                at=datetime.combine(session.on, session.starts_at.time(), SHANGHAI) + timedelta(hours=3),
            )
    return count


def _reported(real: reported.Places, at: datetime) -> int:
    """The 308 units of the report, on the rolls of the real communities; read-only, nobody's name."""
    start = datetime(2017, 6, 1, 9, tzinfo=SHANGHAI)
    _switch_on("dual_reporting", real.puyang, at, since=start)
    columns = areas.columns_for(real.puyang)
    bodies = [
        Organization(
            name=f"报到单位{number + 1:03d}",
            kind="department",
            area_id=real.puyang,
            valid_from=start.date(),
            valid_to=OPEN,
            basis=NOTE,
            **columns,
        )
        for number in range(UNITS)
    ]
    made = tx.run(lambda: bulk.append_first(bodies, names=("organization.created",), actor=DEMO, at=start))
    first = _first(real.communities)
    others = [pk for pk in real.communities if pk != first]
    entries = [
        rolls.Entry(
            area_id=first if number < AT_FIRST else others[(number - AT_FIRST) % len(others)],
            since=REPORTED_FROM,
            organization_id=body.pk,
            note=NOTE,
            said_members=_told(number),
        )
        for number, body in enumerate(made)
    ]
    return len(rolls.enrol(kind="unit_roll", entries=entries, actor=DEMO, at=at))


def _first(communities: Sequence[int]) -> int:
    """The community of that name where the place has one, else the first of the list."""
    names = areas.names(communities)
    return next((pk for pk in communities if FIRST in names.get(pk, "")), communities[0])


def _told(number: int) -> int:
    """Members of one unit, so that both sums of the report come out; the shares are reckoned."""
    inside = number < AT_FIRST
    total, units = (OF_FIRST, AT_FIRST) if inside else (MEMBERS - OF_FIRST, UNITS - AT_FIRST)
    place = number if inside else number - AT_FIRST
    return total // units + (1 if place < total % units else 0)
