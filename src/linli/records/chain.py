"""How events hang together: the hash of an event covers its stored text and the hash before it."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from linli.records.canonical import canonical, digest, instant

#: Named in every hash, so that another way of hashing can come later beside this one.
VERSION = "linli-event-1"


class Row(NamedTuple):
    """The columns of an event as they are hashed; ``data`` is the stored text, not the mapping."""

    kind: str
    subject_id: int
    seq: int
    name: str
    at: datetime
    recorded_at: datetime
    user_id: int | None
    post_id: int | None
    body_id: int | None
    channel: str
    data: str
    body_digest: str
    prev_hash: str


def event_hash(row: Row) -> str:
    """SHA-256 over every column of the event, as hex."""
    return digest(VERSION, canonical([*row[:4], instant(row.at), instant(row.recorded_at), *row[6:]]))


def body_digest(salt: str, text: str) -> str:
    """The salted digest of a personal text; without the salt the text cannot be guessed from it."""
    return digest("linli-body-1", salt, text)
