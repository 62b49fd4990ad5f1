"""History in sentences: names instead of ids, texts only for those who may, nothing raw."""

from __future__ import annotations

from typing import Any

import pytest
from django.template.loader import render_to_string

from linli.domain.access import PUBLIC, SYSTEM
from linli.records import queries, registry
from linli.records import services as records
from linli.records.models import EventBody
from tests.records.conftest import AT, CLERK, Thing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_resolvers", {})
    registry.register_resolver("body", lambda ids: {pk: f"单位{pk}" for pk in ids})


def move(thing: Thing, **more: Any) -> None:
    records.append(subject=thing, name="thing.moved", at=AT, **{"actor": CLERK, **more})


def test_ids_become_names_and_the_newest_stands_first(thing: Thing) -> None:
    move(thing, data={"body": 5, "round": 2})
    lines = queries.history("thing", thing.pk)
    assert [line.sentence for line in lines] == ["转到单位5，第2次", "登记了这件事"]
    assert lines[0].who == "单位700"


def test_an_unknown_id_shows_its_number_and_a_missing_one_a_dash(thing: Thing) -> None:
    registry.register_resolver("body", lambda ids: {})
    move(thing, data={"body": 5})
    assert queries.history("thing", thing.pk)[0].sentence == "转到5，第—次"


def test_placeholders_may_borrow_a_resolver_and_lists_are_joined(thing: Thing) -> None:
    registry.register_event("thing.shared", "请%(helpers)s协办", refs={"helpers": "body"})
    records.append(subject=thing, name="thing.shared", actor=SYSTEM, at=AT, data={"helpers": [1, 2]})
    line = queries.history("thing", thing.pk)[0]
    assert (line.sentence, line.who) == ("请单位1、单位2协办", "系统自动")


def test_an_event_of_an_older_version_never_shows_its_code_name(thing: Thing) -> None:
    move(thing)
    registry._events.pop("thing.moved")
    assert queries.history("thing", thing.pk)[0].sentence == "有一项记录（旧版本）"


def test_texts_are_labelled_hidden_or_said_to_be_erased(thing: Thing) -> None:
    move(thing, actor=PUBLIC, text={"note": "漏水三天了", "other": ["甲", "乙"], "empty": ""})
    line = queries.history("thing", thing.pk)[0]
    assert line.texts == (("说明", "漏水三天了"), ("", "甲、乙"))
    assert line.detail == "说明：漏水三天了\n甲、乙"
    assert line.who == "居民"
    assert queries.history("thing", thing.pk, with_texts=False)[0].texts == ()
    EventBody.objects.update(text="", salt="", erased_at=AT)
    assert "已按规定删除" in queries.history("thing", thing.pk)[0].detail


def test_a_long_history_pages_and_costs_few_queries(thing: Thing, django_assert_num_queries: Any) -> None:
    for number in range(30):
        move(thing, data={"body": number, "round": number})
    with django_assert_num_queries(1):
        page = queries.history("thing", thing.pk, limit=10)
    assert [line.seq for line in page] == list(range(31, 21, -1))
    assert queries.history("thing", thing.pk, before=22, limit=1)[0].seq == 21


def test_the_part_shows_sentences_escaped(thing: Thing) -> None:
    move(thing, data={"body": 5, "round": 1}, text={"note": "<b>急</b>"})
    html = render_to_string("records/parts/timeline.html", {"lines": queries.history("thing", thing.pk)})
    assert "转到单位5，第1次" in html
    assert "&lt;b&gt;急" in html
    assert "还没有记录" in render_to_string("records/parts/timeline.html", {"lines": []})


def test_every_registered_sentence_can_be_shown() -> None:
    for name in registry.event_names():
        kind = registry.event_type(name)
        assert kind is not None
        assert str(kind.sentence).strip()
        assert str(kind.sentence) % queries._Blank()


def test_the_value_of_a_field_at_any_instant(thing: Thing) -> None:
    records.set_span(subject=thing, field="state", value="new", at=AT, seq=1)
    assert queries.value_at("thing", thing.pk, "state", AT) == "new"
    assert queries.value_at("thing", thing.pk, "state", AT.replace(year=2025)) is None
