"""About 12,000 invented residents: who lives where, how old, how to reach them. A pool, not rows of people.

The data model keeps no register of residents (a case holds how to reach the one who asked, encrypted and
erasable); the pool lives while the demonstration is built and gives reporters, parties and followers.
"""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import dataclass

from linli.demo import material
from linli.demo.town import Building, Estate, Town

#: Years of birth by kind of estate (first, middle, last): the old compounds are old in both senses.
_BORN = {
    "old": (1936, 1958, 2003),
    "yard": (1934, 1952, 2000),
    "modern": (1948, 1986, 2005),
    "resettled": (1938, 1966, 2004),
}


@dataclass(frozen=True)
class Resident:
    """Somebody who does not exist."""

    name: str
    phone: str
    woman: bool
    born: int
    estate: str
    building: Building
    entrance: int
    floor: int
    room: str


class Residents:
    """The pool of a town; the same seed gives the same people."""

    def __init__(self, town: Town, seed: int, count: int) -> None:
        rng = random.Random(f"{seed}:residents")
        estates = list(town.estates.values())
        weights = [sum(len(b.entrances) for b in one.buildings) * one.storeys for one in estates]
        self.by_estate: dict[str, list[Resident]] = defaultdict(list)
        for estate in rng.choices(estates, weights=weights, k=count):
            self.by_estate[estate.name].append(self._one(rng, estate))

    @staticmethod
    def _one(rng: random.Random, estate: Estate) -> Resident:
        born = round(rng.triangular(*_reordered(_BORN[estate.kind])))
        woman = rng.random() < 0.54
        building = rng.choice(estate.buildings)
        entrance = rng.randrange(len(building.entrances)) + 1
        floor = rng.randrange(1, estate.storeys + 1)
        room = f"{building.number}号楼{entrance}单元{floor}0{rng.randrange(1, 3)}室"
        name = material.person_name(rng, born, woman)
        return Resident(name, material.phone(rng), woman, born, estate.name, building, entrance, floor, room)

    def pick(self, estate: str, rng: random.Random) -> Resident | None:
        """Somebody of an estate; some people speak often and most never."""
        pool = self.by_estate.get(estate)
        return pool[int(len(pool) * rng.random() ** 2.2)] if pool else None

    def __len__(self) -> int:
        return sum(map(len, self.by_estate.values()))


def _reordered(years: tuple[int, int, int]) -> tuple[int, int, int]:
    first, middle, last = years
    return first, last, middle
