"""Rows behind figures however many they are, their Excel, bars that open them, and a ranking as it was published."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from linli.bulletins import rows_ledger, services
from linli.bulletins.models import Bulletin, EditionRows
from linli.cases.models import Case
from linli.domain import binding
from linli.domain.access import Actor
from linli.domain.periods import Kind, period_of
from linli.indicators import services as indicators
from linli.ledgers import registry
from linli.papers.docx import render
from linli.records.errors import LinliError
from linli.records.time import frozen
from tests import office
from tests.bulletins.conftest import LATER

Act = Callable[[str], Actor]
Enter = Callable[[str], Client]
MANY = 30_000


@pytest.fixture
def large(draft: Bulletin, act: Act) -> Bulletin:
    """A published bulletin with a figure of 30,000 rows, three of which are there to be seen."""
    edition = services.publish(bulletin_id=draft.pk, actor=act("leader"), at=LATER)
    real = list(Case.objects.values_list("pk", flat=True))
    ids = [*real, *range(10_000_000, 10_000_000 + MANY - len(real))]
    packed = binding.pack(ids)
    EditionRows.objects.create(
        edition=edition, figure="many", kind="case", count=MANY, packed=packed, digest=binding.digest(packed)
    )
    return draft


def test_a_figure_of_thirty_thousand_rows_opens_those_one_may_see(
    large: Bulletin, enter: Enter, django_assert_max_num_queries: Any
) -> None:
    url = reverse("bulletins:frozen_figure", args=[large.pk, 1, "many"])
    with frozen(LATER):
        client = enter("leader")
        client.get(url)
        with django_assert_max_num_queries(12):
            page = client.get(url).content.decode()
    assert f"共{MANY}条，您能看到其中3条" in page
    assert len(re.findall(r'<tr><td[^>]*><a href="', page)) == 3


def test_the_excel_holds_the_same_rows_in_the_readers_scope(
    large: Bulletin, at_work: office.Office, enter: Enter
) -> None:
    params = {"bulletin": str(large.pk), "edition": "1", "figure": "many"}
    outlet = next(one for one in registry.outlets() if one.id == "bulletin_rows")
    scope = at_work.city.scope("leader")
    with frozen(LATER):
        lines = list(outlet.rows(scope, params, LATER))
        assert outlet.count(scope, params, LATER) == len(lines) == 3
        assert [line["no"] for line in lines] == ["1", "2", "3"]
        assert {line["c0"] for line in lines} == set(Case.objects.values_list("code", flat=True))
        assert "many" in outlet.layout(scope, params, date(2026, 11, 21)).title
        client = enter("leader")
        page = client.get(reverse("bulletins:frozen_figure", args=[large.pk, 1, "many"])).content.decode()
        (link,) = re.findall(r'href="([^"]*bulletin_rows[^"]*)"', page)
        assert client.get(link.replace("&amp;", "&")).status_code == 200


def test_the_excel_of_a_draft_counts_now_and_a_stranger_gets_none(
    draft: Bulletin, at_work: office.Office
) -> None:
    from django.http import Http404

    params = {"bulletin": str(draft.pk), "figure": "closed"}
    assert rows_ledger.find(at_work.city.scope("leader"), params, LATER).total == 3
    with pytest.raises((Http404, LinliError, PermissionError)):
        rows_ledger.find(at_work.city.scope("west_clerk"), params, LATER)


def test_bars_stand_in_the_page_and_open_the_rows_of_their_place(
    draft: Bulletin, act: Act, enter: Enter
) -> None:
    with frozen(LATER):
        client = enter("leader")
        live = client.get(reverse("bulletins:page", args=[draft.pk])).content.decode()
        assert 'role="img"' in live
        services.publish(bulletin_id=draft.pk, actor=act("leader"), at=LATER)
        page = client.get(reverse("bulletins:page", args=[draft.pk])).content.decode()
        old = client.get(reverse("bulletins:edition", args=[draft.pk, 1])).content.decode()
    keys = [key for key, cells in draft.tables["by_place"]["rows"] if cells[0] != "合计"]
    drawn = page[page.index("<svg xmlns") :]
    drawn = drawn[: drawn.index("</svg>")]
    for key in keys:
        assert reverse("bulletins:frozen_figure", args=[draft.pk, 1, f"by_place.{key}.settled"]) in drawn
    assert "合计" not in drawn
    assert "<svg xmlns" in old


def ranked(at_work: office.Office, later: datetime) -> None:
    """East street's ranking of November, published with its basis."""
    leader, clerk = at_work.actor("leader"), at_work.actor("clerk")
    edition = indicators.draft(
        ranking="three_rates_ranking", area_id=at_work.city.areas["east"],
        period=period_of(Kind.MONTH, date(2026, 11, 10)), basis="考核办法（试行）", actor=clerk, at=LATER,
    )  # fmt: skip
    indicators.send_round(edition_id=edition.pk, actor=clerk, at=LATER)
    indicators.approve(edition_id=edition.pk, actor=leader, at=later)
    indicators.publish(edition_id=edition.pk, actor=leader, at=later)


def test_a_published_ranking_stands_in_the_bulletin_as_it_was_frozen(
    at_work: office.Office, settle: Callable[[int], list[int]], enter: Enter
) -> None:
    settle(3)
    leader, later = at_work.actor("leader"), LATER + timedelta(days=30)
    ranked(at_work, later)
    row = services.draft(
        template_id="ranking_bulletin", area_id=at_work.city.areas["east"], issuer=at_work.city.bodies["east_office"],
        last_day=date(2026, 12, 10), actor=leader, at=later,
    )  # fmt: skip
    held = row.tables["table"]
    assert held["columns"][:2] == ["名次", "单位"]
    places = [cells[0] for _key, cells in held["rows"]]
    assert set(places) <= {"1", "2", "3", "—"}
    assert "考核办法" in held["note"]
    services.publish(bulletin_id=row.pk, actor=leader, at=later)
    before = tuple(tuple(cells) for _key, cells in held["rows"])
    # What is settled afterwards changes nothing that was published.
    settle(2)
    paper = row.editions.get().paper.body
    assert any(getattr(block, "rows", None) == before for block in paper.blocks)
    assert render(paper)
    with frozen(later):
        page = enter("leader").get(reverse("bulletins:page", args=[row.pk])).content.decode()
    assert "名次" in page
