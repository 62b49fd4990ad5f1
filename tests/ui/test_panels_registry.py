"""Panels come in order, and one with nothing to say does not come."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from linli.domain.access import NOBODY
from linli.ui import panels

AT = datetime(2026, 11, 21, tzinfo=UTC)


@pytest.fixture(autouse=True)
def empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(panels, "_registry", {})


def test_panels_come_in_order_without_the_silent_ones() -> None:
    panels.register("case", "late", lambda scope, pk, at: {"pk": pk}, "b.html", order=90)
    panels.register("case", "first", lambda scope, pk, at: {"pk": pk}, "a.html", order=10)
    panels.register("case", "silent", lambda scope, pk, at: None, "c.html")
    found = panels.collect("case", NOBODY, 7, AT)
    assert [(panel.name, panel.template, panel.data["pk"]) for panel in found] == [
        ("first", "a.html", 7),
        ("late", "b.html", 7),
    ]
    assert panels.names("case") == ["first", "silent", "late"]


def test_what_comes_late_comes_in_parts_by_weight() -> None:
    for order, (name, weight) in enumerate((("a", 3), ("b", 1), ("c", 1), ("d", 1), ("e", 2), ("f", 2))):
        panels.register(
            "area", name, lambda scope, pk, at: {}, f"{name}.html", order=panels.LATE + order, weight=weight
        )
    panels.register("area", "page", lambda scope, pk, at: {}, "page.html", order=1)
    found, number, after = [], 0, 0
    while after is not None:
        shown, after = panels.part("area", NOBODY, 7, AT, number)
        found.append([panel.name for panel in shown])
        number += 1
    assert found == [["page"], ["a"], ["b", "c", "d"], ["e"], ["f"]]
    for wrong in (-1, 5):
        with pytest.raises(IndexError):
            panels.part("area", NOBODY, 7, AT, wrong)


def test_a_kind_without_panels_has_none() -> None:
    assert panels.collect("area", NOBODY, 1, AT) == []
