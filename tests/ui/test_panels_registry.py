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


def test_a_kind_without_panels_has_none() -> None:
    assert panels.collect("area", NOBODY, 1, AT) == []
