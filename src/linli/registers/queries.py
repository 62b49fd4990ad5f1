"""Reading registers: rows in scope, figures of a page, duplicates, frozen against live, and rows for other rooms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import get_language

from linli.accounts import policy
from linli.areas import queries as areas
from linli.definitions.registers import RegisterKind
from linli.domain import registers as rules
from linli.domain.access import COLUMN_LEVELS, AreaRef, Scope
from linli.domain.codes import record_id
from linli.organizations.models import Organization, Post
from linli.registers import access, kinds, sifting, then
from linli.registers.models import TOTALS, RegisterItem
from linli.registers.services import _common as common

Items = QuerySet[RegisterItem]
#: Groups of duplicates and lines of a comparison shown on a page.
SHOWN = 100


def state_names(ids: Iterable[str]) -> dict[str, str]:
    """「kind:state」 → the state's word, for event sentences."""
    lang = get_language() or "zh-hans"
    known = {kind.id: kind for kind in kinds.shipped_kinds()}
    found = {}
    for one in ids:
        kind_id, _sep, state_id = str(one).partition(":")
        states = known[kind_id].states if kind_id in known else ()
        state = next((item for item in states if item.id == state_id), None)
        found[one] = state.names.in_(lang) if state else state_id
    return found


def item_numbers(ids: Iterable[int]) -> dict[int, str]:
    """What a message may call an item: its number, never its name (that may be a resident's)."""
    return dict(RegisterItem.objects.filter(pk__in=list(ids)).values_list("pk", "number"))


def count_again() -> Iterator[tuple[Mapping[str, Any], int]]:
    """The truth behind the tally: rows by kind, state and today's ancestors."""
    columns = ("kind", "state", *COLUMN_LEVELS)
    rows = RegisterItem.objects.filter(ended_on=None, concealed=False).values(*columns)
    for row in rows.annotate(n=Count("pk")).order_by().iterator():
        yield common.keys(row["kind"], row), row["n"]


#: Whose rows an address asks for beyond the form: the counts on the pages of bodies and people lead here.
KEPT_BY = {"by_body": "keeper_body_id", "by_post": "keeper_post_id"}


def filtered(rows: Items, kind: RegisterKind, params: Mapping[str, str], *, day: date | None = None) -> Items:
    """Rows by the filters of the list: state, words, choices, ended, keeperless, keepers, place, parent, days.

    ``day``: as the register stood then (:mod:`then`); state and place are those of that day. An address may ask for
    several states or values with commas, as the figures do that lead here.
    """
    place = params.get("place", "")
    rows = then.as_of(rows, day) if day else rows.filter(ended_on__isnull=params.get("ended", "") != "1")
    if states := {one.id for one in kind.states} & set(params.get("state", "").split(",")):
        rows = rows.filter(**{"then_state__in" if day else "state__in": states})
    if words := params.get("q", "").strip()[:40]:
        rows = rows.filter(
            Q(name__contains=words) | Q(number__contains=words) | Q(keeper_name__contains=words)
        )
    if params.get("keeper", "") == "none":
        rows = rows.filter(keeper_post=None, keeper_body=None, keeper_name="")
    for name, column in KEPT_BY.items():
        if asked := params.get(name, ""):
            rows = rows.filter(**{f"{column}__in": _ids(asked)})
    if place:
        rows = then.in_place(rows, place, day) if day else in_place(rows, place)
    if parent := params.get("parent", ""):
        above = record_id(parent)
        rows = rows.none() if above is None else rows.filter(parent_id=above)
    for one in kind.fields:
        wanted = sifting.wanted(one, params.get(f"f_{one.id}", ""))
        if wanted is not None:
            rows = rows.filter(**{f"values__{one.id}__in": wanted})
    return rows.filter(sifting.days(params), sifting.filled(kind, params))


def keepers(params: Mapping[str, str]) -> list[str]:
    """Names of the bodies and posts whose rows the address asks for; one query for each kind asked."""
    found: list[str] = []
    for name, model in (("by_body", Organization), ("by_post", Post)):
        if ids := _ids(params.get(name, "")):
            found += [str(one) for one in model.objects.filter(pk__in=ids).order_by("pk")]
    return found


def _ids(text: str) -> set[int]:
    """Ids with commas between; what is none is left out."""
    return {one for one in map(record_id, text.split(",")) if one is not None}


def in_place(rows: Items, place: str) -> Items:
    top = record_id(place)
    span = None if top is None else areas.span(top)
    return areas.in_scope(rows, (AreaRef(span.level, span.area_id),)) if span else rows.none()


def keeper_of(item: RegisterItem) -> str:
    """Who looks after it, as lists say it."""
    parts = [
        item.keeper_body.name if item.keeper_body else "",
        item.keeper_post.title if item.keeper_post else "",
        item.keeper_name,
    ]
    return " ".join(part for part in parts if part)


def sums(rows: Items, kind: RegisterKind, *, day: date | None = None) -> tuple[int, list[tuple[str, int]]]:
    """Rows and the sums of their figures by field id; one query."""
    prefix = "then_" if day else ""
    columns = [name for name, _one in zip(TOTALS, kind.totals, strict=False)]
    found = rows.order_by().aggregate(
        rows=Count("pk"), **{f"s_{name}": Sum(prefix + name) for name in columns}
    )
    figures = [(one.id, int(found[f"s_{name}"] or 0)) for name, one in zip(TOTALS, kind.totals, strict=False)]
    return int(found["rows"]), figures


def states_of(rows: Items, kind: RegisterKind, *, column: str = "state") -> dict[str, int]:
    """How many rows stand in each state; one query."""
    found = dict(rows.order_by().values_list(column).annotate(n=Count("pk")))
    return {one.id: found.get(one.id, 0) for one in kind.states}


def hidden_below(kind: RegisterKind, on: date, day: date | None = None) -> int:
    """Counts under this are hidden from posts that may not see the rows; 0: none.

    Of a past ``day`` the stricter of its rule and today's (``on``) holds.
    """
    rule = kind.hidden_below
    return max((rule.at(one) or 0) for one in (on, day or on)) if rule else 0


def counts_for(
    scope: Scope, kind: RegisterKind, on: date, *, day: date | None = None
) -> tuple[dict[str, int | None], int | None]:
    """Counts by state and in all as this post may see them: None stands for "fewer than …"."""
    rows = access.counted_for(scope, kind)
    if day:
        held = states_of(then.as_of(rows, day), kind, column="then_state")
        return _shown(scope, kind, held, hidden_below(kind, on, day))
    return _shown(scope, kind, states_of(rows.filter(ended_on=None), kind), hidden_below(kind, on))


def counts_of_all(
    scope: Scope, wanted: Sequence[RegisterKind], on: date
) -> dict[str, tuple[dict[str, int | None], int | None]]:
    """:func:`counts_for` of many kinds in one query."""
    rows = RegisterItem.objects.filter(kind__in=[kind.id for kind in wanted], concealed=False, ended_on=None)
    rows = policy.filter(rows, scope, "register_item.view").order_by()
    held: dict[str, dict[str, int]] = {kind.id: {one.id: 0 for one in kind.states} for kind in wanted}
    for kind_id, state, count in rows.values_list("kind", "state").annotate(n=Count("pk")):
        held[kind_id][state] = count
    return {kind.id: _shown(scope, kind, held[kind.id], hidden_below(kind, on)) for kind in wanted}


def _shown(
    scope: Scope, kind: RegisterKind, counts: Mapping[str, int], below: int
) -> tuple[dict[str, int | None], int | None]:
    if access.sees_rows(scope, kind):
        return dict(counts), sum(counts.values())
    return rules.suppress(counts, below)


def rows_for(
    kind_id: str, scope: Scope, fields: Sequence[str], *, states: Sequence[str] = (), verb: str = "view"
) -> Iterator[dict[str, Any]]:
    """Rows of a register as plain values for other rooms (tables filled from registers, B18).

    ``fields``: field ids, and number, name, place, area_id, state, keeper, added_on, cleared_on. Only rows the scope
    sees; personal fields answer masked. Quantities are Decimals in the unit of the field.
    """
    from linli.registers.ledger.outgoing import cell

    kind = kinds.shipped(kind_id)
    rows = (
        access.items_for(scope, kind, verb).filter(ended_on=None).select_related("keeper_post", "keeper_body")
    )
    if states:
        rows = rows.filter(state__in=states)
    known = {one.id: one for one in kind.fields}
    names: dict[int, str] = {}
    for item in rows.order_by("number", "id").iterator(chunk_size=500):
        own: dict[str, Any] = {
            "id": item.pk,
            "number": item.number,
            "name": item.name,
            "area_id": item.area_id,
            "state": item.state,
            "keeper": keeper_of(item),
            "added_on": item.added_on,
            "cleared_on": item.cleared_on,
        }
        if "place" in fields:
            if item.area_id not in names:
                names[item.area_id] = areas.full_name(item.area_id)
            own["place"] = names[item.area_id]
        secret = common.secrets_of(item) if any(known[f].personal for f in fields if f in known) else {}
        yield {
            name: cell(known[name], item.values.get(name), secret.get(name)) if name in known else own[name]
            for name in fields
        } | {"id": item.pk}
