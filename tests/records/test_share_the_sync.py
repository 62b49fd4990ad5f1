"""What is committed is on the disk when ``commit()`` comes back; the wait is outside of the lock and shared."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db.utils import OperationalError

from linli.records.errors import StorageFull
from linli.records.sqlite import syncing
from linli.records.sqlite.base import DatabaseWrapper
from linli.records.sqlite.syncing import SharedSync
from linli.records.tx import as_sentence

#: Seconds a slow disk takes.
SLOW = 0.02


def open_file(path: Path, level: str = "FULL", mode: str = "WAL", timeout: float = 20) -> DatabaseWrapper:
    return DatabaseWrapper({
        "ENGINE": "linli.records.sqlite", "NAME": str(path), "AUTOCOMMIT": True, "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": False, "TIME_ZONE": None, "ATOMIC_REQUESTS": False,
        "OPTIONS": {
            "timeout": timeout, "transaction_mode": "IMMEDIATE",
            "init_command": f"PRAGMA journal_mode={mode};PRAGMA synchronous={level};",
        },
    })  # fmt: skip


def begin(one: DatabaseWrapper) -> None:
    one.set_autocommit(False, force_begin_transaction_with_broken_autocommit=True)


def end(one: DatabaseWrapper) -> None:
    one.commit()
    one.set_autocommit(True)


def run(one: DatabaseWrapper, statement: str) -> list[Any]:
    with one.cursor() as cursor:
        cursor.execute(statement)
        return list(cursor.fetchall())


def level(one: DatabaseWrapper) -> int:
    return int(run(one, "PRAGMA synchronous")[0][0])


@pytest.fixture(autouse=True)
def _files_of_their_own(django_db_blocker: Any) -> Iterator[None]:
    """No test database is asked: each test opens its own files."""
    with django_db_blocker.unblock():
        yield


@pytest.fixture
def file(tmp_path: Path) -> Path:
    one = open_file(tmp_path / "a.sqlite3")
    run(one, "CREATE TABLE told (number INTEGER)")
    one.close()
    return tmp_path / "a.sqlite3"


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[tuple[float, float]]:
    """The begin and the end of each wait for a slow disk."""
    found: list[tuple[float, float]] = []

    def slow(_number: int) -> None:
        began = time.perf_counter()
        time.sleep(SLOW)
        found.append((began, time.perf_counter()))

    monkeypatch.setattr(syncing, "_to_disk", slow)
    return found


def test_a_commit_comes_back_after_the_disk(file: Path, synced: list[tuple[float, float]]) -> None:
    one = open_file(file)
    begin(one)
    run(one, "INSERT INTO told VALUES (1)")
    before = time.perf_counter()
    end(one)
    ((began, ended),) = synced
    assert before <= began <= ended <= time.perf_counter()
    one.close()


def test_only_inside_a_transaction_sqlite_does_not_wait_itself(file: Path) -> None:
    one = open_file(file)
    assert level(one) == 2
    begin(one)
    assert level(one) == 1
    end(one)
    assert level(one) == 2
    begin(one)
    one.rollback()
    one.set_autocommit(True)
    assert level(one) == 2
    other = open_file(file, timeout=0)
    begin(one)
    with pytest.raises(OperationalError, match="locked"):
        begin(other)
    assert level(other) == 2
    one.rollback()
    one.close()
    other.close()


@pytest.mark.parametrize(("told", "mode"), [("OFF", "WAL"), ("NORMAL", "WAL"), ("FULL", "DELETE")])
def test_what_was_asked_otherwise_stays_as_it_was(
    told: str, mode: str, file: Path, synced: list[tuple[float, float]]
) -> None:
    one = open_file(file, level=told, mode=mode)
    asked = level(one)
    begin(one)
    run(one, "INSERT INTO told VALUES (1)")
    assert level(one) == asked
    end(one)
    assert synced == []
    one.close()


def test_a_disk_that_fails_is_told_in_the_words_of_the_work(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = open_file(file)

    def fails(_number: int) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as broken:
        broken.setattr(syncing, "_to_disk", fails)
        begin(one)
        run(one, "INSERT INTO told VALUES (1)")
        with pytest.raises(OperationalError) as error:
            one.commit()
        assert isinstance(as_sentence(error.value), StorageFull)
    one.set_autocommit(True)
    assert level(one) == 2
    begin(one)
    run(one, "INSERT INTO told VALUES (2)")
    end(one)
    one.close()


def test_many_writers_share_the_wait_and_none_comes_back_too_early(
    file: Path, synced: list[tuple[float, float]]
) -> None:
    written: list[tuple[float, float]] = []

    def write(number: int) -> None:
        one = open_file(file)
        for _turn in range(5):
            begin(one)
            run(one, f"INSERT INTO told VALUES ({number})")
            before = time.perf_counter()
            end(one)
            written.append((before, time.perf_counter()))
        one.close()

    threads = [threading.Thread(target=write, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(written) == 40
    for before, after in written:
        assert any(before <= began and ended <= after for began, ended in synced)
    assert len(synced) < 40
    one = open_file(file)
    assert run(one, "SELECT COUNT(*) FROM told") == [(40,)]
    one.close()


def test_nobody_is_left_waiting_for_one_who_went_away(file: Path) -> None:
    one, other = open_file(file), open_file(file, timeout=1)
    begin(one)
    run(one, "INSERT INTO told VALUES (1)")
    one.close()
    begin(other)
    end(other)
    begin(other)
    del other
    gc.collect()
    third = open_file(file, timeout=1)
    begin(third)
    end(third)
    assert run(third, "SELECT COUNT(*) FROM told") == [(0,)]
    third.close()


def test_the_log_that_is_synced_is_the_one_that_is_there(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The last connection to close deletes the log; the next one writes another file of the same name."""
    import os

    inodes: list[tuple[int, int]] = []
    log = file.with_name("a.sqlite3-wal")
    monkeypatch.setattr(
        syncing, "_to_disk", lambda number: inodes.append((os.fstat(number).st_ino, log.stat().st_ino))
    )
    for number in range(3):
        one = open_file(file)
        begin(one)
        run(one, f"INSERT INTO told VALUES ({number})")
        end(one)
        one.close()
    assert len(inodes) == 3
    assert all(synced == there for synced, there in inodes)


def test_who_waited_in_vain_runs_it_himself() -> None:
    tries: list[int] = []
    gate = threading.Event()

    def sync() -> None:
        tries.append(len(tries))
        if len(tries) == 1:
            gate.wait(5)
            raise OSError(5, "Input/output error")

    shared, failed = SharedSync(sync), []

    def wait() -> None:
        try:
            shared.wait()
        except OSError as error:
            failed.append(error)

    threads = [threading.Thread(target=wait) for _one in range(4)]
    for thread in threads:
        thread.start()
    while not tries:
        time.sleep(0.001)
    gate.set()
    for thread in threads:
        thread.join()
    assert len(failed) == 1
    assert len(tries) >= 2
