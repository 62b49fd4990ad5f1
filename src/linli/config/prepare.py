"""Makes an installation ready to answer: tables, static files, mechanisms — only when something changed.

A stamp beside the data remembers the package this folder was last prepared for; a second start
compares it and does nothing.
"""

from __future__ import annotations

import compileall
import io
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.migrations.recorder import MigrationRecorder

from linli.config import stamps


def unapplied_migrations() -> int:
    """How many migrations the database still lacks."""
    executor = MigrationExecutor(connection)
    return len(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def prepare(*, force: bool = False) -> bool:
    """Migrates, collects static files and syncs mechanisms if needed; True when it did something."""
    data, digest = Path(settings.LINLI_DATA), stamps.package_digest()
    is_new = stamps.read(data)[0] != digest
    if is_new:
        _compile()
    elif not force and unapplied_migrations() == 0:
        return False
    call_command("migrate", interactive=False, verbosity=0)
    if "Manifest" in settings.STORAGES["staticfiles"]["BACKEND"]:
        call_command("collectstatic", interactive=False, verbosity=0, clear=False, stdout=io.StringIO())
    _sync()
    stamps.write(data, digest, MigrationRecorder.Migration.objects.count())
    return True


def _compile() -> None:
    """Bytecode beside the sources, so that no start compiles them anew.

    A checkout has none, and Python writes none by itself where ``PYTHONDONTWRITEBYTECODE`` is set: a second of every
    start. A folder we may not write into stays as it is. It forks, so it comes before the database is opened.
    """
    compileall.compile_dir(stamps.PACKAGE, quiet=2, workers=0)


def _sync() -> None:
    from linli.mechanisms import services

    services.sync()
