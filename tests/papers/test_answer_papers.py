"""A unit finds what it has to sign for on Today, signs, and sends its 回执 back where one was asked for."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from linli.domain.access import Actor
from linli.papers import panels, services
from linli.papers.document import Document, Facts, Heading, Paragraph, ReplySlip, Table
from linli.papers.models import Paper
from linli.papers.texts import from_text, to_text
from linli.records.errors import LinliError, NotAllowed
from linli.records.time import frozen
from tests import cast

AT = datetime(2026, 11, 21, 1, 30, tzinfo=UTC)
Act = Callable[[str], Actor]
Enter = Callable[[str], Client]


def issued(city: cast.City, actor: Actor, *, asks: bool) -> Paper:
    """An assignment of East street, gone to the communities of the lake and of the willows."""
    paper = services.create_working_paper(
        kind="assignment", subject=None, addressee=city.bodies["lake_committee"], fields={"text": "下水管堵了"},
        actor=actor, at=AT, issue_now=False,
    )  # fmt: skip
    services.describe(
        paper_id=paper.pk, openness="", distribution="", internal=False, asks_reply=asks, actor=actor, at=AT
    )
    services.issue(paper_id=paper.pk, actor=actor, at=AT)
    services.deliver(
        paper_id=paper.pk, organization_ids=[city.bodies["willow_committee"].pk], actor=actor, at=AT
    )
    return paper


def test_today_lists_what_the_unit_has_not_signed_for(
    city: cast.City, act: Act, django_assert_max_num_queries: Any
) -> None:
    paper = issued(city, act("clerk"), asks=False)
    scope = city.scope("secretary")
    with django_assert_max_num_queries(1):
        found = panels.to_sign(scope, scope.post_id or 0, AT)
    assert found is not None
    assert [row["title"] for row in found["rows"]] == [paper.title]
    assert paper.number in found["rows"][0]["note"]
    services.sign_for(paper_id=paper.pk, actor=act("secretary"), at=AT)
    assert panels.to_sign(scope, scope.post_id or 0, AT) is None
    assert panels.to_sign(city.scope("clerk"), 0, AT) is None


def test_the_number_on_today_leads_to_just_these_papers(city: cast.City, act: Act, enter: Enter) -> None:
    paper = issued(city, act("clerk"), asks=False)
    issued(city, act("clerk"), asks=False)
    services.sign_for(paper_id=paper.pk, actor=act("secretary"), at=AT)
    scope = city.scope("secretary")
    found = panels.to_sign(scope, scope.post_id or 0, AT)
    assert found is not None
    assert found["count"] == 1
    with frozen(AT):
        page = enter("secretary").get(found["url"])
    assert [one.pk for one, _word in page.context["table"]] == [
        one.pk for one in Paper.objects.exclude(pk=paper.pk)
    ]


def test_a_unit_answers_at_its_own_log_in_and_has_signed_with_it(
    city: cast.City, act: Act, enter: Enter
) -> None:
    paper = issued(city, act("clerk"), asks=True)
    client, url = enter("willow_secretary"), reverse("papers:page", args=[paper.pk])
    assert "处理情况" in client.get(url).content.decode()
    empty = client.post(reverse("papers:answer", args=[paper.pk]), {"text": " "})
    assert empty.status_code == 422
    assert "请写明处理情况" in empty.content.decode()
    assert client.post(reverse("papers:answer", args=[paper.pk]), {"text": "已疏通"}).status_code == 302
    reply = paper.replies.get()
    assert (reply.organization, reply.text) == (city.bodies["willow_committee"], "已疏通")
    assert paper.deliveries.get(organization=reply.organization).signed_at is not None
    with pytest.raises(NotAllowed, match="已经回复过"):
        services.send_reply(paper_id=paper.pk, text="再回一次", actor=act("willow_secretary"), at=AT)
    with pytest.raises(NotAllowed, match="没有发给"):
        services.send_reply(paper_id=paper.pk, text="不是我的", actor=act("manager"), at=AT)


def test_nobody_answers_a_paper_that_asks_for_nothing(city: cast.City, act: Act, enter: Enter) -> None:
    paper = issued(city, act("clerk"), asks=False)
    with pytest.raises(NotAllowed, match="没有要求回执"):
        services.send_reply(paper_id=paper.pk, text="收到", actor=act("secretary"), at=AT)
    with pytest.raises(NotAllowed, match="没有要求回执"):
        services.take_reply(paper_id=paper.pk, text="收到", actor=act("clerk"), at=AT)
    page = enter("secretary").get(reverse("papers:page", args=[paper.pk])).content.decode()
    assert reverse("papers:answer", args=[paper.pk]) not in page


def test_the_writer_sees_first_who_has_not_signed_and_enters_a_reply_for_its_unit(
    city: cast.City, act: Act, enter: Enter
) -> None:
    paper = issued(city, act("clerk"), asks=True)
    services.sign_for(paper_id=paper.pk, actor=act("secretary"), at=AT)
    client, url = enter("clerk"), reverse("papers:page", args=[paper.pk])
    page = client.get(url).content.decode()
    listed = page[page.index('id="deliveries"') :]
    assert "1／2" in listed
    assert listed.index("未签收") < listed.index("已签收")
    unit = city.bodies["willow_committee"]
    answer = client.post(reverse("papers:reply", args=[paper.pk]), {"unit": unit.pk, "text": "电话回复已办"})
    assert answer.status_code == 302
    assert paper.replies.get().organization == unit


def test_a_slip_entered_later_keeps_the_day_it_names_and_no_day_that_cannot_be(
    city: cast.City, act: Act, enter: Enter
) -> None:
    paper = issued(city, act("clerk"), asks=True)
    url, unit = reverse("papers:reply", args=[paper.pk]), city.bodies["willow_committee"].pk
    with frozen(AT + timedelta(days=3)):
        client = enter("clerk")
        for bad in ("2026-11-20", "2026-11-25", "明天"):
            refused = client.post(url, {"unit": unit, "text": "已办", "received_on": bad})
            assert refused.status_code == 422
            assert "已办" in refused.content.decode()
        assert (
            client.post(url, {"unit": unit, "text": "已办", "received_on": "2026-11-22"}).status_code == 302
        )
        page = client.get(reverse("papers:page", args=[paper.pk])).content.decode()
    reply = paper.replies.get()
    assert (reply.received_on, reply.received_at) == (date(2026, 11, 22), AT + timedelta(days=3))
    assert "收到日期11月22日" in page


def test_a_report_goes_up_with_a_place_for_who_signs_it(city: cast.City, act: Act, enter: Enter) -> None:
    values = {"kind": "report", "title": "关于供暖的报告", "addressee": "市政府", "text": "已供暖。"}
    assert enter("leader").post(reverse("papers:new"), values).status_code == 302
    document = Paper.objects.get(kind="report").body
    assert "签发人：" in document.number_line
    assert document.slips == ()


BLOCKS = (
    Heading("一、总体情况"),
    Table(("甲",), (("1",),), caption="表"),
    Paragraph("表下的话。"),
    Facts((("地点", "某处"),)),
    ReplySlip("回执", ()),
)


def test_an_edited_text_keeps_its_tables_where_they_stood() -> None:
    text = to_text(BLOCKS)
    assert text.split("\n") == ["一、总体情况", "〔表格1〕", "表下的话。", "〔表单2〕", "〔回执3〕"]
    assert from_text(text, BLOCKS) == BLOCKS
    moved = from_text("表下的话。\n〔表格1〕", BLOCKS)
    assert moved == (BLOCKS[2], BLOCKS[1], BLOCKS[3], BLOCKS[4])
    assert from_text("〔表格9〕\n一句话。", BLOCKS[:1]) == (Paragraph("一句话。"),)


def test_a_draft_with_a_table_in_its_middle_is_saved_as_it_stands(
    city: cast.City, act: Act, enter: Enter
) -> None:
    document = Document(form="official", title="关于供暖的通报", blocks=BLOCKS[:3], issuer="东湖街道办事处")
    paper = services.create_paper(
        kind="bulletin", document=document, issuer=city.bodies["east_office"], actor=act("leader"), at=AT
    )
    client, url = enter("leader"), reverse("papers:edit", args=[paper.pk])
    assert "〔表格1〕" in client.get(url).content.decode()
    values = {"kind": "bulletin", "title": "新题", "text": to_text(document.blocks), "version": paper.version}
    assert client.post(url, values).status_code == 302
    paper.refresh_from_db()
    assert paper.body.blocks == BLOCKS[:3]
    with pytest.raises(LinliError):
        services.withdraw_paper(paper_id=paper.pk, reason="", actor=act("leader"), at=AT)


def test_what_the_oa_issued_is_no_draft_any_more_and_its_slip_names_its_number(
    city: cast.City, act: Act, enter: Enter
) -> None:
    leader = act("leader")
    document = Document(
        form="letter", title="关于管道的函", blocks=(Paragraph("商请支持。"),), issuer="东湖街道办事处"
    )
    paper = services.create_paper(
        kind="letter", document=document, issuer=city.bodies["east_office"], actor=leader, at=AT
    )
    services.describe(
        paper_id=paper.pk, openness="open", distribution="", internal=False, asks_reply=True, actor=leader, at=AT
    )  # fmt: skip
    client, url = enter("leader"), reverse("papers:page", args=[paper.pk])
    assert "函（代拟）" in client.get(url).content.decode()
    services.mark_drafted(paper_id=paper.pk, actor=leader, at=AT)
    services.mark_sent_to_oa(paper_id=paper.pk, actor=leader, at=AT)
    out = services.mark_issued_by_oa(
        paper_id=paper.pk, number="东街函〔2026〕3号", issued_on=AT.date(), actor=leader, at=AT
    )
    assert out.body.slips[0].pairs[0] == ("编号", "东街函〔2026〕3号")
    with frozen(AT):
        told = client.get(url).content.decode()
    assert "（代拟）" not in told
    assert "成文日期11月21日 星期六" in told
    assert "2026-11-21" not in told[told.index("经过") :]
    assert "沿此线剪下寄回" in told
    services.make_public(paper_id=paper.pk, actor=leader, at=AT)
    public = Client().get(reverse("papers:public_page", args=[paper.pk])).content.decode()
    assert "商请支持" in public
    assert "沿此线剪下寄回" not in public
