"""The form of a backup: which tables in which order, and how a row becomes a line on either engine.

A line is canonical JSON of the stored columns, so the digest of a table is the same on SQLite and on
PostgreSQL, whatever order the rows come in.
"""

from __future__ import annotations

import base64
import hashlib
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db import models
from django.db.migrations.recorder import MigrationRecorder
from django.db.models import F, TextField
from django.db.models.functions import Cast
from django.utils.duration import duration_iso_string

from linli.records import registry
from linli.records.canonical import canonical, instant
from linli.records.fields import Stored

FORMAT = "linli-backup"
VERSION = 1
MANIFEST = "manifest.json"
_MODULUS = 1 << 256
Columns = list["models.Field[Any, Any]"]


def tables() -> list[type[models.Model]]:
    """All models of the house, those others point to first."""
    own = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and model.__module__.startswith("linli.")
    ]
    own += [model for model in apps.get_models() if model._meta.label == "auth.Group"]
    for kind in registry.subject_kinds():
        found = registry.subject_type(kind)
        if found and found.model not in own:
            own.append(found.model)
    return _ordered(sorted(own, key=lambda model: model._meta.label_lower))


def _ordered(rest: list[type[models.Model]]) -> list[type[models.Model]]:
    done: list[type[models.Model]] = []
    while rest:
        ready = [model for model in rest if not (_needs(model) & set(rest)) - {model}]
        # A circle of references is no harm: the engines check them at the commit.
        step = ready or rest[:1]
        done += step
        rest = [model for model in rest if model not in step]
    return done


def _needs(model: type[models.Model]) -> set[Any]:
    return {item.related_model for item in model._meta.concrete_fields if item.is_relation}


def columns(model: type[models.Model]) -> Columns:
    """The stored columns of a model; generated ones are made by the engine."""
    return [item for item in model._meta.concrete_fields if not getattr(item, "generated", False)]


def rows(model: type[models.Model]) -> Iterator[list[Any]]:
    """All rows as plain values, encrypted and hashed columns exactly as they stand."""
    names, apart = [], {}
    for item in columns(model):
        if getattr(item, "stored_apart", False):
            apart[f"raw_{item.attname}"] = Cast(F(item.attname), TextField())
            names.append(f"raw_{item.attname}")
        else:
            names.append(item.attname)
    found = model._base_manager.annotate(**apart).order_by("pk").values_list(*names)
    for values in found.iterator(chunk_size=2000):
        yield [plain(value) for value in values]


_WRITERS: dict[type, Callable[[Any], Any]] = {
    datetime: instant,
    date: date.isoformat,
    time: time.isoformat,
    timedelta: duration_iso_string,
    Decimal: lambda value: format(value, "f"),
    UUID: str,
    bytes: lambda value: base64.b64encode(value).decode(),
    memoryview: lambda value: base64.b64encode(bytes(value)).decode(),
}


def plain(value: Any) -> Any:
    """A column's value as JSON can hold it. Raises TypeError for a type nobody thought of."""
    if value is None or isinstance(value, bool | int | str | float | dict | list):
        return value
    writer = _WRITERS.get(type(value))
    if writer is None:
        raise TypeError(f"a {type(value).__name__} cannot be backed up")
    return writer(value)


def native(item: models.Field[Any, Any], value: Any) -> Any:
    """A value of a line as the column takes it. Raises ValueError or ValidationError."""
    if value is None or isinstance(item, models.JSONField):
        return value
    if getattr(item, "stored_apart", False):
        return Stored(value)
    if isinstance(item, models.BinaryField):
        return base64.b64decode(value)
    target = item.target_field if item.is_relation and hasattr(item, "target_field") else item
    return target.to_python(value)


def line(values: list[Any]) -> bytes:
    """One row of a table file."""
    return (json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":")) + "\n").encode()


@dataclass
class TableSum:
    """Count and digest of a table; the digest does not depend on the order of its rows."""

    count: int = 0
    total: int = 0

    def add(self, row: bytes) -> None:
        """Take one line in."""
        self.count += 1
        self.total = (self.total + int.from_bytes(hashlib.sha256(row).digest())) % _MODULUS

    @property
    def digest(self) -> str:
        """The digest as hex."""
        return f"{self.total:064x}"


@dataclass
class Manifest:
    """What an archive says about itself."""

    made_at: str
    linli: str
    #: app → names of its migrations
    migrations: dict[str, list[str]]
    #: label → columns, count, digest, name of the entry
    tables: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: int = 0
    missing_files: list[str] = field(default_factory=list)
    key_ids: list[int] = field(default_factory=list)
    digest: str = ""
    format: str = FORMAT
    version: int = VERSION

    def seal(self) -> None:
        """Compute the digest over all tables."""
        self.digest = overall({label: (item["count"], item["digest"]) for label, item in self.tables.items()})


def overall(sums: dict[str, tuple[int, str]]) -> str:
    """One digest over the counts and digests of all tables."""
    return hashlib.sha256(canonical({label: list(item) for label, item in sums.items()}).encode()).hexdigest()


def database_digest() -> str:
    """The digest of the rows as they stand now: equal before a backup and after its restore."""
    sums = {}
    for model in tables():
        total = TableSum()
        for values in rows(model):
            total.add(line(values))
        sums[model._meta.label_lower] = (total.count, total.digest)
    return overall(sums)


def applied_migrations() -> dict[str, list[str]]:
    """The migrations of the house that this database has, by app."""
    labels = {config.label for config in apps.get_app_configs() if config.name.startswith("linli.")}
    found: dict[str, list[str]] = {}
    for app, name in sorted(MigrationRecorder.Migration.objects.values_list("app", "name")):
        if app in labels:
            found.setdefault(app, []).append(name)
    return found
