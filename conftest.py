"""Before Django starts: a data folder of the test run's own, so that no test meets an office's data."""

from __future__ import annotations

import os
import tempfile

os.environ.setdefault("LINLI_DATA", tempfile.mkdtemp(prefix="linli-pytest-"))
os.environ.setdefault("LINLI_PLAIN_STATIC", "1")
os.environ.setdefault("LINLI_SQLITE_SYNC", "OFF")


def pytest_configure() -> None:
    """Cheap password hashing: argon2 costs 50 ms a log-in, and the tests log in a thousand times."""
    from django.conf import settings

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
