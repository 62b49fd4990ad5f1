"""通报 in the demonstration: the reported 560余件 of a real place, and the invented city's own, one of them corrected."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from linli.bulletins import services
from linli.demo import reported
from linli.demo.residents import Residents
from linli.demo.scene import Scene
from linli.domain.access import Actor
from linli.domain.calendar import SHANGHAI, local_day
from linli.mechanisms import services as mechanisms
from linli.organizations.models import Organization
from linli.records.time import frozen

_ACTOR = Actor(user_id=None, post_id=None, channel="demo")
_BASIS = "邻安市工作进度通报办法（演示）"


def build(scene: Scene, people: Residents, real: reported.Places, small: bool) -> dict[str, int]:
    """Bulletins of the invented city; the reported one only where its 563 rows stand."""
    del people
    made = _of_city(scene)
    if not small:
        made += _of_report(real)
    return {"bulletins": made}


def _of_city(scene: Scene) -> int:
    """The street's bulletin of its small matters, signed; its draft on what was put right after an inspection."""
    now = scene.now
    mechanisms.roll_out(
        mechanism="progress_bulletins", area_id=scene.town.city, basis=_BASIS, from_=local_day(now) - timedelta(days=90),
        actor=_ACTOR, at=now - timedelta(days=90),
    )  # fmt: skip
    community = next(iter(scene.town.communities))
    clerk = scene.clerk(community)
    office = Organization.objects.get(pk=clerk.body_id or 0)
    day = local_day(now)
    with frozen(now):
        one = services.draft(
            template_id="key_matters_bulletin", area_id=office.area_id, issuer=office, last_day=day, actor=clerk, at=now
        )  # fmt: skip
        services.publish(bulletin_id=one.pk, actor=clerk, at=now)
        services.draft(
            template_id="rectification_bulletin", area_id=office.area_id, issuer=office, last_day=day, actor=clerk, at=now,
            typed={
                "findings": {"value": "26", "source": "街道联合检查（演示）"},
                "handed_over": {"value": "19", "source": "街道联合检查（演示）"},
                "done": {"value": "18", "source": "各社区报送（演示）"},
            },
        )  # fmt: skip
    return 2


def _of_report(real: reported.Places) -> int:
    """魏都区 as reported on 30 December 2021: 560余件, 2万余人; behind the number stand 563 rows."""
    body = Organization.objects.filter(area_id=real.weidu, name__startswith="报道复现").first()
    if body is None:
        return 0
    at = datetime(2021, 12, 30, 9, tzinfo=SHANGHAI)
    with frozen(at):
        row = services.draft(
            template_id="key_matters_bulletin", area_id=real.weidu, issuer=body, last_day=date(2021, 12, 29),
            actor=_ACTOR, at=at,
        )  # fmt: skip
        note = "（报道复现：据2021年12月30日报道，许昌市魏都区；560余件、2万余人为报道原数，563件、20140人及满意率等底数为演示推算。）"
        lines = [
            "{period}，{place}办结停车、修路、下水等“关键小事”{closed}，{people}受益。",
            note,
            "{by_place}",
        ]
        services.rewrite(bulletin_id=row.pk, title=row.title, lines=lines, actor=_ACTOR, at=at)
        # It stays 代拟稿: no number was reported, so none is invented.
        services.publish(bulletin_id=row.pk, actor=_ACTOR, at=at)
    return 1
