"""「报道复现」 as rows of registers on the real places: so many as printed, sums as printed, spread reckoned.

No row names a person, a firm or a street that was not printed; how sums spread over rows was not printed either, and
every row says so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from linli.areas import queries as areas
from linli.areas.models import AreaSpan
from linli.demo import reported
from linli.demo.residents import Residents
from linli.demo.scene import Scene
from linli.domain.access import Actor
from linli.domain.calendar import SHANGHAI
from linli.domain.periods import Kind, period_of
from linli.indicators import services as indicators
from linli.mechanisms import services as mechanisms
from linli.records.measures import Unit
from linli.registers import services as registers
from linli.registers.models import RegisterItem
from linli.registers.services import New

_ACTOR = Actor(user_id=None, post_id=None, channel="demo")
NOTE = "（报道复现，分布为演示推算）"
#: The two sub-districts of 荥阳市 and how many communities were screened.
STREETS, COMMUNITIES = ("410182001", "410182002"), 20
COURTYARDS, BUILDINGS, HOUSEHOLDS, PERSONS = 224, 1_330, 36_149, 98_036
#: Projects of 濮阳市: count, state, since, sums. Those marked stand in 濮阳县, which declared 14,937 flats of 2017 and
#: 20,010 of 2018; the others go round the other counties.
_PROJECTS: tuple[tuple[int, str, date, bool, dict[str, int]], ...] = (
    (22, "settled", date(2015, 6, 1), False, {}),
    (20, "built", date(2016, 6, 1), False, {"flats_started": 14_213, "flats_in_money": 3_213, "flats_signed": 3_213}),
    (33, "started", date(2017, 3, 1), False, {
        "flats_planned": 28_447, "flats_started": 28_447, "flats_built": 20_100, "flats_in_kind": 13_869,
        "flats_in_money": 14_578,
    }),
    (17, "started", date(2017, 3, 1), True, {
        "flats_planned": 14_937, "flats_started": 14_937, "flats_built": 10_555, "flats_in_kind": 7_282,
        "flats_in_money": 7_655,
    }),
    (40, "declared", date(2017, 9, 1), False, {"flats_planned": 40_915}),
    (21, "declared", date(2017, 9, 1), True, {"flats_planned": 20_010}),
)  # fmt: skip
#: Money in 分 (100 million yuan are 10**10), credit lines; two views of unknown relation stand apart.
_FUNDS = (
    ("政策性银行授信", 31, "approved", "policy_credit", 1_409_400_000_000, 31),
    ("商业银行贷款", 1, "approved", "commercial_loan", 252_000_000_000, 0),
    ("政府自筹", 1, "arrived", "own_funds", 1_278_000_000_000, 0),
    ("邮储银行到账", 1, "arrived", "other_view", 194_000_000_000, 0),
    ("示范区两年到账", 1, "arrived", "other_view", 280_000_000_000, 0),
)
_ESTATES = (
    ("甲", 129, "finished", "to_finish"),
    ("乙", 305, "started", "to_finish"),
    ("丙", 276, "not_started", "to_start"),
)
_TARGETS = (
    ("flats_started_rate", 2016, 11_941),
    ("flats_started_rate", 2017, 43_384),
    ("flats_built_rate", 2017, 10_000),
)


def build(scene: Scene, people: Residents, real: reported.Places, small: bool) -> dict[str, int]:
    """All registers of the papers; none in the small city."""
    del scene, people
    return {} if small else {"reported_rows": load(real)}


def load(real: reported.Places) -> int:
    """The rows of every printed register; answers how many."""
    return _puyang(real.puyang) + _zone() + _weidu(real) + _xuchang(real.xuchang) + _xingyang(real.xingyang)


def at_(day: date) -> datetime:
    """Nine o'clock of a day."""
    return datetime(day.year, day.month, day.day, 9, tzinfo=SHANGHAI)


def switch_on(names: Sequence[str], area_id: int, since: date) -> None:
    """In use at a real place since the time the paper tells of."""
    for name in names:
        mechanisms.roll_out(
            mechanism=name,
            area_id=area_id,
            basis="报道复现（演示）",
            from_=since,
            actor=_ACTOR,
            at=at_(since),
        )


def spread(
    count: int, places: Sequence[int], name: str, *, state: str = "", on: date | None = None,
    values: Mapping[str, Any] | None = None, totals: Mapping[str, int] | None = None, parents: Sequence[int] = (),
) -> list[New]:  # fmt: skip
    """So many rows over places in turn; ``totals`` are shared out without a rest."""
    rows = []
    for number in range(count):
        held = dict(values or {})
        for field, whole in (totals or {}).items():
            held[field] = whole // count + (number < whole % count)
        parent = parents[number % len(parents)] if parents else None
        place = places[number % len(places)]
        rows.append(New(place, f"{name}{number + 1:03d}{NOTE}", held, state=state, on=on, parent_id=parent))
    return rows


def _add(kind: str, rows: list[New], day: date) -> list[RegisterItem]:
    return registers.add_items(kind=kind, rows=rows, actor=_ACTOR, at=at_(day))


def _puyang(city: int) -> int:
    """T06 and T07: projects, targets, money."""
    day = date(2017, 10, 12)
    switch_on(
        ("shantytown_register", "renewal_targets", "resettlement_modes", "financing_ledger"),
        city,
        date(2015, 1, 5),
    )
    counties = {row.name: row.area_id for row in areas.children(city)}
    own = [counties.pop("濮阳县")]
    others = list(counties.values())
    rows: list[New] = []
    for number, (count, state, since, there, totals) in enumerate(_PROJECTS):
        spots = own if there else others
        rows += spread(
            count, spots, f"棚改项目{'甲乙丙丁戊己'[number]}", state=state, on=since, totals=totals
        )
    for name, count, state, source, amount, lines in _FUNDS:
        more = {"lines": lines} if lines else {}
        funds = spread(
            count, [city], name, state=state, on=date(2017, 6, 1), values={"source": source}, totals={"amount": amount, **more}
        )  # fmt: skip
        _add("fund_source", funds, day)
    _add("shantytown_project", rows, day)
    for indicator, year, value in _TARGETS:
        indicators.set_target(
            indicator=indicator, unit=Unit("area", city), period=period_of(Kind.YEAR, date(year, 6, 1)),
            value=Decimal(value), paper=f"省{year}年保障性安居工程计划（据报道）", actor=_ACTOR, at=at_(day),
        )  # fmt: skip
    return len(rows) + sum(row[1] for row in _FUNDS)


def _zone() -> int:
    """昆吾街道: 620 service objects, all filed and applied; numbers, no names.

    Of which category each is was not printed, nor on which day: the day of the report stands for "by then".
    """
    day, street = date(2023, 8, 28), areas.by_code("410972060")
    if street is None:
        return 0
    switch_on(("veterans_register",), street.area_id, date(2023, 1, 4))
    places = _below(street.area_id)
    values = {"filed_on": str(day), "applied_on": str(day)}
    return len(_add("veteran", spread(620, places, "服务对象", values=values, on=day), day))


def _weidu(real: reported.Places) -> int:
    """Rooms of over 10,000 m² (5,000 for two communities; 10,350 are reckoned), 26 of 26 estate centres."""
    switch_on(("service_centre_rooms",), real.weidu, date(2020, 1, 1))
    switch_on(("estate_service_centres",), real.weidu, date(2021, 1, 1))
    own = real.weidu_communities
    rooms = [
        New(own[index], f"{word}用房{NOTE}", {"floor_area": area, "provider": "原文未载"}, state="in_use")
        for index, (word, area) in enumerate(
            (("社区一", 250_000), ("社区二", 250_000), ("其他社区", 535_000))
        )
    ]
    opened = {"batch": "pilot", "opened_on": "2021-12-01"}
    centres = spread(26, own, "小区党群服务中心", state="open", values=opened)
    return len(_add("service_room", rooms, date(2020, 4, 17))) + len(
        _add("estate_centre", centres, date(2021, 12, 30))
    )


def _xuchang(city: int) -> int:
    """T20: 434 to finish (129 finished), 276 to start; T25: lamps, bins, what was pulled down."""
    day = date(2020, 4, 16)
    switch_on(("estate_renovation",), city, date(2020, 1, 2))
    since, count = date(2020, 1, 2), 0
    counties = [row.area_id for row in areas.children(city)]
    for name, number, state, plan in _ESTATES:
        values = {"plan": plan, "planned_end": "2020-06-30"}
        rows = spread(number, counties, f"老旧小区{name}", state=state, on=since, values=values)
        count += len(_add("renovation_estate", rows, day))
    place = _below(city)[:1]
    switch_on(("facility_ledger", "one_pass_removal"), city, date(2021, 1, 4))
    day = date(2021, 12, 28)
    lamps = spread(18, place, "路灯", state="lit", values={"spot": "原文未载", "installed_on": "2021-12-01"})
    bins = spread(120, place, "垃圾箱", state="bought", values={"bought_on": "2021-12-01"})
    made = _add("illegal_structure", spread(86, place, "违建"), day)
    for item in made:
        registers.clear_item(
            item_id=item.pk, state="removed", basis="据报道已拆除", actor=_ACTOR, at=at_(day)
        )
    return count + len(_add("street_lamp", lamps, day)) + len(_add("litter_bin", bins, day)) + len(made)


def communities_of_xingyang() -> list[int]:
    """Twenty communities of two sub-districts, in the order of the official list, ten of each where there are ten."""
    found = [
        list(
            AreaSpan.objects.filter(areas.valid(None), level="community", code_stat__startswith=street)
            .order_by("code_stat").values_list("area_id", flat=True)
        )
        for street in STREETS
    ]  # fmt: skip
    half = COMMUNITIES // 2
    first = found[0][: max(half, COMMUNITIES - len(found[1]))]
    return first + found[1][: COMMUNITIES - len(first)]


def _xingyang(city: int) -> int:
    """T26: 224 courtyards with 1,330 buildings; T28: estates in works, roads, garages, 216 removals in twelve days."""
    day, since = date(2020, 6, 1), date(2020, 1, 2)
    switch_on(("orderless_courtyards", "smart_parking", "old_estates_works", "one_pass_removal"), city, since)
    places = communities_of_xingyang()
    yards = _add("orderless_courtyard", spread(COURTYARDS, places, "无主管楼院", state="headed"), day)
    buildings = spread(
        BUILDINGS, [yard.area_id for yard in yards], "楼栋", parents=[yard.pk for yard in yards],
        totals={"households": HOUSEHOLDS, "persons": PERSONS},
    )  # fmt: skip
    _add("orderless_building", buildings, day)
    rows = _parking(city) | {"works_estate": _works(city, since)}
    count = sum(len(_add(kind, some, day)) for kind, some in rows.items())
    return COURTYARDS + BUILDINGS + count + _removed(places[:1])


def _parking(city: int) -> dict[str, list[New]]:
    """21 roads over 2,600 spaces, 21 garages."""
    roads = spread(
        21,
        [city],
        "智慧停车道路",
        state="smart",
        values={"smart_since": "2020-05-01"},
        totals={"spaces": 2_600},
    )
    garages = spread(21, [city], "立体车库", state="started", values={"started_on": "2020-05-01"})
    return {"parking_road": roads, "parking_garage": garages}


def _works(city: int, since: date) -> list[New]:
    """Twenty estates, six of them with a clear result; money in 分."""
    under_way = {"invested": 1_500_000_000, "removed": 2_000}
    clear = {"invested": 997_000_000, "removed": 1_000}
    return [
        *spread(14, [city], "改造小区甲", state="under_way", on=since, totals=under_way),
        *spread(6, [city], "改造小区乙", state="clear_result", on=since, totals=clear),
    ]


def _removed(place: list[int]) -> int:
    """216 removed in twelve days, eighteen a day; what went on which day is reckoned."""
    start = datetime(2020, 4, 10, 9, tzinfo=SHANGHAI)
    made = _add("outdoor_toilet", spread(216, place, "拆除项"), date(2020, 4, 1))
    for number, item in enumerate(made):
        when = start.replace(day=10 + number // 18)
        registers.clear_item(item_id=item.pk, state="removed", basis="据报道已拆除", actor=_ACTOR, at=when)
    return len(made)


def _below(area_id: int) -> list[int]:
    """The communities under a place, in the order of the list; the place itself where none is loaded."""
    found = [row.area_id for row in areas.subtree(area_id) if row.level == "community"]
    return found or [area_id]
