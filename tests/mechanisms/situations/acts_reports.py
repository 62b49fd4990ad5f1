"""given and when of reported figures: forms on the list, tasks out, reports in, values that others published."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from linli.areas import services as areas
from linli.domain.calendar import local_day
from linli.domain.periods import Period, campaign
from linli.organizations import services as organizations
from linli.records.errors import LinliError
from linli.reports import contents, queries, services
from linli.reports.models import FormEntry, Report, ReportTask
from tests.mechanisms.situations.acts import _maybe_refused
from tests.mechanisms.situations.words import given, when
from tests.mechanisms.situations.world import BUILDER, FOUNDED, World, instant


@given
def reporting_bodies(
    world: World, names: list[str], under: str = "city", level: str = "district", kind: str = "department"
) -> None:
    """Bodies that report, each seated in a place of its own."""
    for name in names:
        area = areas.create_place(
            parent_id=world.places[under], level=level, name=name, actor=BUILDER, at=FOUNDED, invented=True
        )
        world.places[name] = area.pk
        world.bodies[name] = organizations.create_organization(
            name=f"{name}填报单位", short_name=name, kind=kind, area_id=area.pk, actor=BUILDER, at=FOUNDED
        ).pk


@given
def form_listed(
    world: World,
    form: str,
    owner: str = "city_office",
    place: str = "city",
    bodies: int = 1,
    at: Any = None,
    reason: str = "",
) -> None:
    """A form of a mechanism in use is entered in the form registry."""
    entry = services.enter_library_form(
        form_id=form, area_id=world.places[place], owner_id=world.bodies[owner], bodies_expected=bodies,
        reason=reason, actor=BUILDER, at=instant(at) if at else FOUNDED,
    )  # fmt: skip
    # The list of a situation holds for all the years of the page.
    FormEntry.objects.filter(pk=entry.pk).update(valid_to=local_day(instant("2030-12-31")))
    world.things[f"form {form}"] = entry.pk


def _period(form: Any, day: Any, last_day: Any = None) -> Period:
    first = local_day(instant(day))
    if form.period == "campaign":
        return campaign(first, local_day(instant(last_day)), "专项")
    return contents.period_for(form, first)


def _entry(world: World, form: str) -> FormEntry:
    return FormEntry.objects.get(pk=world.things[f"form {form}"])


def _issue(
    world: World, form: str, day: Any, at: datetime, bodies: list[str], last_day: Any = None, due: Any = None
) -> ReportTask:
    entry = _entry(world, form)
    task = services.issue_task(
        entry_id=entry.pk, period=_period(contents.form_of(entry.content), day, last_day),
        body_ids=[world.bodies[name] for name in bodies], issuer_id=entry.owner_id,
        due_at=instant(due) if due else None, actor=BUILDER, at=at,
    )  # fmt: skip
    world.things[f"task {form}"] = task.pk
    return task


@when
def task_issued(
    world: World,
    form: str,
    day: Any,
    at: Any,
    bodies: list[str],
    last_day: Any = None,
    due: Any = None,
    refused: str = "",
) -> None:
    """A form goes out for the period of a day."""
    _maybe_refused(world, lambda: _issue(world, form, day, instant(at), bodies, last_day, due), refused)


given(task_issued)


def _typed(values: dict[str, Any]) -> dict[str, str]:
    return {key: "" if value is None else str(value) for key, value in values.items()}


@when
def submitted(
    world: World, form: str, by: str | list[str], at: Any, values: dict[str, Any] | None = None, prefilled: bool = False,
    explain: dict[str, str] | None = None, refused: str = "",
) -> None:  # fmt: skip
    """A body (or each of several) hands its report in; ``prefilled``: what the page proposed, with ``values`` over it."""
    if isinstance(by, list):
        for name in by:
            submitted(world, form, name, at, values, prefilled, explain, refused)
        return
    task = ReportTask.objects.get(pk=world.things[f"task {form}"])
    report = Report.objects.get(task=task, body=world.bodies[by])
    piece = contents.form_of(task.content)
    own: dict[str, int | None] = {}
    if prefilled:
        own = {key: one.value for key, one in queries.prefill(piece, report).items()}
    typed = _typed(values or {})
    own |= {item.id: contents.parse(item, typed[item.id]) for item in piece.items if item.id in typed}

    def run() -> None:
        services.submit_report(
            report_id=report.pk, values=own, explanations=explain, actor=BUILDER, at=instant(at)
        )

    _maybe_refused(world, run, refused)


given(submitted)


@given
def reports_collected(
    world: World, form: str, day: Any, at: Any, values: dict[str, dict[str, Any]], last_day: Any = None
) -> None:
    """A whole collection: issued for the period of a day, all bodies reported and were checked and locked."""
    task = _issue(world, form, day, instant(at), list(values), last_day)
    for name, cells in values.items():
        submitted(world, form=form, by=name, at=at, values=cells)
        report = Report.objects.get(task=task, body=world.bodies[name])
        for _level in report.levels:
            services.check_report(report_id=report.pk, actor=BUILDER, at=instant(at))
    services.lock_task(task_id=task.pk, actor=BUILDER, at=instant(at))


@when
def report_sent_back(world: World, form: str, by: str, reason: str, at: Any, refused: str = "") -> None:
    """A report goes back with a reason."""
    report = Report.objects.get(task=world.things[f"task {form}"], body=world.bodies[by])
    _maybe_refused(
        world,
        lambda: (
            services.send_back(report_id=report.pk, reason=reason, actor=BUILDER, at=instant(at)) and None
        ),
        refused,
    )


@when
def values_published(
    world: World, form: str, body: str, values: dict[str, Any], as_of: Any, source: str, issuer: str, day: Any,
    last_day: Any = None, explain: str = "", refused: str = "",
) -> None:  # fmt: skip
    """A source says values of a form; kept beside what others say."""
    try:
        piece, definition = queries.library_form(form, world.places["city"], instant(as_of))
    except LinliError as missing:
        raise AssertionError(str(missing)) from missing
    typed = _typed(values)
    parsed = {item.id: contents.parse(item, typed[item.id]) for item in piece.items if item.id in typed}
    period = _period(piece, day, last_day)

    def run() -> None:
        services.record_values(
            form=piece, definition_id=definition, body_id=world.bodies[body], period=period, values=parsed,
            as_of=instant(as_of), source=source, issuer=issuer, explanation=explain, actor=BUILDER, at=instant(as_of),
        )  # fmt: skip

    _maybe_refused(world, run, refused)


given(values_published)
