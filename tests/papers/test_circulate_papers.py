"""Series, checking, delivery, signing for, publication; a reply slip only where somebody asked."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from linli.domain.access import Actor
from linli.papers import services
from linli.papers.document import Document, ReplySlip
from linli.papers.models import Paper
from linli.papers.texts import to_blocks
from linli.records.errors import LinliError, NotAllowed
from tests import cast

AT = datetime(2026, 11, 21, 1, 30, tzinfo=UTC)
Act = Callable[[str], Actor]
Enter = Callable[[str], Client]


def draft(city: cast.City, actor: Actor, kind: str = "bulletin", **more: object) -> Paper:
    form = {"briefing": "briefing", "minutes": "minutes"}.get(kind, "official")
    document = Document(
        form=form,
        title="关于供暖的通报",
        blocks=to_blocks("现将情况通报如下。"),
        issuer="东湖街道办事处",
        **more,
    )  # type: ignore[arg-type]
    return services.create_paper(
        kind=kind, document=document, issuer=city.bodies["east_office"], addressee=city.bodies["lake_committee"], actor=actor, at=AT
    )  # fmt: skip


def own_series(city: cast.City, actor: Actor, kind: str = "bulletin", code: str = "东街通") -> None:
    services.set_series(
        organization_id=city.bodies["east_office"].pk, kind=kind, code=code, style="own", actor=actor, at=AT
    )


def test_the_setting_of_a_series_decides_who_numbers(city: cast.City, act: Act) -> None:
    leader = act("leader")
    with pytest.raises(NotAllowed):
        services.issue(paper_id=draft(city, leader).pk, actor=leader, at=AT)
    own_series(city, leader)
    papers = [services.issue(paper_id=draft(city, leader).pk, actor=leader, at=AT) for _ in range(3)]
    assert [paper.number for paper in papers] == [f"东街通〔2026〕{n}号" for n in (1, 2, 3)]
    with pytest.raises(LinliError, match="1月1日"):
        own_series(city, leader, code="另一个")
    for code in ("东街〔通〕", "东街2026", ""):
        with pytest.raises(LinliError, match="只写文字"):
            own_series(city, leader, kind="notice", code=code)


def test_a_briefing_counts_within_the_year_and_in_all(city: cast.City, act: Act) -> None:
    leader = act("leader")
    first = services.issue(paper_id=draft(city, leader, "briefing").pk, actor=leader, at=AT)
    later = AT.replace(year=2027)
    second = services.issue(paper_id=draft(city, leader, "briefing").pk, actor=leader, at=later)
    assert (first.number, second.number) == ("第1期（总第1期）", "第1期（总第2期）")
    assert "〔" not in second.number


def test_nobody_checks_his_own_draft_and_a_change_undoes_the_check(city: cast.City, act: Act) -> None:
    writer = act("leader")
    checker = Actor(user_id=2, post_id=writer.post_id, channel="page", body_id=writer.body_id)
    paper = draft(city, writer)
    services.ask_review(paper_id=paper.pk, actor=writer, at=AT)
    with pytest.raises(NotAllowed, match="不能自己核稿"):
        services.approve_review(paper_id=paper.pk, actor=writer, at=AT)
    with pytest.raises(LinliError, match="意见"):
        services.return_review(paper_id=paper.pk, reason="", actor=checker, at=AT)
    checked = services.approve_review(paper_id=paper.pk, actor=checker, at=AT)
    assert checked.checked_at == AT
    changed = services.change_paper(paper_id=paper.pk, document=checked.body, actor=writer, at=AT)
    assert changed.checked_at is None


def test_units_sign_for_a_paper_and_no_person_does(city: cast.City, act: Act) -> None:
    leader = act("leader")
    own_series(city, leader)
    paper = draft(city, leader)
    with pytest.raises(NotAllowed, match="发出以后"):
        services.deliver(paper_id=paper.pk, organization_ids=[], actor=leader, at=AT)
    services.issue(paper_id=paper.pk, actor=leader, at=AT)
    services.deliver(
        paper_id=paper.pk, organization_ids=[city.bodies["willow_committee"].pk], actor=leader, at=AT
    )
    assert paper.deliveries.count() == 2
    signed = services.sign_for(paper_id=paper.pk, actor=act("secretary"), at=AT)
    assert signed.organization == city.bodies["lake_committee"]
    assert services.sign_for(paper_id=paper.pk, actor=act("secretary"), at=AT).signed_at == AT
    with pytest.raises(NotAllowed, match="没有发给"):
        services.sign_for(paper_id=paper.pk, actor=act("manager"), at=AT)


def test_a_unit_a_paper_was_delivered_to_reads_it_and_signs_on_its_page(
    city: cast.City, act: Act, enter: Enter
) -> None:
    leader = act("leader")
    own_series(city, leader)
    paper = services.issue(paper_id=draft(city, leader).pk, actor=leader, at=AT)
    client = enter("willow_secretary")
    url = reverse("papers:page", args=[paper.pk])
    assert client.get(url).status_code == 404
    services.deliver(
        paper_id=paper.pk, organization_ids=[city.bodies["willow_committee"].pk], actor=leader, at=AT
    )
    assert "签收" in client.get(url).content.decode()
    assert client.post(reverse("papers:sign_for", args=[paper.pk])).status_code == 302
    assert "已签收" in client.get(url).content.decode()


def test_a_reply_slip_stands_only_where_somebody_asked(city: cast.City, act: Act) -> None:
    leader = act("leader")
    paper = draft(city, leader)
    given = {"openness": "", "distribution": "各社区", "internal": False, "actor": leader, "at": AT}
    asked = services.describe(paper_id=paper.pk, asks_reply=True, **given)
    assert any(isinstance(block, ReplySlip) for block in asked.body.blocks)
    calm = services.describe(paper_id=paper.pk, asks_reply=False, **given)
    assert not any(isinstance(block, ReplySlip) for block in calm.body.blocks)


def test_internal_papers_are_never_made_public(city: cast.City, act: Act) -> None:
    leader = act("leader")
    own_series(city, leader)
    paper = draft(city, leader)
    given = {"distribution": "", "asks_reply": False, "actor": leader, "at": AT}
    with pytest.raises(LinliError, match="内部资料"):
        services.describe(paper_id=paper.pk, openness="open", internal=True, **given)
    services.describe(paper_id=paper.pk, openness="on_request", internal=False, **given)
    services.issue(paper_id=paper.pk, actor=leader, at=AT)
    with pytest.raises(NotAllowed, match="不能公开"):
        services.make_public(paper_id=paper.pk, actor=leader, at=AT)


@pytest.mark.parametrize(
    ("kind", "label"),
    [("meeting_notice", "议题"), ("visit_record", "走访对象"), ("attendance_sheet", "主持人")],
)
def test_daily_papers_are_written_on_the_form_of_their_kind(
    city: cast.City, enter: Enter, kind: str, label: str
) -> None:
    client = enter("leader")
    url = f"{reverse('papers:new')}?kind={kind}"
    assert label in client.get(url).content.decode()
    assert client.post(url, {"addressee": "", "text": "", "f_place": "社区三楼"}).status_code == 302
    paper = Paper.objects.get()
    assert "社区三楼" in client.get(reverse("papers:page", args=[paper.pk])).content.decode()


def test_minutes_name_who_was_there_and_a_line_that_says_nothing_is_told(
    city: cast.City, enter: Enter
) -> None:
    client = enter("leader")
    values = {"kind": "minutes", "title": "供暖工作会议纪要", "text": "议定两件事。", "people": "谁都在"}
    refused = client.post(reverse("papers:new"), values)
    assert refused.status_code == 422
    assert "看不懂" in refused.content.decode()
    assert (
        client.post(reverse("papers:new"), values | {"people": "出席：甲、乙\n列席：丙"}).status_code == 302
    )
    assert Paper.objects.get().body.people_lines == [("出席", "甲、乙"), ("列席", "丙")]


def test_the_register_filters_by_day_and_goes_to_excel(city: cast.City, act: Act, enter: Enter) -> None:
    leader = act("leader")
    own_series(city, leader)
    paper = services.issue(paper_id=draft(city, leader).pk, actor=leader, at=AT)
    client = enter("leader")
    assert paper.number in client.get(reverse("papers:list"), {"since": "2026-11-01"}).content.decode()
    assert paper.number not in client.get(reverse("papers:list"), {"until": "2026-11-01"}).content.decode()
    answer = client.get(reverse("papers:export"), {"kind": "bulletin"})
    assert (
        answer.headers["Location"].endswith("/papers/?kind=bulletin")
        or "papers" in answer.headers["Location"]
    )
    from linli.bulletins import paper_ledger

    rows = list(paper_ledger.rows(city.scope("leader"), {"kind": "bulletin"}, AT))
    assert [(row["number"], row["signed"], row["issued_on"]) for row in rows] == [
        (paper.number, "0/1", date(2026, 11, 21))
    ]
