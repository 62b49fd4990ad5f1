"""Resources and the wish wall of the invented city: offers of units and members, wishes at every stage, one run.

Everything is the invented city's own; the reported figures stand in the situations of the tests.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from linli.cases import jobs
from linli.cases import services as cases
from linli.cases.models import Case
from linli.demo import reported
from linli.demo.residents import Residents
from linli.demo.scene import Scene
from linli.domain.access import SYSTEM, Actor
from linli.domain.calendar import local_day
from linli.mechanisms import queries as mechanisms
from linli.mechanisms import services as adopting
from linli.records.errors import LinliError
from linli.resources import services as resources
from linli.resources.models import Proposal

#: Title, kind, skills, amount in the unit of the kind, at most so many at a time.
_OFFERS = (
    ("周末修水管、换灯", "member_skills", ("skill_plumbing",), 0, 2),
    ("上门理发", "member_skills", ("skill_haircut",), 0, 3),
    ("晚上辅导功课", "member_skills", ("skill_lessons",), 0, 2),
    ("陪老人聊天读报", "member_skills", ("skill_company",), 0, 2),
    ("跑腿买菜取药", "member_skills", ("skill_errands",), 0, 2),
    ("法律咨询", "member_skills", ("skill_legal",), 0, 1),
    ("爱心资金", "wish_money", (), 200_000, 3),
    ("轮椅、拐杖可借", "lent_equipment", (), 6, 2),
    ("一楼会议室周末开放", "shared_premises", (), 120, 1),
)
#: What was said, what the wall says, the cost in 分, what became of it.
_WISHES = (
    ("俺想要个收音机听戏，眼睛不中了", "一位眼睛不好的老人想要一台收音机", 12_000, "thanked"),
    ("孩子上三年级了，书包带断了两回", "一名三年级学生想要一个新书包", 15_000, "done"),
    ("冬天屋里冷，想要个电热毯", "一位独居老人想要一床电热毯", 18_000, "taken"),
    ("俺娘头发长了，下不了楼", "一位行动不便的老人想请人上门理发", 0, "free"),
    ("手机老不会用，想有人教教", "一位老人想学用手机", 0, "free"),
    ("想要副老花镜", "一位老人想要一副老花镜", 8_000, "idle"),
    ("水龙头滴水，自己够不着", "一户家庭想修好滴水的水龙头", 0, "new"),
)


def build(scene: Scene, people: Residents, real: reported.Places, small: bool) -> dict[str, int]:
    """Offers, wishes and one run of the matching over a community."""
    del people, real
    start = scene.now - timedelta(days=70)
    communities = list(scene.town.communities.items())[: 1 if small else 4]
    if "resident_needs" not in mechanisms.active(communities[0][1], local_day(start)):
        adopting.roll_out(
            mechanism="resident_needs", area_id=scene.town.city, basis="演示：微心愿工作方案",
            from_=local_day(start), actor=SYSTEM, at=start,
        )  # fmt: skip
    given = wishes = 0
    for name, area in communities:
        given += _offers(scene, name, area, start)
        wishes += _wishes(scene, name, area, start)
    jobs.return_idle_claims(scene.now)
    run = _run(scene, communities[0][1])
    return {"resources": given, "wishes": wishes, "proposals": run}


def _offers(scene: Scene, name: str, area: int, at: datetime) -> int:
    desk = scene.secretary(name)
    rows = [
        resources.Given(
            kind=kind, title=title, body_id=scene.staff.bodies[name], area_id=area, skills=skills,
            amount=amount, cap=cap, trusted=kind == "member_skills" and "水管" in title,
        )
        for title, kind, skills, amount, cap in _OFFERS
    ]  # fmt: skip
    return len(resources.add_many(given=rows, actor=desk, at=at))


def _wishes(scene: Scene, name: str, area: int, start: datetime) -> int:
    made = 0
    for number, (said, public, cost, fate) in enumerate(_WISHES):
        at = start + timedelta(days=number * 4, hours=2)
        try:
            case = cases.register_case(
                voice=cases.Voice(
                    text=said, area_id=area, kind="micro_wish", channel="visit",
                    reporter=cases.Reporter(name="心愿人（演示）", phone="12000000088"),
                ),
                actor=scene.worker(name), at=at,
            )  # fmt: skip
            _live(scene, name, case, public, cost, fate, at)
        except LinliError as error:
            scene.refused.append(f"wish: {error}")
        else:
            made += 1
    return made


def _live(scene: Scene, name: str, case: Case, public: str, cost: int, fate: str, at: datetime) -> None:
    """One wish as far as it came."""
    if fate == "new":
        return
    hour = timedelta(hours=1)
    cases.publish_wish(
        case_id=case.pk, text=public, consent=True, cost=cost, actor=scene.secretary(name), at=at + hour
    )
    if fate == "free":
        return
    taker = _taker(scene, name)
    taken = scene.now - timedelta(days=3) if fate == "taken" else at + timedelta(days=1)
    cases.claim_wish(
        case_id=case.pk, actor=taker, at=taken, group="" if cost < 15_000 else "同心志愿队", persons=3
    )
    if fate in ("taken", "idle"):
        return
    done = taken + timedelta(days=5)
    cases.fulfil_wish(case_id=case.pk, text="已经送到家，老人很高兴。", actor=taker, at=done)
    cases.review(case_id=case.pk, approve=True, actor=scene.secretary(name), at=done + hour)
    cases.confirm(case_id=case.pk, solved="yes", actor=scene_public(), at=done + 2 * hour)
    if fate == "thanked":
        cases.thank(
            case_id=case.pk,
            text="谢谢恁，天天都听着哩",
            public=True,
            actor=scene_public(),
            at=done + 3 * hour,
        )


def _taker(scene: Scene, name: str) -> Actor:
    """Somebody else than the community that checks it: the street's clerk stands for a unit of the street."""
    return scene.clerk(name)


def scene_public() -> Actor:
    """The resident by his receipt."""
    return Actor(user_id=None, post_id=None, channel="public")


def _run(scene: Scene, area: int) -> int:
    """One finished run, so that the page shows proposals with reasons; nobody is asked yet."""
    at = scene.now - timedelta(hours=3)
    run = resources.ask_run(area_id=area, dry=False, actor=SYSTEM, at=at)
    resources.run_matching(run_id=run.pk, at=at)
    return Proposal.objects.filter(run=run).count()
