"""What seldom happens, told once each around today: 提级 with its papers, 剔除, 会商, 延期, 挂账, 撤回, 重复, AB角.

The random lives make the bulk; these make sure that every state, button and paper can be looked at on any day.
"""

from __future__ import annotations

import random
from collections.abc import Generator, Iterator
from datetime import datetime, time, timedelta

from linli.cases import services as cases
from linli.cases.models import Case, Task
from linli.clocks import worktime
from linli.demo import material
from linli.demo.lives import Life
from linli.demo.scene import PUBLIC, Scene
from linli.domain.access import Actor
from linli.domain.calendar import SHANGHAI, local_day
from linli.domain.caseflow import State
from linli.organizations import services as organizations

#: A step of a told life that answers a case.
Opened = Generator[datetime, None, int]


class Incidents:
    """One life each; all in the first street, where the visitor's five posts look."""

    def __init__(self, scene: Scene, now: datetime) -> None:
        self.scene, self.now = scene, now
        self.calendar = worktime.current()[0].calendar
        self.names = list(scene.town.communities)
        self.district = next(iter(scene.town.districts))
        self.rng = random.Random(f"{scene.seed}:incidents")

    def lives(self) -> Iterator[tuple[int, Life]]:
        """Number and life of each; numbers far below zero, so that they never meet another one."""
        told = (
            self.raised(),
            self.in_council(),
            self.returned(),
            self.asks_more_time(),
            self.asks_to_wait(),
            self.waiting(),
            self.withdrawn(),
            *self.told_twice(),
            self.excluded("not_this_unit", "区权责清单第42项", approve=True, days=3),
            self.excluded("beyond_law", "住房租赁补贴办法第九条", approve=False, days=2),
            self.excluded("same_person_duplicate", "与上月已办结的同一事项相同", approve=None, days=1),
            self.stood_in_for(),
        )
        for number, life in enumerate(told):
            yield -100 - number, life

    def _at(self, workdays: int, clock: str) -> datetime:
        """A clock time so many working days ago; never later than now."""
        hour, minute = map(int, clock.split(":"))
        day = self.calendar.add_workdays(self.now.date(), -workdays)
        return datetime.combine(day, time(hour, minute), SHANGHAI)

    def _body(self, short: str) -> int:
        return self.scene.staff.bodies[f"{self.district}{short}"]

    def _voice(self, community: str, text: str, category: str, **more: object) -> cases.Voice:
        estates = [one for one in self.scene.town.estates.values() if one.community == community]
        name = material.person_name(self.rng, 1962, True)
        given: dict[str, object] = {
            "text": text,
            "area_id": estates[0].id,
            "category": category,
            "channel": "phone",
            "reporter": cases.Reporter(name=name, phone=material.phone(self.rng), share=True),
            **more,
        }
        return cases.Voice(**given)  # type: ignore[arg-type]

    def _sent(self, voice: cases.Voice, community: str, body: int, at: datetime, reason: str) -> Opened:
        """Registered and dispatched within the hour; answers the id."""
        yield at
        worker = self.scene.worker(community)
        pk = cases.register_case(voice=voice, actor=worker, at=at).pk
        at += timedelta(minutes=25)
        yield at
        clerk = self.scene.clerk(community)
        cases.dispatch_case(case_id=pk, body_id=body, reason=reason, actor=clerk, at=at)
        return pk

    def _accepted(self, pk: int, actor: Actor, at: datetime) -> Life:
        yield at
        cases.accept(case_id=pk, actor=actor, at=at)

    def raised(self) -> Life:
        """Grid → community → street → district: a 情况专报 up each time, the street's 交办单 down, a 催办单 at the end."""
        name = self.names[1 % len(self.names)]
        grid = self.scene.staff.actor(f"{name}网格1")
        body, street = self.scene.staff.bodies[name], self.scene.town.street_of[name]
        voice = self._voice(
            name, "背街下水管网老化，一下雨就往院里倒灌，社区清掏了三回也不顶用，得整条换。", "traffic_road_flood",
            channel="visit", urgency="complex",
        )  # fmt: skip
        at = self._at(9, "08:45")
        yield at
        pk = cases.register_case(voice=voice, actor=grid, at=at).pk
        at = self._at(9, "09:20")
        yield at
        clerk = self.scene.clerk(name)
        cases.dispatch_case(case_id=pk, body_id=body, reason="社区先清掏疏通并查明原因", actor=clerk, at=at)
        secretary = self.scene.secretary(name)
        yield from self._accepted(pk, secretary, self._at(9, "10:05"))
        at = self._at(8, "16:10")
        yield at
        to = self.scene.staff.bodies[street]
        reason = "管网要整条更换，社区没有资金和施工力量，请街道牵头。"
        cases.raise_level(case_id=pk, body_id=to, reason=reason, actor=secretary, at=at)
        yield from self._accepted(pk, clerk, self._at(7, "08:50"))
        yield from self._helped(pk, body, clerk, secretary)
        at = self._at(6, "11:15")
        yield at
        to = self._body("住建局")
        reason = "涉及市政管网接口，需区住建局列入管网改造。"
        cases.raise_level(case_id=pk, body_id=to, reason=reason, actor=clerk, at=at)
        yield from self._accepted(pk, self.scene.staff.handler(to), self._at(5, "15:30"))
        at = self._at(2, "09:10")
        yield at
        cases.urge(case_id=pk, text="居民盼着雨雪前换好，请说明进展。", actor=clerk, at=at)
        at = self._at(2, "14:30")
        yield at
        text = "已测量管线，方案下周报批。"
        cases.record_contact(case_id=pk, text=text, actor=self.scene.staff.handler(to), at=at)

    def _helped(self, pk: int, body: int, clerk: Actor, secretary: Actor) -> Life:
        """The street asks the community below to go on clearing meanwhile, and hears the same day."""
        at = self._at(7, "09:30")
        yield at
        ask = "施工前继续清掏排水口，把进展告诉住户。"
        cases.ask_help(case_id=pk, body_id=body, text=ask, actor=clerk, at=at)
        at = self._at(7, "17:10")
        yield at
        task = Task.objects.filter(case_id=pk, body_id=body, lead_slot=None).latest("pk")
        done = "排水口已清掏，住户群和楼道都贴了说明。"
        cases.answer_help(task_id=task.pk, text=done, actor=secretary, at=at)

    def _lamp(self, community: str, text: str, days: int) -> Opened:
        """A lamp sent to the city's managers, who say that it is not theirs."""
        body = self._body("城管局")
        voice = self._voice(community, text, "traffic_road_lamp", photos=(material.photo("lamp"),))
        pk = yield from self._sent(voice, community, body, self._at(days, "08:35"), "道路照明由城管部门管护")
        at = self._at(days, "10:40")
        yield at
        cases.return_order(
            case_id=pk, reason="not_our_duty", basis="区市政设施移交清单（该段未移交）", suggested_id=self._body("住建局"),
            text="道路尚未移交，由建设单位管护。", actor=self.scene.staff.handler(body), at=at,
        )  # fmt: skip
        return pk

    def in_council(self) -> Life:
        """会商: two bodies do not agree, the council has not spoken yet."""
        name = self.names[0]
        pk = yield from self._lamp(name, "东侧规划路三盏路灯不亮，放学的孩子摸黑走，找谁都说不归他管。", 2)
        at = self._at(2, "16:20")
        yield at
        reason = "两家都说不归自己管，提请会商"
        cases.call_council(case_id=pk, reason=reason, actor=self.scene.clerk(name), at=at)

    def returned(self) -> Life:
        """退单待审: asked on the last working day, nobody has decided."""
        yield from self._lamp(
            self.names[1 % len(self.names)], "粮食局家属院后门那盏路灯一闪一闪，晃眼，想换一下。", 1
        )

    def _working(self, community: str, text: str, category: str, days: int, **more: object) -> Opened:
        """Under way at the community itself."""
        body = self.scene.staff.bodies[community]
        voice = self._voice(community, text, category, **more)
        pk = yield from self._sent(voice, community, body, self._at(days, "08:30"), "社区先上门核实处理")
        yield from self._accepted(pk, self.scene.secretary(community), self._at(days, "09:40"))
        return pk

    def asks_more_time(self) -> Life:
        """延期待审."""
        name = self.names[0]
        text = "俺楼道的感应灯坏了四层，配件不好买，恁啥时候能换好？"
        pk = yield from self._working(name, text, "traffic_road_lamp", 2)
        at = self._at(1, "11:00")
        yield at
        reason = "同型号灯具缺货，已订购，预计三天到。"
        cases.request_extension(case_id=pk, reason=reason, actor=self.scene.secretary(name), at=at)

    def _put_off(self, community: str, text: str, days: int, reason: str, note: str, revisit: int) -> Opened:
        pk = yield from self._working(community, text, "traffic_road_flood", days)
        at = self._at(days - 1, "09:30")
        yield at
        on = local_day(self.now) + timedelta(days=revisit)
        secretary = self.scene.secretary(community)
        cases.request_suspension(case_id=pk, reason=reason, revisit_on=on, text=note, actor=secretary, at=at)
        return pk

    def asks_to_wait(self) -> Life:
        """挂账待审."""
        text, note = "院里东南角化冻就积水，想把地坪垫高重做。", "冬季不能做地坪，开春施工。"
        yield from self._put_off(self.names[0], text, 2, "season", note, 45)

    def waiting(self) -> Life:
        """挂账中, with its day of review."""
        name = self.names[0]
        text, note = "文化墙下面的排水沟塌了一截，修一修吧。", "已列入明年改造计划，资金到位后施工。"
        pk = yield from self._put_off(name, text, 6, "funds", note, 20)
        at = self._at(4, "15:00")
        yield at
        clerk = self.scene.clerk(name)
        cases.decide_suspension(
            case_id=pk, approve=True, reason="同意，先做临时防护，到期复核。", actor=clerk, at=at
        )

    def withdrawn(self) -> Life:
        """撤回 by the one who told it."""
        at = self._at(1, "12:20")
        yield at
        voice = self._voice(
            self.names[0], "楼下快递柜占了消防门口，挪一下吧。", "traffic_parking_lane", channel="plate"
        )
        pk = cases.register_case(voice=voice, actor=PUBLIC, at=at).pk
        at += timedelta(minutes=50)
        yield at
        cases.withdraw(case_id=pk, text="物业已经挪走了，不用再来。", actor=PUBLIC, at=at)

    def told_twice(self) -> tuple[Life, ...]:
        """并入: two neighbours tell the same overflow, with drawn photographs."""
        return self._first_of_two(), self._second_of_two()

    def _first_of_two(self) -> Life:
        name = self.names[0]
        with material.photo("rubbish") as file:
            voice = self._voice(
                name,
                "北门垃圾桶满了两天没清，风一刮满院都是塑料袋。",
                "sanitation_rubbish_uncollected",
                photos=(file,),
            )
            yield from self._sent(
                voice, name, self._body("城管局"), self._at(1, "08:20"), "垃圾清运由城管部门负责"
            )

    def _second_of_two(self) -> Life:
        name = self.names[0]
        at = self._at(1, "09:15")
        yield at
        voice = self._voice(
            name, "北门的垃圾桶满了没人清，塑料袋刮得满院都是。", "sanitation_rubbish_uncollected"
        )
        worker = self.scene.worker(name)
        case = cases.register_case(voice=voice, actor=worker, at=at)
        first = Case.objects.filter(
            area_id=case.area_id, category=case.category, state=State.TO_SIGN, reported_at__lt=at
        ).order_by("-reported_at")[0]
        at += timedelta(minutes=8)
        yield at
        cases.merge(case_id=case.pk, into_id=first.pk, actor=worker, at=at)

    def excluded(self, reason: str, basis: str, *, approve: bool | None, days: int) -> Life:
        """申请剔除 of a closed 12345 order or complaint; the city's supervision agrees, refuses or has not yet."""
        at = self._at(days, "10:20")
        yield at
        closed = Case.objects.filter(state=State.CLOSED, exclusions__isnull=True, lead_body__isnull=False)
        case = (
            closed.filter(kind__in=("hotline_order", "complaint"), closed_at__lt=at).order_by("-pk").first()
        )
        if case is None or case.lead_body_id is None:
            return
        handler = self.scene.staff.handler(case.lead_body_id)
        cases.exclude(case_id=case.pk, reason=reason, basis=basis, actor=handler, at=at)
        if approve is None:
            return
        at = self._at(days, "16:40")
        yield at
        said = "材料齐全，同意剔除。" if approve else "依据不足，不予剔除，照常计入。"
        city = self.scene.staff.actor("市督查室")
        cases.decide_exclusion(case_id=case.pk, approve=approve, reason=said, actor=city, at=at)

    def stood_in_for(self) -> Life:
        """AB角: the secretary of the second community is at a course; the worker signs for her."""
        name = self.names[1 % len(self.names)]
        staff, at = self.scene.staff, self._at(3, "08:05")
        yield at
        organizations.stand_in(
            person_id=staff.people[f"{name}书记"], deputy_id=staff.people[f"{name}工作者"],
            until=local_day(self.now) + timedelta(days=4), basis="街道党工委同意：参加区委党校培训",
            actor=self.scene.clerk(name), at=at,
        )  # fmt: skip
