"""Loads the whole demonstration once: places, bodies, mechanisms, lives, what was reported, the walks."""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from linli.accounts.models import User
from linli.areas import services as areas
from linli.cases.models import Case
from linli.clocks import services as clocks
from linli.clocks.models import Notice
from linli.demo import adopted, incidents, reported, rooms, schedule, stamp, stories
from linli.demo.bodies import Staff, StaffBuilder
from linli.demo.lives import CaseLife
from linli.demo.residents import Residents
from linli.demo.scene import Scene
from linli.demo.stamp import Stamp
from linli.demo.town import Town, TownBuilder
from linli.demo.voices import SPAN, Planner
from linli.domain.access import Actor, Scope
from linli.domain.calendar import SHANGHAI
from linli.records.time import frozen

ACTOR = Actor(user_id=None, post_id=None, channel="demo")
#: Voices tried and residents invented by size; a few voices fall on hours that have not come yet.
VOICES = {"small": 120, "city": 1_600}
PEOPLE = {"small": 900, "city": 12_000}
Say = Callable[[str], None]


class NotEmpty(Exception):  # noqa: N818 - named for what happened
    """This folder holds an installation in real use: no invented city is put into it."""


def ensure(*, size: str, seed: int, at: datetime, say: Say) -> tuple[Stamp, bool]:
    """The loaded demonstration of this folder and whether it was loaded now. Raises :class:`NotEmpty`."""
    held = stamp.read()
    loaded = User.objects.filter(username="demo-secretary").exists()
    if held is not None and loaded:
        return held, False
    if loaded:
        raise NotEmpty(
            _("演示数据已在库里，但数据目录里的 demo.json 不见了；请换一个数据目录，或恢复该文件。")
        )
    if User.objects.exists() or Case.objects.exists():
        raise NotEmpty(_("这个数据目录里已经有正式数据，不装演示数据；请用 LINLI_DATA 换一个目录。"))
    say(_("正在装入演示数据（只装一次）……"))
    made = load(size=size, seed=seed, at=at, say=say)
    stamp.write(made)
    return made, True


def load(*, size: str, seed: int, at: datetime, say: Say) -> Stamp:
    """Build everything in one transaction: half a city never stays behind."""
    began = time.monotonic()
    at = at.astimezone(SHANGHAI).replace(microsecond=0)
    small = size == "small"
    with transaction.atomic():
        begin = (at - timedelta(days=SPAN + 40)).replace(hour=9, minute=0)
        with frozen(begin):
            real = reported.places(ACTOR, begin, small=small)
            town, staff = _city(begin, seed, small, real)
        say(_("  地点、单位、人员已建好"))
        people = Residents(town, seed, PEOPLE[size])
        scene = Scene(town, staff, seed, at)
        counts, walks = _life(scene, people, VOICES[size], say)
        counts |= reported.load(ACTOR, at, seed, real, small=small, say=say)
        counts |= rooms.build(scene, people, real, small=small)
        with frozen(at):
            clocks.tick(at)
        _read_old_messages(staff, at)
        counts["cases"] = Case.objects.count()
        digest = stamp.digest(at)
    return Stamp(
        size=size, seed=seed, at=at.isoformat(), digest=digest, seconds=round(time.monotonic() - began, 1),
        counts=counts, walks=walks,
    )  # fmt: skip


def _city(begin: datetime, seed: int, small: bool, real: reported.Places) -> tuple[Town, Staff]:
    town = TownBuilder(ACTOR, begin, small=small).build()
    rng = random.Random(f"{seed}:staff")
    staff = StaffBuilder(town, ACTOR, begin, rng, reading=real.cities).build()
    adopted.adopt(town, ACTOR, begin)
    for estate in town.estates.values():
        for building in estate.buildings:
            areas.add_plate(area_id=building.id, actor=ACTOR, at=begin)
    return town, staff


def _read_old_messages(staff: Staff, at: datetime) -> None:
    """Whoever sat here has read what came before yesterday; only the rest waits."""
    old = at - timedelta(days=1, hours=6)
    for key, post_id in staff.posts.items():
        body = staff.bodies_of_post[key]
        own = Q(post_id=post_id) | Q(body_id=body)
        ids = list(Notice.objects.filter(own, created_at__lt=old).values_list("pk", flat=True))
        scope = Scope((), (), frozenset({body}), frozenset(), staff.users.get(key), post_id)
        clocks.mark_read(scope=scope, at=old, ids=ids)


def _life(scene: Scene, people: Residents, voices: int, say: Say) -> tuple[dict[str, int], dict[str, str]]:
    at = scene.now
    planner = Planner(scene.town, people, scene.seed, at)
    told = stories.Stories(scene, people, at)
    lives = [*told.lives(), *incidents.Incidents(scene, at).lives()]
    for number in range(1, voices + 1):
        plan = planner.plan(number)
        if plan is not None:
            lives.append((number, CaseLife(scene, plan, planner.rng(-number)).run()))
    with frozen(at):
        adopted.try_one(scene.town, ACTOR, at)

    def progress(done: int) -> None:
        say(_("  已演到第%d步") % done)

    moments = schedule.run(lives, at, refused=scene.refused, progress=progress)
    counts = {
        "living": Case.objects.count(),
        "moments": moments,
        "refused": len(scene.refused),
        "residents": len(people),
    }
    return counts, told.walks()
