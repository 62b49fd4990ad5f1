"""The street of the cases' tests, with wishes and resources in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from linli.cases import services as cases
from linli.cases.models import Case
from linli.resources.models import Resource
from linli.resources.services import Given, add_resource
from tests.cases.conftest import AT, World, adopt, own_folders, world

__all__ = ["adopt", "own_folders", "world"]


@pytest.fixture
def stage(world: World, adopt: Callable[..., None]) -> World:
    adopt("resident_needs", "hardship_jobs")
    return world


def give(world: World, body: str = "company", **values: Any) -> Resource:
    """A member of a body who repairs pipes."""
    given = {
        "kind": "member_skills", "title": "周末修水管", "body_id": world.bodies[body],
        "area_id": world.places["estate"], "served": (world.places["street"],), "skills": ("skill_plumbing",),
    }  # fmt: skip
    return add_resource(given=Given(**(given | values)), actor=world.desk, at=AT)


def wish(world: World, kind: str = "micro_wish", text: str = "想修好家里的水龙头") -> Case:
    """A wish (or another need) that waits for somebody."""
    voice = world.voice(text=text, kind=kind, category="", channel="visit")
    return cases.register_case(voice=voice, actor=world.desk, at=AT)
