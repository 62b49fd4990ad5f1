"""The town, and a scoped table of its own for these tests."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connection

from linli.areas import registry
from tests.areas.rows import Row
from tests.areas.town import Town, build


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Add the table of Row to the test database."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        with connection.schema_editor() as editor:
            editor.create_model(Row)
        yield
        with connection.schema_editor() as editor:
            editor.delete_model(Row)


@pytest.fixture(autouse=True)
def _only_rows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only this table is rewritten: the others have their own tests."""
    monkeypatch.setattr(registry, "_scoped", [Row])


@pytest.fixture
def town(db: None) -> Town:
    """The small invented town."""
    return build()
