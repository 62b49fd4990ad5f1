"""通报 in the demonstration: the reported 560余件 of a real place, and the invented city's own, one of them corrected."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from linli.bulletins import queries, services, templates_in_use
from linli.demo import reported
from linli.demo.residents import Residents
from linli.demo.scene import Scene
from linli.domain.access import Actor
from linli.domain.calendar import SHANGHAI, local_day
from linli.domain.papers import chinese_date
from linli.domain.periods import Kind, period_of
from linli.mechanisms import queries as in_use
from linli.mechanisms import services as mechanisms
from linli.organizations.models import Organization
from linli.papers import services as papers
from linli.records.time import frozen
from linli.reports import queries as reports
from linli.reports import services as report_services

_ACTOR = Actor(user_id=None, post_id=None, channel="demo")
_BASIS = "邻安市工作进度通报办法（演示）"


def build(scene: Scene, people: Residents, real: reported.Places, small: bool) -> dict[str, int]:
    """Bulletins of the invented city; the reported one only where its 563 rows stand."""
    del people
    made = _of_city(scene)
    made += _of_entries(scene)
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


#: Reported values of the invented street: form → item → value. Nothing here is of a real place.
_REPORTED: dict[str, dict[str, int]] = {
    "hall_month": {"halls": 4, "sessions": 9, "sessions_all": 76, "open_sessions": 2},
    "civilised_ledger": {"tasks": 64, "with_unit": 64, "with_person": 64, "checked_sites": 38, "reached_sites": 33},
    "civilised_half_year": {
        "leaflets": 31_400, "goods": 12_150, "institutes": 1, "stations": 6, "repairs": 43, "advertisements": 216,
        "out_of_shop": 318, "road_occupation": 204,
    },
    "hearing_totals_half_year": {"heard": 6, "co_reviewed": 2, "rights_restored": 1},
    "scholarship_year": {"first_tier": 21, "master": 8, "doctor": 1, "awarded": 30},
}  # fmt: skip
#: Templates on reported values, and the mechanism each belongs to.
_ON_REPORTS = {
    "hall_bulletin": "red_hall_figures",
    "civilised_ledger_bulletin": "civilised_city",
    "civilised_bulletin": "civilised_city",
    "hearing_bulletin": "hearing_totals",
    "scholarship_bulletin": "town_scholarship",
}
#: Templates on values by hand: their mechanism and the values.
_BY_HAND: dict[str, tuple[str, dict[str, str]]] = {
    "two_tasks_bulletin": (
        "progress_bulletins",
        {"villages": "18", "stations": "12", "rural": "东片 4/5\n西片 5/8\n南片 3/5", "tanks": "东片 2/4\n西片 3/5\n南片 1/3"},
    ),
    "works_morning_sheet": (
        "works_countdown",
        {"stone_ring": "4260", "rail": "120", "stone_bridge": "3180", "plant": "2150"},
    ),
    "clearance_flash_text": (
        "progress_bulletins",
        {"day_number": "3", "households": "100", "signed": "100", "vacated": "98", "demolished": "97"},
    ),
    "estates_bulletin": ("progress_bulletins", {"to_finish": "43", "finished": "13", "to_start": "27"}),
}  # fmt: skip


def _of_entries(scene: Scene) -> int:
    """A living draft of every bulletin that tells of works, ledgers, halls and awards, from the street's own figures."""
    now, clerk = scene.now, scene.clerk(next(iter(scene.town.communities)))
    office = Organization.objects.get(pk=clerk.body_id or 0)
    wanted = {*_ON_REPORTS.values(), *(mechanism for mechanism, _values in _BY_HAND.values())}
    for mechanism in sorted(wanted - set(in_use.active(office.area_id, local_day(now)))):
        mechanisms.roll_out(
            mechanism=mechanism, area_id=scene.town.city, basis=_BASIS, from_=local_day(now) - timedelta(days=60),
            actor=_ACTOR, at=now - timedelta(days=60),
        )  # fmt: skip
    with frozen(now):
        for form_id, values in _REPORTED.items():
            _report(form_id, values, office, now)
        for template in _ON_REPORTS:
            _draft(template, office, clerk, now)
        for template, (_mechanism, by_hand) in _BY_HAND.items():
            typed = {name: {"value": value, "source": "街道报送（演示）"} for name, value in by_hand.items()}
            _draft(template, office, clerk, now, typed)
        _of_public(office, clerk, now)
    return len(_ON_REPORTS) + len(_BY_HAND)


def _of_public(office: Organization, clerk: Actor, now: datetime) -> None:
    """A notice residents may read."""
    fields = {
        "matter": f"{office.short_name or office.name}小区冬季供暖诉求集中办理（演示）",
        "period": f"{chinese_date(local_day(now))}至{chinese_date(local_day(now) + timedelta(days=6))}",
        "text": "供暖不热、漏水、报修无人应答的，可以到社区反映，也可以扫小区公示牌上的码。社区当天登记，街道逐件回访。",
        "contact": "到所在社区居民委员会，或在「居民服务」里反映",
    }
    paper = papers.create_working_paper(
        kind="public_notice", subject=None, addressee=None, fields=fields, actor=clerk, at=now, issuer=office, issue_now=False,
    )  # fmt: skip
    papers.describe(
        paper_id=paper.pk,
        openness="open",
        distribution="辖区居民",
        internal=False,
        asks_reply=False,
        actor=clerk,
        at=now,
    )
    papers.issue(paper_id=paper.pk, actor=clerk, at=now)
    papers.make_public(paper_id=paper.pk, actor=clerk, at=now)


def _report(form_id: str, values: dict[str, int], office: Organization, now: datetime) -> None:
    """What the street said of the period that is over."""
    form, definition = reports.library_form(form_id, office.area_id, now)
    period = period_of(Kind(form.period or "month"), local_day(now)).previous()
    report_services.record_values(
        form=form, definition_id=definition, body_id=office.pk, period=period, values=dict(values), as_of=now,
        source="街道报送（演示）", issuer=office.name, explanation="", actor=_ACTOR, at=now,
    )  # fmt: skip


def _draft(
    template: str,
    office: Organization,
    clerk: Actor,
    now: datetime,
    typed: dict[str, dict[str, str]] | None = None,
) -> None:
    piece, _definition = templates_in_use.template(template, office.area_id, local_day(now))
    first, last = queries.usual_days(piece, local_day(now))
    services.draft(
        template_id=template, area_id=office.area_id, issuer=office, first_day=first, last_day=last, actor=clerk, at=now,
        typed=typed,
    )  # fmt: skip


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
