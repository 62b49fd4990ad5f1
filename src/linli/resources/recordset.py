"""What figures may count of resources: what is given on a day, of which kind, filed under which platform."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.accounts import policy
from linli.records import measures
from linli.records.measures import Column, Line
from linli.resources import kinds, queries
from linli.resources.models import Resource, ResourceTag

#: Filed under any platform.
ANY = "platform_tag"

COLUMNS = (
    Column("kind", "text", _("类别"), words=kinds.word),
    Column("body", "integer", _("提供单位"), path="body_id"),
    Column("amount", "integer", _("数量")),
    Column("valid_from", "day", _("从哪天起")),
    Column("valid_to", "day", _("到哪天止")),
)


def _lines(rows: Iterable[Any]) -> list[Line]:
    held = list(Resource.objects.filter(pk__in=[row.pk for row in rows]).select_related("body"))
    by_id = {one.row.pk: one for one in queries.shown(held)}
    return [
        Line(
            one.row.pk,
            one.row.title,
            reverse("resources:page", args=[one.row.pk]),
            " · ".join(x for x in (one.place, str(one.row.body), one.kind, one.tags) if x),
            one.row.valid_from,
        )
        for row in rows
        if (one := by_id.get(row.pk))
    ]


def _under(tag: str) -> Callable[[], Q]:
    return lambda: Q(Exists(ResourceTag.objects.filter(resource_id=OuterRef("pk"), tag=tag)))


def register() -> None:
    """Called once at start."""
    measures.register(
        measures.RecordSet(
            id="resources",
            label=_("资源"),
            model=Resource,
            columns=COLUMNS,
            dates=("valid_from", "valid_to"),
            visible=lambda rows, scope: policy.filter(rows, scope, "resource.view"),
            lines=_lines,
            body="body",
            relations={tag: _under(tag) for tag in kinds.tags_of(kinds.every().values())}
            | {ANY: lambda: Q(Exists(ResourceTag.objects.filter(resource_id=OuterRef("pk"))))},
        )
    )
