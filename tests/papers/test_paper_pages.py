"""Pages of papers: who sees them, the steps, the Word file, and texts that survive a refusal."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client
from django.urls import reverse

from linli.domain.access import Actor
from linli.papers import services
from linli.papers.models import Paper
from linli.papers.texts import to_blocks, to_text
from tests import cast

AT = datetime(2026, 11, 21, 1, 30, tzinfo=UTC)
Act = Callable[[str], Actor]
Enter = Callable[[str], Client]


@pytest.fixture
def paper(city: cast.City, act: Act) -> Paper:
    """An assignment of East street to its community."""
    return services.create_working_paper(
        kind="assignment",
        subject=city.posts["secretary"],
        addressee=city.bodies["lake_committee"],
        fields={"case": "A1B2", "text": "下水管<b>堵了"},
        actor=act("clerk"),
        at=AT,
    )


@pytest.mark.parametrize(
    ("post", "status"),
    [("clerk", 200), ("secretary", 200), ("officer", 200), ("west_clerk", 404), ("willow_secretary", 404)],
)
def test_the_writer_the_addressee_and_those_above_see_it(
    paper: Paper, enter: Enter, post: str, status: int
) -> None:
    client = enter(post)
    assert client.get(reverse("papers:page", args=[paper.pk])).status_code == status
    assert client.get(reverse("papers:word", args=[paper.pk])).status_code == status
    listed = client.get(reverse("papers:list")).content.decode()
    assert (paper.number in listed) is (status == 200)


def test_an_addressee_does_not_see_a_draft(city: cast.City, act: Act, enter: Enter) -> None:
    draft = services.create_working_paper(
        kind="assignment",
        subject=None,
        addressee=city.bodies["lake_committee"],
        fields={},
        actor=act("clerk"),
        at=AT,
        issue_now=False,
    )
    client = enter("secretary")
    assert client.get(reverse("papers:page", args=[draft.pk])).status_code == 404
    assert f"/papers/{draft.pk}/" not in client.get(reverse("papers:list")).content.decode()


def test_the_page_prints_and_escapes(paper: Paper, enter: Enter) -> None:
    client = enter("clerk")
    for name in ("papers:page", "papers:print"):
        page = client.get(reverse(name, args=[paper.pk])).content.decode()
        assert "下水管&lt;b&gt;堵了" in page
        assert "东湖街道办事处交〔2026〕1号" in page


def test_the_word_file_downloads_under_its_name(paper: Paper, enter: Enter) -> None:
    answer = enter("clerk").get(reverse("papers:word", args=[paper.pk]))
    assert "%E4%BA%A4%E5%8A%9E%E5%8D%95" in answer["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert "东湖街道办事处交〔2026〕1号" in archive.read("word/document.xml").decode()


def draft_form(**more: str) -> dict[str, str]:
    return {
        "kind": "notice",
        "title": "关于供暖的通知",
        "addressee": "各社区",
        "text": "一、总体情况\n现将情况告知。",
        **more,
    }


def test_a_notice_is_drafted_sent_and_registered(enter: Enter) -> None:
    client = enter("leader")
    answer = client.post(reverse("papers:new"), draft_form())
    paper = Paper.objects.get()
    assert answer.headers["Location"] == reverse("papers:page", args=[paper.pk])
    for step in ("drafted", "sent"):
        assert client.post(reverse("papers:step", args=[paper.pk, step])).status_code == 302
    values = {"number": "东街办（2026）3号", "issued_on": "2026-01-05"}
    assert client.post(reverse("papers:number", args=[paper.pk]), values).status_code == 302
    paper.refresh_from_db()
    assert (paper.state, paper.number) == ("issued_by_oa", "东街办〔2026〕3号")


def test_an_order_to_a_lower_committee_is_stopped_and_the_text_survives(
    city: cast.City, enter: Enter
) -> None:
    client = enter("officer")
    values = draft_form(addressee="东湖街道办事处", text="请务必于11月28日前报送供暖情况。")
    answer = client.post(reverse("papers:new"), values)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "改发对口单位" in page
    assert "请务必于11月28日前报送供暖情况。" in page
    assert client.post(reverse("papers:new"), values | {"authority": "区委第8次会议纪要"}).status_code == 302


def test_a_number_that_cannot_be_is_told_beside_its_field(enter: Enter) -> None:
    client = enter("leader")
    client.post(reverse("papers:new"), draft_form())
    paper = Paper.objects.get()
    for step in ("drafted", "sent"):
        client.post(reverse("papers:step", args=[paper.pk, step]))
    answer = client.post(
        reverse("papers:number", args=[paper.pk]), {"number": "八号文", "issued_on": "2026-01-05"}
    )
    assert answer.status_code == 422
    assert "文号看不懂" in answer.content.decode()


def test_a_draft_is_edited_and_voided_with_a_reason(enter: Enter) -> None:
    client = enter("leader")
    client.post(reverse("papers:new"), draft_form())
    paper = Paper.objects.get()
    assert "一、总体情况" in client.get(reverse("papers:edit", args=[paper.pk])).content.decode()
    client.post(
        reverse("papers:edit", args=[paper.pk]), draft_form(title="新标题") | {"version": str(paper.version)}
    )
    paper.refresh_from_db()
    assert paper.title == "新标题"
    assert client.post(reverse("papers:void", args=[paper.pk]), {"reason": ""}).status_code == 422
    assert client.post(reverse("papers:void", args=[paper.pk]), {"reason": "不发了"}).status_code == 302


def test_only_the_writing_body_acts(paper: Paper, enter: Enter) -> None:
    assert enter("secretary").post(reverse("papers:step", args=[paper.pk, "issue"])).status_code == 403


def test_an_empty_register_says_what_to_do(city: cast.City, enter: Enter) -> None:
    page = enter("leader").get(reverse("papers:list")).content.decode()
    assert "没有符合条件的文书" in page
    assert reverse("papers:new") in page


def test_the_register_and_the_page_take_few_queries(
    paper: Paper, enter: Enter, django_assert_max_num_queries: Callable[..., object]
) -> None:
    client = enter("clerk")
    for url in (reverse("papers:list"), reverse("papers:page", args=[paper.pk])):
        with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
            client.get(url)


def test_typed_text_becomes_headings_and_paragraphs_and_comes_back() -> None:
    text = "开头一段。\n一、总体情况\n(一) 热点\n1.老旧管网\n（1）支线\n2.这一条很长，是一个完整的句子。\n1.5万户已供暖。"
    blocks = to_blocks(text)
    assert [getattr(block, "level", 0) for block in blocks] == [0, 1, 2, 3, 4, 0, 0]
    assert to_blocks(to_text(blocks)) == blocks
