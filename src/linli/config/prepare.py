"""Makes an installation ready to answer: tables, static files, mechanisms — only when something changed.

A stamp beside the data remembers the package this folder was last prepared for; a second start
compares it and does nothing.
"""

from __future__ import annotations

import hashlib
import io
import logging
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from linli import __version__

log = logging.getLogger(__name__)

_WATCHED = (".py", ".yaml", ".css", ".js", ".svg", ".html", ".mo", ".xz")


def package_digest() -> str:
    """A digest over names, sizes and times of the package's files: cheap, and changes with any edit."""
    package = Path(settings.PACKAGE)
    seen = hashlib.sha256(__version__.encode())
    for file in sorted(package.rglob("*")):
        if file.suffix in _WATCHED:
            stat = file.stat()
            seen.update(f"{file.relative_to(package)}:{stat.st_size}:{stat.st_mtime_ns}\n".encode())
    return seen.hexdigest()


def unapplied_migrations() -> int:
    """How many migrations the database still lacks."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def prepare(*, force: bool = False) -> bool:
    """Migrates, collects static files and syncs mechanisms if needed; True when it did something."""
    stamp = Path(settings.LINLI_DATA) / "prepared"
    digest = package_digest()
    known = stamp.read_text(encoding="ascii") if stamp.exists() else ""
    if not force and known == digest and unapplied_migrations() == 0:
        return False
    call_command("migrate", interactive=False, verbosity=0)
    if "Manifest" in settings.STORAGES["staticfiles"]["BACKEND"]:
        call_command("collectstatic", interactive=False, verbosity=0, clear=False, stdout=io.StringIO())
    _sync()
    stamp.write_text(digest, encoding="ascii")
    return True


def _sync() -> None:
    from linli.mechanisms import services

    services.sync()
