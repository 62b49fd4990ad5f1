"""收表报数 in the invented city: a weekly form of a street, two weeks locked, this one half in.

「报道复现」: the weekly house table of four counties, as the paper printed it.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from linli.demo import reported
from linli.demo.residents import Residents
from linli.demo.scene import Scene
from linli.domain.access import Actor
from linli.domain.calendar import SHANGHAI, local_day
from linli.domain.periods import Kind, Period, period_of
from linli.mechanisms import services as mechanisms
from linli.organizations import services as organizations
from linli.records.time import frozen
from linli.reports import contents, queries, services
from linli.reports.models import FormEntry, Report, ReportedValue

_ACTOR = Actor(user_id=None, post_id=None, channel="demo")


def _item(
    key: str, zh: str, en: str, unit: str = "unit_item", kind: str = "period", **more: Any
) -> dict[str, Any]:
    return {"id": key, "names": {"zh": zh, "en": en}, "unit": unit, "kind": kind, **more}


WEEKLY: dict[str, Any] = {
    "id": "office_form", "term": "report_task", "period": "week", "minutes_each": 1,
    "items": [
        _item("new_cases", "新收诉求", "cases taken in", measure="cases/reported_at"),
        _item("closed_cases", "办结诉求", "cases closed", measure="cases/closed_at/state/closed"),
        _item("visits", "入户走访户数", "homes visited", "unit_household"),
        _item("visits_all", "累计走访户数", "homes visited in all", "unit_household", "cumulative", cumulates="visits"),
        _item("lonely", "独居老人户数", "elders living alone", "unit_household", "stock"),
    ],
    "due": {"span": [{"from": "2000-01-01", "value": {"amount": 1, "unit": "working_day"}, "source": "office"}]},
    "basis": {"zh": "街道周调度制度（演示）", "en": "weekly meeting of the street (demonstration)"},
    "layout": {"title": {"zh": "社区工作周报表", "en": "Weekly table of the communities"}, "totals": True},
}  # fmt: skip

#: T24 of the inventory; the sealed columns are zero but for one county.
COUNTIES = (
    ("禹州市", (6954, 813659, 233, 26795, 0, 0, 0, 0)),
    ("长葛市", (6927, 801816, 1052, 130586, 0, 0, 0, 0)),
    ("鄢陵县", (6054, 821558, 112, 24650, 167, 60282, 0, 0)),
    ("襄城县", (6510, 797494, 185, 23637, 0, 0, 0, 0)),
)


def build(scene: Scene, people: Residents, real: reported.Places, small: bool) -> dict[str, int]:
    """The weekly form of one street (all streets in the large size), and what the papers printed."""
    del people
    made = 0
    for street in list(scene.town.streets)[: 1 if small else 3]:
        made += _street(scene, street)
    return {"reports": made, "reported_values": 0 if small else weekly_table(real.xuchang)}


def _street(scene: Scene, street: str) -> int:
    bodies = [name for name, above in scene.town.street_of.items() if above == street]
    start = scene.now - timedelta(days=60)
    with frozen(start):
        entry = services.draft_form(
            title="社区工作周报表", owner_id=scene.staff.bodies[street], area_id=scene.town.streets[street],
            content=WEEKLY, basis="街道周调度制度（演示）", valid_from=local_day(start),
            bodies_expected=len(bodies), actor=scene.staff.actor(f"{street}干部"), at=start,
        )  # fmt: skip
        services.register_form(entry_id=entry.pk, reason="各街道同一张表（演示）", actor=_ACTOR, at=start)
    this = period_of(Kind.WEEK, local_day(scene.now)).previous()
    weeks = (this.previous().previous(), this.previous(), this)
    for number, week in enumerate(weeks):
        _week(scene, entry, street, bodies, week, last=number == len(weeks) - 1)
    return len(weeks) * len(bodies)


def _week(
    scene: Scene, entry: FormEntry, street: str, bodies: list[str], week: Period, *, last: bool
) -> None:
    clerk = scene.staff.actor(f"{street}干部")
    at = min(_hour(week.end, 8), scene.now)
    with frozen(at):
        task = services.issue_task(
            entry_id=entry.pk, period=week, body_ids=[scene.staff.bodies[name] for name in bodies],
            issuer_id=scene.staff.bodies[street], due_at=_hour(local_day(scene.now) + timedelta(days=2), 18) if last else None,
            actor=clerk, at=at,
        )  # fmt: skip
    form = contents.form_of(task.content)
    # This week the first community has not reported yet: its secretary finds it prefilled on Today.
    for number, name in enumerate(bodies):
        if last and number % 3 == 0:
            continue
        report = Report.objects.get(task=task, body=scene.staff.bodies[name])
        when = min(at + timedelta(minutes=20 * (number + 1)), scene.now)
        with frozen(when):
            values = _values(form, report, number)
            services.submit_report(report_id=report.pk, values=values, actor=scene.secretary(name), at=when)
            if not last:
                services.check_report(report_id=report.pk, actor=clerk, at=when)
    if not last:
        with frozen(_hour(week.end, 17)):
            services.lock_task(task_id=task.pk, actor=clerk, at=_hour(week.end, 17))


def _hour(day: date, hour: int) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=SHANGHAI)


def _values(form: Any, report: Report, number: int) -> dict[str, int | None]:
    """What the page fills in, and the week's visits typed over it."""
    filled: dict[str, int | None] = {key: one.value for key, one in queries.prefill(form, report).items()}
    before = queries.last_values(queries.key_of(report.task.form), [report.body_id], report.task.start)
    visits = 18 + 7 * number % 23
    last = before.get(report.body_id, {})
    return filled | {
        "visits": visits, "visits_all": (last.get("visits_all") or 240 + 31 * number) + visits,
        "lonely": last.get("lonely") or 26 + 3 * number,
    }  # fmt: skip


def _reporter(area_id: int, name: str, at: datetime) -> int:
    """An invented body that stands for a reporting one; it has no posts, so nobody can act for it."""
    with frozen(at):
        return organizations.create_organization(
            name=f"{name}（报道复现）",
            kind="party_org",
            area_id=area_id,
            actor=_ACTOR,
            at=at,
            on=date(2015, 1, 1),
        ).pk


def weekly_table(city: int) -> int:
    """T24: the weekly table of four counties in its fixed order, as a collection that came in; its week was not dated."""
    at, week = _hour(date(2021, 12, 24), 9), period_of(Kind.WEEK, date(2021, 12, 20))
    with frozen(at):
        mechanisms.roll_out(
            mechanism="house_hazards",
            area_id=city,
            basis="报道复现（演示）",
            from_=date(2021, 1, 4),
            actor=_ACTOR,
            at=at,
        )
        owner = _reporter(city, "房屋隐患整治周报收表处", at)
        bodies = {name: _reporter(city, name, at) for name, _values in COUNTIES}
        entry = services.enter_library_form(
            form_id="house_hazard_weekly", area_id=city, owner_id=owner, bodies_expected=len(bodies),
            valid_from=date(2021, 12, 1), reason="报道复现（演示）", actor=_ACTOR, at=at,
        )  # fmt: skip
        task = services.issue_task(
            entry_id=entry.pk,
            period=week,
            body_ids=list(bodies.values()),
            issuer_id=owner,
            actor=_ACTOR,
            at=at,
        )
    keys, came = [item.id for item in contents.form_of(task.content).items], _hour(date(2021, 12, 27), 9)
    with frozen(came):
        for name, values in COUNTIES:
            report = Report.objects.get(task=task, body=bodies[name])
            services.submit_report(
                report_id=report.pk, values=dict(zip(keys, values, strict=True)),
                origin=ReportedValue.Origin.PUBLISHED.value,
                source="据2021年12月30日许昌市地方报纸报道（原表未注明周次）", actor=_ACTOR, at=came,
            )  # fmt: skip
    return len(COUNTIES) * len(keys)
