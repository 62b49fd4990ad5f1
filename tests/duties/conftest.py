"""The cast with the mechanisms of duties switched on, and short ways to make holders and objects."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pytest

from linli.areas import services as areas
from linli.domain.access import SYSTEM, Actor
from linli.duties import services
from linli.duties.models import Duty
from linli.mechanisms import services as mechanisms
from linli.organizations import services as organizations
from linli.organizations.models import Organization, Person, Post
from tests import cast

MECHANISMS = (
    "cadres_to_courtyards",
    "unit_courtyard_pairing",
    "layered_responsibility",
    "road_chiefs",
    "five_guarantees",
    "environment_task_force",
)


@dataclass
class Town:
    """The cast, and what the tests add by name."""

    city: cast.City
    posts: dict[str, Post] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    places: dict[str, int] = field(default_factory=dict)
    unit: Organization | None = None

    def post(self, name: str, role: str = "assigned_cadre", body: str = "hall") -> Post:
        """A person in a post of the city's unit."""
        self.posts[name] = organizations.create_post(
            organization_id=self.city.bodies[body].pk, title=f"{name}岗", role=role, actor=SYSTEM, at=cast.AT
        )
        self.people[name] = organizations.create_person(name=name, actor=SYSTEM, at=cast.AT)
        organizations.appoint(
            person_id=self.people[name].pk, post_id=self.posts[name].pk, actor=SYSTEM, at=cast.AT
        )
        return self.posts[name]

    def courtyard(self, name: str, community: str = "lake") -> int:
        """A courtyard in a community."""
        self.places[name] = areas.create_place(
            parent_id=self.city.areas[community], level="estate", kind="courtyard", name=name,
            actor=SYSTEM, at=cast.AT, invented=True,
        ).pk  # fmt: skip
        return self.places[name]

    def grid(self, name: str, community: str = "lake") -> int:
        """A grid in a community."""
        self.places[name] = areas.create_place(
            parent_id=self.city.areas[community],
            level="grid",
            name=name,
            actor=SYSTEM,
            at=cast.AT,
            invented=True,
        ).pk
        return self.places[name]

    def assign(self, holder: str, place: str, kind: str = "duty_cadre_courtyard", **more: object) -> Duty:
        """One assignment by names."""
        return services.assign(
            kind=kind,
            object_id=self.places[place],
            post_id=self.posts[holder].pk,
            actor=SYSTEM,
            at=cast.AT,
            **more,  # type: ignore[arg-type]
        )

    def actor(self, post: str) -> Actor:
        """Who acts in a post of the cast."""
        row = self.city.posts[post]
        return Actor(user_id=None, post_id=row.pk, channel="page", body_id=row.organization_id)


@pytest.fixture
def town(db: None) -> Town:
    """The invented city with duties in use and two courtyards."""
    city = cast.build()
    mechanisms.sync(actor=SYSTEM, at=cast.AT)
    for name in MECHANISMS:
        mechanisms.roll_out(
            mechanism=name,
            area_id=city.areas["city"],
            basis="测试",
            from_=date(2026, 1, 1),
            actor=SYSTEM,
            at=cast.AT,
        )
    made = Town(city)
    made.courtyard("一号院")
    made.courtyard("二号院")
    return made
