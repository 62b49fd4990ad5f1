"""Figures and tables of the room below: an indicator with its rows, and a word where no ranking was published."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest

from linli.bulletins import rows, services, sources
from linli.bulletins.sources import Ask
from linli.definitions.bulletins import BoundFigure
from linli.definitions.text import Text
from linli.domain.access import Actor, AreaRef
from linli.records.errors import LinliError
from tests import office
from tests.bulletins.conftest import LATER


def test_an_indicator_counts_as_the_cases_do_and_opens_its_rows(
    at_work: office.Office, settle: Callable[[int], list[int]]
) -> None:
    made = settle(2)
    figure = BoundFigure("closed", Text("办结", "settled"), "indicator", of="matters_closed")
    area = at_work.city.areas["east"]
    end = datetime(2026, 11, 12, 16, tzinfo=UTC)
    found = sources.ask(Ask(figure, AreaRef("street", area), None, end, date(2026, 11, 12), LATER))
    assert found.value == 2
    assert sorted(found.row_ids() or ()) == sorted(made)
    kind = rows.get(found.kind)
    assert kind is not None
    seen = list(rows.among(kind, at_work.city.scope("leader"), made))
    assert len(seen) == 2
    assert all(line.url for line in kind.lines(seen))


def test_without_a_published_ranking_the_bulletin_says_what_comes_first(
    at_work: office.Office, act: Callable[[str], Actor]
) -> None:
    with pytest.raises(LinliError, match="先在「指标排名」里发布"):
        services.draft(
            template_id="ranking_bulletin", area_id=at_work.city.areas["east"], issuer=at_work.city.bodies["east_office"],
            last_day=date(2026, 11, 12), actor=act("leader"), at=LATER,
        )  # fmt: skip


def test_a_source_nobody_registered_is_told() -> None:
    figure = BoundFigure("x", Text("某数", "x"), "nowhere")
    with pytest.raises(LinliError, match="某数"):
        sources.ask(Ask(figure, AreaRef("street", 1), None, LATER, date(2026, 11, 12), LATER))
