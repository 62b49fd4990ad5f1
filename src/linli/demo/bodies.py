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

#: Logins of the enter-as page: key → what the page says of them. Titles are glossary roles.
FACES = ("secretary", "worker", "handler", "clerk", "supervisor")


@dataclass
class Staff:
    """Who sits where, by the keys the builders use."""

    bodies: dict[str, int] = field(default_factory=dict)
    posts: dict[str, int] = field(default_factory=dict)
    users: dict[str, int] = field(default_factory=dict)
    people: dict[str, int] = field(default_factory=dict)
    #: Place of a body → its posts that take in, dispatch and decide.
    body_of_community: dict[str, int] = field(default_factory=dict)
    desk_of_street: dict[str, str] = field(default_factory=dict)
    faces: dict[str, str] = field(default_factory=dict)

    def actor(self, key: str, channel: str = "demo") -> Actor:
        """The actor of a post by its key."""
        return Actor(self.users.get(key), self.posts[key], channel, self.bodies_of_post[key])

    bodies_of_post: dict[str, int] = field(default_factory=dict)


class StaffBuilder:
    """Founds the bodies of a town and appoints people to their posts."""

    def __init__(self, town: Town, actor: Actor, at: datetime, rng: random.Random) -> None:
        self.town, self.actor, self.at, self.rng = town, actor, at, rng
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

    def _post(self, key: str, body: int, title: str, role: str, area: int, *, login: str = "") -> None:
        """A post with its holder; ``login``: also a login to enter as."""
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
        if login:
            user = accounts.create_user(username=login, person_id=person.pk, actor=self.actor, at=self.at)
            self.staff.users[key] = user.pk

    def _city_body(self, plan: dict[str, Any]) -> None:
        body = self._body(
            plan["short"], name=plan["name"], short=plan["short"], kind=plan["kind"], area=self.town.city
        )
        login = {"市督查室": "ducha", "市委组织部": "zuzhi", "市热线中心": "rexian"}.get(plan["short"], "")
        self._post(plan["short"], body, plan["title"], plan["role"], self.town.city, login=login)
        if plan["role"] == "dept_handler":
            for district in self.town.districts.values():
                self._link(body, district, "responsible")

    def _department(self, district: str, area: int, plan: dict[str, Any]) -> None:
        key = f"{district}{plan['short']}"
        body = self._body(key, name=f"{district}{plan['name']}", short=key, kind=plan["kind"], area=area)
        self._link(body, area, "responsible")
        first = district == next(iter(self.town.districts))
        login = "chengguan" if first and plan["kind"] == "dept_urban_management" else ""
        self._post(key, body, "承办人", "dept_handler", area, login=login)

    def _street(self, street: str, area: int) -> None:
        short = street.removesuffix("街道")
        body = self._body(street, name=f"{street}办事处", short=street, kind="street_office", area=area)
        self._link(body, area, "responsible")
        self._link(body, area, "fallback")
        first = street == next(iter(self.town.streets))
        self._post(
            f"{street}干部", body, "综合治理办干部", "street_clerk", area, login="jiedao" if first else ""
        )
        self._post(
            f"{street}主任", body, "办事处主任", "street_leader", area, login="zhuren" if first else ""
        )
        mediation = self._body(
            f"{street}调解", name=f"{short}人民调解委员会", kind="mediation_committee", area=area
        )
        self._link(mediation, area, "responsible")
        self._post(f"{street}调解员", mediation, "调解员", "mediator", area)
        health = self._body(f"{street}卫生", name=f"{short}社区卫生服务中心", kind="health_centre", area=area)
        self._link(health, area, "responsible")
        self._post(f"{street}卫生员", health, "家庭医生团队", "service_provider", area)
        self.staff.desk_of_street[street] = f"{street}干部"

    def _community(self, community: str, area: int) -> None:
        body = self._body(
            community, name=f"{community}居民委员会", short=community, kind="community_committee", area=area
        )
        first = community == next(iter(self.town.communities))
        self._link(body, area, "responsible")
        self._post(
            f"{community}书记",
            body,
            "社区党组织书记",
            "community_secretary",
            area,
            login="shuji" if first else "",
        )
        self._post(
            f"{community}工作者",
            body,
            "社区工作者",
            "community_worker",
            area,
            login="shegong" if first else "",
        )
        self._post(
            f"{community}纪检",
            body,
            "社区纪检委员",
            "discipline_member",
            area,
            login="jijian" if first else "",
        )
        for number, grid in enumerate(self.town.grids[community], start=1):
            self._post(f"{community}网格{number}", body, f"第{number}网格网格员", "grid_officer", grid)
        self.staff.body_of_community[community] = body

    def _company(self, plan: dict[str, Any]) -> None:
        estates = [self.town.estates[name] for name in plan["estates"] if name in self.town.estates]
        if not estates:
            return
        area = self.town.communities[estates[0].community]
        body = self._body(plan["name"], name=plan["name"], kind="property_company", area=area)
        for estate in estates:
            self._link(body, estate.id, "responsible")
        login = "wuye" if plan["name"].startswith("和顺") else ""
        self._post(plan["name"], body, "项目经理", "property_manager", estates[0].id, login=login)

    def _faces(self) -> None:
        first = next(iter(self.town.communities))
        street = next(iter(self.town.streets))
        district = next(iter(self.town.districts))
        self.staff.faces = {
            "secretary": f"{first}书记",
            "worker": f"{first}工作者",
            "handler": f"{district}城管局",
            "clerk": f"{street}干部",
            "supervisor": "市督查室",
        }
        for name, role in (
            ("xitong", "system_admin"),
            ("anquan", "security_admin"),
            ("shenji", "audit_admin"),
        ):
            accounts.create_user(username=name, admin_role=role, actor=self.actor, at=self.at)
