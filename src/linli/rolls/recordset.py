"""What figures may count of rolls: places of units with their stage, and what is written back to them (双报告)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.areas import queries as areas
from linli.mechanisms.queries import label
from linli.records import measures
from linli.records.measures import Column, Line
from linli.rolls import access, rules
from linli.rolls.models import Membership


def _stage(code: str) -> str:
    return label(code) if code else ""


def _lines(rows: Iterable[Any]) -> list[Line]:
    held = list(rows)
    names = areas.full_names({row.area_id for row in held}, top="street")
    bodies = _bodies(held)
    return [
        Line(
            row.pk,
            bodies.get(row.pk, str(row.pk)),
            reverse("rolls:page", args=[row.pk]),
            " · ".join(x for x in (names.get(row.area_id, ""), rules.word(row.kind), _stage(row.stage)) if x),
            row.since,
        )
        for row in held
    ]


def _bodies(rows: list[Membership]) -> dict[int, str]:
    """The names of those who stand there; one query for a page of rows."""
    found = Membership.objects.filter(pk__in=[row.pk for row in rows]).select_related("organization")
    return {row.pk: str(row) for row in found}


UNITS = (
    Column("kind", "text", _("报到类型"), words=rules.word),
    Column("state", "text", _("状态"), words=lambda code: str(Membership.Stages(code).label)),
    Column("stage", "text", _("阶段"), span="stage", words=_stage),
    Column("organization", "integer", _("单位"), path="organization_id"),
    Column("said_members", "integer", _("单位党员数")),
    Column("applied_on", "day", _("申请日期")),
    Column("since", "day", _("报到日期")),
    Column("until", "day", _("结束日期")),
)


def register() -> None:
    """Called once at start."""
    measures.register(
        measures.RecordSet(
            id="unit_rolls",
            label=_("报到单位"),
            model=Membership,
            columns=UNITS,
            dates=("applied_on", "since", "until"),
            visible=lambda rows, scope: rows.filter(pk__in=access.units(scope).values("pk")),
            lines=_lines,
            body="organization",
            sums=("said_members",),
            kind="membership",
            base=lambda: Q(holder="unit"),
        )
    )
