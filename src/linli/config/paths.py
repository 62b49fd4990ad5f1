"""Where this installation keeps what is not code: data, files, keys.

One folder, named by ``LINLI_DATA`` (default ``./var``), so that a backup, a move and a clean start are
each about one folder. Keys lie in a folder of their own, which no backup takes.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def data_dir() -> Path:
    """The data folder of this installation, made on first use."""
    path = Path(os.environ.get("LINLI_DATA", "var")).resolve()
    path.mkdir(parents=True, exist_ok=True)
    return path


def keys_dir(data: Path) -> Path:
    """The folder of the keys (``LINLI_KEYS``), readable by its owner only."""
    path = Path(os.environ.get("LINLI_KEYS", data / "keys")).resolve()
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def secret_key(keys: Path) -> str:
    """Django's secret: from the environment, else made once and kept beside the other keys."""
    if value := os.environ.get("LINLI_SECRET_KEY"):
        return value
    file = keys / "django-secret"
    if not file.exists():
        # O_EXCL: two processes starting at once must agree on one secret.
        try:
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            pass
        else:
            with os.fdopen(handle, "w", encoding="ascii") as out:
                out.write(secrets.token_urlsafe(64))
    return file.read_text(encoding="ascii")
