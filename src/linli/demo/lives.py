"""Lives of cases as generators: each yields the next moment, and what follows happens then.

The schedule resumes a life only up to today, so whatever was under way now stands open: states, lights and ages are
what the rules of the house made of them, nothing is painted on.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from datetime import datetime, timedelta
from typing import Any

from linli.cases import services as cases
from linli.cases.models import Case
from linli.cases.services.closing import verifying
from linli.demo import hours, material
from linli.demo.scene import PUBLIC
from linli.demo.turns import Work
from linli.domain.caseflow import State

Life = Iterator[datetime]
_DAYS = {"livelihood": 2.2, "ordinary": 2.7, "complex": 6.0, "consultation": 0.12}
#: Where several ways may be taken: checks in these words.
#: Topics over whose handler bodies argue.
_DISPUTED = frozenset(
    {
        "sewer_blocked",
        "water_pool",
        "lamp_out",
        "manhole",
        "noise",
        "garbage",
        "wall_leak",
        "illegal_shed",
        "dogs",
    }
)
_CHECKED = ("已到现场查看，情况属实。", "电话核对经办人并看了照片，已处理。", "社区工作者复看，没有反弹。")


class CaseLife(Work):
    """One case from its first word on."""

    def run(self) -> Life:
        """The whole life."""
        yield self.plan.at
        at = self.plan.at
        case = self._registered(at)
        self.pk = case.pk
        if self.plan.fast:
            yield from self._on_the_spot(at)
            return
        if self.rng.random() < 0.012 and self.plan.public:
            at += timedelta(minutes=self.rng.uniform(20, 400))
            yield at
            cases.withdraw(case_id=self.pk, text="刚才说的已经好了", actor=PUBLIC, at=at)
            return
        at = self.soon(at, 4, 150)
        yield at
        if self._joined(at):
            return
        self._send(case, at)
        yield from self._followers(at)
        yield from self._handled(at)

    def _registered(self, at: datetime) -> Case:
        if self.plan.voice.external:
            centre = self.scene.staff.actor("市热线中心", "import")
            return cases.take_external(voice=self.plan.voice, actor=centre, at=at).case
        taker = PUBLIC if self.plan.public else self.scene.worker(self.place)
        return cases.register_case(voice=self.plan.voice, actor=taker, at=at)

    def _on_the_spot(self, at: datetime) -> Life:
        at += timedelta(minutes=self.rng.uniform(2, 18))
        yield at
        cases.settle_on_spot(
            case_id=self.pk, text=self.plan.answer, result="explained", actor=self._worker(), at=at
        )

    def _joined(self, at: datetime) -> bool:
        """The same matter was told a few days before: joined to it."""
        key = (self.plan.topic, self.plan.estate)
        into = self.scene.last.get(key)
        if into is not None and self.rng.random() < 0.25:
            first = Case.objects.get(pk=into)
            waits = first.is_open and first.state not in (State.TO_CALL_BACK, State.DUPLICATE)
            if waits and at - first.reported_at < timedelta(days=8):
                cases.merge(case_id=self.pk, into_id=into, actor=self._worker(), at=at)
                return True
        self.scene.last[key] = self.pk
        if self.rng.random() < 0.01:
            text = "这件事正在法院审理，建议按诉讼程序办理，社区可帮助联系法律援助。"
            cases.refuse(case_id=self.pk, text=text, actor=self._worker(), at=at)
            return True
        return False

    def _send(self, case: Case, at: datetime) -> None:
        found = self.scene.route(case, case.estate or case.area_id, at)
        self.body = found.body_id
        boundary = self.plan.voice.boundary
        if case.kind == "property_problem" and not boundary:
            boundary = "property_duty"
        cases.dispatch_case(
            case_id=self.pk, body_id=self.body, reason=found.reason, boundary=boundary,
            actor=self.scene.desk(self.place, self.body, order=self.plan.voice.external is not None), at=at,
        )  # fmt: skip

    def _followers(self, at: datetime) -> Life:
        if self.plan.voice.kind not in ("public_need", "complaint", "hazard") or self.rng.random() > 0.09:
            return
        for number in range(self.rng.choice((1, 1, 2, 2, 3, 4, 6, 9))):
            at += timedelta(minutes=self.rng.uniform(10, 300))
            yield at
            if State(Case.objects.values_list("state", flat=True).get(pk=self.pk)) is State.CLOSED:
                return
            device = f"demo-{self.pk}-{number}"
            cases.follow(case_id=self.pk, device=device, actor=PUBLIC, at=at)

    def _handled(self, at: datetime) -> Life:
        """From signing for it to its end; a slow unit lets it lie."""
        slow, back = self.rng.random(), self.rng.random() < 0.07 and self.plan.topic in _DISPUTED
        if back:  # a return has its own short limit
            at = self.soon(at, 5, 120)
        elif slow < 0.05:
            at = self.later(at, self.rng.uniform(2, 9))
        else:
            at = self.soon(at, 5, 330 if slow < 0.2 else 200)
        yield at
        if back:
            at = yield from self._returned(at)
        cases.accept(case_id=self.pk, actor=self._handler(), at=at)
        if self.rng.random() < 0.95:
            at = self.soon(at, 10, 360)
            yield at
            reached = self.rng.random() < 0.9
            text = "已与反映人联系，约定上门时间。" if reached else "电话无人接听，稍后再打。"
            cases.record_contact(case_id=self.pk, text=text, reached=reached, actor=self._handler(), at=at)
        at = yield from self._turns(at)
        yield from self._answered(at)

    def _answered(self, at: datetime) -> Life:
        """Done, checked, asked; not solved goes round again (twice at most)."""
        urgency = "livelihood" if self.swift else self.plan.voice.urgency or "ordinary"
        share = self.rng.lognormvariate(-0.45, 0.55)
        at = self.later(at, _DAYS.get(urgency, 3.0) * share)
        for turn in (1, 2, 3):
            yield at
            self._answer(at)
            at = self.soon(at, 20, 600)
            yield at
            if turn == 1 and self.rng.random() < 0.06:
                text = "佐证不清楚，请补充处理前后情况。"
                cases.review(case_id=self.pk, approve=False, text=text, actor=self._judge(), at=at)
                at = self.later(at, self.rng.uniform(0.3, 1.5))
                continue
            case = cases.review(
                case_id=self.pk, approve=True, text=self.rng.choice(_CHECKED), actor=self._judge(), at=at
            )
            if case.state == State.CLOSED:
                return
            solved, at = yield from self._asked(at, turn)
            if solved:
                return
            at = self.later(at, self.rng.uniform(0.8, 3.5))

    def _answer(self, at: datetime) -> None:
        kind = self.plan.voice.kind
        result = {"consultation": "explained", "dispute": "verbal_settlement"}.get(kind) or (
            self.rng.choices(("solved", "partly_solved", "explained", "transferred"), weights=(84, 7, 6, 3))[
                0
            ]
        )
        if kind == "micro_wish" or (kind == "hazard" and result == "explained"):
            result = "solved"
        if kind == "dispute" and "书面" in self.plan.answer:
            result = "written_mediation"
        text = self.plan.answer
        if result == "explained" and kind != "consultation":
            text = "已上门说明：现行政策和条件暂不能办理，告知了可以走的途径和下一步安排。"
        elif result == "transferred":
            text = "经核实不属本单位职责，已转主管单位并把联系电话告诉反映人。"
        elif result == "partly_solved":
            text = f"{text}其余部分已列入下一步计划。"
        each: dict[str, Any] = {}
        if result == "solved" and kind == "public_need" and self.rng.random() < 0.4:
            each = {"households": self.rng.choice((6, 12, 24, 36, 48)), "persons_each": 3}
        cases.submit_answer(case_id=self.pk, result=result, text=text, actor=self._handler(), at=at, **each)

    def _asked(self, at: datetime, turn: int) -> Generator[datetime, None, tuple[bool, datetime]]:
        """The reporter's word: by the office's call, by his own phone, or not at all."""
        way, word = self.rng.random(), self.rng.random()
        solved = "yes" if word < (0.82, 0.88, 1.0)[turn - 1] else "partly" if word < 0.92 else "no"
        happy = self.rng.choices(
            ("satisfied", "basic", "unsatisfied"), weights=(68, 25, 7) if solved == "yes" else (5, 35, 60)
        )[0]
        texts = material.read("texts")["follow_ups"]
        kept = {"no": "unsolved", "partly": "so_so", "yes": "solved" if happy == "satisfied" else "so_so"}
        text = self.rng.choice(texts[kept[solved]]) if self.rng.random() < 0.7 else ""
        if way < 0.28:
            at += timedelta(hours=self.rng.uniform(0.3, 30))
            yield at
            cases.confirm(case_id=self.pk, solved=solved, satisfied=happy, text=text, actor=PUBLIC, at=at)
            return solved != "no", at
        if way < 0.38:
            for _try in range(3):
                at = hours.days_later(at + timedelta(hours=3), self.rng, self.rng.uniform(0.4, 1.5))
                yield at
                case = cases.not_reached(case_id=self.pk, actor=self._judge(), at=at)
                if case.state == State.CLOSED:
                    return True, at
        at = hours.days_later(at, self.rng, self.rng.uniform(0.2, 2.5))
        yield at
        if verifying(Case.objects.get(pk=self.pk)):
            return True, at
        cases.call_back(
            case_id=self.pk, contacted=True, solved=solved, satisfied=happy, text=text,
            actor=self._judge(), at=at,
        )  # fmt: skip
        return solved != "no", at
