"""What was signed but never went out is taken back; its paper is changed in the bulletin, never beside it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from linli.bulletins import queries, services
from linli.bulletins.models import Bulletin
from linli.domain.access import Actor
from linli.papers import services as papers
from linli.records.errors import LinliError, NotAllowed
from linli.records.time import frozen
from tests import office
from tests.bulletins.conftest import LATER, goes_out

Act = Callable[[str], Actor]


def test_an_edition_that_never_went_out_is_taken_back_and_corrects_nothing(draft: Bulletin, act: Act) -> None:
    leader = act("leader")
    first = services.publish(bulletin_id=draft.pk, actor=leader, at=LATER)
    services.correct(bulletin_id=draft.pk, reason="标题不对", actor=leader, at=LATER)
    first.paper.refresh_from_db()
    assert first.paper.state == "withdrawn"
    second = services.publish(bulletin_id=draft.pk, actor=leader, at=LATER)
    assert not second.title.endswith("（更正）")
    assert not any("更正" in text for text in second.paper.body.texts)
    services.correct(bulletin_id=draft.pk, reason="不发了", actor=leader, at=LATER)
    given_up = services.withdraw(bulletin_id=draft.pk, reason="不发了", actor=leader, at=LATER)
    assert given_up.state == "withdrawn"


def test_a_second_edition_taken_back_leaves_the_first_that_went_out(draft: Bulletin, act: Act) -> None:
    leader = act("leader")
    first = services.publish(bulletin_id=draft.pk, actor=leader, at=LATER)
    goes_out(first, leader)
    services.correct(bulletin_id=draft.pk, reason="漏计1件", actor=leader, at=LATER)
    services.publish(bulletin_id=draft.pk, actor=leader, at=LATER)
    services.correct(bulletin_id=draft.pk, reason="措辞", actor=leader, at=LATER)
    row = services.withdraw(bulletin_id=draft.pk, reason="没有错", actor=leader, at=LATER)
    assert (row.state, row.title) == ("published", first.title)
    newest = row.editions.select_related("paper").order_by("-number")
    assert queries.standing(newest) == first


def test_the_paper_of_a_bulletin_is_changed_in_the_bulletin_only(draft: Bulletin, act: Act) -> None:
    leader = act("leader")
    paper = services.publish(bulletin_id=draft.pk, actor=leader, at=LATER).paper
    with pytest.raises(NotAllowed, match="在通报里改"):
        papers.change_paper(paper_id=paper.pk, document=paper.body, actor=leader, at=LATER)
    with pytest.raises(NotAllowed, match="在通报里改"):
        papers.withdraw_paper(paper_id=paper.pk, reason="不要了", actor=leader, at=LATER)


def test_the_page_of_the_paper_leads_to_the_bulletin_instead_of_a_form(
    draft: Bulletin, act: Act, enter: Callable[[str], Client]
) -> None:
    edition = services.publish(bulletin_id=draft.pk, actor=act("leader"), at=LATER)
    with frozen(LATER):
        client = enter("leader")
        page = client.get(reverse("papers:page", args=[edition.paper_id])).content.decode()
        assert reverse("bulletins:page", args=[draft.pk]) in page
        assert reverse("papers:edit", args=[edition.paper_id]) not in page
        url = reverse("bulletins:page", args=[draft.pk])
        assert "退回修改" in client.get(url).content.decode()
        goes_out(edition, act("leader"))
        told = client.get(url).content.decode()
        assert "退回修改" not in told
        assert "东街〔2026〕1号" in told


def test_a_rate_without_a_base_is_not_signed_as_a_dash(at_work: office.Office, act: Act) -> None:
    empty = services.draft(
        template_id="key_matters_bulletin", area_id=at_work.city.areas["east"], issuer=at_work.city.bodies["east_office"],
        last_day=date(2026, 11, 12), actor=act("leader"), at=LATER,
    )  # fmt: skip
    with pytest.raises(LinliError, match="「满意率」没有样本"):
        services.publish(bulletin_id=empty.pk, actor=act("leader"), at=LATER)
    lines = [line for line in empty.text if "{satisfied}" not in line]
    services.rewrite(bulletin_id=empty.pk, title=empty.title, lines=lines, actor=act("leader"), at=LATER)
    assert services.publish(bulletin_id=empty.pk, actor=act("leader"), at=LATER).number == 1
