"""A file comes in: guarded, its rows staged as text. Nothing is visible outside yet."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import astuple
from datetime import datetime
from pathlib import PurePath
from typing import Any

from django.db import transaction

from linli.domain.access import Actor, AreaRef
from linli.ledgers import files, registry
from linli.ledgers.errors import FileRefused
from linli.ledgers.models import ColumnMapping, Import, ImportRow
from linli.ledgers.reading.cells import clean
from linli.ledgers.reading.guard import Checked, check_file
from linli.ledgers.reading.limits import limits
from linli.ledgers.reading.matching import propose
from linli.ledgers.reading.parts import Told
from linli.ledgers.reading.sheet import OpenSheet
from linli.ledgers.services.checking import run_check
from linli.ledgers.services.common import AT_ONCE, actor_of, chunks, lock_in
from linli.ledgers.services.rows import stage
from linli.records import services as records
from linli.records.tx import verb

State = Import.State


def start_import(
    *,
    target_id: str,
    name: str,
    data: bytes,
    actor: Actor,
    at: datetime,
    fill: tuple[AreaRef, ...] = (),
    options: Mapping[str, Any] | None = None,
) -> Import:
    """Take a workbook in for a target; event ``import.uploaded``. Raises :class:`FileRefused`.

    A file of up to 2,000 rows is read at once; a larger one stays 正在读取 until the worker has read it.
    """
    target = registry.target(target_id)
    checked = check_file(name=name, data=data, limits=limits())
    opened = None
    if checked.rows <= AT_ONCE:
        # Read before anything is stored: a file without header or rows leaves no trace.
        opened = OpenSheet(name=name, data=data, columns=target.wanted, limits=limits(), checked=checked)
    batch = _register(
        target_id=target_id,
        name=_file_name(name),
        data=data,
        actor=actor,
        at=at,
        fill=fill,
        options=dict(options or {}),
        checked=checked,
    )
    if opened is None:
        from linli.ledgers.tasks import enqueue

        files.keep_upload(batch.pk, data)
        enqueue("staging", batch.pk)
        return batch
    files.keep_upload(batch.pk, data)
    return run_staging(import_id=batch.pk, at=at, opened=opened)


def _file_name(name: str) -> str:
    return clean(PurePath(name.replace("\\", "/")).name)[-200:] or "台账.xlsx"


@verb()
def _register(
    *,
    target_id: str,
    name: str,
    data: bytes,
    actor: Actor,
    at: datetime,
    fill: tuple[AreaRef, ...],
    options: dict[str, Any],
    checked: Checked,
) -> Import:
    batch = Import(
        target=target_id,
        state=State.READING,
        file_name=name,
        file_digest=hashlib.sha256(data).hexdigest(),
        file_size=len(data),
        options=options,
        told=[astuple(one) for one in checked.told],
        fill=[[ref.level, ref.area_id] for ref in fill],
        user_id=actor.user_id,
        post_id=actor.post_id,
        body_id=actor.body_id,
        created_at=at,
    )
    records.append(subject=batch, name="import.uploaded", actor=actor, at=at, data={"target": target_id})
    return batch


def run_staging(
    *, import_id: int, at: datetime, sheet: int | None = None, opened: OpenSheet | None = None
) -> Import:
    """Read the kept workbook and stage its rows in transactions of 500; may be run again after a break.

    Ends in 待确认列, or, when this header was confirmed before, goes straight on to the check.
    """
    batch = Import.objects.get(pk=import_id)
    target = registry.target(batch.target)
    try:
        if opened is None:
            data = files.upload_path(import_id).read_bytes()
            opened = OpenSheet(
                name=batch.file_name,
                data=data,
                columns=target.wanted,
                limits=limits(),
                sheet=sheet,
                checked=_guarded_before(batch, data),
            )
        _forget_rows(import_id)
        total = _stage_rows(import_id, opened)
        if not total:
            raise FileRefused.no_rows()
    except FileRefused as refused:
        return _refuse(import_id, refused, at)
    return _settle_header(import_id, opened, total, at)


def _guarded_before(batch: Import, data: bytes) -> Checked | None:
    """What the guard said at the upload, if these are still the same bytes."""
    if hashlib.sha256(data).hexdigest() != batch.file_digest:
        return None
    return Checked("kept", 0, tuple(Told(*one) for one in batch.told))


@verb()
def _forget_rows(import_id: int) -> None:
    lock_in(import_id, State.READING)
    ImportRow.objects.filter(batch_id=import_id).delete()


def _stage_rows(import_id: int, opened: OpenSheet) -> int:
    total, width = 0, len(opened.header.labels)
    for part in chunks(opened.rows()):
        with transaction.atomic():
            stage(import_id, part, width)
            total += len(part)
            Import.objects.filter(pk=import_id).update(rows_total=total)
    return total


@verb()
def _refuse(import_id: int, refused: FileRefused, at: datetime) -> Import:
    batch = lock_in(import_id, State.READING)
    batch.state, batch.trouble, batch.finished_at = State.REFUSED, str(refused)[:300], at
    batch.save(update_fields=["state", "trouble", "finished_at"])
    records.append(
        subject=batch, name="import.refused", actor=actor_of(batch), at=at, data={"reason": refused.code}
    )
    files.forget_upload(import_id)
    return batch


def _settle_header(import_id: int, opened: OpenSheet, total: int, at: datetime) -> Import:
    batch = _store_header(import_id, opened, total, at)
    if batch.state == State.CHECKING:
        return run_check(import_id=import_id, at=at)
    return batch


@verb()
def _store_header(import_id: int, opened: OpenSheet, total: int, at: datetime) -> Import:
    batch = lock_in(import_id, State.READING)
    target, header = registry.target(batch.target), opened.header
    known = ColumnMapping.objects.filter(target=batch.target, header_digest=header.digest).first()
    proposed = {match.key: match.index for match in propose(header.labels, target.wanted)}
    batch.sheet, batch.sheets = opened.index, [[sheet.index, sheet.name] for sheet in opened.sheets]
    batch.labels, batch.header_row, batch.header_digest = list(header.labels), header.row, header.digest
    batch.rows_total, told = total, opened.told
    batch.hidden_rows, batch.hidden_columns = told.hidden_rows, told.hidden_columns
    batch.blank_formulas = told.blank_formulas
    batch.remembered = known is not None and _still_fits(known.mapping, target)
    batch.mapping = known.mapping if known is not None and batch.remembered else proposed
    batch.state = State.CHECKING if batch.remembered else State.MAPPING
    batch.save()
    records.append(
        subject=batch,
        name="import.read",
        actor=actor_of(batch),
        at=at,
        data={"rows": total, "remembered": batch.remembered},
    )
    return batch


def _still_fits(mapping: Mapping[str, int], target: registry.Target) -> bool:
    """A target may have gained a required column since the mapping was confirmed."""
    keys = {column.key for column in target.columns}
    return set(mapping) <= keys and all(column.key in mapping for column in target.columns if column.required)


@verb()
def choose_sheet(*, import_id: int, sheet: int, actor: Actor, at: datetime) -> None:
    """Read another sheet of the same workbook; event ``import.sheet_chosen``. Staging has to run after it."""
    batch = lock_in(import_id, State.MAPPING, State.PREVIEW)
    batch.state, batch.rows_bad = State.READING, 0
    batch.save(update_fields=["state", "rows_bad"])
    records.append(subject=batch, name="import.sheet_chosen", actor=actor, at=at, data={"sheet": sheet})


@verb()
def withdraw_import(*, import_id: int, actor: Actor, at: datetime) -> Import:
    """Give an import up before anything was applied; its staged rows are emptied. Event ``import.withdrawn``."""
    batch = lock_in(import_id, State.READING, State.MAPPING, State.PREVIEW)
    batch.state, batch.finished_at = State.WITHDRAWN, at
    batch.save(update_fields=["state", "finished_at"])
    ImportRow.objects.filter(batch=batch).update(cells=[], problems=[])
    records.append(subject=batch, name="import.withdrawn", actor=actor, at=at)
    files.forget_upload(import_id)
    return batch
