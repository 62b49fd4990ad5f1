"""Whether this folder was prepared for this package: asked before every start, therefore without Django.

The stamp holds a digest over the package's files and how many migrations the database had. A database that was put
back from an older copy has another number, and is prepared again.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sqlite3
from pathlib import Path

from linli import __version__

_WATCHED = (".py", ".yaml", ".css", ".js", ".svg", ".html", ".mo", ".xz")
PACKAGE = Path(__file__).resolve().parent.parent


def package_digest() -> str:
    """A digest over names, sizes and times of the package's files: cheap, and changes with any edit."""
    seen = hashlib.sha256(__version__.encode())
    for file in sorted(PACKAGE.rglob("*")):
        if file.suffix in _WATCHED:
            stat = file.stat()
            seen.update(f"{file.relative_to(PACKAGE)}:{stat.st_size}:{stat.st_mtime_ns}\n".encode())
    return seen.hexdigest()


def read(data: Path) -> tuple[str, int]:
    """The digest and the number of migrations of the last preparation; empty and zero when there was none."""
    stamp = data / "prepared"
    if not stamp.exists():
        return "", 0
    digest, _, number = stamp.read_text(encoding="ascii").partition(" ")
    return digest, int(number) if number.isdigit() else 0


def write(data: Path, digest: str, migrations: int) -> None:
    """Remember a preparation."""
    (data / "prepared").write_text(f"{digest} {migrations}", encoding="ascii")


def holds(data: Path) -> bool:
    """True when nothing needs preparing. A database elsewhere (``DATABASE_URL``) is always looked at by Django."""
    if os.environ.get("DATABASE_URL"):
        return False
    digest, number = read(data)
    return bool(number) and number == _migrations(data / "linli.sqlite3") and digest == package_digest()


def _migrations(database: Path) -> int:
    if not database.exists():
        return 0
    with contextlib.closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        try:
            return int(connection.execute("SELECT COUNT(*) FROM django_migrations").fetchone()[0])
        except sqlite3.DatabaseError:
            return 0
