"""A figure's statement is compiled once and answered anew each time."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db.models import Q

from linli.domain.periods import Kind, period_of
from linli.indicators import figures, pieces, prepared
from linli.records import measures
from linli.records.measures import Unit
from tests.indicators.conftest import LATER
from tests.office import AT, Office

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What was compiled since the test began, with nothing kept before."""
    monkeypatch.setattr(prepared, "_held", {})
    seen: list[Any] = []
    whole = prepared._compiled

    def noted(asked: Any) -> Any:
        seen.append(asked)
        return whole(asked)

    monkeypatch.setattr(prepared, "_compiled", noted)
    return seen


def received(town: Office, place: str = "district", kind: Kind = Kind.MONTH) -> int | None:
    """How many were received, read as a page does it: kept days first, the rest from the records."""
    area = town.city.areas[place]
    asked = figures.request(
        pieces.find("cases_received", area, LATER.date()), period_of(kind, AT.date()), now=LATER
    )
    unit = Unit("area", area)
    found = figures.compute_many([asked], [unit], kept=True)[0][unit].top
    return None if found is None else int(found)


def test_the_same_question_is_compiled_once_and_answered_anew(town: Office, compiled: list[Any]) -> None:
    town.case()
    assert received(town) == 1
    first = len(compiled)
    assert first == 2  # the kept days, and what is not kept
    town.case()
    assert received(town) == 2
    assert len(compiled) == first


def test_another_place_and_another_period_are_other_questions(town: Office, compiled: list[Any]) -> None:
    town.case()
    town.case(at=AT - timedelta(days=40))
    assert [received(town), received(town, kind=Kind.YEAR), received(town, "other_district")] == [1, 2, 0]
    assert [received(town), received(town, kind=Kind.YEAR), received(town, "other_district")] == [1, 2, 0]
    assert len(compiled) == 6


def test_another_record_set_of_the_name_is_asked_by_its_own_rule(
    town: Office, compiled: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    town.case()
    assert received(town) == 1
    held = measures.get("cases")
    assert held is not None
    none = replace(held, base=lambda: Q(pk__in=[]))
    monkeypatch.setitem(measures._sets, "cases", none)
    assert received(town) == 0
    assert len(compiled) == 3


def test_a_process_keeps_no_more_than_so_many(compiled: list[Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(prepared, "MOST", 2)
    held = measures.get("cases")
    assert held is not None

    def ask() -> Any:
        return held.model._default_manager.values_list("pk")

    for key in ("a", "b", "c", "c"):
        assert prepared.rows(key, held, ask) == []
    assert len(compiled) == 3
    assert len(prepared._held) == 1
    assert prepared.rows(None, held, lambda: ask().none()) == []
