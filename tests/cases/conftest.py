"""An invented street with the bodies a case meets, and short ways to bring a case into a state."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from linli.areas import services as areas
from linli.areas.models import NATION_ID
from linli.cases import services as cases
from linli.cases.models import Case
from linli.domain.access import Actor, AreaRef, Scope
from linli.mechanisms.services import syncing
from linli.organizations import services as orgs
from linli.records import keys

#: Friday 20 November 2026, 09:00 in China: a working day.
AT = datetime(2026, 11, 20, 1, 0, tzinfo=UTC)
START = date(2020, 1, 1)
SETUP = Actor(user_id=1, post_id=None, channel="command")
PUBLIC = Actor(user_id=None, post_id=None, channel="public")


@dataclass
class World:
    """Places, bodies and posts by name, and the acts of the people in them."""

    places: dict[str, int] = field(default_factory=dict)
    bodies: dict[str, int] = field(default_factory=dict)
    posts: dict[str, int] = field(default_factory=dict)
    roles: dict[str, str] = field(default_factory=dict)

    def actor(self, body: str) -> Actor:
        """Somebody of a body, in its only post."""
        return Actor(
            user_id=10 + self.bodies[body],
            post_id=self.posts[body],
            channel="page",
            body_id=self.bodies[body],
        )

    def scope(self, body: str, *refs: tuple[str, str]) -> Scope:
        """What that post sees and fills."""
        at = tuple(AreaRef(level, self.places[name]) for level, name in refs)
        return Scope(
            view=at, fill=at, bodies=frozenset({self.bodies[body]}), roles=frozenset({self.roles[body]}),
            user_id=10 + self.bodies[body], post_id=self.posts[body],
        )  # fmt: skip

    @property
    def desk(self) -> Actor:
        """The clerk of the street, who dispatches and decides."""
        return self.actor("street")

    @property
    def unit(self) -> Actor:
        """The property company that handles."""
        return self.actor("company")

    def voice(self, **values: Any) -> cases.Voice:
        """A blocked drain at building 12, with a phone."""
        base = cases.Voice(
            text="12号楼下水管堵了，一楼返水，俺楼没法住。",
            area_id=self.places["building"],
            kind="public_need",
            category="property_pipe_drain",
            reporter=cases.Reporter(name="王某", phone="13800138000"),
        )
        return replace(base, **values)

    def register(self, at: datetime = AT, **values: Any) -> Case:
        """A case in 待派单."""
        voice = self.voice(**values)
        return cases.register_case(
            voice=voice, actor=PUBLIC if voice.channel == "window" else self.desk, at=at
        )

    def dispatched(self, at: datetime = AT, body: str = "company", **values: Any) -> Case:
        """A case in 待签收."""
        case = self.register(at, **values)
        return cases.dispatch_case(
            case_id=case.pk, body_id=self.bodies[body], reason="物业负责公共管道", actor=self.desk, at=at
        )

    def accepted(self, at: datetime = AT, **values: Any) -> Case:
        """A case in 办理中."""
        case = self.dispatched(at, **values)
        return cases.accept(case_id=case.pk, actor=self.unit, at=at + timedelta(minutes=30))

    def answered(self, at: datetime = AT, result: str = "solved", **values: Any) -> Case:
        """A case in 待审核."""
        case = self.accepted(at, **values)
        return cases.submit_answer(
            case_id=case.pk,
            result=result,
            text="已疏通并更换管道。",
            actor=self.unit,
            at=at + timedelta(days=1),
        )

    def passed(self, at: datetime = AT, **values: Any) -> Case:
        """A case in 待回访."""
        case = self.answered(at, **values)
        return cases.review(
            case_id=case.pk, approve=True, actor=self.desk, at=at + timedelta(days=1, hours=2)
        )


@pytest.fixture(autouse=True)
def own_folders(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """Keys and files of one test in a folder of its own."""
    settings.LINLI_DATA = tmp_path
    settings.LINLI_KEYS = tmp_path / "keys"
    settings.LINLI_FILES = tmp_path / "files"
    settings.LINLI_CHECKPOINTS = tmp_path / "outside"
    keys.forget()
    yield tmp_path
    keys.forget()


_PLACES = (
    ("city", "city", None, "邻安市（演示）"),
    ("district", "district", "city", "东城区"),
    ("street", "street", "district", "河东街道"),
    ("other_street", "street", "district", "河西街道"),
    ("community", "community", "street", "滨河社区"),
    ("other_community", "community", "other_street", "和平社区"),
    ("estate", "estate", "community", "幸福里小区"),
    ("building", "building", "estate", "12号楼"),
    ("other_building", "building", "estate", "13号楼"),
)
_BODIES = (
    ("district_office", "dept_urban_management", "district", "东城区城管局", "dept_handler"),
    ("centre", "hotline_centre", "district", "东城区12345中心", "district_officer"),
    ("street", "street_office", "street", "河东街道办事处", "street_clerk"),
    ("other_street", "street_office", "other_street", "河西街道办事处", "street_clerk"),
    ("community", "community_committee", "community", "滨河社区居委会", "community_secretary"),
    ("company", "property_company", "estate", "安居物业服务部", "property_manager"),
    ("water", "water_company", "district", "邻安供水公司", "dept_handler"),
)


@pytest.fixture
def world(db: None) -> World:
    """The street, its bodies, and the shipped mechanisms in use."""
    areas.ensure_nation()
    syncing.sync(at=AT)
    made = World()
    for key, level, under, name in _PLACES:
        parent = made.places[under] if under else NATION_ID
        more: dict[str, Any] = {"invented": True} if not under else {}
        made.places[key] = areas.create_place(
            parent_id=parent, level=level, name=name, actor=SETUP, at=AT, on=START, **more
        ).pk
    for key, kind, place, name, role in _BODIES:
        body = orgs.create_organization(
            name=name, kind=kind, area_id=made.places[place], actor=SETUP, at=AT, on=START
        )
        post = orgs.create_post(
            organization_id=body.pk, title="经办", role=role, actor=SETUP, at=AT, on=START
        )
        made.bodies[key], made.posts[key], made.roles[key] = body.pk, post.pk, role
    return made


@pytest.fixture
def adopt(world: World) -> Callable[..., None]:
    """Switch mechanisms on in the street."""
    from linli.mechanisms.services import adopting

    def on(*names: str) -> None:
        adopting.adopt(mechanism=names, area_id=world.places["street"], basis="试点方案", actor=SETUP, at=AT)

    return on
