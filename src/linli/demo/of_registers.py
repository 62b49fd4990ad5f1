"""Registers of the invented city: bins, lamps, courtyards, houses, shops, parking, households.

What is invented lives: some rows cleared, one opened again, one base locked half a year ago. What papers reported of
real places stands in of_printed_rows.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta

from linli.demo import of_problems, reported
from linli.demo.residents import Residents
from linli.demo.scene import Scene
from linli.demo.town import Estate
from linli.domain.access import Actor
from linli.domain.calendar import local_day
from linli.mechanisms import services as mechanisms
from linli.registers import services as registers
from linli.registers.models import RegisterItem
from linli.registers.services import New

_ACTOR = Actor(user_id=None, post_id=None, channel="demo")
_BASIS = "邻安市台账管理办法（演示）"
#: In use in the whole city; emergency_help is already (demo/adopted.py).
IN_USE = (
    "facility_ledger", "orderless_courtyards", "smart_parking", "frontage_duties", "household_ledger",
    "one_pass_removal", "fifteen_minute_circles", "trading_demonstrators", "veterans_register",
)  # fmt: skip
_SHOPS = ("粮油店", "面馆", "五金店", "理发店", "水果店", "药店", "早餐店", "文具店", "裁缝铺", "修车铺")
_FAMILY = "王李张刘陈杨赵黄周吴"
_FACILITIES = (
    ("day_care", "日间照料中心", 11), ("canteen", "老年助餐点", 8), ("clinic", "社区卫生服务站", 12),
    ("kindergarten", "公办幼儿园", 14), ("market", "便民菜市场", 9), ("toilet", "公共厕所", 5),
)  # fmt: skip


def build(scene: Scene, people: Residents, real: reported.Places, small: bool) -> dict[str, int]:
    """All registers; answers how many rows each has."""
    del people, real
    rng = random.Random(f"{scene.seed}:registers")
    start = scene.now - timedelta(days=200)
    mechanisms.adopt(mechanism=IN_USE, area_id=scene.town.city, basis=_BASIS, actor=_ACTOR, at=start)
    communities = list(scene.town.communities.items())[: 1 if small else 6]
    counts = {
        "register_bins": _bins(scene, communities, start, 6 if small else 20),
        "register_courtyards": _courtyards(scene, start, small=small),
        "register_houses": _houses(scene, communities, start, rng),
        "register_shops": _shops(scene, communities, start, rng),
        "register_households": _households(communities, scene, start, rng),
        "register_facilities": _facilities(communities, start),
        "register_roads": _roads(scene, start, rng),
        "register_problems": of_problems.add(scene, communities),
    }
    return counts


def _add(kind: str, rows: list[New], at: datetime) -> list[RegisterItem]:
    return registers.add_items(kind=kind, rows=rows, actor=_ACTOR, at=at) if rows else []


def _bins(scene: Scene, communities: list[tuple[str, int]], at: datetime, count: int) -> int:
    """Numbered bins, most in use with a keeper, a few broken, one scrapped; and street lamps."""
    rows = []
    for _name, place in communities:
        for number in range(1, count + 1):
            used = number % 7 != 0
            rows.append(
                New(
                    place,
                    f"垃圾箱{number}",
                    {"spot": f"{number}号楼东侧", "capacity": 240},
                    state="in_use" if used else "bought",
                    keeper_name=f"保洁{'甲乙丙丁'[number % 4]}组" if used else "",
                )
            )
    made = _add("litter_bin", rows, at)
    later = scene.now - timedelta(days=30)
    for item in made[3::19]:
        registers.move_state(item_id=item.pk, state="broken", note="箱盖脱落", actor=_ACTOR, at=later)
    registers.clear_item(item_id=made[4].pk, state="scrapped", basis="锈穿，已拉走", actor=_ACTOR, at=later)
    lamps = [
        New(
            place,
            f"路灯{number}",
            {"spot": "主路", "installed_on": "2026-03-10", "kind": "solar"},
            state="lit",
        )
        for _name, place in communities
        for number in range(1, 7)
    ]
    return len(made) + len(_add("street_lamp", lamps, at))


def _courtyards(scene: Scene, at: datetime, *, small: bool) -> int:
    """Courtyards without a manager with their buildings, the base locked in summer, one building counted anew."""
    yards = [estate for estate in scene.town.estates.values() if estate.kind == "yard"][: 2 if small else 12]
    yards = yards or list(scene.town.estates.values())[:2]
    parents = _add(
        "orderless_courtyard",
        [
            New(
                estate.id,
                estate.name,
                {"patch": "老城片", "surveyed_on": "2026-04-20", "surveyor": "社区工作者"},
            )
            for estate in yards
        ],
        at,
    )
    rows = [
        New(estate.id, f"{estate.name}{one.number}号楼", _census(estate, one.number), parent_id=parent.pk)
        for estate, parent in zip(yards, parents, strict=True)
        for one in estate.buildings
    ]
    made = _add("orderless_building", rows, at)
    frozen = at + timedelta(days=20)
    for place in (scene.town.city, *list(scene.town.streets.values())[:3]):
        for kind in ("orderless_courtyard", "orderless_building"):
            registers.freeze(
                kind=kind,
                area_id=place,
                on=local_day(frozen),
                basis=_BASIS,
                actor=_ACTOR,
                at=frozen + timedelta(days=1),
            )
    later = scene.now - timedelta(days=40)
    registers.change_item(
        item_id=made[0].pk, given={"households": 41, "persons": 108}, actor=_ACTOR, at=later
    )
    registers.move_state(item_id=parents[0].pk, state="headed", note="推选出楼院长", actor=_ACTOR, at=later)
    return len(parents) + len(made)


def _census(estate: Estate, number: int) -> dict[str, int]:
    households = estate.storeys * (4 + number % 3)
    return {"households": households, "persons": households * 27 // 10, "storeys": estate.storeys}


def _houses(scene: Scene, communities: list[tuple[str, int]], at: datetime, rng: random.Random) -> int:
    """Hazardous houses: found, being dealt with, cleared on a basis, one opened again."""
    rows = [
        New(
            place, f"{name.removesuffix('社区')}老街{number}号",
            {"danger": rng.choice("bcd"), "households": rng.randint(1, 3), "area": rng.randint(4_000, 20_000)},
        )
        for name, place in communities
        for number in range(1, 6)
    ]  # fmt: skip
    made = _add("hazard_house", rows, at)
    for index, item in enumerate(made):
        when = at + timedelta(days=10 + index)
        if index % 3 == 0:
            registers.clear_item(
                item_id=item.pk, state=("demolished", "repaired", "sealed")[index % 9 // 3], basis="现场核验，照片存档",
                actor=_ACTOR, at=when,
            )  # fmt: skip
        elif index % 3 == 1:
            registers.move_state(item_id=item.pk, state="measured", actor=_ACTOR, at=when)
    registers.reopen_item(
        item_id=made[0].pk, reason="复查发现偏房未拆", actor=_ACTOR, at=scene.now - timedelta(days=12)
    )
    return len(made)


def _shops(scene: Scene, communities: list[tuple[str, int]], at: datetime, rng: random.Random) -> int:
    """Shop fronts on one road a community, a few unsigned, one with a new owner; model shops."""
    rows = []
    for name, place in communities:
        for number, shop in enumerate(_SHOPS):
            signed = rng.random() < 0.85
            held: dict[str, object] = {
                "road": f"{name.removesuffix('社区')}路",
                "length": rng.randint(30, 90),
            }
            held |= {"owner": f"{rng.choice(_FAMILY)}某某", "letter_given": True}
            if signed:
                held["signed_on"] = "2026-05-08"
            rows.append(
                New(
                    place,
                    f"{'甲乙丙丁戊己庚辛壬癸'[number]}记{shop}",
                    held,
                    state="signed" if signed else "unsigned",
                )
            )
    made = _add("shop_frontage", rows, at)
    registers.change_item(
        item_id=made[0].pk, given={"owner": "新某某"}, actor=_ACTOR, at=scene.now - timedelta(days=9)
    )
    return len(made) + _honest_shops(scene, communities, at)


def _honest_shops(scene: Scene, communities: list[tuple[str, int]], at: datetime) -> int:
    """One model shop a community, one of them with its plate taken back."""
    plates = [
        New(
            place, f"诚信{shop}（演示）",
            {"market": "中心商圈", "spot": "店门右侧", "granted_on": "2026-06-01", "valid_to": "2027-05-31"}, state="granted",
        )
        for (_name, place), shop in zip(communities, _SHOPS, strict=False)
    ]  # fmt: skip
    granted = _add("honest_shop", plates, at)
    if len(granted) > 1:
        registers.clear_item(
            item_id=granted[1].pk,
            state="revoked",
            basis="短斤少两查实",
            actor=_ACTOR,
            at=scene.now - timedelta(days=5),
        )
    return len(granted)


def _households(communities: list[tuple[str, int]], scene: Scene, at: datetime, rng: random.Random) -> int:
    """Households in hardship with days to be met (some red on the map), elders alone, veterans."""
    day = local_day(scene.now)
    homes = [
        New(
            place, f"{rng.choice(_FAMILY)}某某",
            {
                "persons": rng.randint(1, 5), "cause": rng.choice(("illness", "disability", "no_work")),
                "due": (day + timedelta(days=rng.choice((20, 60, 90, 120)))).isoformat(),
            },
            state="helped",
        )
        for _name, place in communities
        for _number in range(4)
    ]  # fmt: skip
    made = _add("hardship_household", homes, at)
    for item in made[::2]:
        registers.start_stage(
            item_id=item.pk, stage="survey", actor=_ACTOR, at=scene.now - timedelta(days=15)
        )
    elders = [
        New(place, f"{rng.choice(_FAMILY)}某", {"rhythm": "weekly", "phone": f"1200000{number:04d}"})
        for _name, place in communities
        for number in range(3)
    ]
    people = [
        New(
            place,
            f"{rng.choice(_FAMILY)}某某",
            {"category": "demobilised", "filed_on": "2026-05-10", "phone": f"1200001{number:04d}"},
        )
        for _name, place in communities
        for number in range(4)
    ]
    return len(made) + len(_add("living_alone_register", elders, at)) + len(_add("veteran", people, at))


def _facilities(communities: list[tuple[str, int]], at: datetime) -> int:
    """What lies within a walk of fifteen minutes, and what is still planned."""
    rows = [
        New(
            place,
            f"{name.removesuffix('社区')}{word}",
            {"what": what, "minutes": minutes},
            state="open" if minutes < 14 else "planned",
        )
        for name, place in communities
        for what, word, minutes in _FACILITIES
    ]
    return len(_add("circle_facility", rows, at))


def _roads(scene: Scene, at: datetime, rng: random.Random) -> int:
    """Roads with spaces, and a garage in building: two figures."""
    rows = [
        New(
            place,
            f"{name}（路内泊位）",
            {"spaces": rng.randint(60, 180), "smart_since": "2026-04-01"},
            state="smart",
        )
        for name, place in scene.town.streets.items()
    ]
    garages = [
        New(
            place,
            f"{name}立体车库",
            {"storeys": 5, "spaces": 240, "started_on": "2026-06-01"},
            state="started",
        )
        for name, place in list(scene.town.streets.items())[:2]
    ]
    return len(_add("parking_road", rows, at)) + len(_add("parking_garage", garages, at))
