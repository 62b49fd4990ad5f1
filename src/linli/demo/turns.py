"""What happens while a case is worked on: returned, helped, given more time, put to wait, urged."""

from __future__ import annotations

import random
from collections.abc import Generator
from datetime import datetime, timedelta

from linli.cases import services as cases
from linli.cases.models import Task
from linli.demo import hours, material
from linli.demo.scene import Scene
from linli.demo.voices import Plan
from linli.domain.access import Actor
from linli.domain.calendar import local_day
from linli.records.errors import LinliError

#: Kinds that press unless the voice says otherwise.
_USUAL = {"hazard": "livelihood"}
Turn = Generator[datetime, None, datetime]


class Work:
    """The middle of a life: who handles, who judges, and the turns it may take."""

    def __init__(self, scene: Scene, plan: Plan, rng: random.Random) -> None:
        self.scene, self.plan, self.rng = scene, plan, rng
        self.pk = 0
        self.body = 0
        self.place = plan.community
        #: Bodies that helped, or had it before.
        self.touched: set[int] = set()
        self.swift = "livelihood" in (plan.voice.urgency, _USUAL.get(plan.voice.kind, ""))

    def soon(self, at: datetime, lower: float, upper: float) -> datetime:
        """Some minutes of work later: in office hours, or at once for what presses (民生急件)."""
        if self.swift:
            return hours.duty(at, self.rng, minutes=(lower / 8, upper / 8))
        return hours.office(at, self.rng, minutes=(lower, upper))

    def later(self, at: datetime, days: float) -> datetime:
        """About so many days later; what presses counts in hours."""
        if self.swift:
            return hours.duty(at, self.rng, minutes=(days * 200, days * 420))
        return hours.days_later(at, self.rng, days)

    def _worker(self) -> Actor:
        return self.scene.worker(self.place)

    def _handler(self) -> Actor:
        return self.scene.staff.handler(self.body)

    def _judge(self) -> Actor:
        """Who checks and decides: never a body that took part in the work."""
        touched = {self.body, *self.touched}
        chain = (self.scene.secretary(self.place), self.scene.clerk(self.place))
        last = self.scene.staff.actor("市热线中心")
        return next((actor for actor in chain if actor.body_id not in touched), last)

    def _returned(self, at: datetime) -> Turn:
        """退单: not ours; the desk agrees, refuses, or the council says so."""
        row = self.rng.choice(material.read("texts")["returns"])
        target = self._other_body(row["to"])
        try:
            cases.return_order(
                case_id=self.pk, reason="not_our_duty", basis=row["basis"], suggested_id=target,
                text=row["reason"], actor=self._handler(), at=at,
            )  # fmt: skip
        except LinliError as error:
            self.scene.refused.append(str(error))
            return at
        at = hours.office(at, self.rng, minutes=(30, 900))
        yield at
        judge = self._judge()
        how = self.rng.random()
        if how < 0.2:
            judge = self.scene.clerk(self.place)
            cases.call_council(case_id=self.pk, reason="两家意见不一致，提请会商", actor=judge, at=at)
            at = hours.days_later(at, self.rng, self.rng.uniform(0.5, 2))
            yield at
            reason = "经会商，由原承办单位主办，先办后议。"
            cases.rule_council(
                case_id=self.pk, body_id=self.body, reason=reason, basis=row["basis"], actor=judge, at=at
            )
        elif how < 0.45:
            cases.rule_on_return(
                case_id=self.pk, approve=False, reason="属于你单位职责，请按期办理。", actor=judge, at=at
            )
        else:
            cases.rule_on_return(
                case_id=self.pk, approve=True, reason="同意改派。", body_id=target, actor=judge, at=at
            )
            self.touched.add(self.body)
            self.body = target
        at = hours.office(at, self.rng, minutes=(10, 240))
        yield at
        return at

    def _other_body(self, kind: str) -> int:
        district = self.scene.town.district_of[self.scene.town.street_of[self.place]]
        short = {"dept_urban_management": "城管局", "dept_housing": "住建局"}[kind]
        target = self.scene.staff.bodies[f"{district}{short}"]
        return target if target != self.body else self.scene.staff.bodies[f"{district}应急局"]

    def _turns(self, at: datetime) -> Turn:
        """What happens on the way: help of others, more time, waiting, urging."""
        kind, turn = self.plan.voice.kind, self.rng.random()
        if turn < 0.07:
            at = yield from self._helped(at)
        elif turn < 0.13 and kind in ("public_need", "complaint", "property_problem"):
            at = yield from self._longer(at)
        elif turn < 0.20 and kind in ("public_need", "complaint", "property_problem"):
            at = yield from self._waiting(at)
        elif turn < 0.24:
            at = hours.days_later(at, self.rng, 1.5)
            yield at
            cases.urge(case_id=self.pk, text="反映人又打电话来问，请抓紧。", actor=self._judge(), at=at)
        return at

    def _helped(self, at: datetime) -> Turn:
        body = self._other_body("dept_urban_management")
        self.touched.add(body)
        task = cases.ask_help(
            case_id=self.pk,
            body_id=body,
            text="请派人一起到现场看一下责任范围。",
            actor=self._handler(),
            at=at,
        )
        at = hours.days_later(at, self.rng, self.rng.uniform(0.5, 2.5))
        yield at
        if Task.objects.get(pk=task.pk).state in (Task.State.ASKED, Task.State.WORKING):
            helper = self.scene.staff.handler(body)
            cases.answer_help(task_id=task.pk, text="已到现场，范围已核清。", actor=helper, at=at)
        return at

    def _longer(self, at: datetime) -> Turn:
        at = hours.office(at, self.rng, minutes=(60, 600))
        yield at
        cases.request_extension(
            case_id=self.pk, reason="配件要从外地调，到货需要几天。", actor=self._handler(), at=at
        )
        at = hours.office(at, self.rng, minutes=(30, 500))
        yield at
        agreed = self.rng.random() < 0.8
        cases.decide_extension(
            case_id=self.pk, approve=agreed, reason="同意，抓紧到货。" if agreed else "民生急事，按原期限办。",
            actor=self._judge(), at=at,
        )  # fmt: skip
        return hours.days_later(at, self.rng, self.rng.uniform(2, 5) if agreed else 1)

    def _waiting(self, at: datetime) -> Turn:
        """挂账: until its day of review; the worker would bring it back, here the handler resumes."""
        row = self.rng.choice(material.read("texts")["suspensions"])
        reason = row["reason"]
        if reason == "maintenance_fund":
            reason = "maintenance_fund_vote" if self.plan.voice.kind == "property_problem" else "funds"
        at = hours.office(at, self.rng, minutes=(60, 900))
        yield at
        revisit = local_day(at) + timedelta(days=row["days"])
        cases.request_suspension(
            case_id=self.pk, reason=reason, revisit_on=revisit, text=row["text"], actor=self._handler(), at=at
        )
        at = hours.office(at, self.rng, minutes=(30, 700))
        yield at
        agreed = self.rng.random() < 0.85
        cases.decide_suspension(
            case_id=self.pk, approve=agreed, reason="同意，到期复核。" if agreed else "条件已具备，不同意挂账。",
            actor=self._judge(), at=at,
        )  # fmt: skip
        if agreed:
            at = hours.days_later(at, self.rng, row["days"] * self.rng.uniform(0.5, 0.95))
            yield at
            cases.resume(case_id=self.pk, text="条件具备，恢复办理。", actor=self._handler(), at=at)
        return at
