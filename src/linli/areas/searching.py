"""Finding places by part of a name, by pinyin initials or by code.

The nation: the pair index (``grams.py``) and the index on initials, both cut off early. Inside a
city or smaller: either the pairs, when few places have them, or the range of the subtree.
"""

from __future__ import annotations

import functools
import heapq
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, NamedTuple

from django.core.cache import cache
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from linli.areas import codes, grams, paths, spelling
from linli.areas.models import MAX_DAY, AreaGram, AreaSpan
from linli.domain.access import LEVELS, AreaRef
from linli.records.reading import Reading, Slot, any_of

#: Candidates read before ranking; more rows than a page ever shows, few enough to be quick.
_CANDIDATES = 200
#: Up to here the pairs are joined with the subtree; above, the subtree is read instead.
_FEW = 3000
#: Seconds for which the frequency of a pair is remembered.
_REMEMBERED = 600
#: A longer text is no name.
_LONGEST = 60
_RANK = {level: place for place, level in enumerate(LEVELS)}


class _Row(NamedTuple):
    """What ranking needs of a span; plain tuples are read three times as fast as model objects."""

    area_id: int
    name: str
    level: str
    code_stat: str
    code_local: str
    initials: str
    path: str


@dataclass(frozen=True)
class Found:
    """One hit: the place, its level, its code and where it lies."""

    area_id: int
    name: str
    level: str
    code: str
    where: str


def search(
    text: str, within: tuple[AreaRef, ...] | None, limit: int = 20, *, where: bool = True
) -> list[Found]:
    """Places of today whose name contains ``text``, whose initials begin with it, or with this code.

    ``within`` limits to subtrees (None: everywhere; empty: nowhere). Higher levels first, exact and
    short names before long ones. ``where``: say where each lies (a query more). No text, or one that is only spaces or too long, finds nothing.
    """
    folded = spelling.fold(text)
    # Control characters and halves of broken ones are in no name, and no engine takes them.
    if not folded or len(folded) > _LONGEST or not folded.isprintable() or within == ():
        return []
    base = _today(within)
    rows: list[_Row] = []
    if folded.isascii():
        rows += _by_code(base, folded) or _by_initials(base, folded)
    rows += _by_name(base, folded, narrow=_is_narrow(within))
    return _ranked(rows, folded, limit, where=where)


def _is_narrow(within: tuple[AreaRef, ...] | None) -> bool:
    """True when less than the nation is searched: a province can still be read through in 30 ms."""
    return within is not None and not any(ref.level == "nation" for ref in within)


def _today(within: tuple[AreaRef, ...] | None) -> QuerySet[AreaSpan]:
    """Today's spans in the subtrees, by ranges of paths."""
    base = AreaSpan.objects.filter(valid_to=MAX_DAY)
    if within is None or any(ref.level == "nation" for ref in within):
        return base
    tops = base.filter(area_id__in=[ref.area_id for ref in within]).values_list("path", flat=True)
    condition = Q(pk__in=[])
    for path in tops:
        low, high = paths.bounds(path)
        condition |= Q(path__gte=low, path__lt=high)
    return base.filter(condition)


def _rows(found: QuerySet[AreaSpan]) -> list[_Row]:
    return [_Row(*values) for values in found.values_list(*_Row._fields)]


def _by_code(base: QuerySet[AreaSpan], text: str) -> list[_Row]:
    """Codes that begin with the text (at least four digits, or a local code)."""
    if text.startswith("l") and len(text) > 2 and text[1].isdigit():
        low = text.upper()
        return _rows(base.filter(code_local__gte=low, code_local__lt=low + "Z")[:_CANDIDATES])
    if not text.isdigit() or not 2 <= len(text) <= 12:
        return []
    short = codes.shorten(text) or text
    # A code never holds a letter, so every longer code sorts before the same digits with an "A".
    return _rows(
        base.filter(code_stat__gte=short, code_stat__lt=short + "A").order_by("code_stat")[:_CANDIDATES]
    )


def _by_initials(base: QuerySet[AreaSpan], text: str) -> list[_Row]:
    """Initials that begin with the text: the exact ones first, and all provinces, cities, counties."""
    if not text.isalnum():
        return []
    found = base.filter(initials__gte=text, initials__lte=text + "z" * 8)
    rows = _rows(found.order_by("initials")[:_CANDIDATES])
    if len(rows) == _CANDIDATES and len(text) > 1:
        top = _keys(AreaGram.objects.filter(_between(*grams.bounds(text[:2]))), _CANDIDATES)
        rows += _rows(found.filter(area_id__in=grams.area_ids(top)))
    return rows


def _by_name(base: QuerySet[AreaSpan], text: str, *, narrow: bool) -> list[_Row]:
    """Names that contain the text, leaving out words every place carries (社区, 街道 …)."""
    core = spelling.core(text)
    if len(core) == 1:
        keys = _keys(AreaGram.objects.filter(_between(*grams.char_bounds(core))), _CANDIDATES)
        if narrow:
            return _scan(base, core)
        return _rows(base.filter(area_id__in=grams.area_ids(keys)))
    counted = sorted((_frequency(pair), pair) for pair in grams.pairs(core))
    wanted = [pair for _count, pair in counted]
    if narrow and counted[0][0] >= _FEW:
        return _scan(base, core)
    ids = grams.area_ids(_having(wanted, _FEW if narrow else _CANDIDATES))
    if narrow and len(ids) >= _FEW:  # more of them by now than was remembered
        return _scan(base, core)
    return [row for row in _by_ids(base, ids, narrow=narrow) if core in spelling.fold(row.name)]


def _by_ids(base: QuerySet[AreaSpan], ids: list[int], *, narrow: bool) -> list[_Row]:
    if not narrow and 0 < len(ids) <= _A_FORM:
        return [_Row(*values) for values in _OF_TODAY.tuples(*ids)]
    found: list[_Row] = []
    for start in range(0, len(ids), 500):  # SQLite allows a limited number of values in one IN
        found += _rows(base.filter(area_id__in=ids[start : start + 500]))
    return found


#: So few places a typed name mostly has; the statements for them are compiled once.
_A_FORM = 8
_OF_TODAY = Reading(
    lambda *ids: AreaSpan.objects.filter(any_of("area_id", ids), valid_to=MAX_DAY).values_list(*_Row._fields)
)


def _scan(base: QuerySet[AreaSpan], core: str) -> list[_Row]:
    """Read the subtree through; names are compared by the database."""
    return _rows(base.filter(name__icontains=core)[: _CANDIDATES * 2])


def _between(low: int, high: int) -> Q:
    # The highest pair ends at 2⁶³, which no column holds: the last key is taken inclusively.
    return Q(key__gte=low, key__lte=high - 1)


def _frequency(pair: str) -> int:
    """How many places have a pair, counted to a limit.

    Remembered for some minutes: it only decides which way is the quicker one, and a public form
    asks for the same pairs again and again.
    """
    key = f"areas:pair:{pair.encode().hex()}"
    known: int | None = cache.get(key)
    if known is None:
        known = AreaGram.objects.filter(_between(*grams.bounds(pair)))[:_FEW].count()
        cache.set(key, known, timeout=_REMEMBERED)
    return known


def _having(wanted: list[str], limit: int) -> list[int]:
    """Keys of places that have all pairs: the rarest is walked, the others are point look-ups."""
    low, high = grams.bounds(wanted[0])
    # The highest pair ends at 2⁶³, which no column holds: the last key is taken inclusively.
    shifts = [grams.head(pair) - grams.head(wanted[0]) for pair in wanted[1:]]
    return [key for (key,) in _walk(limit).tuples(low, high - 1, *shifts)]


@functools.cache
def _walk(limit: int) -> Reading[AreaGram]:
    """From the first key to the last, those with the other pairs at these distances."""

    def made(low: Slot, high: Slot, *shifts: Slot) -> QuerySet[AreaGram, Any]:
        rows = AreaGram.objects.filter(key__gte=low, key__lte=high)
        for shift in shifts:
            rows = rows.filter(Exists(AreaGram.objects.filter(key=OuterRef("key") + shift)))
        return rows.order_by("key").values_list("key")[:limit]

    return Reading(made)


def _keys(rows: QuerySet[AreaGram], limit: int) -> Iterable[int]:
    return rows.order_by(F("key")).values_list("key", flat=True)[:limit]


def _ranked(rows: list[_Row], text: str, limit: int, *, where: bool) -> list[Found]:
    """The best ``limit`` rows, each place once, with the names above them if asked for."""
    unique = {row.area_id: row for row in rows}
    core = spelling.core(text)

    def order(row: _Row) -> tuple[bool, bool, int, int, str]:
        own = spelling.core(spelling.fold(row.name))
        # 「濮阳」 and 「py」 mean 濮阳市 exactly: the last word of a city or county is not spoken.
        spare = 1 if row.level in grams.SPOKEN_FIRST else 0
        exact = (
            _fits(own, core, spare)
            or _fits(row.initials, text, spare)
            or text in (row.code_stat, row.code_local.lower())
        )
        begins = own.startswith(core) or row.initials.startswith(text)
        return not exact, not begins, _RANK[row.level], len(row.name), row.path

    best = heapq.nsmallest(limit, unique.values(), key=order)
    above = _names_above(best) if where else {}
    return [
        Found(row.area_id, row.name, row.level, row.code_stat or row.code_local, above.get(row.area_id, ""))
        for row in best
    ]


def _fits(own: str, text: str, spare: int) -> bool:
    """True if ``own`` is ``text`` with at most ``spare`` characters after it."""
    return own.startswith(text) and len(own) - len(text) <= spare


def _names_above(rows: list[_Row]) -> dict[int, str]:
    """Where each place lies, spoken: the names above it from the province down."""
    chains = {row.area_id: paths.ids(row.path)[:-1] for row in rows}
    steps = {step for chain in chains.values() for step in chain}
    spoken = dict(AreaSpan.objects.filter(valid_to=MAX_DAY, area_id__in=steps).values_list("area_id", "name"))
    return {area_id: " · ".join(spoken.get(step, "") for step in chain) for area_id, chain in chains.items()}
