"""Before Django starts: a data folder of the test run's own, so that no test meets an office's data."""

from __future__ import annotations

import os
import tempfile
import time
from typing import Any

from hypothesis import settings as laws

# Speed is measured in benchmarks/: a law that holds must not fail because the machine is busy.
laws.register_profile("linli", deadline=None)
laws.load_profile("linli")

os.environ.setdefault("LINLI_DATA", tempfile.mkdtemp(prefix="linli-pytest-"))
#: One name for all processes of a run: what they share is never an older run's.
os.environ.setdefault("LINLI_TEST_RUN", f"{os.getpid()}-{time.time_ns()}")
os.environ.setdefault("LINLI_PLAIN_STATIC", "1")
os.environ.setdefault("LINLI_SQLITE_SYNC", "OFF")
# The browser of a worker keeps an event loop in its thread; Django would refuse the tests that come after.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")


def pytest_configure() -> None:
    """Cheap password hashing: argon2 costs 50 ms a log-in, and the tests log in a thousand times."""
    from django.conf import settings

    # Administrators of the tests come in by password alone; test_second_factor.py asks for both.
    settings.LINLI_ADMIN_SECOND_FACTOR = False
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    _empty_tables_of_tests_too()


def _empty_tables_of_tests_too() -> None:
    """On PostgreSQL the emptying after a test meets tables that tests made for themselves: CASCADE takes them along."""
    from django.db.backends.postgresql.operations import DatabaseOperations

    plain = DatabaseOperations.sql_flush

    def with_cascade(self: Any, style: Any, tables: Any, **options: Any) -> Any:
        return plain(self, style, tables, **{**options, "allow_cascade": True})

    DatabaseOperations.sql_flush = with_cascade
