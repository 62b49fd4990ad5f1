"""责任分工 in the invented city: cadres on courtyards, areas with their people, roads with chiefs, and a few gaps.

The reported figures (221 cadres on 224 courtyards) are shown by the situations of the tests; a real place gets no
invented names. What stands here is the invented city's own.
"""

from __future__ import annotations

from datetime import date, timedelta

from linli.areas import queries as areas
from linli.areas import services as places
from linli.areas.models import AreaSpan
from linli.demo import reported
from linli.demo.residents import Residents
from linli.demo.scene import Scene
from linli.domain.access import Actor
from linli.domain.calendar import local_day
from linli.duties import services
from linli.duties.models import Duty
from linli.mechanisms import services as mechanisms
from linli.organizations import services as organizations
from linli.organizations.models import OPEN, Appointment, Organization, Post

_ACTOR = Actor(user_id=None, post_id=None, channel="demo")
_MECHANISMS = ("cadres_to_courtyards", "environment_task_force", "road_chiefs", "five_guarantees")
_NAMES = (
    "王娟", "杨永军", "张敏", "王勇", "朱莉", "靳勇", "刘秀丽", "张勇",
    "梁莉", "程保柱", "田建华", "张建国", "陈莉", "王磊", "刘爱红", "王国强",
)  # fmt: skip


def build(scene: Scene, people: Residents, real: reported.Places, small: bool) -> dict[str, int]:
    """Duties of the invented city, some months old, one cadre gone, some places with nobody."""
    del people, real
    start = scene.now - timedelta(days=200)
    day = local_day(start)
    city = min(scene.town.communities.values())
    top = areas.columns_for(city)["city"]
    if top is None:
        return {"duties": 0}
    for name in _MECHANISMS:
        mechanisms.roll_out(
            mechanism=name, area_id=top, basis="演示：城市治理分工方案", from_=day, actor=_ACTOR, at=start
        )
    communities = list(scene.town.communities.values())[: 2 if small else 6]
    cadres = _cadres(scene, top, day, 4 if small else len(_NAMES))
    made = _courtyards(communities, cadres, scene, day)
    made += _communities(scene, communities, day)
    made += _households(communities[0], cadres, scene, day)
    _one_leaves(cadres, scene)
    return {"duties": len(made)}


def _cadres(scene: Scene, top: int, day: date, count: int) -> list[Post]:
    """Cadres of an invented unit of the city."""
    start = scene.now - timedelta(days=201)
    unit = organizations.create_organization(
        name="邻安市机关事务中心（演示）", kind="department", area_id=top, phone="0990-8423370", actor=_ACTOR,
        at=start, on=day - timedelta(days=1),
    )  # fmt: skip
    posts = []
    for name in _NAMES[:count]:
        post = organizations.create_post(
            organization_id=unit.pk, title="下派干部", role="assigned_cadre", actor=_ACTOR, at=start
        )
        person = organizations.create_person(name=name, work_phone="0990-8423370", actor=_ACTOR, at=start)
        organizations.appoint(person_id=person.pk, post_id=post.pk, actor=_ACTOR, at=start)
        posts.append(post)
    return posts


def _courtyards(communities: list[int], cadres: list[Post], scene: Scene, day: date) -> list[Duty]:
    """Three courtyards a community; the last one has nobody, two cadres have two."""
    start = scene.now - timedelta(days=200)
    yards = []
    for number, community in enumerate(communities):
        for name in ("建安公司老家属院", "农机站老家属院", "邮电局老家属院")[: 3 if number else 2]:
            row = places.create_place(
                parent_id=community, level="estate", kind="courtyard", name=name, actor=_ACTOR, at=start,
                invented=True,
            )  # fmt: skip
            yards.append(row.pk)
    drafts = []
    for number, yard in enumerate(yards[:-1]):
        if number < len(cadres) + 2:
            rank = "section_rank" if number % len(cadres) < 2 else "young_cadre"
            drafts.append(services.Draft(yard, cadres[number % len(cadres)].pk, grade=rank))
    return services.assign_many(
        kind="duty_cadre_courtyard", drafts=drafts, on=day, basis="演示：选派干部方案", actor=_ACTOR, at=start
    )


def _communities(scene: Scene, communities: list[int], day: date) -> list[Duty]:
    """Sub-district cadres over communities, community workers over grids; every fourth grid has nobody."""
    start = scene.now - timedelta(days=199)
    made: list[Duty] = []
    for community in communities:
        street = areas.columns_for(community)["street"]
        clerk = _post(street, ("street_clerk", "street_leader", "station_cadre"), day)
        if clerk is not None:
            made.append(
                services.assign(
                    kind="duty_street_community",
                    object_id=community,
                    post_id=clerk.pk,
                    on=day,
                    actor=_ACTOR,
                    at=start,
                )
            )
        worker = _post(community, ("community_worker", "community_secretary", "grid_officer"), day)
        grids = AreaSpan.objects.filter(areas.valid(None), parent_id=community, level="grid").order_by("path")
        if worker is None:
            continue
        drafts = [
            services.Draft(row.area_id, worker.pk) for number, row in enumerate(grids) if number % 4 != 3
        ]
        made += services.assign_many(kind="duty_cadre_area", drafts=drafts, on=day, actor=_ACTOR, at=start)
    return made


def _post(area_id: int | None, roles: tuple[str, ...], day: date) -> Post | None:
    """A held post of these roles in a body seated at the place."""
    bodies = Organization.objects.filter(area_id=area_id or 0, valid_to=OPEN)
    acts = Appointment.objects.filter(
        post__organization__in=bodies, post__role__in=roles, valid_from__lte=day, valid_to=OPEN
    ).select_related("post")
    found = acts.order_by("pk").first()
    return found.post if found else None


def _households(community: int, cadres: list[Post], scene: Scene, day: date) -> list[Duty]:
    """A small rebuilding: twelve households by number, five things each, one household with nobody."""
    start = scene.now - timedelta(days=150)
    on = local_day(start)
    homes = services.add_charges(
        kind="duty_five_guarantees", area_id=community, names=[f"甲字{number}号" for number in range(1, 13)],
        actor=_ACTOR, at=start, on=on,
    )  # fmt: skip
    due = local_day(scene.now) - timedelta(days=10)
    drafts = [
        services.Draft(home.pk, cadres[number % len(cadres)].pk, due_on=due)
        for number, home in enumerate(homes[:-1])
    ]
    rows = services.assign_many(kind="duty_five_guarantees", drafts=drafts, on=on, actor=_ACTOR, at=start)
    items = ("thinking", "resettlement", "compensation", "demolition", "on_time")
    for number, row in enumerate(rows):
        for item in items[: 5 if number % 4 else 3]:
            when = start + timedelta(days=20 + number)
            services.set_item(duty_id=row.pk, item=item, state="done", actor=_ACTOR, at=when)
    return rows


def _one_leaves(cadres: list[Post], scene: Scene) -> None:
    """One cadre has gone back to his unit lately: his courtyards show 责任人空缺."""
    act = Appointment.objects.filter(post=cadres[-1], valid_to=OPEN).first()
    if act is not None:
        at = scene.now - timedelta(days=12)
        organizations.end_appointment(
            appointment_id=act.pk, on=local_day(at), reason="演示：选派期满", actor=_ACTOR, at=at
        )
