"""Moves encrypted values to a new key, in small steps that may be interrupted and run again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.apps import apps
from django.db import transaction
from django.db.models import F, Model, TextField
from django.db.models.functions import Cast

from linli.records import keys
from linli.records.errors import KeyMissing
from linli.records.fields import EncryptedText, decrypt


def encrypted_fields(model: type[Model]) -> list[EncryptedText]:
    """The encrypted fields of a model."""
    return [item for item in model._meta.concrete_fields if isinstance(item, EncryptedText)]


def rotate(*, models: Iterable[type[Model]] | None = None, new_key: bool = True, chunk: int = 500) -> int:
    """Make a new field key and write every encrypted value again under it; answers how many rows.

    Interrupted, run it again with ``new_key=False``. Values whose key is missing stay as they are.
    The old keys stay in the folder until no backup needs them.
    """
    if new_key:
        keys.add_field_key()
    chosen = apps.get_models() if models is None else models
    return sum(_rotate(model, chunk) for model in chosen if encrypted_fields(model))


def _rotate(model: type[Model], chunk: int) -> int:
    fields = encrypted_fields(model)
    mark = f"1:{keys.current_field_key()}:"
    rows: Any = model._base_manager.annotate(
        **{f"raw_{item.name}": Cast(F(item.attname), TextField()) for item in fields}
    )
    moved, last = 0, None
    while True:
        page = rows.order_by("pk") if last is None else rows.order_by("pk").filter(pk__gt=last)
        with transaction.atomic():
            locked = page.select_for_update()[:chunk]
            batch = list(locked.values("pk", *(f"raw_{item.name}" for item in fields)))
            for row in batch:
                moved += _rewrite(model, fields, row, mark)
        if not batch:
            return moved
        last = batch[-1]["pk"]


def _rewrite(model: type[Model], fields: list[EncryptedText], row: dict[str, Any], mark: str) -> int:
    done = 0
    for item in fields:
        raw = row[f"raw_{item.name}"]
        if not raw or raw.startswith(mark):
            continue
        try:
            plain = decrypt(raw, item.context)
        except KeyMissing:
            continue
        done = max(done, model._base_manager.filter(pk=row["pk"]).update(**{item.attname: plain}))
    return done
