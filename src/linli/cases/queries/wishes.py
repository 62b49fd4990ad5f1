"""The wall as residents and members see it: words without name, place down to the community, never an address."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import BigIntegerField, F, QuerySet, When
from django.db.models import Case as Either

from linli.areas import queries as areas
from linli.cases.models import Wish, WishClaim
from linli.domain.access import Scope

#: What the wall says of a wish.
FREE, TAKEN, DONE = "free", "taken", "done"


def wall(state: str = "", place: int | None = None, *, text: str = "") -> QuerySet[Wish]:
    """Wishes on the wall. ``state``: free, taken, done; else free and taken. ``place``: within this one.

    ``text``: words of the wish as it hangs there.
    """
    rows = Wish.objects.filter(shown=True).exclude(text="").select_related("case")
    if text:
        rows = rows.filter(text__icontains=text)
    if place is not None:
        columns = areas.columns_for(place)
        level = next(
            (one for one in ("estate", "community", "street", "district", "city") if columns.get(one)), ""
        )
        rows = rows.filter(**{f"case__{level}": columns[level]}) if level else rows.none()
    if state == FREE:
        return rows.filter(free=True)
    if state == DONE:
        return rows.filter(free=False, case__state="closed", case__result="solved")
    if state == TAKEN:
        rows = rows.filter(free=False)
    return rows.filter(case__stage__in=("dispatch", "work", "call_back"))


#: What may hang first on the wall, by the keys of its rows.
ORDERS = {"": ("-case_id",), "old": ("case_id",), "cost": ("priced", "case_id")}
#: A wish of which nobody said what it costs hangs behind all that say it.
_UNPRICED = 1 << 62


def in_order(rows: QuerySet[Wish], order: str) -> tuple[QuerySet[Wish], tuple[str, ...]]:
    """Rows of the wall and the keys they are to be put in order by; an order nobody knows is the newest first."""
    if order == "cost":
        known = When(cost__gt=0, then=F("cost"))
        rows = rows.annotate(priced=Either(known, default=_UNPRICED, output_field=BigIntegerField()))
    return rows, ORDERS.get(order, ORDERS[""])


@dataclass(frozen=True)
class Shown:
    """One wish on the wall."""

    wish: Wish
    code: str
    text: str
    community: str
    cost: str
    state: str
    persons: int
    thanks: str


def shown(rows: list[Wish]) -> list[Shown]:
    """Rows in words; the place is the community, told with its sub-district."""
    places = {row.case.community or row.case.street or row.case.area_id for row in rows}
    names = areas.full_names(places, top="street")
    claims = dict(WishClaim.objects.filter(wish__in=rows, ended_at=None).values_list("wish_id", "persons"))
    return [
        Shown(
            row,
            row.case.code,
            row.text,
            names.get(row.case.community or row.case.street or row.case.area_id, ""),
            f"{row.cost / 100:g}" if row.cost else "",
            state_of(row),
            claims.get(row.pk, 0),
            row.thanks if row.thanks_public else "",
        )
        for row in rows
    ]


def state_of(row: Wish) -> str:
    """free, taken or done."""
    if row.free:
        return FREE
    return DONE if row.case.state == "closed" else TAKEN


def mine(scope: Scope, at: datetime) -> list[WishClaim]:
    """Claims of the post still to be fulfilled, oldest first."""
    del at
    rows = (
        WishClaim.objects.filter(ended_at=None, post_id=scope.post_id)
        if scope.post_id
        else WishClaim.objects.none()
    )
    return list(rows.select_related("wish__case").order_by("idle_on", "pk")[:50])
