"""An import stands whole or not at all: of a kind that writes no concealed rows it is one transaction."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from linli.domain.access import Actor
from linli.ledgers import registry, services
from linli.ledgers.models import Import
from linli.ledgers.registry import Applied, Row
from linli.ledgers.services import common, undoing
from tests import cast
from tests.browsing import client_of
from tests.ledgers.bringing import amounts, done, previewed
from tests.ledgers.estates import AT, CLERK, TARGET, apply, undo

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.databases,
    pytest.mark.usefixtures("target"),
]
COUNT = 900


def rows(count: int = COUNT) -> list[list[Any]]:
    return [[n, f"小区{n}", n + 20, None] for n in range(1, count + 1)]


class BrokenOffError(RuntimeError):
    """The worker died."""


def seen_by_others() -> int:
    """How many tallies another connection sees now."""
    found: list[int] = []

    def look() -> None:
        found.append(len(amounts()))
        connection.close()

    thread = threading.Thread(target=look)
    thread.start()
    thread.join()
    return found[0]


def breaking_at(line: int, seen: list[int]) -> Any:
    """The target's way of writing, until a row at which the worker dies."""

    def write(row: Row, actor: Actor, at: datetime) -> Applied:
        if row.number == line:
            seen.append(seen_by_others())
            raise BrokenOffError
        return apply(row, actor, at)

    return write


def test_a_break_after_eight_hundred_rows_leaves_nothing_and_the_next_run_brings_all() -> None:
    batch = previewed(rows())
    seen: list[int] = []
    registry.register_target(replace(TARGET, apply=breaking_at(800, seen)))
    with pytest.raises(BrokenOffError):
        services.apply_import(import_id=batch.pk, actor=CLERK, at=AT)
    assert (seen, amounts()) == ([0], {})
    batch.refresh_from_db()
    assert (batch.state, batch.rows_done) == ("applying", 0)
    registry.register_target(TARGET)
    services.run_apply(import_id=batch.pk, at=AT)
    batch.refresh_from_db()
    assert (batch.state, batch.rows_done, len(amounts())) == ("done", COUNT, COUNT)


def test_a_row_refused_in_the_middle_takes_no_other_with_it() -> None:
    lines = rows(700)
    lines[600][1] = "拒收"
    batch = done(lines)
    assert (batch.rows_done, batch.rows_failed, len(amounts())) == (699, 1, 699)


def test_an_undo_that_breaks_off_takes_nothing_back_until_it_takes_all() -> None:
    batch = done(rows())
    seen: list[int] = []

    def breaking(applied: Applied, row: Row, actor: Actor, at: datetime) -> None:
        if row.number == 100:
            seen.append(seen_by_others())
            raise BrokenOffError
        undo(applied, row, actor, at)

    registry.register_target(replace(TARGET, undo=breaking))
    with pytest.raises(BrokenOffError):
        services.undo_import(import_id=batch.pk, actor=CLERK, at=AT)
    assert seen == [COUNT]
    assert len(amounts()) == COUNT
    registry.register_target(TARGET)
    compensation = Import.objects.get(compensates=batch)
    undoing.run_undo(import_id=compensation.pk, at=AT)
    batch.refresh_from_db()
    assert (batch.state, amounts()) == ("undone", {})


def test_more_rows_than_one_transaction_holds_are_said_to_come_by_and_by(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(common, "WHOLE", {connection.vendor: 20})
    few, many = previewed(rows(20)), previewed(rows(21))
    assert [services.shown_by_and_by(batch) for batch in (few, many)] == [False, True]
    concealed = replace(TARGET, reveal=lambda *_args: None)
    registry.register_target(concealed)
    assert not services.shown_by_and_by(many)
    registry.register_target(TARGET)
    services.apply_import(import_id=many.pk, actor=CLERK, at=AT)
    assert len(amounts()) == 21


def test_the_page_says_before_that_a_large_file_comes_by_and_by(monkeypatch: pytest.MonkeyPatch) -> None:
    client: Client = client_of(cast.build(), "clerk")
    batch = previewed(rows(3))
    Import.objects.filter(pk=batch.pk).update(
        target="organizations", mapping={"name": 1}, user_id=int(client.session["_auth_user_id"])
    )
    address = reverse("ledgers:import", args=[batch.pk])
    assert "分批写入" not in client.get(address).content.decode()
    monkeypatch.setattr(common, "WHOLE", {connection.vendor: 2})
    assert "会分批写入" in client.get(address).content.decode()
