"""问题清单 of the invented city: what a screening before winter found, under three cadres, most of it crossed off."""

from __future__ import annotations

from datetime import timedelta

from linli.demo.scene import Scene
from linli.domain.access import Actor
from linli.domain.calendar import local_day
from linli.registers import services as registers
from linli.registers.services import New

_ACTOR = Actor(user_id=None, post_id=None, channel="demo")
_FOUND = (
    ("rubbish", "垃圾池旁积存垃圾", "东门垃圾池"), ("junk", "楼道堆放旧家具", "2号楼2单元一层"),
    ("weeds", "花坛杂草", "中心花坛"), ("posters", "单元门小广告", "1号楼1单元门口"),
    ("hole", "路面坑洼积水", "南门内侧"), ("rubbish", "装修垃圾没清", "车棚旁"),
    ("junk", "绿地里堆杂物", "5号楼西侧"), ("weeds", "墙根杂草", "北围墙"),
    ("posters", "电线杆小广告", "门口公交站"), ("rubbish", "河沟边漂浮垃圾", "后门排水沟"),
    ("junk", "占道堆放建材", "3号楼南侧"), ("hole", "井盖周边塌陷", "6号楼东北角"),
)  # fmt: skip
_OWNERS = ("片区干部甲", "片区干部乙", "片区干部丙")
#: Every sixth is still open.
_OPEN = 6


def add(scene: Scene, communities: list[tuple[str, int]]) -> int:
    """The usual finds of each community; answers how many rows there are."""
    found = scene.now - timedelta(days=26)
    rows = [
        New(
            place,
            what,
            {"spot": spot, "what": kind, "found_on": local_day(found).isoformat()},
            keeper_name=_OWNERS[number % len(_OWNERS)],
        )
        for _name, place in communities
        for number, (kind, what, spot) in enumerate(_FOUND)
    ]
    made = registers.add_items(kind="environment_problem_list", rows=rows, actor=_ACTOR, at=found)
    done = [item for number, item in enumerate(made) if number % _OPEN != 1]
    for number, item in enumerate(done):
        registers.clear_item(
            item_id=item.pk,
            state="done",
            basis="现场看过，已清理",
            actor=_ACTOR,
            at=found + timedelta(days=3 + number % 18),
        )
    return len(made)
