"""Buildings as records of figures: the places of the tree, and whether a facility of a register reaches them (S3-14).

Nothing is typed for it: a facility stands at a place with the walk from there; it serves the buildings of that place. A
facility that serves several estates stands on the register once for each, with the walk of each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from linli.accounts import policy
from linli.areas import queries as areas
from linli.areas.models import MAX_DAY, AreaSpan
from linli.definitions.reaching import Reach
from linli.definitions.registers import RegisterKind
from linli.domain.access import Scope
from linli.records import measures
from linli.records.measures import Column, Line
from linli.registers import kinds
from linli.registers.models import RegisterItem

COLUMNS = (
    Column("level", "text", _("层级")),
    Column("valid_from", "day", _("从哪天起")),
    Column("valid_to", "day", _("到哪天止")),
)


def _served(kind: RegisterKind, reach: Reach) -> Callable[[], Q]:
    """A row of the register stands at the building, at the place it lies in, or one above, down from the community."""

    def condition() -> Q:
        rows = RegisterItem.objects.filter(
            kind=kind.id, state__in=reach.states, ended_on=None, concealed=False, community__isnull=False,
            **{f"values__{reach.field}__lte": reach.most},
        )  # fmt: skip
        if reach.by:
            rows = rows.filter(**{f"values__{reach.by}__in": list(reach.of)})
        above = AreaSpan.objects.filter(area_id=OuterRef(OuterRef("parent_id")), valid_to=MAX_DAY)
        return (
            Q(Exists(rows.filter(area_id=OuterRef("area_id"))))
            | Q(Exists(rows.filter(area_id=OuterRef("parent_id"))))
            | Q(Exists(rows.filter(area_id__in=Subquery(above.values("parent_id")))))
        )

    return condition


def _visible(rows: QuerySet[Any], scope: Scope) -> QuerySet[Any]:
    """Places are for all staff."""
    return rows if policy.may(scope, "area.view") else rows.none()


def _lines(rows: Iterable[Any]) -> list[Line]:
    held = list(rows)
    names = areas.full_names({row.area_id for row in held}, top="street")
    return [
        Line(row.pk, names.get(row.area_id) or row.name, reverse("desk:place", args=[row.area_id]))
        for row in held
    ]


def register() -> None:
    """Called once at start."""
    measures.register(
        measures.RecordSet(
            id="buildings",
            label=_("楼栋"),
            model=AreaSpan,
            columns=COLUMNS,
            dates=("valid_from", "valid_to"),
            visible=_visible,
            lines=_lines,
            relations={
                reach.id: _served(kind, reach) for kind in kinds.shipped_kinds() for reach in kind.reaches
            },
            base=lambda: Q(level="building"),
            tree=True,
        )
    )
