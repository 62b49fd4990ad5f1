"""Bytes on disk under their own digest: ``<data>/files/ab/<sha256>``, outside every web root.

A file is complete before a row points to it (written aside, fsynced, renamed); a file no row points
to is an orphan, swept after a day.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, BinaryIO

from django.conf import settings

from linli.records.errors import StorageFull, StorageGone

_DIGEST = re.compile(r"[0-9a-f]{64}")
#: An upload whose transaction is still open must not be swept.
ORPHAN_AGE = timedelta(hours=24)


def root() -> Path:
    """The folder of the files."""
    return Path(getattr(settings, "LINLI_FILES", Path(settings.LINLI_DATA) / "files"))


def path_of(digest: str) -> Path:
    """Where the bytes with this digest lie. Raises ValueError for anything that is no digest."""
    if not _DIGEST.fullmatch(digest):
        raise ValueError("not a digest")
    return root() / digest[:2] / digest


def digest_of(stream: Any) -> str:
    """SHA-256 of a stream from here to its end, as hex, in constant memory."""
    return hashlib.file_digest(stream, "sha256").hexdigest()


def store(data: bytes) -> str:
    """Keep ``data`` and answer its digest; the same bytes are kept once.

    Raises :class:`StorageFull` or :class:`StorageGone`.
    """
    digest = hashlib.sha256(data).hexdigest()
    target = path_of(digest)
    if target.exists():
        os.utime(target)  # young again: a sweep under way leaves it alone
        return digest
    try:
        _write(target, data)
    except OSError as error:
        raise (StorageFull() if error.errno in (28, 122) else StorageGone()) from error
    return digest


def _write(target: Path, data: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with draft.open("xb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(target)
        folder = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(folder)  # the name itself must survive a power cut
        finally:
            os.close(folder)
    finally:
        draft.unlink(missing_ok=True)


def store_from(stream: BinaryIO, digest: str) -> bool:
    """Copy a stream to the place of ``digest`` (restore); False when the bytes do not match it."""
    target = path_of(digest)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with draft.open("xb") as out:
            shutil.copyfileobj(stream, out, 1 << 20)
            out.flush()
            os.fsync(out.fileno())
        with draft.open("rb") as check:
            if digest_of(check) != digest:
                return False
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return True


def open_file(digest: str) -> BinaryIO:
    """The stored bytes, for reading. Raises FileNotFoundError."""
    return path_of(digest).open("rb")


def remove(digest: str) -> None:
    """Delete the bytes if they are there."""
    path_of(digest).unlink(missing_ok=True)


def each() -> Iterator[tuple[str, Path]]:
    """All stored (digest, path), by folder."""
    if not root().is_dir():
        return
    for folder in sorted(item for item in root().iterdir() if item.is_dir()):
        for file in sorted(folder.iterdir()):
            if _DIGEST.fullmatch(file.name):
                yield file.name, file


def leftovers(at: datetime) -> Iterator[Path]:
    """Half-written files older than a day at ``at``."""
    limit = (at - ORPHAN_AGE).timestamp()
    for file in root().glob("*/.*.part") if root().is_dir() else ():
        if file.stat().st_mtime < limit:
            yield file
