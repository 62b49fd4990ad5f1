"""Signed lists of all stream heads, copied out of the reach of whoever can write to the database.

A chain alone can be rewritten from end to end by somebody with the database in hand; a list of heads
that lies elsewhere cannot. One list is taken in one snapshot, for ids commit out of order.
"""

from __future__ import annotations

import contextlib
import gzip
import hashlib
import json
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.conf import settings

from linli.records import keys
from linli.records.canonical import canonical, instant
from linli.records.errors import KeyMissing, StorageGone
from linli.records.models import Checkpoint, Event
from linli.records.snapshot import snapshot

#: kind, subject id, seq, hash
Head = tuple[str, int, int, str]
_SIGNED = ("format", "taken_at", "streams", "events", "digest", "previous", "public_key")
FORMAT = "linli-checkpoint-1"


def folder() -> Path:
    """Where checkpoints are copied to; in production a place this machine cannot rewrite."""
    return Path(settings.LINLI_CHECKPOINTS)


def is_outside(place: Path) -> bool:
    """False when the folder lies inside the data folder, where it protects against little."""
    return not place.resolve().is_relative_to(Path(settings.LINLI_DATA).resolve())


@dataclass(frozen=True)
class Sealed:
    """A checkpoint as it lies in a folder: its signed manifest and the list beside it."""

    path: Path
    manifest: dict[str, Any]

    @property
    def taken_at(self) -> datetime:
        """The instant of its snapshot."""
        return datetime.fromisoformat(self.manifest["taken_at"])

    def signature_holds(self) -> bool:
        """True when the manifest is signed by the key it names."""
        try:
            public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.manifest["public_key"]))
            public.verify(bytes.fromhex(self.manifest["signature"]), _signed(self.manifest))
        except (InvalidSignature, ValueError, KeyError, TypeError):
            return False
        return True

    def is_ours(self) -> bool | None:
        """True when it is signed with this installation's key; None when that key is not at hand."""
        try:
            return bool(self.manifest["public_key"] == keys.public_key_hex(create=False))
        except KeyMissing:
            return None

    def heads(self) -> Iterator[Head]:
        """The list, in its order. Raises ValueError at the end if it is not the list that was signed."""
        seen = hashlib.sha256()
        try:
            with gzip.open(self.path.with_suffix(".jsonl.gz"), "rb") as lines:
                for line in lines:
                    seen.update(line)
                    kind, subject_id, seq, head = json.loads(line)
                    yield kind, subject_id, seq, head
        except (OSError, EOFError, TypeError) as error:
            raise ValueError(f"{self.path.name}: list of heads unreadable") from error
        if seen.hexdigest() != self.manifest["digest"]:
            raise ValueError(f"{self.path.name}: list of heads changed")


def _signed(manifest: dict[str, Any]) -> bytes:
    return canonical([manifest[name] for name in _SIGNED]).encode()


def in_folder(place: Path | None = None) -> list[Sealed]:
    """The checkpoints of a folder, oldest first. Unreadable manifests raise ValueError."""
    found = []
    place = place or folder()
    for path in sorted(place.glob("checkpoint-*.json")) if place.is_dir() else ():
        try:
            manifest = json.loads(path.read_text(encoding="utf-8"))
            item = Sealed(path, manifest)
            item.taken_at.astimezone()
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise ValueError(f"{path.name}: manifest unreadable") from error
        found.append(item)
    return sorted(found, key=lambda item: (item.taken_at, item.path.name))


def stream_kinds() -> list[str]:
    """The kinds of all streams, sorted; jumps along the index instead of reading it."""
    kinds: list[str] = []
    rows = Event.objects.order_by("kind").values_list("kind", flat=True)
    last = rows.first()
    while last is not None:
        kinds.append(last)
        last = rows.filter(kind__gt=last).first()
    return sorted(kinds)


def heads() -> Iterator[tuple[Head, int]]:
    """The last event of every stream with the number of its events, by kind and id."""
    for kind in stream_kinds():
        current: Head | None = None
        count = 0
        rows = Event.objects.filter(kind=kind).order_by("subject_id", "seq")
        for subject_id, seq, head in rows.values_list("subject_id", "seq", "hash").iterator(chunk_size=5000):
            if current is not None and current[1] != subject_id:
                yield current, count
                count = 0
            current = (kind, subject_id, seq, head)
            count += 1
        if current is not None:
            yield current, count


def take(at: datetime) -> Checkpoint:
    """Seal the heads of all streams as of now, sign the list and copy it out; answers its row.

    Raises :class:`StorageGone` when the folder cannot be written.
    """
    place = folder()
    stem = f"checkpoint-{at:%Y%m%dT%H%M%SZ}-{secrets.token_hex(3)}"
    try:
        place.mkdir(parents=True, exist_ok=True)
        manifest = _write_list(place / f"{stem}.jsonl.gz", at)
        path = place / f"{stem}.json"
        draft = path.with_suffix(".part")
        draft.write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        raise StorageGone() from error
    return Checkpoint.objects.create(
        taken_at=at,
        file=path.name,
        **{name: manifest[name] for name in ("streams", "events", "digest", "previous", "public_key")},
        signature=manifest["signature"],
    )


def _write_list(path: Path, at: datetime) -> dict[str, Any]:
    seen = hashlib.sha256()
    streams = events = 0
    draft = path.with_suffix(".part")
    with contextlib.ExitStack() as stack:
        stack.enter_context(snapshot())
        out = stack.enter_context(gzip.open(draft, "wb", compresslevel=5))
        for head, count in heads():
            line = (json.dumps(head, ensure_ascii=True, separators=(",", ":")) + "\n").encode()
            seen.update(line)
            out.write(line)
            streams, events = streams + 1, events + count
    draft.replace(path)
    last = Checkpoint.objects.order_by("-pk").first()
    manifest: dict[str, Any] = {
        "format": FORMAT,
        "taken_at": instant(at),
        "streams": streams,
        "events": events,
        "digest": seen.hexdigest(),
        "previous": last.digest if last else "",
        "public_key": keys.public_key_hex(),
    }
    manifest["signature"] = keys.signing_key().sign(_signed(manifest)).hex()
    return manifest


def thin(keep_days: int = 31) -> int:
    """Drop copies older than ``keep_days`` except the oldest and the first of each month. Answers how many."""
    sealed = in_folder()
    if not sealed:
        return 0
    newest, months, gone = sealed[-1].taken_at, {""}, 0
    for item in sealed[1:]:
        month = f"{item.taken_at:%Y-%m}"
        if (newest - item.taken_at).days > keep_days and month in months:
            item.path.with_suffix(".jsonl.gz").unlink(missing_ok=True)
            item.path.unlink()
            gone += 1
        months.add(month)
    return gone
