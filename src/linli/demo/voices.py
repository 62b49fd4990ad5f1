"""What is said, by whom, where and when: one :class:`Plan` per case, from the texts and the season."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from linli.cases import services as cases
from linli.demo import hours, material
from linli.demo.residents import Resident, Residents
from linli.demo.town import Estate, Town

#: Ways a resident's own voice takes, and their shares.
_WAYS = {"window": 20, "plate": 22, "phone": 24, "visit": 20, "paste": 9, "meeting": 3, "letter": 2}
_ORDERS = frozenset({"public_need", "complaint", "property_problem", "consultation"})
_SELF = frozenset({"window", "plate"})
#: Cases spread over so many days before today; nearly half of them over the last three weeks.
SPAN, RECENT = 180, 21
#: Ten estates make about two fifths of all cases.
HEAT = 0.5
_STREET_TOPICS = frozenset({"lamp_out", "manhole", "water_pool", "garbage", "noise"})


@dataclass(frozen=True)
class Plan:
    """One voice before it is registered, and the answer that will fit it."""

    number: int
    topic: str
    at: datetime
    voice: cases.Voice
    answer: str
    fast: bool
    community: str
    estate: str
    public: bool


class Planner:
    """Makes plans; one random stream a case, so that no case changes another."""

    def __init__(self, town: Town, people: Residents, seed: int, now: datetime) -> None:
        self.town, self.people, self.seed, self.now = town, people, seed, now
        self.topics: dict[str, Any] = material.read("texts")["topics"]
        self.estates = list(town.estates.values())
        self.heat = [one.hot**HEAT for one in self.estates]

    def rng(self, number: int) -> random.Random:
        """The random stream of one case."""
        return random.Random(f"{self.seed}:{number}")

    def plan(self, number: int) -> Plan | None:
        """The voice of one number; None when its moment has not come yet today."""
        rng = self.rng(number)
        day = self._day(rng)
        name = self._topic(rng, day)
        topic = self.topics[name]
        estate = rng.choices(self.estates, weights=self.heat)[0]
        at = hours.spoken_on(rng, day)
        way = self._way(rng, name, topic)
        if way not in _SELF:
            at = hours.office(at, rng, minutes=(1, 45))
        if at >= self.now - timedelta(minutes=3):
            return None
        external = self._external(number, topic, at, rng)
        if external:
            way, at = "hotline12345", hours.office(at, rng, minutes=(20, 60))
            if at >= self.now:
                return None
        told = self.people.pick(estate.name, rng)
        text, answer = self._words(topic, told, estate, rng)
        voice = cases.Voice(
            text=text,
            area_id=self._place(name, text, told, estate, rng),
            kind="hotline_order" if external else topic["kind"],
            channel=way,
            category=topic["category"],
            urgency=str(topic.get("urgency", "")),
            boundary="" if external else _BOUNDARIES.get(name, ""),
            reporter=self._reporter(topic, told, way, rng),
            parties=self._parties(topic, told, estate, rng),
            fields={"business_name": rng.choice(_SHOPS)} if topic["kind"] == "business_problem" else None,
            external=external,
            publish_agreed=rng.random() < 0.1 and topic["kind"] == "public_need",
        )
        return Plan(
            number, name, at, voice, answer, bool(topic.get("fast")),
            estate.community, estate.name, way in _SELF,
        )  # fmt: skip

    def _words(
        self, topic: dict[str, Any], told: Resident | None, estate: Estate, rng: random.Random
    ) -> tuple[str, str]:
        """What is said, and the answer that will fit."""
        position = rng.randrange(len(topic["texts"]))
        text = self._said(self._fill(topic["texts"][position], told, estate), topic, rng)
        answers = topic["answers"]
        answer = answers[position] if topic.get("fast") and position < len(answers) else rng.choice(answers)
        return text, self._fill(answer, told, estate)

    def _day(self, rng: random.Random) -> date:
        today = self.now.date()
        while True:
            back = (
                rng.random() ** 1.5 * RECENT
                if rng.random() < 0.45
                else RECENT + rng.random() * (SPAN - RECENT)
            )
            day = today - timedelta(days=int(back))
            if rng.random() * 13 < hours.weight_of(day):
                return day

    def _topic(self, rng: random.Random, day: date) -> str:
        weights = [
            topic["weight"] * (1.0 if day.month in topic["months"] else topic.get("off_season", 0.02))
            for topic in self.topics.values()
        ]
        return rng.choices(list(self.topics), weights=weights)[0]

    @staticmethod
    def _way(rng: random.Random, name: str, topic: dict[str, Any]) -> str:
        if topic["kind"] in ("dispute", "household_need") or topic.get("fast"):
            return rng.choice(("visit", "phone", "visit"))
        if topic["kind"] == "micro_wish":
            return rng.choice(("wish_wall", "wish_wall", "visit"))
        if name == "elder_care":
            return "visit"
        return rng.choices(list(_WAYS), weights=list(_WAYS.values()))[0]

    @staticmethod
    def _external(
        number: int, topic: dict[str, Any], at: datetime, rng: random.Random
    ) -> cases.External | None:
        """One in eight is an order of 12345 with its own number and limit."""
        if topic.get("fast") or topic["kind"] not in _ORDERS or rng.random() > 0.15:
            return None
        due = at + timedelta(days=rng.choice((3, 5, 5, 7, 10)))
        return cases.External(
            "hotline12345", f"LA{at:%Y%m%d}{number:05d}", due.replace(hour=18, minute=0, second=0)
        )

    def _place(self, name: str, text: str, told: Resident | None, estate: Estate, rng: random.Random) -> int:
        roads = list(self.town.others.values())
        if name in _STREET_TOPICS and roads and rng.random() < 0.12 and "号楼" not in text:
            return rng.choice(roads)
        if told is None or ("号楼" not in text and "单元" not in text and rng.random() < 0.5):
            return estate.id
        if "单元" in text:
            return told.building.entrances[told.entrance - 1]
        return told.building.id

    @staticmethod
    def _fill(text: str, told: Resident | None, estate: Estate) -> str:
        building = told.building.number if told else estate.buildings[0].number
        values = {
            "b": building,
            "e": told.entrance if told else 1,
            "f": max(told.floor if told else 2, 2),
        }
        for slot, value in values.items():
            text = text.replace("{" + slot + "}", str(value))
        return text

    @staticmethod
    def _said(text: str, topic: dict[str, Any], rng: random.Random) -> str:
        """The same matter is told in many ways: with another beginning, another end, a slip of the pen."""
        said = material.read("texts")["said"]
        if topic.get("fast") or topic["kind"] == "micro_wish":
            return text
        if rng.random() < 0.45:
            text = f"{rng.choice(said['before'])}{text}"
        if rng.random() < 0.5:
            text = f"{text}{rng.choice(said['after'])}"
        if rng.random() < 0.06:
            right, slip = rng.choice(list(said["slips"].items()))
            text = text.replace(right, slip, 1)
        return text

    @staticmethod
    def _reporter(
        topic: dict[str, Any], told: Resident | None, way: str, rng: random.Random
    ) -> cases.Reporter:
        needs = topic["kind"] in ("household_need", "micro_wish", "dispute", "business_problem")
        if told is None or (not needs and rng.random() < (0.22 if way in _SELF else 0.06)):
            return cases.Reporter()
        title = "女士" if told.woman else "先生"
        name = told.name if rng.random() < 0.6 else f"{told.name[0]}{title}"
        helped = "家里老人" if told.born > 1975 and rng.random() < 0.05 else ""
        return cases.Reporter(
            name=name, phone=told.phone, address=told.room, on_behalf_of=helped, share=rng.random() < 0.55
        )

    def _parties(
        self, topic: dict[str, Any], told: Resident | None, estate: Estate, rng: random.Random
    ) -> tuple[str, ...]:
        if topic["kind"] != "dispute" or told is None:
            return ()
        other = self.people.pick(estate.name, rng)
        return (told.name, other.name if other and other.name != told.name else "楼上住户")


_SHOPS = ("老街面馆", "便民超市", "小张理发店", "清水桥早餐铺", "建安五金店", "荷塘水果店")
_BOUNDARIES = {"sewer_blocked": "property_duty", "wall_leak": "maintenance_fund", "lift": "property_duty"}
