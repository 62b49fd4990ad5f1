"""Plain data → frozen dataclasses, led by the annotations alone.

One reader serves every kind of piece: a new kind is a new dataclass in the schema and nothing else. A trailing
underscore in a field name (``from_``, ``not_``) stands for the key without it.
"""

from __future__ import annotations

import dataclasses
import re
import types
import typing
from collections.abc import Callable, Mapping, Set
from datetime import date
from functools import cache
from typing import Any

from linli.definitions.dated import Dated, DatedEntry
from linli.definitions.problems import listed, suggest
from linli.definitions.yamlfile import Document

_ID = re.compile(r"^[a-z][a-z0-9_]*$")


@dataclasses.dataclass(frozen=True)
class Ref:
    """Marks a text that must be the id of something else: a term, a role, a clock …"""

    to: str


@dataclasses.dataclass(frozen=True)
class Use:
    """One reference found while reading, to be looked up when everything is loaded."""

    to: str
    id: str
    path: str


class MissingError(Exception):
    """A value could not be read; the mistake is noted already."""


@dataclasses.dataclass
class Reader:
    """Reads one document; collects its references on the way."""

    document: Document
    uses: list[Use] = dataclasses.field(default_factory=list)

    def read(self, kind: Any, data: Any, path: str = "") -> Any:
        """The value of an annotated type, or :class:`MissingError` after noting what is wrong."""
        by_origin: dict[Any, Callable[[tuple[Any, ...], Any, str], Any]] = {
            typing.Annotated: self._annotated,
            typing.Union: self._optional,
            types.UnionType: self._optional,
            typing.Literal: self._choice,
            tuple: self._sequence,
            Dated: self._dated,
            Mapping: self._mapping,
        }
        read = by_origin.get(typing.get_origin(kind))
        if read is not None:
            return read(typing.get_args(kind), data, path)
        if dataclasses.is_dataclass(kind):
            return self._dataclass(kind, data, path)
        return self._scalar(kind, data, path)

    def _wrong(self, data: Any, path: str, allowed: str) -> MissingError:
        self.document.problem("E105", path, data, allowed)
        return MissingError()

    def _annotated(self, args: tuple[Any, ...], data: Any, path: str) -> Any:
        value = self.read(args[0], data, path)
        for mark in args[1:]:
            if isinstance(mark, Ref):
                self.uses.append(Use(mark.to, value, path))
        return value

    def _optional(self, args: tuple[Any, ...], data: Any, path: str) -> Any:
        inner = next(arg for arg in args if arg is not type(None))
        return None if data is None else self.read(inner, data, path)

    def _choice(self, allowed: tuple[Any, ...], data: Any, path: str) -> Any:
        if data in allowed and not isinstance(data, bool):
            return data
        words = [str(word) for word in allowed]
        self.document.problem("E106", path, data, listed(words), suggest(str(data), words))
        raise MissingError

    def _sequence(self, args: tuple[Any, ...], data: Any, path: str) -> tuple[Any, ...]:
        if not isinstance(data, list):
            raise self._wrong(data, path, "[…]")
        return tuple(self._all(args[0], ((f"{path}[{n}]", item) for n, item in enumerate(data))))

    def _mapping(self, args: tuple[Any, ...], data: Any, path: str) -> dict[str, Any]:
        if not isinstance(data, dict):
            raise self._wrong(data, path, "{…}")
        read: dict[str, Any] = {}
        for key, item in data.items():
            if self._id(key, f"{path}.{key}"):
                for value in self._all(args[1], [(f"{path}.{key}", item)]):
                    read[key] = value
        return read

    def _all(self, kind: Any, items: typing.Iterable[tuple[str, Any]]) -> list[Any]:
        """Read on after a mistake, so that all mistakes of a list are told at once."""
        read = []
        for path, item in items:
            try:
                read.append(self.read(kind, item, path))
            except MissingError:
                continue
        return read

    def _dated(self, args: tuple[Any, ...], data: Any, path: str) -> Dated[Any]:
        if not isinstance(data, list) or not data:
            self.document.problem("E108", path, data, "[{from: 2026-01-01, value: …, source: …}]")
            raise MissingError
        entries = []
        for index, item in enumerate(data):
            entries.append(self._entry(args[0], item, f"{path}[{index}]"))
            if index and entries[-1].from_ <= entries[-2].from_:
                self.document.problem(
                    "E110", f"{path}[{index}].from", entries[-1].from_, f"> {entries[-2].from_}"
                )
        return Dated(tuple(entries))

    def _entry(self, kind: Any, item: Any, path: str) -> DatedEntry[Any]:
        if not isinstance(item, dict):
            self.document.problem("E108", path, item, "{from: 2026-01-01, value: …, source: …}")
            raise MissingError
        for key in ("from", "source"):
            if item.get(key) is None:
                self.document.problem("E108", f"{path}.{key}", item.get(key), "from, value, source")
                raise MissingError
        self._keys(item, {"from", "value", "source"}, {"from", "value", "source"}, path)
        source = self.read(str, item["source"], f"{path}.source")
        self.uses.append(Use("source", source, f"{path}.source"))
        return DatedEntry(
            self.read(date, item["from"], f"{path}.from"),
            self.read(kind, item.get("value"), f"{path}.value"),
            source,
        )

    def _dataclass(self, kind: Any, data: Any, path: str) -> Any:
        if not isinstance(data, dict):
            raise self._wrong(data, path, "{" + ", ".join(known(kind)) + "}")
        fields = known(kind)
        complete = self._keys(data, set(fields), required(kind), path)
        values = {}
        for key, (name, hint) in fields.items():
            if key not in data:
                continue
            below = f"{path}.{key}" if path else key
            try:
                values[name] = self.read(hint, data[key], below)
            except MissingError:
                complete = False
            if key == "id" and complete and not self._id(values[name], below):
                complete = False
        if not complete:
            raise MissingError
        return kind(**values)

    def _keys(self, data: dict[str, Any], allowed: Set[str], needed: Set[str], path: str) -> bool:
        for key in data:
            if key not in allowed:
                below = f"{path}.{key}" if path else key
                self.document.problem("E103", below, key, listed(allowed), suggest(key, allowed))
        missing = sorted(key for key in needed if key not in data)
        for key in missing:
            self.document.problem("E104", path, key, listed(needed))
        return not missing

    def _id(self, value: Any, path: str) -> bool:
        if isinstance(value, str) and _ID.match(value):
            return True
        self.document.problem("E109", path, value, "a-z, 0-9, _")
        return False

    def _scalar(self, kind: Any, data: Any, path: str) -> Any:
        if kind is str and isinstance(data, str) and data.strip():
            return data
        if kind is int and isinstance(data, int) and not isinstance(data, bool):
            return data
        if kind is bool and isinstance(data, bool):
            return data
        if kind is date:
            return self._date(data, path)
        shape = {str: "a text", int: "1", bool: "true, false"}.get(kind, str(kind))
        raise self._wrong(data, path, shape)

    def _date(self, data: Any, path: str) -> date:
        """A day; stored definitions are JSON, so the ISO text is taken as well."""
        if isinstance(data, date):
            return data
        try:
            return date.fromisoformat(str(data))
        except ValueError:
            raise self._wrong(data, path, "2026-11-21") from None


@cache
def known(kind: Any) -> dict[str, tuple[str, Any]]:
    """Keys a dataclass takes: key → (field name, annotation)."""
    hints = typing.get_type_hints(kind, include_extras=True)
    return {field.name.rstrip("_"): (field.name, hints[field.name]) for field in dataclasses.fields(kind)}


@cache
def required(kind: Any) -> frozenset[str]:
    """Keys a dataclass must be given."""
    return frozenset(
        field.name.rstrip("_")
        for field in dataclasses.fields(kind)
        if field.default is dataclasses.MISSING and field.default_factory is dataclasses.MISSING
    )
