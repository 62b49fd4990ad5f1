"""Bodies, posts, people and logins of the invented city, through the verbs of organisations and accounts."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from linli.accounts import services as accounts
from linli.demo import material
from linli.demo.town import FOUNDED, Town
from linli.domain.access import Actor
from linli.organizations import services as organizations

#: Key of the post that may look at what was reported of real places, and at nothing else.
READER = "资料室"

#: Logins of the enter-as page in the order it shows them, and the post behind each.
FACES = (
    ("demo-secretary", "{community}书记"),
    ("demo-worker", "{community}工作者"),
    ("demo-handler", "{district}城管局"),
    ("demo-clerk", "{street}干部"),
    ("demo-supervisor", "市督查室"),
    ("demo-property", "{company}"),
    ("demo-discipline", "{community}纪检"),
    ("demo-organisation", "市委组织部"),
    ("demo-hotline", "市热线中心"),
    ("demo-leader", "{street}主任"),
    ("demo-grid", "{community}网格1"),
    ("demo-reader", READER),
)
ADMINS = (
    ("demo-system", "system_admin"),
    ("demo-security", "security_admin"),
    ("demo-audit", "audit_admin"),
)


@dataclass
class Staff:
    """Who sits where, by the keys the builders use."""

    bodies: dict[str, int] = field(default_factory=dict)
    posts: dict[str, int] = field(default_factory=dict)
    users: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    bodies_of_post: dict[str, int] = field(default_factory=dict)
    #: Body → the post that works for it.
    post_of_body: dict[int, str] = field(default_factory=dict)

    def actor(self, key: str, channel: str = "page") -> Actor:
        """The actor of a post by its key."""
        return Actor(self.users.get(key), self.posts[key], channel, self.bodies_of_post[key])

    def handler(self, body_id: int) -> Actor:
        """Who works for a body."""
        return self.actor(self.post_of_body[body_id])


class StaffBuilder:
    """Founds the bodies of a town and appoints people to their posts."""

    def __init__(
        self,
        town: Town,
        actor: Actor,
        at: datetime,
        rng: random.Random,
        *,
        reading: tuple[int, ...] = (),
    ) -> None:
        self.town, self.actor, self.at, self.rng, self.reading = town, actor, at, rng, reading
        self.staff = Staff()

    def build(self) -> Staff:
        """All bodies from the city down, their posts, holders and logins."""
        plan = material.read("city")
        for body in plan["bodies"]["city"]:
            self._city_body(body)
        for district, area in self.town.districts.items():
            for body in plan["bodies"]["district"]:
                self._department(district, area, body)
        for street, area in self.town.streets.items():
            self._street(street, area)
        for community, area in self.town.communities.items():
            self._community(community, area)
        for company in plan["property_companies"]:
            self._company(company)
        self._reading_room()
        self._faces()
        return self.staff

    def _body(self, key: str, *, name: str, kind: str, area: int, short: str = "") -> int:
        body = organizations.create_organization(
            name=name,
            short_name=short,
            kind=kind,
            area_id=area,
            phone=material.office_phone(self.rng),
            actor=self.actor,
            at=self.at,
            on=FOUNDED,
        )
        self.staff.bodies[key] = body.pk
        return body.pk

    def _link(self, body: int, area: int, kind: str) -> None:
        organizations.link_area(
            organization_id=body, area_id=area, kind=kind, actor=self.actor, at=self.at, on=FOUNDED
        )

    def _post(self, key: str, body: int, title: str, role: str, area: int) -> None:
        """A post with its holder."""
        post = organizations.create_post(
            organization_id=body,
            title=title,
            role=role,
            area_id=area,
            actor=self.actor,
            at=self.at,
            on=FOUNDED,
        )
        name = material.person_name(self.rng, self.rng.randint(1968, 1998), self.rng.random() < 0.5)
        person = organizations.create_person(
            name=name, work_phone=material.office_phone(self.rng), actor=self.actor, at=self.at
        )
        organizations.appoint(
            person_id=person.pk,
            post_id=post.pk,
            actor=self.actor,
            at=self.at,
            on=date(2024, 3, 1),
        )
        self.staff.posts[key], self.staff.people[key] = post.pk, person.pk
        self.staff.bodies_of_post[key] = body
        self.staff.post_of_body.setdefault(body, key)

    def _city_body(self, plan: dict[str, Any]) -> None:
        body = self._body(
            plan["short"], name=plan["name"], short=plan["short"], kind=plan["kind"], area=self.town.city
        )
        self._post(plan["short"], body, plan["title"], plan["role"], self.town.city)
        if plan["role"] == "dept_handler":
            for district in self.town.districts.values():
                self._link(body, district, "responsible")

    def _department(self, district: str, area: int, plan: dict[str, Any]) -> None:
        key = f"{district}{plan['short']}"
        body = self._body(key, name=f"{district}{plan['name']}", short=key, kind=plan["kind"], area=area)
        self._link(body, area, "responsible")
        self._post(key, body, "部门承办人", "dept_handler", area)

    def _street(self, street: str, area: int) -> None:
        short = street.removesuffix("街道")
        body = self._body(street, name=f"{street}办事处", short=street, kind="street_office", area=area)
        self._link(body, area, "responsible")
        self._link(body, area, "fallback")
        self._post(f"{street}干部", body, "街道干部", "street_clerk", area)
        self._post(f"{street}主任", body, "办事处主任", "street_leader", area)
        mediation = self._body(
            f"{street}调解", name=f"{short}人民调解委员会", kind="mediation_committee", area=area
        )
        self._link(mediation, area, "responsible")
        self._post(f"{street}调解员", mediation, "调解员", "mediator", area)
        health = self._body(f"{street}卫生", name=f"{short}社区卫生服务中心", kind="health_centre", area=area)
        self._link(health, area, "responsible")
        self._post(f"{street}卫生员", health, "家庭医生团队", "service_provider", area)

    def _community(self, community: str, area: int) -> None:
        body = self._body(
            community, name=f"{community}居民委员会", short=community, kind="community_committee", area=area
        )
        self._link(body, area, "responsible")
        for key, title, role in (
            ("书记", "社区党组织书记", "community_secretary"),
            ("工作者", "社区工作者", "community_worker"),
            ("纪检", "社区纪检委员", "discipline_member"),
        ):
            self._post(f"{community}{key}", body, title, role, area)
        for number, grid in enumerate(self.town.grids[community], start=1):
            self._post(f"{community}网格{number}", body, f"第{number}网格网格员", "grid_officer", grid)

    def _company(self, plan: dict[str, Any]) -> None:
        estates = [self.town.estates[name] for name in plan["estates"] if name in self.town.estates]
        if not estates:
            return
        area = self.town.communities[estates[0].community]
        body = self._body(plan["name"], name=plan["name"], kind="property_company", area=area)
        for estate in estates:
            self._link(body, estate.id, "responsible")
        self._post(plan["name"], body, "项目经理", "property_manager", estates[0].id)

    def _reading_room(self) -> None:
        """Who may look at what was reported of real places: a post a place, none of them acts there."""
        if not self.reading:
            return
        body = self._body(READER, name="报道复现资料室（演示）", kind="party_org", area=self.town.city)
        self._post(READER, body, "报道复现查阅", "press_officer", self.reading[0])
        for area in self.reading[1:]:
            post = organizations.create_post(
                organization_id=body,
                title="报道复现查阅",
                role="press_officer",
                area_id=area,
                actor=self.actor,
                at=self.at,
                on=FOUNDED,
            )
            organizations.appoint(
                person_id=self.staff.people[READER],
                post_id=post.pk,
                kind="part_time",
                actor=self.actor,
                at=self.at,
                on=date(2024, 3, 1),
            )

    def _faces(self) -> None:
        """Logins, in the order of the entry page; none has a password."""
        town = self.town
        first = {
            "community": next(iter(town.communities)),
            "street": next(iter(town.streets)),
            "district": next(iter(town.districts)),
            "company": material.read("city")["property_companies"][0]["name"],
        }
        for username, pattern in FACES:
            key = pattern.format(**first)
            if key in self.staff.people:
                user = accounts.create_user(
                    username=username, person_id=self.staff.people[key], actor=self.actor, at=self.at
                )
                self.staff.users[key] = user.pk
        for username, role in ADMINS:
            accounts.create_user(username=username, admin_role=role, actor=self.actor, at=self.at)
