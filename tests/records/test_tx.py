"""One transaction per verb: tried again when that helps, told in plain words when it does not."""

from __future__ import annotations

import sqlite3
from typing import Any

import pytest
from django.db import DataError, IntegrityError, InterfaceError, OperationalError, connection, transaction
from django.http import HttpResponse
from django.test import RequestFactory

from linli.config.middleware import KindErrorsMiddleware
from linli.records import tx
from linli.records.errors import BadFile, Busy, StorageFull, StorageGone
from linli.records.models import NumberSeries
from tests.records.conftest import Thing

pytestmark = pytest.mark.django_db(transaction=True)
sqlite_only = pytest.mark.skipif("connection.vendor != 'sqlite'", reason="about the file of SQLite")


def failing(times: int, error: Exception) -> Any:
    calls: list[int] = []

    @tx.verb()
    def act() -> int:
        calls.append(1)
        NumberSeries.objects.create(series=f"try {len(calls)}")
        if len(calls) <= times:
            raise error
        return len(calls)

    return act


def with_state(state: str) -> OperationalError:
    error = OperationalError("could not serialize access")
    error.__cause__ = type("Cause", (Exception,), {"sqlstate": state})()
    return error


@pytest.mark.parametrize("state", ["40001", "40P01"])
def test_serialization_and_deadlock_are_tried_again_from_the_start(state: str) -> None:
    assert failing(2, with_state(state))() == 3
    assert [row.series for row in NumberSeries.objects.all()] == ["try 3"]


def test_after_three_tries_it_says_so() -> None:
    with pytest.raises(Busy, match="稍后再试"):
        failing(9, OperationalError("database is locked"))()
    assert not NumberSeries.objects.exists()


def test_inside_another_transaction_nothing_is_tried_again() -> None:
    with pytest.raises(OperationalError), transaction.atomic():
        failing(1, OperationalError("database is locked"))()


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (OperationalError("database or disk is full"), StorageFull),
        (with_state("53100"), StorageFull),
        (OperationalError("unable to open database file"), StorageGone),
        (OperationalError("attempt to write a readonly database"), StorageGone),
        (InterfaceError("connection already closed"), StorageGone),
    ],
)
def test_a_full_or_absent_database_is_named(error: Exception, kind: type[Exception]) -> None:
    with pytest.raises(kind):
        failing(9, error)()


@pytest.mark.databases
def test_a_text_no_column_takes_is_refused_with_a_sentence() -> None:
    if connection.vendor == "sqlite":  # which takes it
        assert not NumberSeries.objects.filter(series="a\x00b").exists()
        return
    with pytest.raises(DataError) as raised:
        NumberSeries.objects.filter(series="a\x00b").exists()
    request = RequestFactory().get("/")
    answer = KindErrorsMiddleware(lambda _request: HttpResponse()).process_exception(request, raised.value)
    assert answer is not None
    assert (answer.status_code, "控制字符" in answer.content.decode()) == (400, True)


def test_a_mistake_of_ours_is_not_dressed_up() -> None:
    with pytest.raises(IntegrityError):
        failing(1, IntegrityError("unique"))()


def test_a_with_block_is_one_transaction() -> None:
    def fail() -> None:
        with tx.verb():
            NumberSeries.objects.create(series="a")
            raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        fail()
    assert not NumberSeries.objects.exists()


@sqlite_only
def test_a_database_locked_by_another_process_gives_a_sentence_and_loses_nothing() -> None:
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout=20")
    try:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Busy):
            tx.run(Thing.objects.create)
        other.execute("ROLLBACK")
        tx.run(Thing.objects.create)
    finally:
        other.close()
        connection.close()


@sqlite_only
def test_a_full_disk_gives_a_sentence() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA page_count")
        pages = cursor.fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count={pages}")

    def fill() -> None:
        for _ in range(200):
            Thing.objects.create(state="x" * 20, phone="1" * 5000)

    try:
        with pytest.raises(StorageFull, match="存储空间已满"):
            tx.run(fill)
    finally:
        connection.close()
    assert not Thing.objects.exists()


@pytest.mark.parametrize(
    ("error", "status", "words"),
    [
        (Busy(), 503, "系统正忙"),
        (OperationalError("database or disk is full"), 507, "存储空间已满"),
        (OperationalError("database is locked"), 503, "系统正忙"),
        (BadFile("文件是空的。"), 422, "文件是空的"),
    ],
)
def test_the_page_says_what_happened(error: Exception, status: int, words: str) -> None:
    request = RequestFactory().get("/")
    request.session = {}  # type: ignore[assignment]
    answer = KindErrorsMiddleware(lambda _request: None).process_exception(request, error)  # type: ignore[arg-type,return-value]
    assert answer is not None
    assert (answer.status_code, words in answer.content.decode()) == (status, True)


def test_an_unknown_error_is_left_to_django() -> None:
    middleware = KindErrorsMiddleware(lambda _request: None)  # type: ignore[arg-type,return-value]
    assert middleware.process_exception(RequestFactory().get("/"), ValueError("x")) is None
