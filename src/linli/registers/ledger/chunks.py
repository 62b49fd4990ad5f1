"""What is asked once for a chunk of rows: places, the kind in force there, numbers that are taken, parents."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q

from linli.definitions.registers import RegisterKind
from linli.ledgers.registry import Context, Row
from linli.ledgers.targets import finding
from linli.registers.errors import NoSuchRegister
from linli.registers.models import RegisterItem
from linli.registers.services import Places


def ahead(kind: RegisterKind, rows: list[Row]) -> None:
    """Places, numbers that are taken and parents of a chunk, in a handful of queries for all of them."""
    if not rows:
        return
    context = rows[0].context
    finding.learn_places(rows, "area")
    places = places_of(kind, context, None)
    named = {finding.find_place(context, text) for text in {row.text("area") for row in rows}}
    places.learn({place for place in named if place is not None})
    held = set(existing(kind, rows, places))
    context.cache["known"] = {"rows": {row.number for row in rows}, "held": held}
    _learn_parents(kind, rows, places)


def known(kind: RegisterKind, row: Row) -> set[tuple[str, str]]:
    """(series, number) of the items that rows of this chunk name."""
    held: dict[str, Any] = row.context.cache.get("known", {"rows": (), "held": set()})
    if row.number in held["rows"]:
        known: set[tuple[str, str]] = held["held"]
        return known
    return set(existing(kind, [row], places_of(kind, row.context, None)))


def places_of(kind: RegisterKind, context: Context, at: datetime | None) -> Places:
    """Shared by all rows of a run."""
    from linli.records.time import now

    if "places" not in context.cache:
        context.cache["places"] = Places(kind.id, at or now())
    found: Places = context.cache["places"]
    return found


def existing(kind: RegisterKind, rows: Sequence[Row], places: Places) -> dict[tuple[str, str], RegisterItem]:
    """Items that carry the numbers of these rows, by (series, number)."""
    wanted: dict[str, set[str]] = {}
    for row in rows:
        number = row.text("number")
        place = finding.find_place(row.context, row.text("area")) if number else None
        if place is not None:
            try:
                wanted.setdefault(places.series(place), set()).add(number)
            except NoSuchRegister:
                continue  # told by the check
    found: dict[tuple[str, str], RegisterItem] = {}
    for held, numbers in wanted.items():
        for item in RegisterItem.objects.filter(series=held, number__in=numbers, concealed=False):
            found[held, item.number] = item
    return found


def _learn_parents(kind: RegisterKind, rows: Sequence[Row], places: Places) -> None:
    """The parents that these rows name, in one query for a chunk; what is not unique answers None."""
    if kind.parent is None:
        return
    cache = rows[0].context.cache
    wanted: set[tuple[int | None, str]] = set()
    for row in rows:
        place = finding.find_place(row.context, row.text("area"))
        if row.text("parent") and place is not None:
            wanted.add((places.columns[place]["community"], row.text("parent")))
    wanted = {pair for pair in wanted if f"parent:{pair[0]}:{pair[1]}" not in cache}
    if not wanted:
        return
    words = {text for _community, text in wanted}
    found = RegisterItem.objects.filter(kind=kind.parent, ended_on=None, concealed=False).filter(
        Q(number__in=words) | Q(name__in=words)
    )
    numbers: dict[tuple[int | None, str], list[int]] = defaultdict(list)
    names: dict[tuple[int | None, str], list[int]] = defaultdict(list)
    for pk, community, number, name in found.values_list("pk", "community", "number", "name"):
        numbers[community, number].append(pk)
        names[community, name].append(pk)
    for pair in wanted:
        held = numbers[pair] or names[pair]
        cache[f"parent:{pair[0]}:{pair[1]}"] = held[0] if len(held) == 1 else None


def parent_of(kind: RegisterKind, row: Row, place: int) -> int | None:
    """The parent by its number or name, in the same community as the row."""
    places = places_of(kind, row.context, None)
    places.learn({place})
    key = f"parent:{places.columns[place]['community']}:{row.text('parent')}"
    if key not in row.context.cache:
        _learn_parents(kind, [row], places)
    answer: int | None = row.context.cache.get(key)
    return answer
