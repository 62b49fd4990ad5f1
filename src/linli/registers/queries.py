"""Reading registers: rows in scope, figures of a page, duplicates, frozen against live, and rows for other rooms."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils.translation import get_language

from linli.accounts import policy
from linli.areas import queries as areas
from linli.definitions.registers import RegisterKind
from linli.domain import registers as rules
from linli.domain.access import COLUMN_LEVELS, AreaRef, Scope
from linli.registers import access, kinds
from linli.registers.models import TOTALS, Clearance, Freeze, FrozenItem, RegisterItem
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


def count_again() -> Iterator[tuple[Mapping[str, Any], int]]:
    """The truth behind the tally: rows by kind, state and today's ancestors."""
    columns = ("kind", "state", *COLUMN_LEVELS)
    rows = RegisterItem.objects.filter(ended_on=None, concealed=False).values(*columns)
    for row in rows.annotate(n=Count("pk")).order_by().iterator():
        yield common.keys(row["kind"], row), row["n"]


def filtered(rows: Items, kind: RegisterKind, params: Mapping[str, str]) -> Items:
    """Rows by the filters of the list: state, words, choices, ended, keeperless, place, late."""
    state = params.get("state", "")
    rows = rows.filter(ended_on__isnull=params.get("ended", "") != "1")
    if state in {one.id for one in kind.states}:
        rows = rows.filter(state=state)
    if words := params.get("q", "").strip()[:40]:
        rows = rows.filter(
            Q(name__contains=words) | Q(number__contains=words) | Q(keeper_name__contains=words)
        )
    if params.get("keeper", "") == "none":
        rows = rows.filter(keeper_post=None, keeper_body=None, keeper_name="")
    if place := params.get("place", ""):
        rows = _in_place(rows, place)
    if parent := params.get("parent", ""):
        rows = rows.filter(parent_id=int(parent)) if parent.isdigit() else rows.none()
    for one in kind.fields:
        wanted = params.get(f"f_{one.id}", "")
        if one.type == "choice" and wanted and not one.personal:
            rows = rows.filter(**{f"values__{one.id}": wanted})
    return rows


def _in_place(rows: Items, place: str) -> Items:
    if not place.isdigit():
        return rows.none()
    span = areas.span(int(place))
    return areas.in_scope(rows, (AreaRef(span.level, span.area_id),)) if span else rows.none()


def keeper_of(item: RegisterItem) -> str:
    """Who looks after it, as lists say it."""
    parts = [
        item.keeper_body.name if item.keeper_body else "",
        item.keeper_post.title if item.keeper_post else "",
        item.keeper_name,
    ]
    return " ".join(part for part in parts if part)


def sums(rows: Items, kind: RegisterKind) -> tuple[int, list[tuple[str, int]]]:
    """Rows and the sums of their figures by field id; one query."""
    columns = [name for name, _one in zip(TOTALS, kind.totals, strict=False)]
    found = rows.order_by().aggregate(rows=Count("pk"), **{f"s_{name}": Sum(name) for name in columns})
    figures = [(one.id, int(found[f"s_{name}"] or 0)) for name, one in zip(TOTALS, kind.totals, strict=False)]
    return int(found["rows"]), figures


def states_of(rows: Items, kind: RegisterKind) -> dict[str, int]:
    """How many rows stand in each state; one query."""
    found = dict(rows.order_by().values_list("state").annotate(n=Count("pk")))
    return {one.id: found.get(one.id, 0) for one in kind.states}


def hidden_below(kind: RegisterKind, on: date) -> int:
    """Counts under this are hidden from posts that may not see the rows; 0: none."""
    return (kind.hidden_below.at(on) or 0) if kind.hidden_below else 0


def counts_for(scope: Scope, kind: RegisterKind, on: date) -> tuple[dict[str, int | None], int | None]:
    """Counts by state and in all as this post may see them: None stands for "fewer than …"."""
    rows = access.counted_for(scope, kind).filter(ended_on=None)
    return _shown(scope, kind, states_of(rows, kind), on)


def counts_of_all(
    scope: Scope, wanted: Sequence[RegisterKind], on: date
) -> dict[str, tuple[dict[str, int | None], int | None]]:
    """:func:`counts_for` of many kinds in one query."""
    rows = RegisterItem.objects.filter(kind__in=[kind.id for kind in wanted], concealed=False, ended_on=None)
    rows = policy.filter(rows, scope, "register_item.view").order_by()
    held: dict[str, dict[str, int]] = {kind.id: {one.id: 0 for one in kind.states} for kind in wanted}
    for kind_id, state, count in rows.values_list("kind", "state").annotate(n=Count("pk")):
        held[kind_id][state] = count
    return {kind.id: _shown(scope, kind, held[kind.id], on) for kind in wanted}


def _shown(
    scope: Scope, kind: RegisterKind, counts: Mapping[str, int], on: date
) -> tuple[dict[str, int | None], int | None]:
    if access.sees_rows(scope, kind):
        return dict(counts), sum(counts.values())
    return rules.suppress(counts, hidden_below(kind, on))


@dataclass(frozen=True)
class Group:
    """Rows that seem to be the same thing, oldest first."""

    rows: tuple[RegisterItem, ...]
    why: str


def duplicates(rows: Items, kind: RegisterKind) -> list[Group]:
    """Rows of the same blind index, or of the same name in the same place; up to 100 groups."""
    live = rows.filter(ended_on=None)
    keys = list(_twice(live.exclude(same=""), "same"))
    found = [
        Group(tuple(part), "same") for part in _groups(live.filter(same__in=keys), lambda row: (row.same,))
    ]
    seen = {row.pk for group in found for row in group.rows}
    pairs = live.order_by().values("area_id", "name").annotate(n=Count("pk")).filter(n__gt=1)[:SHOWN]
    names = {(row["area_id"], row["name"]) for row in pairs}
    wanted = live.filter(area_id__in={pair[0] for pair in names}, name__in={pair[1] for pair in names})
    for part in _groups(wanted, lambda row: (row.area_id, row.name)):
        if (part[0].area_id, part[0].name) in names and not all(row.pk in seen for row in part):
            found.append(Group(tuple(part), "name"))
    return [group for group in found if len(group.rows) > 1][:SHOWN]


def _twice(rows: Items, column: str) -> Iterator[str]:
    found = rows.order_by().values(column).annotate(n=Count("pk")).filter(n__gt=1)[:SHOWN]
    yield from (row[column] for row in found)


def _groups(rows: Items, key: Any) -> list[list[RegisterItem]]:
    found: dict[Any, list[RegisterItem]] = defaultdict(list)
    for row in rows.order_by("pk")[: SHOWN * 10]:
        found[key(row)].append(row)
    return list(found.values())


@dataclass(frozen=True)
class Compared:
    """A frozen book beside the live one."""

    freeze: Freeze
    difference: rules.Difference
    #: field id, frozen, live, difference.
    figures: list[tuple[str, int, int, int]]
    live_rows: int
    added: list[RegisterItem]
    gone: list[FrozenItem]
    changed: list[tuple[FrozenItem, RegisterItem]]


def compare(freeze: Freeze, kind: RegisterKind) -> Compared:
    """As frozen, as of now, and the list of what differs; five queries whatever the size."""
    width = len(kind.totals)
    lines = FrozenItem.objects.filter(freeze=freeze)
    live = _in_place(
        RegisterItem.objects.filter(kind=kind.id, ended_on=None, concealed=False), str(freeze.area_id)
    )
    columns = ("state", "area_id", *TOTALS[:width])
    frozen = {row[0]: _held(row) for row in lines.values_list("item_id", *columns)}
    now = {row[0]: _held(row) for row in live.values_list("pk", *columns)}
    found = rules.difference(frozen, now)
    before, after = rules.sums(frozen.values()), rules.sums(now.values())
    figures = [
        (one.id, _at(before, n), _at(after, n), _at(after, n) - _at(before, n))
        for n, one in enumerate(kind.totals)
    ]
    changed = found.changed[:SHOWN]
    items = RegisterItem.objects.in_bulk([*found.added[:SHOWN], *changed])
    old = {row.item_id: row for row in lines.filter(item_id__in=[*found.gone[:SHOWN], *changed])}
    return Compared(
        freeze=freeze,
        difference=found,
        figures=figures,
        live_rows=len(now),
        added=[items[pk] for pk in found.added[:SHOWN]],
        gone=[old[pk] for pk in found.gone[:SHOWN]],
        changed=[(old[pk], items[pk]) for pk in changed],
    )


def _held(row: Sequence[Any]) -> rules.Held:
    return rules.Held(row[1], row[2], tuple(value or 0 for value in row[3:]))


def _at(values: Sequence[int], index: int) -> int:
    return values[index] if index < len(values) else 0


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


def tiles(
    rows: Items, kind: RegisterKind, *, level: str, on: date
) -> list[tuple[int, dict[str, int], int, int]]:
    """For the map: (place, rows by colour, rows, overdue) of every place of a level; two queries."""
    colours = {one.id: one.colour for one in kind.states}
    live = rows.filter(ended_on=None).exclude(**{level: None}).order_by()
    found: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for place, state, count in live.values_list(level, "state").annotate(n=Count("pk")):
        found[place][colours.get(state, "none")] += count
    late = overdue(live, kind, on)
    by_place: dict[int, int] = defaultdict(int)
    for item in late:
        by_place[getattr(item, level)] += 1
    return [
        (place, dict(counts), sum(counts.values()), by_place.get(place, 0))
        for place, counts in sorted(found.items())
    ]


def overdue(rows: Items, kind: RegisterKind, on: date) -> list[RegisterItem]:
    """Open rows past their due day, or with a stage that should have begun (S2-17)."""
    if kind.due is None:
        return []
    cleared = [one.id for one in kind.states if one.cleared]
    live = rows.filter(ended_on=None).exclude(state__in=cleared).exclude(due_on=None)
    if not kind.stages:
        return list(live.filter(due_on__lt=on)[: SHOWN * 10])
    return [item for item in live.filter(due_on__lt=date(on.year + 2, 1, 1)) if late_stage(item, kind, on)]


def late_stage(item: RegisterItem, kind: RegisterKind, on: date) -> str | None:
    """The stage that should have begun and has not, or "due" past the due day."""
    if item.due_on is None or kind.state(item.state).cleared:
        return None
    if item.due_on < on:
        return "due"
    plan = plan_of(item, kind, on)
    started = {key: date.fromisoformat(day) for key, day in item.values.get("started", {}).items()}
    return rules.overdue_stage(plan, started, on)


def plan_of(item: RegisterItem, kind: RegisterKind, on: date) -> tuple[rules.Planned, ...]:
    """The stages of an item laid backwards from its due day."""
    if item.due_on is None:
        return ()
    return rules.back_plan(item.due_on, [rules.Stage(one.id, one.days.at(on) or 1) for one in kind.stages])


@dataclass(frozen=True)
class Campaign:
    """A removal campaign (S4-12): how many in how many days, the first one, and whose own did not go first."""

    cleared: int
    days: int
    first: str
    exceptions: list[str]


def campaign(rows: Items) -> Campaign:
    """The sheet of a campaign, in the order of clearing; members' own after the first of others are exceptions."""
    done = list(
        Clearance.objects.filter(item__in=rows, reopened_at=None).select_related("item").order_by("on", "pk")
    )
    days = (done[-1].on - done[0].on).days + 1 if done else 0
    first_other = next((n for n, one in enumerate(done) if not _members(one.item)), len(done))
    late = [one.item.name for one in done[first_other:] if _members(one.item)]
    standing = [item.name for item in rows.filter(cleared_on=None, ended_on=None) if _members(item)]
    return Campaign(len(done), days, done[0].item.name if done else "", late + (standing if done else []))


def _members(item: RegisterItem) -> bool:
    return bool(item.values.get("member_own") or item.values.get("secretary_own"))
