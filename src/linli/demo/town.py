"""The tree of the invented city, from the city down to entrances, through the verbs of places."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from linli.areas import services as areas
from linli.areas.models import NATION_ID, Area
from linli.demo.material import read
from linli.domain.access import Actor

#: Places begin on this day, long before the oldest case.
FOUNDED = date(2015, 1, 1)


@dataclass(frozen=True)
class Building:
    """A building: its number in the estate, its id, the ids of its entrances."""

    number: int
    id: int
    entrances: tuple[int, ...]


@dataclass(frozen=True)
class Estate:
    """An estate with its buildings, as cases need it."""

    id: int
    name: str
    kind: str
    hot: int
    community: str
    storeys: int
    buildings: tuple[Building, ...]


@dataclass
class Town:
    """Ids of what was built, by name."""

    city: int = 0
    districts: dict[str, int] = field(default_factory=dict)
    streets: dict[str, int] = field(default_factory=dict)
    communities: dict[str, int] = field(default_factory=dict)
    estates: dict[str, Estate] = field(default_factory=dict)
    others: dict[str, int] = field(default_factory=dict)
    grids: dict[str, list[int]] = field(default_factory=dict)
    street_of: dict[str, str] = field(default_factory=dict)
    district_of: dict[str, str] = field(default_factory=dict)


class TownBuilder:
    """Builds the tree top-down; ``small`` keeps one street and fewer buildings, for tests."""

    def __init__(self, actor: Actor, at: datetime, *, small: bool = False) -> None:
        self.actor, self.at, self.small = actor, at, small
        self.town = Town()

    def place(self, parent: int, level: str, name: str, **more: Any) -> Area:
        """One invented place."""
        return areas.create_place(
            parent_id=parent,
            level=level,
            name=name,
            actor=self.actor,
            at=self.at,
            on=FOUNDED,
            invented=True,
            **more,
        )

    def build(self) -> Town:
        """The whole tree; answers the ids by name."""
        plan = read("city")
        areas.ensure_nation()
        self.town.city = self.place(NATION_ID, "city", plan["name"]).pk
        for district in plan["districts"][: 1 if self.small else None]:
            self._district(district)
        self._others(plan["others"])
        return self.town

    def _district(self, plan: dict[str, Any]) -> None:
        town = self.town
        town.districts[plan["name"]] = district = self.place(town.city, "district", plan["name"]).pk
        for street_plan in plan["streets"][: 1 if self.small else None]:
            name = street_plan["name"]
            town.streets[name] = street = self.place(district, "street", name).pk
            town.district_of[name] = plan["name"]
            for community in street_plan["communities"]:
                self._community(street, name, community)

    def _community(self, street: int, street_name: str, plan: dict[str, Any]) -> None:
        town, name = self.town, plan["name"]
        town.communities[name] = community = self.place(street, "community", name).pk
        town.street_of[name] = street_name
        members = []
        for estate_plan in plan["estates"]:
            estate = self._estate(community, name, estate_plan)
            town.estates[estate.name] = estate
            members.append(estate.id)
        grids = []
        for number, member in enumerate(members, start=1):
            grid = self.place(community, "grid", f"{name.removesuffix('社区')}第{number}网格").pk
            areas.set_grid(grid_id=grid, members=[member], actor=self.actor, at=self.at, on=FOUNDED)
            grids.append(grid)
        town.grids[name] = grids

    def _estate(self, community: int, community_name: str, plan: dict[str, Any]) -> Estate:
        kind = "courtyard" if plan["kind"] == "yard" else "estate"
        estate = self.place(community, "estate", plan["name"], kind=kind).pk
        buildings = []
        for number in self._numbers(plan["buildings"]):
            building = self.place(estate, "building", f"{number}号楼").pk
            entrances = tuple(
                self.place(building, "entrance", f"{entrance}单元").pk
                for entrance in range(1, plan["entrances"] + 1)
            )
            buildings.append(Building(number, building, entrances))
        return Estate(
            estate, plan["name"], plan["kind"], plan["hot"], community_name, plan["storeys"], tuple(buildings)
        )

    def _numbers(self, count: int) -> list[int]:
        """All buildings, or two and number 12, where the first minute's walk happens."""
        return [number for number in range(1, count + 1) if not self.small or number in (1, 2, 12)]

    def _others(self, plans: list[dict[str, Any]]) -> None:
        town = self.town
        for plan in plans:
            parent = town.streets.get(plan["under"]) or town.districts.get(plan["under"])
            covers = [town.communities[name] for name in plan["covers"] if name in town.communities]
            if parent and len(covers) == len(plan["covers"]):
                kind = {"道": "road", "）": "road", "场": "market", "园": "park"}[plan["name"][-1]]
                town.others[plan["name"]] = self.place(
                    parent, "other", plan["name"], kind=kind, covers=covers
                ).pk
