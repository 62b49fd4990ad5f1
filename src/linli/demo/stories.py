"""The cases the walks of the first minute end at, told step by step: the drain of building 12, the skipped holiday."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from linli.cases import services as cases
from linli.cases.models import Case
from linli.clocks import worktime
from linli.demo import hours, material
from linli.demo.lives import Life
from linli.demo.residents import Residents
from linli.demo.scene import PUBLIC, Scene
from linli.domain.access import Actor
from linli.domain.calendar import SHANGHAI


class Stories:
    """Told lives beside the random ones."""

    def __init__(self, scene: Scene, people: Residents, now: datetime) -> None:
        self.scene, self.people, self.now = scene, people, now
        self.community = next(iter(scene.town.communities))
        self.estate = next(iter(scene.town.estates.values()))
        self.rng = random.Random(f"{scene.seed}:stories")
        self.found: dict[str, int] = {}

    def lives(self) -> Iterator[tuple[int, Life]]:
        """Number and life of each story; numbers below zero, so that they never meet a random one."""
        yield -1, self.drain()
        first = hours.holiday_before(self.now.date())
        if first is not None:
            yield -2, self.holiday(first)
        for number in range(3):
            yield -10 - number, self.to_sign(number)

    def walks(self) -> dict[str, str]:
        """Name of the walk → code of its case."""
        codes = dict(Case.objects.filter(pk__in=self.found.values()).values_list("pk", "code"))
        return {name: codes[pk] for name, pk in self.found.items()}

    def _at(self, day: date, clock: str) -> datetime:
        hour, minute = map(int, clock.split(":"))
        return datetime.combine(day, time(hour, minute), SHANGHAI)

    def _reporter(self, name: str) -> cases.Reporter:
        return cases.Reporter(name=name, phone=material.phone(self.rng), share=True)

    def drain(self) -> Life:
        """12号楼下水管: scanned, dispatched with its reason, settled together in two days, 「解决了」."""
        times, _version = worktime.current()
        third = times.calendar.add_workdays(self.now.date(), -1)
        first = times.calendar.add_workdays(third, -2)
        second = times.calendar.add_workdays(third, -1)
        building = next((b for b in self.estate.buildings if b.number == 12), self.estate.buildings[-1])
        at = self._at(first, "07:52")
        yield at
        voice = cases.Voice(
            text="12号楼下水管堵了，一楼厨房往上返水，污水都流到客厅了。以前也堵过，业主说找物业，物业说是业主的事，推来推去半个月。",
            area_id=building.id, kind="key_small_matter", channel="plate", category="property_pipe_drain",
            spot="3单元一楼", reporter=self._reporter("赵女士"), publish_agreed=True, photos=(material.photo("drain"),),
        )  # fmt: skip
        case = cases.register_case(voice=voice, actor=PUBLIC, at=at)
        pk = self.found["drain"] = case.pk
        at = self._at(first, "08:41")
        yield at
        route = self.scene.route(case, self.estate.id, at)
        worker = self.scene.worker(self.community)
        cases.dispatch_case(
            case_id=pk, body_id=route.body_id, reason=route.reason, urgency="ordinary", actor=worker, at=at
        )
        handler = self.scene.staff.handler(route.body_id)
        at = self._at(first, "08:55")
        yield at
        cases.accept(case_id=pk, actor=handler, at=at)
        yield from self._agreed(pk, first, handler)
        yield from self._settled(pk, (second, third), handler)

    def _agreed(self, pk: int, first: date, handler: Actor) -> Life:
        """The first day: looked at, and agreed by branch, owners and company on the spot."""
        secretary = self.scene.secretary(self.community)
        at = self._at(first, "09:20")
        yield at
        cases.record_contact(
            case_id=pk, text="已到12号楼查看，立管多处锈蚀，光疏通不行。", actor=handler, at=at
        )
        at = self._at(first, "10:30")
        yield at
        parties = {
            "party_branch": secretary.body_id,
            "owners_committee": None,
            "property_company": handler.body_id,
        }
        cases.record_joint_action(
            kind="deliberate", area_id=self.estate.id, topic="12号楼排水立管疏通和更换", on=first, parties=parties,
            case_id=pk, result="小区党支部召集业委会、物业现场商定：物业今天疏通，明天换管，材料费从公共收益列支。",
            actor=secretary, at=at,
        )  # fmt: skip
        cases.note(
            case_id=pk, text="小区党支部牵头，业委会、物业到场，当场定下两天办完。", actor=secretary, at=at
        )
        at = self._at(first, "16:40")
        yield at
        cases.record_contact(case_id=pk, text="已疏通，先不返水了，明天换管。", actor=handler, at=at)

    def _settled(self, pk: int, days: tuple[date, date], handler: Actor) -> Life:
        """The second day: mended and checked; the third: the reporter's own word."""
        second, third = days
        secretary = self.scene.secretary(self.community)
        at = self._at(second, "17:15")
        yield at
        cases.submit_answer(
            case_id=pk, result="solved", text="两天内疏通并更换12号楼排水立管6米，通水试验正常，1至6层24户不再返水。",
            households=24, persons_each=3, beneficiary_basis="12号楼3单元24户×3人", photos=(material.photo("drain_mended"),), actor=handler, at=at,
        )  # fmt: skip
        at = self._at(second, "17:40")
        yield at
        cases.review(case_id=pk, approve=True, text="社区到现场看过，通水正常。", actor=secretary, at=at)
        at = self._at(third, "07:50")
        yield at
        cases.confirm(
            case_id=pk,
            solved="yes",
            satisfied="satisfied",
            text="修好了，两天就弄好了，谢谢恁。",
            actor=PUBLIC,
            at=at,
        )

    def holiday(self, first: date) -> Life:
        """A question dispatched just before a statutory holiday: its three working days skip it."""
        day = hours.workday_before(first)
        at = self._at(day, "16:05")
        yield at
        voice = cases.Voice(
            text="居住证到期了咋续？放假前想问清楚要带啥材料。", area_id=self.estate.id, kind="consultation",
            channel="phone", category="care_work_insurance", reporter=self._reporter("孙先生"),
        )  # fmt: skip
        worker = self.scene.worker(self.community)
        pk = self.found["holiday"] = cases.register_case(voice=voice, actor=worker, at=at).pk
        clerk = self.scene.clerk(self.community)
        body = self.scene.staff.bodies[self.community]
        at += timedelta(minutes=12)
        yield at
        cases.dispatch_case(
            case_id=pk, body_id=body, reason="居住证续签由社区一次告知材料并代收", actor=clerk, at=at
        )
        handler = self.scene.secretary(self.community)
        at += timedelta(minutes=15)
        yield at
        cases.accept(case_id=pk, actor=handler, at=at)
        yield from self._explained(pk, first, handler, clerk)

    def _explained(self, pk: int, first: date, handler: Actor, clerk: Actor) -> Life:
        """The first working day after the holiday: called, explained, checked, asked."""
        times, _version = worktime.current()
        at = self._at(times.calendar.add_workdays(first, 1), "10:20")
        yield at
        cases.record_contact(case_id=pk, text="节后上班第一天回电话说明。", actor=handler, at=at)
        at += timedelta(minutes=25)
        yield at
        cases.submit_answer(
            case_id=pk, result="explained", text="已电话告知带身份证、原居住证和住址证明，到期前30日内可办，也可线上续签。",
            actor=handler, at=at,
        )  # fmt: skip
        at += timedelta(hours=4)
        yield at
        cases.review(case_id=pk, approve=True, text="已核对。", actor=clerk, at=at)
        at += timedelta(minutes=20)
        yield at
        cases.call_back(
            case_id=pk,
            contacted=True,
            solved="yes",
            satisfied="satisfied",
            text="说得清楚。",
            actor=clerk,
            at=at,
        )

    def to_sign(self, number: int) -> Life:
        """Something for the secretary to sign for when the visitor enters: sent to the community on the last workday."""
        text, category = (
            ("俺楼西头垃圾桶满了三天没人收，招苍蝇，老人孩子都绕着走。", "sanitation_rubbish_uncollected"),
            ("俺对门老两口都八十多了，这两天没见出门，恁抽空去看看吧。", "care_elder_alone"),
            ("楼道里堆的旧家具一直没人清，说了两回了，万一着火咋跑。", "sanitation_rubbish_uncollected"),
        )[number]
        times, _version = worktime.current()
        day = self.now.date()
        if not (times.calendar.is_workday(day) and self.now.hour >= 11):
            day = times.calendar.add_workdays(day, -1)
        at = self._at(day, f"0{8 + number // 2}:{14 + number * 9}")
        yield at
        voice = cases.Voice(
            text=text, area_id=self.estate.buildings[number % len(self.estate.buildings)].id, kind="public_need",
            channel="phone", category=category, reporter=self._reporter(("李大爷", "周女士", "马先生")[number]),
        )  # fmt: skip
        clerk = self.scene.clerk(self.community)
        case = cases.register_case(voice=voice, actor=clerk, at=at)
        at += timedelta(minutes=25 + number * 7)
        yield at
        body = self.scene.staff.bodies[self.community]
        route = self.scene.route(case, self.estate.id, at)
        reason = route.reason if route.body_id == body else "由社区先上门核实处理"
        cases.dispatch_case(case_id=case.pk, body_id=body, reason=reason, actor=clerk, at=at)
