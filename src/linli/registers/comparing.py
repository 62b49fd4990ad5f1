"""Rows beside rows: the same thing entered twice, and a frozen book beside the live one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from linli.definitions.registers import RegisterKind
from linli.domain import registers as rules
from linli.registers.models import TOTALS, Freeze, FrozenItem, RegisterItem
from linli.registers.queries import SHOWN, Items, in_place


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
    live = in_place(
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
