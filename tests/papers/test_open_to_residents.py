"""公开: what residents may read and what never; units picked on a searched list; two writers, a form sent twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse

from linli.domain.access import Actor
from linli.organizations.models import Organization
from linli.papers import services
from linli.papers.document import Document, Table, to_json
from linli.papers.models import Paper
from linli.papers.texts import to_blocks
from linli.records.errors import NotAllowed
from linli.records.time import frozen
from tests import cast
from tests.papers.test_send_papers import AT

Act = Callable[[str], Actor]
Enter = Callable[[str], Client]


def issued(city: cast.City, actor: Actor, **more: object) -> Paper:
    """A notice of the east street office of its own number, gone out and 主动公开."""
    body = city.bodies["east_office"]
    services.set_series(
        organization_id=body.pk, kind="notice", code="东湖街办", style="own", actor=actor, at=AT
    )
    document = Document(
        form="official",
        title="关于冬季供暖服务的通知",
        issuer=body.name,
        blocks=to_blocks("供暖11月15日开始。"),
    )
    paper = services.create_paper(
        kind="notice", document=replace(document, **more), issuer=body, actor=actor, at=AT
    )  # type: ignore[arg-type]
    services.describe(
        paper_id=paper.pk,
        openness="open",
        distribution="",
        internal=False,
        asks_reply=False,
        actor=actor,
        at=AT,
    )
    return services.issue(paper_id=paper.pk, actor=actor, at=AT)


def test_a_public_paper_is_read_without_an_account_and_others_are_not(city: cast.City, act: Act) -> None:
    paper = issued(city, act("leader"))
    client, url = Client(), reverse("papers:public_page", args=[paper.pk])
    assert client.get(url).status_code == 404
    services.make_public(paper_id=paper.pk, actor=act("leader"), at=AT)
    page = client.get(url).content.decode()
    assert "供暖11月15日开始" in page
    assert "〔2026〕1号" in page
    assert paper.title in client.get(reverse("papers:public_list"), {"q": "供暖"}).content.decode()
    assert "没有找到" in client.get(reverse("papers:public_list"), {"q": "停车"}).content.decode()
    assert reverse("papers:public_list") in client.get("/w/").content.decode()


@pytest.mark.parametrize(
    "blocks",
    [
        (Table(("名次", "单位"), (("1", "某街道"),)),),
        to_blocks("完成率由高到低依次为：甲、乙。"),
        to_blocks("某街道排名第一。"),
    ],
)
def test_a_ranking_is_never_public(city: cast.City, act: Act, blocks: tuple[object, ...]) -> None:
    paper = issued(city, act("leader"), blocks=blocks)
    with pytest.raises(NotAllowed, match="不对外公开"):
        services.make_public(paper_id=paper.pk, actor=act("leader"), at=AT)
    # Not even one that was marked some other way.
    Paper.objects.filter(pk=paper.pk).update(published_at=AT)
    assert Client().get(reverse("papers:public_page", args=[paper.pk])).status_code == 404


def test_a_table_in_fixed_order_may_be_public(city: cast.City, act: Act) -> None:
    paper = issued(city, act("leader"), blocks=to_blocks("按行政区划顺序排列，不排名。"))
    assert services.make_public(paper_id=paper.pk, actor=act("leader"), at=AT).published_at == AT


def test_units_are_ticked_on_a_searched_list_and_remembered(city: cast.City, act: Act, enter: Enter) -> None:
    paper = issued(city, act("leader"))
    client, url = enter("leader"), reverse("papers:deliver", args=[paper.pk])
    page = client.get(url).content.decode()
    assert "发放到单位" in page
    one = Organization.objects.exclude(pk=paper.issuer_id).exclude(name="").order_by("pk")[0]
    found = client.post(url, {"q": one.name, "find": "1"}).content.decode()
    assert f'value="{one.pk}"' in found
    # A tick survives the next search, and nothing is sent by searching.
    again = client.post(url, {"q": "没有这个单位", "units": [one.pk], "find": "1"}).content.decode()
    assert one.name in again
    assert not paper.deliveries.exists()
    refused = client.post(url, {"q": ""})
    assert refused.status_code == 422
    assert "请至少勾选一个单位" in refused.content.decode()
    assert client.post(url, {"units": [one.pk]}).status_code == 302
    assert client.post(url, {"units": [one.pk]}).status_code == 302, "sent twice"
    assert [row.organization_id for row in paper.deliveries.all()] == [one.pk]
    document = replace(paper.body, number="")
    second = services.create_paper(
        kind="notice", document=document, issuer=paper.issuer, actor=act("leader"), at=AT
    )
    services.issue(paper_id=second.pk, actor=act("leader"), at=AT)
    remembered = client.get(reverse("papers:deliver", args=[second.pk])).content.decode()
    box = remembered[remembered.index(f'value="{one.pk}"') :]
    assert "checked" in box[: box.index(">")]


def test_two_writers_see_both_texts(city: cast.City, act: Act, enter: Enter) -> None:
    body = city.bodies["east_office"]
    document = Document(form="official", title="甲", issuer=body.name, blocks=to_blocks("第一稿。"))
    paper = services.create_paper(kind="notice", document=document, issuer=body, actor=act("leader"), at=AT)
    stale = paper.version
    services.change_paper(
        paper_id=paper.pk,
        document=replace(document, blocks=to_blocks("别人改的一稿。")),
        actor=act("leader"),
        at=AT,
    )
    form = {"kind": "notice", "title": "甲", "addressee": "", "text": "我写的一稿。", "version": stale}
    client, url = enter("leader"), reverse("papers:edit", args=[paper.pk])
    answer = client.post(url, form)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "别人改的一稿" in page
    assert "我写的一稿" in page
    paper.refresh_from_db()
    assert f'name="version" value="{paper.version}"' in page
    assert client.post(url, form | {"version": paper.version}).status_code == 302


def test_a_form_sent_twice_makes_one_paper(city: cast.City, enter: Enter) -> None:
    client = enter("leader")
    form = {
        "kind": "notice",
        "title": "关于供暖的通知",
        "addressee": "",
        "text": "一句话。",
        "request_key": "k1",
    }
    with frozen(AT):
        first = client.post(reverse("papers:new"), form)
        second = client.post(reverse("papers:new"), form)
    assert first.headers["Location"] == second.headers["Location"]
    assert Paper.objects.count() == 1


def test_public_pages_take_few_queries(
    city: cast.City, act: Act, django_assert_max_num_queries: Callable[..., object]
) -> None:
    paper = issued(city, act("leader"))
    services.make_public(paper_id=paper.pk, actor=act("leader"), at=AT)
    for url in (reverse("papers:public_list"), reverse("papers:public_page", args=[paper.pk])):
        with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
            assert Client().get(url).status_code == 200


def test_the_document_keeps_nothing_of_a_ranking_check() -> None:
    """`ranks` is read from the words, never stored: an old paper is judged by the same rule."""
    assert "ranks" not in to_json(Document(form="official", title="x"))
