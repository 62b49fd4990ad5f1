"""Contact visits of the invented city: one commissioner with his six contacts, some visits, one household missing."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from linli.demo import reported
from linli.demo.residents import Residents
from linli.demo.scene import Scene
from linli.domain.access import SYSTEM
from linli.domain.calendar import SHANGHAI, local_day
from linli.duties import services as duties
from linli.mechanisms import services as mechanisms
from linli.visits import services as visits
from linli.visits.models import Contact

DUTY = "duty_commissioner_contact"
#: Sort, name (a household is its door), what was heard and what followed.
_CONTACTS = (
    ("enterprise", "顺达食品厂（演示）", "厂里夏天水压不够，二楼车间下午停工", "difficulty"),
    ("shop", "老街粮油店", "门口路灯坏了半个月，晚上不敢进货", "to_rectify"),
    ("shop", "巧手裁缝铺", "生意还行，没啥问题", ""),
    ("household", "3号楼2单元西户", "楼道堆了旧家具，老人出门绊着", "to_rectify"),
    ("household", "7号楼1单元东户", "", ""),
)


def build(scene: Scene, people: Residents, real: reported.Places, small: bool) -> dict[str, int]:
    """The contacts of each commissioner there is a post for, and what was heard so far this year."""
    del people, real, small
    # In office hours, at whatever hour the demonstration is loaded.
    start = (
        (scene.now - timedelta(days=60))
        .astimezone(SHANGHAI)
        .replace(hour=9, minute=20, second=0, microsecond=0)
    )
    keys = [key for key in scene.staff.posts if key.endswith("纪检")][:3]
    if not keys:
        return {"visits": 0}
    mechanisms.roll_out(
        mechanism="commissioner_visits", area_id=scene.town.city, basis="演示：委员走访工作安排",
        from_=local_day(start), actor=SYSTEM, at=start,
    )  # fmt: skip
    made = 0
    for key in keys:
        community = key.removesuffix("纪检")
        for number, (to, name, heard, outcome) in enumerate(_CONTACTS):
            contact = _by_duty(scene, scene.staff.posts[key], community, to, name, start)
            if heard:
                at = start + timedelta(days=8 * number + 3, hours=1)
                said: dict[str, Any] = (
                    {"said": "产能比原来增长三倍", "said_number": 3} if to == "enterprise" else {}
                )
                visits.write_visit(
                    contact_id=contact.pk, text=heard, outcome=outcome, actor=scene.staff.actor(key), at=at, **said
                )  # fmt: skip
                made += 1
    return {"contacts": Contact.objects.count(), "visits": made}


def _by_duty(scene: Scene, post_id: int, community: str, to: str, name: str, at: datetime) -> Contact:
    """The member takes the firm, shop or household by his quota; the contact follows from the duty."""
    actor, day = scene.secretary(community), local_day(at)
    area_id = scene.town.communities[community]
    (charge,) = duties.add_charges(
        kind=DUTY, area_id=area_id, names=[name], group=to, actor=actor, at=at, on=day
    )  # fmt: skip
    duty = duties.assign(
        kind=DUTY,
        object_id=charge.pk,
        post_id=post_id,
        on=day,
        basis="演示：委员走访工作安排",
        actor=actor,
        at=at,
    )
    return Contact.objects.get(duty_id=duty.pk)
