"""The stage of a situation: a small invented place with its bodies and posts, built through services."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from linli.areas import services as areas
from linli.areas.models import NATION_ID
from linli.areas.services.tree import ensure_nation
from linli.cases.models import Case
from linli.domain.access import Actor
from linli.domain.calendar import SHANGHAI
from linli.mechanisms import services as mechanisms
from linli.organizations import services as organizations

BUILDER = Actor(user_id=None, post_id=None, channel="system")
#: Everything stands long before the first reported day.
FOUNDED = datetime(2016, 1, 4, 9, tzinfo=SHANGHAI)

#: key → (kind, place)
BODIES = {
    "city_office": ("department", "city"),
    "district_office": ("department", "district"),
    "urban": ("dept_urban_management", "district"),
    "housing": ("dept_housing", "district"),
    "jobs": ("dept_human_resources", "district"),
    "works": ("works_bureau", "district"),
    "street": ("street_office", "street"),
    "community": ("community_committee", "community"),
    "company": ("property_company", "estate"),
    "owners": ("owners_committee", "estate"),
    "branch": ("party_branch", "estate"),
    "clinic": ("health_centre", "community"),
}
#: key → (body, role)
POSTS = {
    "supervision": ("city_office", "supervision_officer"),
    "district": ("district_office", "district_officer"),
    "urban_handler": ("urban", "dept_handler"),
    "housing_handler": ("housing", "dept_handler"),
    "jobs_handler": ("jobs", "dept_handler"),
    "chief": ("works", "works_chief"),
    "builder": ("works", "builder"),
    "clerk": ("street", "street_clerk"),
    "leader": ("street", "street_leader"),
    "hotline": ("street", "hotline_officer"),
    "mediator": ("street", "mediator"),
    "secretary": ("community", "community_secretary"),
    "worker": ("community", "community_worker"),
    "discipline": ("community", "discipline_member"),
    "supervisor": ("community", "quality_supervisor"),
    "manager": ("company", "property_manager"),
    "owner": ("owners", "owners_representative"),
    "branch_secretary": ("branch", "branch_secretary"),
    "doctor": ("clinic", "service_provider"),
}


def instant(value: Any) -> datetime:
    """``2021-12-22 09:00`` in Shanghai; a bare day means nine o'clock."""
    if isinstance(value, datetime):
        return value
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day, 9, tzinfo=SHANGHAI)
    return datetime.fromisoformat(str(value)).replace(tzinfo=SHANGHAI)


@dataclass
class World:
    """Ids by the names a situation uses, and what was refused on the way."""

    places: dict[str, int] = field(default_factory=dict)
    bodies: dict[str, int] = field(default_factory=dict)
    posts: dict[str, int] = field(default_factory=dict)
    cases: dict[str, int] = field(default_factory=dict)
    actions: dict[str, Any] = field(default_factory=dict)
    #: Whatever rooms make, by the name a situation gives it.
    things: dict[str, Any] = field(default_factory=dict)
    refusal: str = ""
    before: dict[str, int] = field(default_factory=dict)

    def case(self, name: str) -> Case:
        """The case of that name as it stands now."""
        return Case.objects.get(pk=self.cases[name])

    def actor(self, post: str) -> Actor:
        """The one who acts in a post; ``resident`` is the public window."""
        if post == "resident":
            return Actor(user_id=None, post_id=None, channel="public")
        return Actor(
            user_id=None, post_id=self.posts[post], channel="page", body_id=self.bodies[POSTS[post][0]]
        )

    def build(self, communities: int = 1) -> None:
        """The tree from the city to a building, all bodies, all posts; the shipped mechanisms are synced."""
        ensure_nation()
        mechanisms.sync(actor=BUILDER, at=FOUNDED)
        self._chain()
        for number in range(2, communities + 1):
            self._place(f"community {number}", "street", "community", f"第{number}社区")
        for key, (kind, place) in BODIES.items():
            body = organizations.create_organization(
                name=f"演示{key}", kind=kind, area_id=self.places[place], actor=BUILDER, at=FOUNDED
            )
            self.bodies[key] = body.pk
            organizations.link_area(
                organization_id=body.pk,
                area_id=self.places[place],
                kind="responsible",
                actor=BUILDER,
                at=FOUNDED,
            )
        for key, (body_key, role) in POSTS.items():
            post = organizations.create_post(
                organization_id=self.bodies[body_key],
                title=f"演示{key}",
                role=role,
                actor=BUILDER,
                at=FOUNDED,
            )
            self.posts[key] = post.pk

    def _chain(self) -> None:
        self.places["nation"] = NATION_ID
        above = "nation"
        for level, name in (
            ("province", "演示省"),
            ("city", "邻安市"),
            ("district", "安和区"),
            ("street", "西大街道"),
            ("community", "第1社区"),
            ("estate", "安和家园"),
            ("building", "12号楼"),
        ):
            self._place(level, above, level, name)
            above = level

    def _place(self, key: str, above: str, level: str, name: str) -> None:
        area = areas.create_place(
            parent_id=self.places[above], level=level, name=name, actor=BUILDER, at=FOUNDED, invented=True
        )
        self.places[key] = area.pk
