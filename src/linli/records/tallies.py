"""Counting without a row that every writer updates: deltas are written, one worker folds them.

A figure is the folded tally plus the deltas not folded yet; a rebuild counts the records again and
proves it (see docs/explanation/history.md).
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from django.db import connection, transaction
from django.db.models import F

from linli.domain.access import COLUMN_LEVELS
from linli.records import registry
from linli.records.canonical import canonical
from linli.records.models import Delta, Tally

BATCH = 2000


def by_level(keys: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Spread one delta over the places it counts for.

    ``keys`` carries today's ancestors as ``city … grid``; each that is set becomes one key with
    ``area``, and the sum over everything carries ``area: 0``.
    """
    rest = {name: value for name, value in keys.items() if name not in COLUMN_LEVELS}
    yield {**rest, "area": 0}
    for level in COLUMN_LEVELS:
        if keys.get(level) is not None:
            yield {**rest, "area": keys[level]}


def as_is(keys: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """One delta, one key."""
    yield keys


def spread(tally: str, key: str) -> list[str]:
    """The canonical keys one delta counts for."""
    kind = registry.tally_type(tally)
    expand = kind.expand if kind else as_is
    return sorted({canonical(dict(keys)) for keys in expand(json.loads(key))})


def fold(limit: int = BATCH) -> int:
    """Fold up to ``limit`` deltas into their tallies in one transaction; answers how many."""
    with transaction.atomic():
        rows = Delta.objects.order_by("pk")
        if connection.features.has_select_for_update_skip_locked:
            rows = rows.select_for_update(skip_locked=True)
        taken = list(rows[:limit])
        if not taken:
            return 0
        sums: Counter[tuple[str, str]] = Counter()
        for delta in taken:
            for key in spread(delta.tally, delta.key):
                sums[delta.tally, key] += delta.amount
        for (tally, key), amount in sorted(sums.items()):
            _add(tally, key, amount)
        Delta.objects.filter(pk__in=[delta.pk for delta in taken]).delete()
    return len(taken)


def _add(tally: str, key: str, amount: int) -> None:
    if not amount:
        return
    if not Tally.objects.filter(tally=tally, key=key).update(amount=F("amount") + amount):
        Tally.objects.bulk_create([Tally(tally=tally, key=key)], ignore_conflicts=True)
        Tally.objects.filter(tally=tally, key=key).update(amount=F("amount") + amount)


def fold_all() -> int:
    """Fold until nothing is left; answers how many."""
    total = 0
    while count := fold():
        total += count
    return total


def sums(tally: str) -> dict[str, int]:
    """All keys of a tally with what they show now (folded and unfolded), zero left out."""
    total: Counter[str] = Counter()
    folded = Tally.objects.filter(tally=tally).values_list("key", "amount")
    # One statement, or a fold in between would be counted twice or not at all.
    for origin, key, amount in _both(tally, folded):
        for part in [key] if origin else spread(tally, key):
            total[part] += amount
    return {key: amount for key, amount in total.items() if amount}


def _both(tally: str, folded: Any) -> Iterable[tuple[int, str, int]]:
    from django.db.models import Value

    left = folded.annotate(origin=Value(1)).values_list("origin", "key", "amount")
    right = Delta.objects.filter(tally=tally).annotate(origin=Value(0))
    both: Iterable[tuple[int, str, int]] = left.union(
        right.values_list("origin", "key", "amount"), all=True
    ).iterator()
    return both


def read(tally: str, keys: list[Mapping[str, Any]]) -> list[int]:
    """What the tally shows under each of ``keys`` now, in their order; one query."""
    wanted = [canonical(dict(item)) for item in keys]
    total: Counter[str] = Counter()
    folded = Tally.objects.filter(tally=tally, key__in=wanted).values_list("key", "amount")
    for origin, key, amount in _both(tally, folded):
        for part in [key] if origin else spread(tally, key):
            total[part] += amount
    return [total[key] for key in wanted]


def rebuild(tally: str, *, write: bool = False) -> dict[str, tuple[int, int]]:
    """Count the records again and compare: key → (shown, true) where they differ.

    With ``write`` the truth replaces tally and deltas. Raises LookupError if nobody registered how to
    count. Run it where nobody writes, or a change in between shows as a difference.
    """
    kind = registry.tally_type(tally)
    if kind is None or kind.rebuild is None:
        raise LookupError(f"tally {tally!r} has no rebuilder")
    with transaction.atomic():
        true: Counter[str] = Counter()
        for keys, amount in kind.rebuild():
            for part in spread(tally, canonical(dict(keys))):
                true[part] += amount
        shown = sums(tally)
        wrong = {
            key: (shown.get(key, 0), true[key])
            for key in sorted({*shown, *true})
            if shown.get(key, 0) != true[key]
        }
        if write and wrong:
            Delta.objects.filter(tally=tally).delete()
            Tally.objects.filter(tally=tally).delete()
            Tally.objects.bulk_create(
                (Tally(tally=tally, key=key, amount=amount) for key, amount in true.items()), batch_size=BATCH
            )
    return wrong
