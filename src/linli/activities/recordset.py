"""What figures may count of activities: held or not, when, filed under which platform. A trace, never a score."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.accounts import policy
from linli.activities import rules
from linli.activities.models import Session, Tag
from linli.areas import queries as areas
from linli.mechanisms.queries import label
from linli.records import measures
from linli.records.measures import Column, Line

#: Filed under any platform.
ANY = "platform_tag"

COLUMNS = (
    Column("kind", "text", _("活动类型"), words=rules.word),
    Column("state", "text", _("状态"), words=lambda code: str(Session.State(code).label)),
    Column("organization", "integer", _("主办单位"), path="organization_id"),
    Column("people", "integer", _("到会人数")),
    Column("on", "day", _("日期")),
)


def _lines(rows: Iterable[Any]) -> list[Line]:
    held = list(rows)
    names = areas.full_names({row.area_id for row in held}, top="street")
    tags: dict[int, list[str]] = {}
    for pk, tag in Tag.objects.filter(session__in=[row.pk for row in held]).values_list("session_id", "tag"):
        tags.setdefault(pk, []).append(label(tag))
    return [
        Line(
            row.pk,
            row.title,
            reverse("activities:page", args=[row.pk]),
            " · ".join(x for x in (names.get(row.area_id, ""), "、".join(tags.get(row.pk, []))) if x),
            row.on,
        )
        for row in held
    ]


def _under(tag: str) -> Callable[[], Q]:
    return lambda: Q(Exists(Tag.objects.filter(session_id=OuterRef("pk"), tag=tag)))


def register() -> None:
    """Called once at start."""
    every = {tag for _home, kind in rules.shipped().values() for tag in kind.tags}
    measures.register(
        measures.RecordSet(
            id="activities",
            label=_("活动"),
            model=Session,
            columns=COLUMNS,
            dates=("on",),
            visible=lambda rows, scope: policy.filter(rows, scope, "activity.view"),
            lines=_lines,
            body="organization",
            sums=("people",),
            relations={tag: _under(tag) for tag in sorted(every)}
            | {ANY: lambda: Q(Exists(Tag.objects.filter(session_id=OuterRef("pk"))))},
        )
    )
