"""A start prepares a folder only when the package or its database changed."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from linli.config import stamps


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    with sqlite3.connect(tmp_path / "linli.sqlite3") as database:
        database.execute("CREATE TABLE django_migrations (id INTEGER)")
        database.executemany("INSERT INTO django_migrations VALUES (?)", [(1,), (2,)])
    stamps.write(tmp_path, stamps.package_digest(), 2)
    return tmp_path


def test_a_prepared_folder_is_not_prepared_again(folder: Path) -> None:
    assert stamps.holds(folder)


def test_an_older_database_put_back_is_prepared_again(folder: Path) -> None:
    with sqlite3.connect(folder / "linli.sqlite3") as database:
        database.execute("DELETE FROM django_migrations WHERE id = 2")
    assert not stamps.holds(folder)


@pytest.mark.parametrize("broken", [b"", b"no database at all, only words " * 40])
def test_a_broken_or_missing_database_is_looked_at_by_django(folder: Path, broken: bytes) -> None:
    (folder / "linli.sqlite3").write_bytes(broken)
    assert not stamps.holds(folder)
    (folder / "linli.sqlite3").unlink()
    assert not stamps.holds(folder)


def test_another_package_or_no_stamp_or_another_engine_prepares(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgres://somewhere")
    assert not stamps.holds(folder)
    monkeypatch.delenv("DATABASE_URL")
    stamps.write(folder, "another", 2)
    assert not stamps.holds(folder)
    (folder / "prepared").write_text(stamps.package_digest(), encoding="ascii")
    assert not stamps.holds(folder), "a stamp of an earlier release has no number"
    (folder / "prepared").unlink()
    assert not stamps.holds(folder)
