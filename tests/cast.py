"""The cast: an invented city with two streets, its bodies, posts and people; built through services only.

East street has two communities, West street one. Everybody the permission tests need is here; names of
posts in ``City.posts`` are what the tests call them by.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from django.test import Client
from django.urls import reverse

from linli.accounts import services as accounts
from linli.accounts.acting import scope_of_post
from linli.accounts.models import User
from linli.areas import services as areas
from linli.areas.models import NATION_ID
from linli.domain.access import SYSTEM, Scope
from linli.organizations import services
from linli.organizations.models import Organization, Person, Post

AT = datetime(2026, 1, 5, 1, 0, tzinfo=UTC)
DAY = date(2026, 1, 5)
PASSWORD = "Quiet-Lake7-Boats"


@dataclass
class City:
    """Ids and rows by short names."""

    areas: dict[str, int] = field(default_factory=dict)
    bodies: dict[str, Organization] = field(default_factory=dict)
    posts: dict[str, Post] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)

    def scope(self, post: str) -> Scope:
        """What the holder of a post sees and fills."""
        return scope_of_post(self.posts[post])

    def client(self, post: str, *, at: datetime) -> Client:
        """A browser of the holder of a post, entered; the login is made the day before ``at``."""
        user, client = self.login(post, at=at - timedelta(days=1)), Client()
        sent = {"username": user.username, "password": PASSWORD}
        assert client.post(reverse("accounts:login"), sent).status_code == 302
        return client

    def login(self, post: str, *, password: str | None = PASSWORD, at: datetime = AT) -> User:
        """A login for the holder of a post, its password already changed once."""
        return accounts.create_user(
            username=post.replace("_", "-"),
            person_id=self.people[post].pk,
            password=password,
            must_change=False,
            actor=SYSTEM,
            at=at,
        )


_PLACES = (
    ("province", None, "province", "演示省"),
    ("city", "province", "city", "邻安市"),
    ("district", "city", "district", "湖滨区"),
    ("other_district", "city", "district", "山阳区"),
    ("east", "district", "street", "东湖街道"),
    ("west", "district", "street", "西湖街道"),
    ("lake", "east", "community", "湖光社区"),
    ("reed", "east", "community", "芦花社区"),
    ("willow", "west", "community", "柳荫社区"),
    ("garden", "lake", "estate", "湖光花园"),
    ("court", "lake", "estate", "纺织家属院"),
)
_BODIES = (
    ("lake_committee", "湖光社区居委会", "community_committee", "lake"),
    ("willow_committee", "柳荫社区居委会", "community_committee", "willow"),
    ("east_office", "东湖街道办事处", "street_office", "east"),
    ("west_office", "西湖街道办事处", "street_office", "west"),
    ("urban", "湖滨区城管局", "dept_urban_management", "district"),
    ("company", "湖光花园物业服务中心", "property_company", "garden"),
    ("hall", "邻安市督查室", "department", "city"),
)
#: Post → body, title, role, place (None: the body's own).
_POSTS = (
    ("secretary", "lake_committee", "社区党组织书记", "community_secretary"),
    ("worker", "lake_committee", "社区工作者", "community_worker"),
    ("willow_secretary", "willow_committee", "社区党组织书记", "community_secretary"),
    ("clerk", "east_office", "平安办干事", "street_clerk"),
    ("leader", "east_office", "街道主任", "street_leader"),
    ("west_clerk", "west_office", "平安办干事", "street_clerk"),
    ("handler", "urban", "承办人", "dept_handler"),
    ("manager", "company", "项目经理", "property_manager"),
    ("officer", "urban", "区社工部干事", "district_officer"),
    ("supervisor", "hall", "督查室主任", "supervision_officer"),
)
_NAMES = ("林秀芝", "周建国", "吴桂英", "郑海涛", "孙志远", "马文静", "胡立新", "高大伟", "何晓燕", "罗永安")


def places() -> dict[str, int]:
    """The invented tree by short names."""
    areas.ensure_nation()
    made: dict[str, int] = {}
    for key, parent, level, name in _PLACES:
        above = made[parent] if parent else NATION_ID
        made[key] = areas.create_place(
            parent_id=above, level=level, name=name, actor=SYSTEM, at=AT, invented=True
        ).pk
    return made


def build() -> City:
    """The whole cast."""
    city = City(areas=places())
    for key, name, kind, area in _BODIES:
        city.bodies[key] = services.create_organization(
            name=name, kind=kind, area_id=city.areas[area], actor=SYSTEM, at=AT
        )
    for number, (key, body, title, role) in enumerate(_POSTS):
        city.posts[key] = services.create_post(
            organization_id=city.bodies[body].pk, title=title, role=role, actor=SYSTEM, at=AT
        )
        city.people[key] = services.create_person(name=_NAMES[number], actor=SYSTEM, at=AT)
        services.appoint(person_id=city.people[key].pk, post_id=city.posts[key].pk, actor=SYSTEM, at=AT)
    return city
