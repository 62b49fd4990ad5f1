"""Two workers on one import, two clerks on one button: every row is applied once."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from linli.ledgers import services
from linli.ledgers.models import Import
from linli.ledgers.services import applying
from linli.records.errors import LinliError
from tests.ledgers.bringing import amounts, previewed
from tests.ledgers.estates import AT, CLERK

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.databases,
    pytest.mark.usefixtures("target"),
]


def together(act: Callable[[], Any], count: int = 2) -> list[Exception]:
    """Runs ``act`` in several threads at once; answers what was raised."""
    troubles: list[Exception] = []
    start = threading.Barrier(count)

    def run() -> None:
        start.wait()
        try:
            act()
        except Exception as trouble:
            troubles.append(trouble)
        finally:
            connection.close()

    threads = [threading.Thread(target=run) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return troubles


def rows(count: int) -> list[list[Any]]:
    return [[n, f"小区{n}", n, None] for n in range(1, count + 1)]


def test_two_clerks_press_the_button_and_one_of_them_is_told() -> None:
    batch = previewed(rows(30))
    troubles = together(lambda: services.apply_import(import_id=batch.pk, actor=CLERK, at=AT))
    assert [isinstance(trouble, LinliError) for trouble in troubles] == [True]
    assert len(amounts()) == 30


def test_two_workers_on_one_import_share_its_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(applying, "CHUNK", 5)
    batch = previewed(rows(40))
    Import.objects.filter(pk=batch.pk).update(state="applying")
    together(lambda: services.run_apply(import_id=batch.pk, at=AT))
    batch.refresh_from_db()
    assert (batch.state, batch.rows_done, len(amounts())) == ("done", 40, 40)
    assert set(batch.rows.values_list("how", flat=True)) == {"created"}


def test_two_clerks_bring_the_same_file_in_at_the_same_time_and_no_row_stands_twice() -> None:
    files = [previewed(rows(30)).pk, previewed(rows(30)).pk]
    waiting = iter(files)
    troubles = together(lambda: services.apply_import(import_id=next(waiting), actor=CLERK, at=AT))
    assert troubles == []
    assert len(amounts()) == 30
    assert list(Import.objects.filter(pk__in=files).values_list("state", "rows_done", "rows_failed")) == [
        ("done", 30, 0),
        ("done", 30, 0),
    ]
    how = [set(Import.objects.get(pk=one).rows.values_list("how", flat=True)) for one in files]
    assert set.union(*how) == {"created", "updated"}
