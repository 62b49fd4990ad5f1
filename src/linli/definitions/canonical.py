"""The one form of a document that is hashed and stored: JSON with sorted keys and ISO days."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from typing import Any


def plain(data: Any) -> Any:
    """Only JSON values: days become ISO texts, tuples lists."""
    if isinstance(data, Mapping):
        return {str(key): plain(value) for key, value in data.items()}
    if isinstance(data, (list, tuple)):
        return [plain(item) for item in data]
    return data.isoformat() if isinstance(data, date) else data


def text(data: Any) -> str:
    """The canonical text of a document."""
    return json.dumps(plain(data), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def digest(data: Any) -> str:
    """SHA-256 of the canonical text, in hex: the name of a definition for ever."""
    return hashlib.sha256(text(data).encode()).hexdigest()
