"""Brings a backup back, on either engine: all of it, proved by its digest, or nothing.

What was erased since the backup was made is erased again.
"""

from __future__ import annotations

import json
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.color import no_style
from django.db import DatabaseError, connection, models, transaction
from django.db.migrations.loader import MigrationLoader
from django.utils.translation import gettext as _

from linli.records import archive, erasure, files, keys, search
from linli.records.errors import ArchiveRefused
from linli.records.models import Event

Progress = Callable[[str, int], None]
BATCH = 500


@dataclass
class Restored:
    """What came back."""

    rows: int = 0
    files: int = 0
    digest: str = ""
    erased_again: int = 0
    notes: list[str] = field(default_factory=list)


def restore(
    source: Path, *, replace: bool = False, progress: Progress = lambda _name, _count: None
) -> Restored:
    """Restore the archive at ``source`` in one transaction.

    Refuses (:class:`ArchiveRefused`) a broken, foreign or newer archive, and a database that already
    has a history unless ``replace``. The digest of what stands afterwards must equal the archive's.
    """
    try:
        with zipfile.ZipFile(source) as found:
            manifest = read_manifest(found)
            outside = list(erasure.logged_outside())
            with transaction.atomic():
                own = list(erasure.logged())  # erasures of the database that is being replaced
                result = _restore(found, manifest, replace=replace, progress=progress)
                result.erased_again = erasure.replay([*erasure.logged(), *own, *outside])
    except (zipfile.BadZipFile, zlib.error, EOFError) as error:
        raise ArchiveRefused(_("备份文件已损坏或不完整。数据库没有改动。")) from error
    except DatabaseError as error:
        raise ArchiveRefused(_("备份里的内容存不进数据库，没有恢复：%(error)s") % {"error": error}) from error
    except OSError as error:
        raise ArchiveRefused(_("备份文件读不出来：%(error)s") % {"error": error}) from error
    return result


def read_manifest(found: zipfile.ZipFile) -> archive.Manifest:
    """The manifest of an archive, checked against this program. Raises :class:`ArchiveRefused`."""
    try:
        raw = json.loads(found.read(archive.MANIFEST))
        if raw.get("format") != archive.FORMAT:
            raise ArchiveRefused(_("这不是邻里的备份文件。"))
        if raw.get("version", 0) > archive.VERSION:
            raise ArchiveRefused(_("备份来自更新的版本，请先升级再恢复。"))
        manifest = archive.Manifest(**raw)
    except (KeyError, ValueError, TypeError, AttributeError) as error:
        raise ArchiveRefused(_("这不是邻里的备份文件。")) from error
    known = set(MigrationLoader(None).disk_migrations)
    newer = [
        f"{app}.{name}"
        for app, names in manifest.migrations.items()
        for name in names
        if (app, name) not in known
    ]
    if newer:
        raise ArchiveRefused(_("备份来自更新的版本（%(name)s），请先升级再恢复。") % {"name": newer[0]})
    return manifest


def _restore(
    found: zipfile.ZipFile, manifest: archive.Manifest, *, replace: bool, progress: Progress
) -> Restored:
    if Event.objects.exists() and not replace:
        raise ArchiveRefused(_("数据库里已有记录。确要用备份替换，请加 --replace。"))
    result = Restored()
    chosen = archive.tables()
    labels = {model._meta.label_lower for model in chosen}
    if unknown := sorted(set(manifest.tables) - labels):
        raise ArchiveRefused(_("备份里有本版本没有的表：%(name)s") % {"name": unknown[0]})
    _empty(chosen)
    sums = {}
    for model in chosen:
        label = model._meta.label_lower
        if label in manifest.tables:
            total = _load(found, model, manifest.tables[label], progress)
            result.rows += total.count
            sums[label] = (total.count, total.digest)
    if archive.overall(sums) != manifest.digest:
        raise ArchiveRefused(_("备份内容与它的摘要不符，可能被改动过。数据库没有改动。"))
    _settle(chosen)
    result.digest = _prove(chosen, manifest)
    result.files = _files(found, result, progress)
    _notes(manifest, result)
    return result


def _empty(chosen: list[type[models.Model]]) -> None:
    names = [model._meta.db_table for model in chosen]
    statements = connection.ops.sql_flush(no_style(), names, reset_sequences=False, allow_cascade=True)
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def _load(
    found: zipfile.ZipFile, model: type[models.Model], table: dict[str, Any], progress: Progress
) -> archive.TableSum:
    label = model._meta.label_lower
    by_name = {item.attname: item for item in archive.columns(model)}
    if unknown := [name for name in table["columns"] if name not in by_name]:
        names = {"table": label, "name": unknown[0]}
        raise ArchiveRefused(_("备份里有本版本没有的列：%(table)s.%(name)s") % names)
    taken = [by_name[name] for name in table["columns"]]
    total = archive.TableSum()
    if table["entry"] not in found.namelist():
        raise ArchiveRefused(_("备份里缺少一张表：%(name)s") % {"name": label})
    with found.open(table["entry"]) as lines:
        made = _objects(lines, model, taken, total)
        while batch := list(islice(made, BATCH)):
            _insert(model, batch)
            progress(label, total.count)
    return total


def _objects(
    lines: Any, model: type[models.Model], taken: archive.Columns, total: archive.TableSum
) -> Iterator[models.Model]:
    for row in lines:
        total.add(row)
        try:
            values = json.loads(row)
            pairs = zip(taken, values, strict=True)
            yield model(**{item.attname: archive.native(item, value) for item, value in pairs})
        except (ValueError, TypeError, ValidationError) as error:
            message = _("备份第%(row)s行读不懂：%(table)s")
            raise ArchiveRefused(message % {"row": total.count, "table": model._meta.label}) from error


def _insert(model: type[models.Model], batch: list[models.Model]) -> None:
    fields = archive.columns(model)
    size = max(1, connection.ops.bulk_batch_size(fields, batch))
    manager: Any = model._base_manager
    for start in range(0, len(batch), size):
        # raw: what stood in the row stays, also where the field would set the time itself
        manager.all()._insert(batch[start : start + size], fields, raw=True, using="default")


def _settle(chosen: list[type[models.Model]]) -> None:
    try:
        connection.check_constraints()
    except DatabaseError as error:
        raise ArchiveRefused(_("备份里的记录互相对不上，不能恢复。数据库没有改动。")) from error
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), chosen):
            cursor.execute(statement)
    search.rebuild()


def _prove(chosen: list[type[models.Model]], manifest: archive.Manifest) -> str:
    """Read back what stands now; with the same columns its digest is the archive's."""
    same = all(
        [item.attname for item in archive.columns(model)] == manifest.tables[label]["columns"]
        for model in chosen
        if (label := model._meta.label_lower) in manifest.tables
    )
    if not same or len(chosen) != len(manifest.tables):
        return ""  # an older archive gained columns with their defaults
    digest = archive.database_digest()
    if digest != manifest.digest:
        raise ArchiveRefused(_("恢复后的记录与备份的摘要不符。数据库没有改动。"))
    return digest


def _files(found: zipfile.ZipFile, result: Restored, progress: Progress) -> int:
    count = 0
    for info in found.infolist():
        if not info.filename.startswith("files/"):
            continue
        digest = info.filename.removeprefix("files/")
        try:
            with found.open(info) as source:
                whole = files.store_from(source, digest)  # type: ignore[arg-type]
        except ValueError:
            whole = False
        if whole:
            count += 1
        else:
            result.notes.append(_("附件损坏，没有恢复：%(name)s") % {"name": digest})
        progress("files", count)
    return count


def _notes(manifest: archive.Manifest, result: Restored) -> None:
    if missing := sorted(set(manifest.key_ids) - set(keys.field_key_ids())):
        result.notes.append(
            _("缺少加密密钥 %(ids)s：请把原机器的密钥目录拷来，否则电话等加密内容读不出。")
            % {"ids": "、".join(map(str, missing))}
        )
    if manifest.missing_files:
        result.notes.append(_("备份时已缺少附件 %(count)s 个。") % {"count": len(manifest.missing_files)})
    result.notes.append(_("比这个备份新的检查点说的是恢复以前的记录，请移到别处存放。"))
