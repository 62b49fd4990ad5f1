"""Figures and tables of the room below: an indicator with its rows, and a word where no ranking was published."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Literal

import pytest

from linli.bulletins import rows, services, sources
from linli.bulletins.sources import Ask
from linli.definitions.bulletins import BoundFigure, BoundTable
from linli.definitions.text import Text
from linli.domain.access import Actor, AreaRef
from linli.domain.periods import Kind, period_of
from linli.indicators import queries
from linli.indicators import services as indicators
from linli.indicators.models import Edition
from linli.records.errors import LinliError
from tests import office
from tests.bulletins.conftest import AT, LATER


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


@pytest.mark.parametrize(("way", "lead"), [("up", "由高到低依次为："), ("down", "由低到高依次为：")])
def test_the_ranked_line_says_the_way_its_values_run(
    at_work: office.Office,
    settle: Callable[[int], list[int]],
    monkeypatch: pytest.MonkeyPatch,
    way: Literal["up", "down"],
    lead: str,
) -> None:
    """A ranking of one indicator stands in the order of that indicator; all others have the highest score first."""
    settle(2)
    area, at = at_work.city.areas["east"], LATER + timedelta(days=4)
    given = {"actor": at_work.actor("officer"), "at": LATER}
    edition = indicators.draft(
        ranking="three_rates_ranking", area_id=area, period=period_of(Kind.ASSESSMENT_MONTH, AT.date()),
        basis="区考核办法", **given,
    )  # fmt: skip
    indicators.send_round(edition_id=edition.pk, **given)
    indicators.approve(edition_id=edition.pk, actor=at_work.actor("officer"), at=at)
    indicators.publish(edition_id=edition.pk, actor=at_work.actor("officer"), at=at)
    whole = queries.edition_page

    def of_one(kept: Edition) -> queries.EditionPage:
        page = whole(kept)
        return replace(
            page, indicators=[replace(page.indicators[0], direction=way)], line="湖光社区3%、芦花社区5%"
        )

    monkeypatch.setattr(queries, "edition_page", of_one)
    figure = BoundFigure("none", Text("表", "table"), "typed")
    question = Ask(figure, AreaRef("street", area), None, at, date(2026, 11, 30), at)
    grid = sources.ask_table(BoundTable("table", Text("表", "table"), "ranking"), question)
    assert grid.line == f"{lead}湖光社区3%、芦花社区5%"


def test_a_source_nobody_registered_is_told() -> None:
    figure = BoundFigure("x", Text("某数", "x"), "nowhere")
    with pytest.raises(LinliError, match="某数"):
        sources.ask(Ask(figure, AreaRef("street", 1), None, LATER, date(2026, 11, 12), LATER))
