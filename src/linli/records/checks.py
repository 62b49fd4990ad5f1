"""Whether keys, files and checkpoints are where they protect something; part of ``linli check``."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning, register  # noqa: A004

from linli.records import checkpoints, files, keys


@register
def folders(**_kwargs: Any) -> list[CheckMessage]:
    """The folders of this room."""
    found: list[CheckMessage] = []
    place = keys.folder()
    if place.is_dir() and os.name == "posix" and place.stat().st_mode & 0o077:
        found.append(
            Error("the key folder can be read by others", hint=f"chmod 700 {place}", id="linli.E101")
        )
    if not settings.LINLI_DEMO and not settings.DEBUG:
        found += _apart(place)
    for folder in (files.root(), checkpoints.folder()):
        if folder.exists() and not os.access(folder, os.W_OK):
            found.append(Error(f"{folder} cannot be written", id="linli.E102"))
    return found


def _apart(place: Path) -> list[CheckMessage]:
    found: list[CheckMessage] = []
    if place.resolve().is_relative_to(Path(settings.LINLI_DATA).resolve()):
        hint = "set LINLI_KEYS to a folder elsewhere, or a copy of the data folder carries the keys along"
        found.append(Warning("the keys lie inside the data folder", hint=hint, id="linli.W103"))
    if not checkpoints.is_outside(checkpoints.folder()):
        hint = "set LINLI_CHECKPOINTS to a folder on another machine or medium"
        found.append(Warning("checkpoints lie inside the data folder", hint=hint, id="linli.W104"))
    return found
