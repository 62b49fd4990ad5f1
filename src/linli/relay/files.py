"""The folder between the zones: ``out`` is fetched by the gateway, ``in`` is filled by it.

A file is written aside and renamed, so that nobody fetches half of one; taken ones lie in ``in/done`` for a month,
refused ones in ``in/refused`` with the reason beside them until somebody has looked.
"""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.utils.translation import gettext as _

from linli.records.errors import Busy, StorageFull, StorageGone
from linli.relay import zone

#: Seconds within which a file without its end may still be on its way.
STILL_COMING = 60
#: Days for which taken files are kept.
KEEP_DONE = 30
#: Ends the name of the file that says why another one was refused.
_WHY = ".why.txt"


@contextmanager
def alone() -> Iterator[None]:
    """One run at a time: the worker's and one by hand must not read the same file. Raises Busy."""
    base = zone.folder()
    try:
        for part in ("out", "in", "in/done", "in/refused"):
            (base / part).mkdir(parents=True, exist_ok=True)
        handle = os.open(base / ".lock", os.O_WRONLY | os.O_CREAT, 0o600)
    except OSError as error:
        raise StorageGone(
            _("摆渡目录%(folder)s用不了：%(why)s") % {"folder": base, "why": error.strerror}
        ) from error
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise Busy(_("另一个摆渡命令正在运行，请稍后再试。")) from error
        yield
    finally:
        os.close(handle)


def write(name: str, text: str) -> None:
    """Put a file into ``out``: complete or not there. Raises StorageFull or StorageGone."""
    target = zone.folder() / "out" / name
    draft = target.with_name(f".{name}.part")
    try:
        with draft.open("w", encoding="utf-8", newline="\n") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(target)
    except OSError as error:
        draft.unlink(missing_ok=True)
        raise (StorageFull() if error.errno in (28, 122) else StorageGone()) from error


def withdraw(name: str) -> None:
    """Take a confirmed file out of ``out``, where a gateway copied it and left it."""
    (zone.folder() / "out" / name).unlink(missing_ok=True)


def arrivals() -> list[Path]:
    """Files that came, in the order of their names."""
    found = (zone.folder() / "in").iterdir()
    return sorted(path for path in found if path.is_file() and not path.name.startswith("."))


def is_young(path: Path) -> bool:
    """Written a moment ago: by the machine's clock, which set the file's time too."""
    return time.time() - path.stat().st_mtime < STILL_COMING


def done(path: Path) -> None:
    """Taken."""
    path.replace(path.parent / "done" / path.name)


def refuse(path: Path, sentence: str) -> None:
    """Put aside, with the reason beside it; an earlier one of the same name stays."""
    target = path.parent / "refused" / path.name
    number = 1
    while target.exists():
        number += 1
        target = target.with_name(f"{path.stem}.{number}{path.suffix}")
    path.replace(target)
    target.with_name(f"{target.name}{_WHY}").write_text(f"{sentence}\n", encoding="utf-8")


def refused() -> list[str]:
    """Names of the files that were put aside."""
    folder = zone.folder() / "in" / "refused"
    return (
        sorted(path.name for path in folder.glob("*") if not path.name.endswith(_WHY))
        if folder.is_dir()
        else []
    )


def sweep() -> None:
    """Forget files that were taken a month ago."""
    limit = time.time() - KEEP_DONE * 86_400
    for path in (zone.folder() / "in" / "done").glob("*"):
        if path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)
