"""Laws of the tree, tried on random changes: no orphan, no lost leaf, the past stays, sums add up."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from linli.areas import codes, grams, paths, queries, services, spelling
from linli.areas.errors import BadPlace
from linli.areas.models import MAX_DAY, NATION_ID, AreaSpan
from linli.domain.access import COLUMN_LEVELS
from tests.areas.rows import Row
from tests.areas.town import ACTOR, build

FIRST = datetime(2026, 1, 1, 4, tzinfo=UTC)
change = st.tuples(
    st.sampled_from(["move", "rename", "merge", "take_over", "split", "create"]),
    st.integers(0, 99),
    st.integers(0, 99),
)


def pick(level: str, number: int, *, but: int | None = None) -> int | None:
    rows = AreaSpan.objects.filter(valid_to=MAX_DAY, level=level).exclude(area_id=but).order_by("area_id")
    ids = list(rows.values_list("area_id", flat=True))
    return ids[number % len(ids)] if ids else None


def apply(step: tuple[str, int, int], at: datetime, serial: int) -> None:
    """One random change; one that the rules forbid changes nothing."""
    verb, a, b = step
    who: dict[str, Any] = {"actor": ACTOR, "at": at}
    first, second = pick("community", a), pick("community", b)
    street = pick("street", b)
    if first is None or second is None or street is None:
        return
    try:
        match verb:
            case "move":
                services.move(area_id=first, parent_id=street, **who)
            case "rename":
                services.rename(area_id=first, name=f"第{serial}社区", **who)
            case "merge":
                services.merge(area_ids=[first, second], name=f"合{serial}社区", **who)
            case "take_over":
                services.take_over(area_id=first, source_id=second, **who)
            case "create":
                services.create_place(parent_id=first, level="estate", name=f"第{serial}苑", **who)
            case "split":
                below = list(queries.children(first).values_list("area_id", flat=True))
                cut = b % (len(below) + 1)
                parts = [
                    services.Part(f"东{serial}社区", tuple(below[:cut]), continues=b % 2 == 0),
                    services.Part(f"西{serial}社区", tuple(below[cut:])),
                ]
                services.split(area_id=first, parts=parts, **who)
    except BadPlace:
        pass


def tree(on: date | None) -> dict[int, tuple[str, int | None, str]]:
    rows = AreaSpan.objects.filter(queries.valid(on))
    return {row.area_id: (row.name, row.parent_id, row.path) for row in rows}


def check_tree(on: date | None) -> None:
    found = tree(on)
    for area_id, (_name, parent, path) in found.items():
        if area_id == NATION_ID:
            continue
        assert parent in found, "an orphan"
        assert path == paths.child(found[parent][2], area_id)


class TreeLaws(TestCase):
    def setUp(self) -> None:
        self.town = build()

    def small_leaves(self) -> set[int]:
        """What hangs below communities: it is never lost by a change above it."""
        rows = AreaSpan.objects.filter(valid_to=MAX_DAY, level__in=["estate", "building", "entrance", "grid"])
        return set(rows.values_list("area_id", flat=True))

    @settings(max_examples=25, deadline=None)
    @given(st.lists(change, min_size=1, max_size=6))
    def test_random_changes_keep_all_laws(self, steps: list[tuple[str, int, int]]) -> None:
        rows = []
        for name in ("1单元", "滨河社区", "新华社区", "和平社区", "西关社区", "阳光花园", "东城区"):
            row = Row()
            queries.fill_columns(row, self.town[name])
            row.save()
            rows.append(row)
        held = self.small_leaves()
        seen: dict[date, Any] = {}
        for serial, step in enumerate(steps):
            at = FIRST + timedelta(days=serial)
            apply(step, at, serial)
            check_tree(None)
            assert held <= self.small_leaves(), "a leaf was lost"
            held = self.small_leaves()
            seen[at.date()] = tree(None)
        services.rewrite_columns(FIRST)
        for day, then in seen.items():
            assert tree(day) == then, "the past has changed"
            check_tree(day)
        self.check_columns()
        self.check_sums()

    def check_columns(self) -> None:
        for area_id in tree(None):
            expected: dict[str, int | None] = dict.fromkeys(COLUMN_LEVELS)
            expected.update(
                {row.level: row.area_id for row in queries.ancestors(area_id) if row.level in COLUMN_LEVELS}
            )
            assert queries.columns_for(area_id) == expected
        for row in Row.objects.all():
            columns = queries.columns_for(row.area_id)
            assert {name: getattr(row, name) for name in COLUMN_LEVELS} == columns

    def check_sums(self) -> None:
        """Rows of a place = rows on itself + the sum over its children, at every level."""
        for level, below in (("city", "district"), ("district", "street"), ("street", "community")):
            whole = Counter(Row.objects.exclude(**{level: None}).values_list(level, flat=True))
            parts: Counter[int] = Counter()
            for top, child in Row.objects.exclude(**{level: None}).values_list(level, below):
                assert child is None or queries.span(child).parent_id == top
                parts[top] += 1
            assert whole == parts


@given(st.lists(st.integers(0, paths.LIMIT - 2), min_size=1, max_size=9))
def test_paths_come_back_as_ids_and_a_subtree_is_one_range(ids: list[int]) -> None:
    path = ""
    for area_id in ids:
        parent, path = path, paths.child(path, area_id)
        low, high = paths.bounds(parent)
        assert low <= path < high
    assert paths.ids(path) == ids
    sister = path[: -paths.WIDTH] + paths.encode(ids[-1] + 1)
    low, high = paths.bounds(path)
    assert not low <= sister < high


@given(st.text(min_size=1, max_size=12), st.integers(0, (1 << 28) - 1))
def test_search_keys_fit_the_column_and_give_back_the_place(name: str, area_id: int) -> None:
    for key in grams.keys(name, "community", area_id):
        assert 0 <= key < 2**63
        assert grams.area_ids([key]) == [area_id]


@given(st.integers(11, 82), st.integers(1, 99), st.integers(1, 99), st.integers(1, 999), st.integers(1, 999))
def test_a_code_with_its_empty_tail_is_the_code(p: int, c: int, d: int, s: int, v: int) -> None:
    code = f"{p}{c:02d}{d:02d}{s:03d}{v:03d}"
    for level, width in codes.WIDTHS.items():
        short = code[:width]
        assert codes.shorten(short) == short
        assert codes.shorten(short.ljust(12, "0")) == short
        assert codes.level_of(short) == level


@given(st.text(max_size=30))
def test_the_core_of_a_name_is_never_empty(text: str) -> None:
    folded = spelling.fold(text)
    assert bool(spelling.core(folded)) == bool(folded)
    assert folded.startswith(spelling.core(folded))
