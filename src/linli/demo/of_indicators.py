"""Figures of the invented city: targets, two published assessment months and one being checked; and the bulletin of 2017.

Of real places stands only what 濮阳市 published on 11 October 2017: the two ranked lists. Their rates were printed, their
numbers were not; every row says that its base is reckoned for the demonstration.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal

from linli.areas import queries as areas
from linli.demo import reported
from linli.demo.residents import Residents
from linli.demo.scene import Scene
from linli.domain.access import Actor
from linli.domain.calendar import SHANGHAI, local_day
from linli.domain.periods import Kind, Period, campaign, period_of
from linli.indicators import services
from linli.indicators.models import Edition
from linli.mechanisms import services as mechanisms
from linli.records.measures import Unit
from linli.records.time import frozen
from linli.registers import services as registers
from linli.registers.services import New

_ACTOR = Actor(user_id=None, post_id=None, channel="demo")
_PAPER = "邻安市诉求办理考核办法（演示）"
_RECKONED = "（报道复现，底数为演示推算）"
#: County code → villages done and all, stations done and all; the rates of both lists (mechanisms.md T02, T03).
_COUNTIES = (
    ("410902", (4, 4), (11, 38)),
    ("410922", (3, 6), (2, 40)),
    ("410923", (12, 19), (9, 30)),
    ("410926", (10, 11), (6, 30)),
    ("410927", (9, 11), (3, 22)),
    ("410928", (11, 17), (3, 50)),
)


def build(scene: Scene, people: Residents, real: reported.Places, small: bool) -> dict[str, int]:
    """Targets, editions, and the two reported lists; answers how many of each."""
    del people
    street = _street(scene)
    counts = {
        "figure_targets": _targets(scene, street),
        "figure_editions": _editions(scene, street, small=small),
    }
    if not small and real.puyang:
        counts["figure_reported_lists"] = _bulletin_of_2017(real.puyang)
    return counts


def _street(scene: Scene) -> int:
    """The street with the demonstration's logins: the one that most communities hang on."""
    names = list(scene.town.street_of.values())
    return scene.town.streets[max(sorted(set(names)), key=names.count)]


def _targets(scene: Scene, street: int) -> int:
    day = local_day(scene.now)
    wanted = [
        ("cases_closed", period_of(Kind.YEAR, day), 400),
        ("cases_closed", period_of(Kind.QUARTER, day), 120),
        ("persons_served", period_of(Kind.YEAR, day), 150),
    ]
    for place in (street, scene.town.city):
        for indicator, period, value in wanted:
            services.set_target(
                indicator=indicator,
                unit=Unit("area", place),
                period=period,
                value=Decimal(value if place == street else value * 3),
                paper="邻安市2026年重点工作任务分解（演示）",
                actor=_ACTOR,
                at=scene.now - timedelta(days=100),
            )
    return len(wanted) * 2


def _makers(scene: Scene, street: int) -> tuple[Actor, Actor]:
    """The clerk who makes tables and the director who signs them."""
    name = next(name for name, pk in scene.town.streets.items() if pk == street)
    return scene.staff.actor(f"{name}干部"), scene.staff.actor(f"{name}主任")


def _editions(scene: Scene, street: int, *, small: bool) -> int:
    """Two months published (the older one corrected), the running one told round."""
    clerk, leader = _makers(scene, street)
    this = period_of(Kind.ASSESSMENT_MONTH, local_day(scene.now))
    older, last = this.previous().previous(), this.previous()
    made = 1
    if not small:
        first = _published(street, older, clerk, leader, scene.now)
        with frozen(first.published_at or scene.now):
            at = (first.published_at or scene.now) + timedelta(days=1)
            second = services.draft_correction(
                edition_id=first.pk, why="2件回访结果录入有误，已更正", actor=clerk, at=at
            )
            _on(second, clerk, leader, at)
        _published(street, last, clerk, leader, scene.now)
        made = 4
    running = services.draft(
        ranking="three_rates_ranking",
        area_id=street,
        period=last if small else this,
        basis=_PAPER,
        actor=clerk,
        at=scene.now - timedelta(hours=3),
    )
    services.send_round(edition_id=running.pk, actor=clerk, at=scene.now - timedelta(hours=2))
    return made


def _published(street: int, period: Period, clerk: Actor, leader: Actor, now: datetime) -> Edition:
    at = min(period.bounds()[1] + timedelta(hours=33), now - timedelta(days=5))
    edition = services.draft(
        ranking="three_rates_ranking", area_id=street, period=period, basis=_PAPER, actor=clerk, at=at
    )
    return _on(edition, clerk, leader, at)


def _on(edition: Edition, clerk: Actor, leader: Actor, at: datetime) -> Edition:
    """Through the time for objections to publication."""
    services.send_round(edition_id=edition.pk, actor=clerk, at=at)
    later = at + timedelta(days=3, hours=1)
    services.approve(edition_id=edition.pk, actor=leader, at=later)
    return services.publish(edition_id=edition.pk, actor=leader, at=later)


def _bulletin_of_2017(puyang: int) -> int:
    """68 villages and 230 stations of 濮阳市 and the two lists made of them."""
    at = datetime(2017, 10, 11, 9, tzinfo=SHANGHAI)
    for mechanism in ("site_verification", "progress_ranking"):
        mechanisms.roll_out(
            mechanism=mechanism,
            area_id=puyang,
            basis="报道复现（演示）",
            from_=date(2017, 1, 1),
            actor=_ACTOR,
            at=at,
        )
    found = [(areas.by_code(code), villages, stations) for code, villages, stations in _COUNTIES]
    counties = [(span.area_id, villages, stations) for span, villages, stations in found if span is not None]
    zone = next(
        (
            (one.area_id, (0, 0), (1, 20))
            for one in areas.children(puyang)
            if "开发区" in one.name and one.area_id not in {county for county, _v, _s in counties}
        ),
        None,
    )
    every = [*counties, zone] if zone else counties
    _rows("village_site", "农村环境整治村", [(place, v) for place, v, _s in counties], at)
    _rows("tank_station", "加油站地下油罐", [(place, s) for place, _v, s in every], at)
    _list("village_ranking", puyang, [place for place, _v, _s in counties], at)
    _list("station_ranking", puyang, [place for place, _v, _s in every], at)
    return 2


def _rows(kind: str, name: str, told: Iterable[tuple[int, tuple[int, int]]], at: datetime) -> None:
    rows = [
        New(
            place,
            f"{name}{number}{_RECKONED}",
            {"inspector": "市攻坚办核查组"},
            state="verified_done" if number <= done else "verified_undone",
            on=date(2017, 10, 1),
        )
        for place, (done, whole) in told
        for number in range(1, whole + 1)
    ]
    registers.add_items(kind=kind, rows=rows, actor=_ACTOR, at=at)


def _list(ranking: str, puyang: int, units: list[int], at: datetime) -> None:
    services.set_reporting_units(
        piece=ranking,
        area_id=puyang,
        units=[(Unit("area", place), "") for place in units],
        on=date(2017, 1, 1),
        actor=_ACTOR,
        at=at,
    )
    edition = services.draft(
        ranking=ranking,
        area_id=puyang,
        period=campaign(date(2017, 10, 1), date(2017, 10, 11), "现场核查"),
        basis=f"市环境污染防治攻坚战指挥部办公室2017年10月11日通报{_RECKONED}",
        actor=_ACTOR,
        at=at,
    )
    _on(edition, _ACTOR, _ACTOR, at)
