"""「报道复现」: what newspapers reported of real places, as real rows, read-only and dated.

Counts are those of the reports (docs/explanation/demonstration.md names them); how they spread over communities,
estates and days was not printed: that is reckoned for the demonstration and every row says so. No post and no login
exists at these places, so nothing here ever changes.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from linli.areas.loading import load_official
from linli.areas.models import MAX_DAY, AreaSpan
from linli.cases import services as cases
from linli.demo import hours, material
from linli.domain.access import Actor
from linli.domain.calendar import SHANGHAI
from linli.mechanisms import services as mechanisms
from linli.organizations import services as organizations
from linli.records.time import frozen

#: 濮阳市: 77 communities, needs of three classes, collected from 2017-01-01 to the day of the report.
COMMUNITIES = 77
NEEDS = (
    ("public_need", 347, "公共需求"),
    ("household_need", 1396, "家庭帮扶需求"),
    ("micro_wish", 2491, "微心愿"),
)
NEEDS_FROM, NEEDS_UNTIL = date(2017, 1, 3), date(2017, 10, 11)
#: 魏都区: over 560 matters, over 20,000 people; the numbers behind the round ones are illustrative.
MATTERS, PEOPLE = 563, 20_140
MATTERS_FROM, MATTERS_UNTIL = date(2021, 1, 4), date(2021, 12, 24)
SPREAD = "社区分布、日期为演示推算"
Say = Callable[[str], None]


@dataclass(frozen=True)
class Places:
    """The real places of this load; the small size leaves most villages and communities out."""

    xuchang: int
    puyang: int
    xingyang: int
    weidu: int
    street: int
    communities: tuple[int, ...] = ()
    weidu_communities: tuple[int, ...] = ()

    @property
    def cities(self) -> tuple[int, ...]:
        """What the reading room may look at."""
        return (self.xuchang, self.puyang, self.xingyang)


def places(actor: Actor, at: datetime, *, small: bool) -> Places:
    """Load the official places of the reports and find those that are meant."""
    for code in ("411002", "410972", "410182") if small else ("4110", "4109", "410182"):
        load_official(code, actor=actor, at=at)
    return Places(
        xuchang=_place("4110"),
        puyang=_place("4109"),
        xingyang=_place("410182"),
        weidu=_place("411002"),
        street=_place("411002004"),
        communities=() if small else tuple(_communities("410902")[:COMMUNITIES]),
        weidu_communities=tuple(_communities("411002")),
    )


def _place(code: str) -> int:
    return AreaSpan.objects.get(code_stat=code, valid_to=MAX_DAY).area_id


def _communities(code: str) -> list[int]:
    """Communities (not villages) under a code, in the order of the official list."""
    found = AreaSpan.objects.filter(level="community", code_stat__startswith=code, name__contains="社区")
    return list(found.order_by("code_stat").values_list("area_id", flat=True))


def load(actor: Actor, at: datetime, seed: int, real: Places, *, small: bool, say: Say) -> dict[str, int]:
    """All that was reported; the small size keeps only the elder's message."""
    rng = random.Random(f"{seed}:reported")
    _switch_on(actor, real, small=small)
    body = _body(actor, at, real)
    _elder(actor, real, body)
    counts = {"reported_messages": 1}
    if small:
        return counts
    counts["reported_needs"] = _needs(actor, real, rng)
    say("  报道复现：濮阳市群众需求三类")
    counts["reported_matters"] = _matters(actor, real, body, rng)
    say("  报道复现：魏都区关键小事")
    return counts


def _switch_on(actor: Actor, real: Places, *, small: bool) -> None:
    wanted = [
        ("chat_group_home_visit", real.weidu, date(2020, 1, 1)),
        ("key_small_matters", real.weidu, date(2021, 1, 1)),
    ]
    if not small:
        wanted.append(("resident_needs", real.puyang, date(2017, 1, 1)))
    for mechanism, area_id, on in wanted:
        at = hours.spoken_on(random.Random(0), on).replace(hour=9)
        mechanisms.roll_out(
            mechanism=mechanism, area_id=area_id, basis="报道复现（演示）", from_=on, actor=actor, at=at
        )


def _body(actor: Actor, at: datetime, real: Places) -> int:
    """One invented body that stands for whoever did it; it has no posts, so nobody can act for it."""
    return organizations.create_organization(
        name="报道复现·经办单位（演示）", kind="party_org", area_id=real.weidu, actor=actor, at=at,
        on=date(2015, 1, 1),
    ).pk  # fmt: skip


def _elder(actor: Actor, real: Places, body: int) -> None:
    """12 April 2020: a message in the chat group, half an hour later a worker and a doctor at the door."""
    at = datetime(2020, 4, 12, 8, 30, tzinfo=SHANGHAI)
    voice = cases.Voice(
        text="早上起来不太舒服，一个人在家。（报道复现：据2020年4月17日报道，许昌市南关街道，社区便民群消息）",
        area_id=real.street, kind="care_request", channel="staff_form", category="care_elder_alone",
        urgency="emergency", title="独居老人在便民群里说不舒服（报道复现）",
    )  # fmt: skip
    with frozen(at):
        case = cases.register_case(voice=voice, actor=actor, at=at)
        cases.dispatch_case(
            case_id=case.pk,
            body_id=body,
            reason="独居老人身体不适，社区和社区医生一起上门",
            actor=actor,
            at=at,
        )
    steps: tuple[tuple[int, Callable[[datetime], object]], ...] = (
        (2, lambda when: cases.accept(case_id=case.pk, actor=actor, at=when)),
        (30, lambda when: cases.record_contact(
            case_id=case.pk, text="社区工作者和医生到门口，用时30分钟。", actor=actor, at=when)),
        (75, lambda when: cases.submit_answer(
            case_id=case.pk, result="solved", text="社区工作者和医生半小时到家，查看后安排休养。",
            actor=actor, at=when)),
        (90, lambda when: cases.review(
            case_id=case.pk, approve=True, text="据报道复现，未载回访内容。", actor=actor, at=when)),
    )  # fmt: skip
    for minutes, act in steps:
        when = at + timedelta(minutes=minutes)
        with frozen(when):
            act(when)


def _needs(actor: Actor, real: Places, rng: random.Random) -> int:
    """347, 1,396 and 2,491 needs over 77 communities."""
    total = 0
    for kind, count, word in NEEDS:
        for number in range(count):
            at = _moment(rng, NEEDS_FROM, NEEDS_UNTIL)
            place = real.communities[(number * 31 + rng.randrange(3)) % len(real.communities)]
            voice = cases.Voice(
                text=f"{word}第{number + 1}件。报道复现：据2017年10月12日报道，濮阳市群众需求征集；原文未载内容和结果，{SPREAD}。",
                area_id=place, kind=kind, channel=rng.choice(("visit", "meeting", "wish_wall")),
                title=f"{word}（报道复现）第{number + 1}件", reporter=cases.Reporter(name="原文未载"),
            )  # fmt: skip
            with frozen(at):
                cases.register_case(voice=voice, actor=actor, at=at)
            total += 1
    return total


def _matters(actor: Actor, real: Places, body: int, rng: random.Random) -> int:
    """563 small matters, each closed with the reporter's word, 20,140 people in all."""
    shares = beneficiaries(rng)
    for number, people in enumerate(shares, start=1):
        at = _moment(rng, MATTERS_FROM, MATTERS_UNTIL)
        voice = cases.Voice(
            text=f"关键小事第{number}件。报道复现：据2021年12月30日报道，许昌市魏都区；报道写560余件，逐件内容未载，{SPREAD}。",
            area_id=rng.choice(real.weidu_communities), kind="key_small_matter", channel="visit",
            title=f"关键小事（报道复现）第{number}件",
            reporter=cases.Reporter(name="原文未载", phone=material.phone(rng)),
        )  # fmt: skip
        _closed(voice, people, actor=actor, body=body, at=at, rng=rng)
    return len(shares)


def _closed(
    voice: cases.Voice, people: int, *, actor: Actor, body: int, at: datetime, rng: random.Random
) -> None:
    with frozen(at):
        pk = cases.register_case(voice=voice, actor=actor, at=at).pk
        cases.dispatch_case(
            case_id=pk, body_id=body, reason="小区党支部牵头，业委会、物业参加", actor=actor, at=at
        )
        cases.accept(case_id=pk, actor=actor, at=at)
    done = hours.days_later(at, rng, rng.uniform(0.6, 3))
    with frozen(done):
        cases.submit_answer(
            case_id=pk, result="solved", text="报道复现：已办结，逐件办理内容原文未载。", beneficiaries=people,
            beneficiary_basis="受益户数×户均人口（演示推算）", actor=actor, at=done,
        )  # fmt: skip
        cases.review(case_id=pk, approve=True, actor=actor, at=done)
        cases.confirm(case_id=pk, solved="yes", satisfied="satisfied", actor=actor, at=done)


def beneficiaries(rng: random.Random) -> list[int]:
    """How many people each of the matters served: 563 numbers that add up to 20,140."""
    found = [rng.choice((6, 12, 18, 24, 30, 36, 45, 54, 60, 72)) for _matter in range(MATTERS)]
    gap = PEOPLE - sum(found)
    step = 1 if gap > 0 else -1
    position = 0
    while gap:
        if step > 0 or found[position % MATTERS] > 3:
            found[position % MATTERS] += step
            gap -= step
        position += 1
    return found


def _moment(rng: random.Random, first: date, last: date) -> datetime:
    while True:
        day = first + timedelta(days=rng.randrange((last - first).days + 1))
        at = hours.spoken_on(rng, day)
        if hours.is_workday(at):
            return hours.office(at, rng, minutes=(1, 200))
