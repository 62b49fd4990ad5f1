"""What figures may count of rolls: places of units with their stage, and what is written back to them (双报告)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.accounts import policy
from linli.areas import queries as areas
from linli.domain.rolls import read_period
from linli.mechanisms.queries import label
from linli.organizations.models import Organization
from linli.records import measures
from linli.records.measures import Column, Line
from linli.rolls import access, rules
from linli.rolls.models import FeedbackDue, Membership
from linli.rolls.showing import period_word


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


FEEDBACK = (
    Column("kind", "text", _("报到类型"), words=rules.word),
    Column("organization", "integer", _("单位"), path="organization_id"),
    Column("ended_on", "day", _("期末")),
    Column("due_on", "day", _("反馈期限")),
    Column("given_on", "day", _("反馈日期")),
    Column("on_time", "boolean", _("按期反馈")),
)


def _feedback_lines(rows: Iterable[Any]) -> list[Line]:
    held = list(rows)
    names = areas.full_names({row.area_id for row in held}, top="street")
    found = Organization.objects.in_bulk({row.organization_id for row in held})
    return [
        Line(
            row.pk,
            str(found.get(row.organization_id, "")),
            reverse("rolls:page", args=[row.membership_id]),
            " · ".join(
                x
                for x in (names.get(row.area_id, ""), period_word(read_period(row.period)), _given(row))
                if x
            ),
            row.given_on or row.due_on,
        )
        for row in held
    ]


def _given(row: FeedbackDue) -> str:
    if row.given_on is None:
        return gettext("还没有反馈")
    return gettext("按期反馈") if row.on_time else gettext("逾期反馈")


def register() -> None:
    """Called once at start."""
    measures.register(
        measures.RecordSet(
            id="roll_feedback",
            label=_("双报告"),
            model=FeedbackDue,
            columns=FEEDBACK,
            dates=("ended_on", "due_on", "given_on"),
            visible=lambda rows, scope: policy.filter(rows, scope, "roll_unit.view"),
            lines=_feedback_lines,
            body="organization",
        )
    )
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
