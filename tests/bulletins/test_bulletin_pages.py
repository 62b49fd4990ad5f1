"""Pages of bulletins: drafted in one tap, words that survive a refusal, figures that open their rows, editions side by side."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from linli.bulletins import services
from linli.bulletins.models import Bulletin
from linli.domain.access import Actor
from linli.records.time import frozen
from tests.bulletins.conftest import LATER, goes_out

Act = Callable[[str], Actor]
Enter = Callable[[str], Client]


def text_of(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]


def test_a_bulletin_is_drafted_from_the_list_in_one_tap(at_work: object, enter: Enter) -> None:
    with frozen(LATER):
        client = enter("leader")
        page = text_of(client.get(reverse("bulletins:list")))
        assert "关键小事办理情况通报" in page
        answer = client.post(
            reverse("bulletins:new"), {"template": "key_matters_bulletin", "last_day": "2026-11-12"}
        )
        made = Bulletin.objects.get()
        assert answer.headers["Location"] == reverse("bulletins:page", args=[made.pk])
        assert "东湖街道" in text_of(client.get(reverse("bulletins:page", args=[made.pk])))


def test_a_published_number_opens_the_rows_it_was_counted_from(
    draft: Bulletin, act: Act, enter: Enter
) -> None:
    services.publish(bulletin_id=draft.pk, actor=act("leader"), at=LATER)
    with frozen(LATER):
        client = enter("leader")
        page = text_of(client.get(reverse("bulletins:page", args=[draft.pk])))
        url = reverse("bulletins:frozen_figure", args=[draft.pk, 1, "closed"])
        assert f'href="{url}"' in page
        rows = text_of(client.get(url))
        assert "共3条" in rows
        cell = reverse("bulletins:frozen_figure", args=[draft.pk, 1, f"by_place.{draft.area_id}.settled"])
        assert f'href="{cell}"' in page
        assert "共3条" in text_of(client.get(cell))


def test_rows_out_of_scope_are_counted_but_not_shown(draft: Bulletin, act: Act, enter: Enter) -> None:
    services.publish(bulletin_id=draft.pk, actor=act("leader"), at=LATER)
    with frozen(LATER):
        url = reverse("bulletins:frozen_figure", args=[draft.pk, 1, "closed"])
        assert enter("west_clerk").get(url).status_code == 404
        below = enter("secretary")
        assert below.get(reverse("bulletins:page", args=[draft.pk])).status_code == 200
        assert "共3条" in text_of(below.get(url))


def test_a_draft_is_seen_by_its_body_only(draft: Bulletin, enter: Enter) -> None:
    with frozen(LATER):
        above = enter("officer")
        assert above.get(reverse("bulletins:page", args=[draft.pk])).status_code == 404
        assert draft.title not in text_of(above.get(reverse("bulletins:list")))


def test_words_survive_an_unknown_figure(draft: Bulletin, enter: Enter) -> None:
    with frozen(LATER):
        client = enter("leader")
        url = reverse("bulletins:words", args=[draft.pk])
        assert "{办结}" in text_of(client.get(url))
        answer = client.post(
            url, {"title": "题", "text": "一句我自己写的话{没有这个}", "version": str(draft.version)}
        )
        assert answer.status_code == 422
        assert "一句我自己写的话{没有这个}" in text_of(answer)
        assert "没有{没有这个}这个数字" in text_of(answer)
        stale = client.post(url, {"title": "题", "text": "好", "version": "1"})
        assert stale.status_code == 409
        assert "好" in text_of(stale)


def test_changed_figures_are_shown_at_signing(
    draft: Bulletin, enter: Enter, settle: Callable[[int], list[int]]
) -> None:
    settle(1)
    with frozen(LATER):
        client = enter("leader")
        answer = client.post(reverse("bulletins:publish", args=[draft.pk]), {"version": str(draft.version)})
        assert answer.status_code == 409
        assert "办结由3变为4" in text_of(answer)
        assert reverse("bulletins:refresh", args=[draft.pk]) in text_of(answer)


def test_the_word_file_is_the_paper_and_a_correction_shows_its_differences(
    draft: Bulletin, act: Act, enter: Enter, settle: Callable[[int], list[int]]
) -> None:
    leader = act("leader")
    goes_out(services.publish(bulletin_id=draft.pk, actor=leader, at=LATER), leader)
    settle(1)
    services.correct(bulletin_id=draft.pk, reason="漏计1件", actor=leader, at=LATER)
    services.publish(bulletin_id=draft.pk, actor=leader, at=LATER)
    with frozen(LATER):
        client = enter("leader")
        file = client.get(reverse("bulletins:word", args=[draft.pk]))
        with zipfile.ZipFile(io.BytesIO(file.content)) as archive:
            words = archive.read("word/document.xml").decode()
        assert "更正如下：漏计1件" in words
        assert "×〔2026〕" in words
        page = text_of(client.get(reverse("bulletins:differences", args=[draft.pk, 2])))
        assert "漏计1件" in page
        assert "<del>" in page
        old = text_of(client.get(reverse("bulletins:edition", args=[draft.pk, 1])))
        assert "这一版已被更正" in old


def test_an_empty_list_says_what_to_do(at_work: object, enter: Enter) -> None:
    with frozen(LATER):
        assert "没有通报" in text_of(enter("leader").get(reverse("bulletins:list")))


@pytest.mark.parametrize("name", ["list", "page", "words", "frozen_figure"])
def test_pages_take_few_queries(
    draft: Bulletin, act: Act, enter: Enter, name: str, django_assert_max_num_queries: Callable[..., object]
) -> None:
    if name != "words":
        services.publish(bulletin_id=draft.pk, actor=act("leader"), at=LATER)
    args = {"list": [], "frozen_figure": [draft.pk, 1, "closed"]}.get(name, [draft.pk])
    with frozen(LATER):
        client = enter("leader")
        client.get(reverse("bulletins:list"))
        with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
            assert client.get(reverse(f"bulletins:{name}", args=args)).status_code == 200
