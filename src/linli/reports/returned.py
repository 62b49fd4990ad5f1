"""Workbooks that came back: read, matched to bodies by name, taken as their reports; nothing half-read is taken."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from linli.definitions.reports import ReportForm
from linli.domain.access import Actor
from linli.domain.reporting import allowed
from linli.ledgers.errors import FileRefused
from linli.ledgers.reading.limits import limits
from linli.ledgers.reading.matching import Wanted, propose
from linli.ledgers.reading.sheet import OpenSheet
from linli.records.errors import LinliError
from linli.reports import contents, services
from linli.reports.errors import BadValues
from linli.reports.models import Report, ReportedValue, ReportTask
from linli.reports.services.filling import parsed


@dataclass(frozen=True)
class Taken:
    """What became of one file: whose reports it brought, or why it brought none."""

    name: str
    bodies: tuple[str, ...] = ()
    error: str = ""


def wanted(form: ReportForm) -> tuple[Wanted, ...]:
    """The columns of a form for the matching by name; merged headers are part of the name."""
    found = [Wanted("body", ("单位", "填报单位", "单位名称", "县（市、区）", "街道", "社区"))]
    for item in form.items:
        names = (f"{item.group.zh}·{item.names.zh}",) if item.group else (item.names.zh,)
        found.append(Wanted(item.id, names))
    return tuple(found)


def take_files(
    task: ReportTask, files: Sequence[tuple[str, bytes]], *, actor: Actor, at: datetime
) -> list[Taken]:
    """Take each file by itself: a bad one leaves the others alone."""
    form = contents.form_of(task.content)
    reports = {row.pk: row for row in task.reports.select_related("body")}
    found = []
    for name, data in files:
        try:
            found.append(Taken(name, tuple(_take(form, reports, name, data, actor, at))))
        except (LinliError, FileRefused) as refused:
            found.append(Taken(name, error=str(refused)))
    return found


def _take(
    form: ReportForm, reports: dict[int, Report], name: str, data: bytes, actor: Actor, at: datetime
) -> list[str]:
    opened = OpenSheet(name=name, data=data, columns=wanted(form), limits=limits())
    where = {match.key: match.index for match in propose(opened.header.labels, wanted(form))}
    lacking = [item.names.zh for item in form.items if item.id not in where]
    if lacking:
        raise LinliError(_("表里没有这些列：%(names)s。请用下发的表样。") % {"names": "、".join(lacking[:5])})
    done = []
    for row in opened.rows():
        typed = {
            item.id: row.cells[where[item.id]] if where[item.id] < len(row.cells) else ""
            for item in form.items
        }
        if not any(typed.values()):
            continue
        report = _whose(reports, row.cells[where["body"]] if "body" in where else "", name)
        try:
            values = parsed(form, typed)
        except BadValues as bad:
            cells = "；".join(f"{form.item(key).names.zh}：{text}" for key, text in bad.cells.items())
            raise LinliError(_("第%(line)d行：%(cells)s") % {"line": row.number, "cells": cells}) from bad
        _hand_in(report, values, name, actor, at)
        done.append(str(report.body))
    if not done:
        raise LinliError(_("表里没有填数。"))
    return done


def _hand_in(report: Report, values: dict[str, int | None], name: str, actor: Actor, at: datetime) -> None:
    if not allowed("submit", report.state):
        raise LinliError(_("%(body)s已经报过，要改先退回。") % {"body": report.body})
    services.submit_report(
        report_id=report.pk, values=values, origin=ReportedValue.Origin.IMPORT.value, source=name[:160],
        actor=actor, at=at,
    )  # fmt: skip


def _whose(reports: dict[int, Report], cell: str, file: str) -> Report:
    """The body named in the line, else in the file's name. Raises LinliError when none or several fit."""
    for text in (cell, file):
        exact = [row for row in reports.values() if text and text in (row.body.name, row.body.short_name)]
        if len(exact) == 1:
            return exact[0]
        inside = [
            row
            for row in reports.values()
            if text and any(part and part in text for part in (row.body.name, row.body.short_name))
        ]
        if len(inside) == 1:
            return inside[0]
    raise LinliError(_("认不出“%(text)s”是哪个单位。") % {"text": cell or file})
