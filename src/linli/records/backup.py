"""Writes the whole house into one portable archive: rows of one instant, files, and their digests.

Keys are never inside: whoever finds a backup reads no phone number. Keep the key folder apart.
"""

from __future__ import annotations

import heapq
import itertools
import json
import shutil
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from django.db import models

from linli import __version__
from linli.records import archive, files, keys
from linli.records.canonical import instant
from linli.records.errors import StorageFull, StorageGone
from linli.records.models import Attachment
from linli.records.snapshot import snapshot

Progress = Callable[[str, int], None]
#: Rows between two calls of the progress function.
STEP = 20_000


def backup(target: Path, at: datetime, progress: Progress = lambda _name, _count: None) -> archive.Manifest:
    """Write an archive to ``target``; complete or not there at all. Answers its manifest.

    Raises :class:`StorageFull` or :class:`StorageGone` when it cannot be written.
    """
    draft = target.with_name(f".{target.name}.part")
    try:
        with zipfile.ZipFile(draft, "w", zipfile.ZIP_DEFLATED, allowZip64=True, compresslevel=4) as out:
            manifest = _write(out, at, progress)
        draft.chmod(0o600)
        draft.replace(target)
    except OSError as error:
        raise (StorageFull() if error.errno in (28, 122) else StorageGone()) from error
    finally:
        draft.unlink(missing_ok=True)
    return manifest


def _write(out: zipfile.ZipFile, at: datetime, progress: Progress) -> archive.Manifest:
    manifest = archive.Manifest(
        made_at=instant(at),
        linli=__version__,
        migrations=archive.applied_migrations(),
        key_ids=keys.field_key_ids(),
    )
    with snapshot():
        for number, model in enumerate(archive.tables()):
            _table(out, number, model, manifest, progress)
        for count, digest in enumerate(_digests()):
            _file(out, digest, manifest)
            if count % 100 == 0:
                progress("files", count)
    manifest.seal()
    out.writestr(archive.MANIFEST, json.dumps(asdict(manifest), ensure_ascii=False, indent=1))
    return manifest


def _table(
    out: zipfile.ZipFile,
    number: int,
    model: type[models.Model],
    manifest: archive.Manifest,
    progress: Progress,
) -> None:
    label = model._meta.label_lower
    entry = f"tables/{number:03d}-{label}.jsonl"
    total = archive.TableSum()
    with out.open(entry, "w", force_zip64=True) as lines:
        for values in archive.rows(model):
            row = archive.line(values)
            total.add(row)
            lines.write(row)
            if total.count % STEP == 0:
                progress(label, total.count)
    progress(label, total.count)
    manifest.tables[label] = {
        "entry": entry,
        "columns": [item.attname for item in archive.columns(model)],
        "count": total.count,
        "digest": total.digest,
    }


def _digests() -> Iterator[str]:
    """The digests of all stored files that rows point to, each once."""
    lists = (
        Attachment.objects.exclude(**{name: ""}).order_by(name).values_list(name, flat=True).iterator()
        for name in ("digest", "thumb_digest")
    )
    return (digest for digest, _same in itertools.groupby(heapq.merge(*lists)))


def _file(out: zipfile.ZipFile, digest: str, manifest: archive.Manifest) -> None:
    info = zipfile.ZipInfo(f"files/{digest}")
    info.compress_type = zipfile.ZIP_STORED  # pictures and office files are compressed already
    try:
        with files.open_file(digest) as source, out.open(info, "w", force_zip64=True) as target:
            shutil.copyfileobj(source, target, 1 << 20)
    except FileNotFoundError:
        manifest.missing_files.append(digest)
    else:
        manifest.files += 1
