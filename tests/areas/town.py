"""A small invented town for the tests of places: two districts, streets, communities, estates, houses."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from linli.areas import services
from linli.areas.models import NATION_ID
from linli.domain.access import Actor

#: A Friday at noon in China.
AT = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
#: The town was set up long before.
START = date(2020, 1, 1)
ACTOR = Actor(user_id=1, post_id=1, channel="page")


@dataclass
class Town:
    """Ids by the names used in the tests."""

    ids: dict[str, int] = field(default_factory=dict)

    def __getitem__(self, name: str) -> int:
        return self.ids[name]

    def add(
        self, name: str, level: str, under: str | int, *, key: str = "", on: date = START, **more: object
    ) -> int:
        """Set up one place and remember it under its name."""
        parent = under if isinstance(under, int) else self.ids[under]
        area = services.create_place(
            parent_id=parent,
            level=level,
            name=name,
            actor=ACTOR,
            at=AT,
            on=on,
            **more,  # type: ignore[arg-type]
        )
        self.ids[key or name] = area.pk
        return area.pk


def build() -> Town:
    """The tree most tests begin with."""
    services.ensure_nation()
    town = Town()
    town.add("邻安市（演示）", "city", NATION_ID, key="city", invented=True)
    for district in ("东城区", "西城区"):
        town.add(district, "district", "city")
    town.add("河东街道", "street", "东城区")
    town.add("河西街道", "street", "东城区")
    town.add("城关街道", "street", "西城区")
    for name, street in (
        ("滨河社区", "河东街道"),
        ("新华社区", "河东街道"),
        ("和平社区", "河西街道"),
        ("西关社区", "城关街道"),
    ):
        town.add(name, "community", street)
    town.add("丽景苑", "estate", "滨河社区")
    town.add("纺织厂家属院", "estate", "滨河社区", kind="courtyard")
    town.add("阳光花园", "estate", "新华社区")
    for number in (2, 10, 12):
        town.add(f"{number}号楼", "building", "丽景苑")
    town.add("1单元", "entrance", "12号楼")
    town.add("第一网格", "grid", "滨河社区")
    return town
