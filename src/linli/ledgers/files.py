"""Uploaded workbooks until they are read, and ledgers until they are fetched: outside the web root."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings


def _folder(name: str) -> Path:
    path = Path(settings.LINLI_DATA) / "ledgers" / name
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def upload_path(import_id: int) -> Path:
    """Where the workbook of an import waits to be read."""
    return _folder("in") / f"{import_id}.bin"


def export_path(export_id: int) -> Path:
    """Where a written ledger waits to be fetched."""
    return _folder("out") / f"{export_id}.xlsx"


def keep_upload(import_id: int, data: bytes) -> None:
    """Writes the workbook aside and moves it into place, so that a reader never meets half of it."""
    path = upload_path(import_id)
    draft = path.with_suffix(".part")
    draft.write_bytes(data)
    draft.replace(path)


def forget_upload(import_id: int) -> None:
    """Deletes the workbook; its rows are staged, its digest is kept."""
    upload_path(import_id).unlink(missing_ok=True)


def blank_path(fill_id: int) -> Path:
    """Where a blank workbook to be filled waits."""
    return _folder("fill") / f"{fill_id}.blank.xlsx"


def filled_path(fill_id: int) -> Path:
    """Where the filled workbook waits to be fetched."""
    return _folder("fill") / f"{fill_id}.xlsx"


def keep_blank(fill_id: int, data: bytes) -> None:
    """Writes the blank workbook aside and moves it into place."""
    _write(blank_path(fill_id), data)


def keep_filled(fill_id: int, data: bytes) -> None:
    """Writes the filled workbook aside and moves it into place."""
    _write(filled_path(fill_id), data)


def forget_fill(fill_id: int) -> None:
    """Deletes both."""
    blank_path(fill_id).unlink(missing_ok=True)
    filled_path(fill_id).unlink(missing_ok=True)


def _write(path: Path, data: bytes) -> None:
    draft = path.with_suffix(".part")
    draft.write_bytes(data)
    draft.replace(path)
