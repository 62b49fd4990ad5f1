"""A statement compiled once answers what its queryset answers, and a prepared insert stores what ``save`` stores."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from django.db import connection, transaction

from linli.records.inserting import draw_ids, insert_row, insert_values
from linli.records.models import NumberSeries, Request
from linli.records.reading import Reading, any_of

pytestmark = [pytest.mark.django_db, pytest.mark.databases]
AT = datetime(2026, 2, 13, 8, 0, tzinfo=UTC)


def _request(key: str) -> Request:
    return Request(key=key, actor="public", digest="d" * 64, result='{"甲": 1}', created_at=AT)


@pytest.fixture
def three() -> list[Request]:
    rows = [_request(key) for key in ("a", "b", "c")]
    for row in rows:
        insert_row(row)
    return rows


def test_a_prepared_insert_stores_what_save_stores(three: list[Request]) -> None:
    saved = _request("d")
    saved.save()
    stored = {row.key: row for row in Request.objects.all()}
    assert [row.pk for row in three] == [stored[key].pk for key in ("a", "b", "c")]
    for column in ("actor", "digest", "result", "created_at"):
        assert getattr(stored["a"], column) == getattr(stored["d"], column)
    three[0].result = "{}"
    three[0].save()
    assert Request.objects.count() == 4


def test_rows_and_tuples_follow_the_values_given(three: list[Request]) -> None:
    by_key = Reading(lambda key: Request.objects.filter(key=key, created_at=AT))
    assert [row.pk for key in ("b", "nothing", "c") for row in by_key.rows(key)] == [three[1].pk, three[2].pk]
    assert by_key.rows("a")[0].created_at == AT
    some = Reading(
        lambda *ids: Request.objects.filter(any_of("pk", ids)).order_by("-pk").values_list("key", "pk")
    )
    assert some.tuples(three[0].pk, three[2].pk) == [("c", three[2].pk), ("a", three[0].pk)]
    assert some.tuples(three[1].pk) == [("b", three[1].pk)]


def test_a_statement_is_compiled_once_for_each_number_of_values(three: list[Request]) -> None:
    built = []

    def make(*ids: object) -> object:
        built.append(len(ids))
        return Request.objects.filter(any_of("pk", ids)).values_list("key")  # type: ignore[arg-type]

    reading = Reading(make)  # type: ignore[arg-type,var-annotated]
    for _again in range(3):
        assert reading.tuples(three[0].pk) == [("a",)]
        assert len(reading.tuples(three[0].pk, three[1].pk)) == 2
    assert built == [1, 2], connection.vendor


@pytest.mark.parametrize("number", [1 << 63, 10**30, -(10**30)])
def test_a_number_no_column_can_hold_finds_nothing(three: list[Request], number: int) -> None:
    assert Reading(lambda pk: Request.objects.filter(pk=pk)).rows(number) == []
    assert Reading(lambda pk: Request.objects.filter(pk=pk).values_list("key")).tuples(number) == []


def test_rows_that_nobody_needs_as_instances_stand_as_they_were_given() -> None:
    with transaction.atomic():
        first, second = draw_ids(NumberSeries, 2)
        assert list(draw_ids(NumberSeries, 0)) == []
        values = [(first, "甲", 2026, 3), (second, "乙", 2026, 4)]
        insert_values(NumberSeries, ("id", "series", "year", "last"), values)
        assert draw_ids(NumberSeries, 1)[0] > second
    held = NumberSeries.objects.filter(pk__in=[first, second]).order_by("pk")
    assert list(held.values_list("series", "last")) == [("甲", 3), ("乙", 4)]


@pytest.mark.django_db(transaction=True)
def test_ids_are_drawn_in_a_transaction_only() -> None:
    with pytest.raises(RuntimeError, match="transaction"):
        draw_ids(NumberSeries, 1)
