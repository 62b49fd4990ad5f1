"""Which part of a workbook holds which of its sheets, in the order in which its sheets stand."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from html import unescape
from posixpath import join, normpath

from linli.ledgers.reading.extent import SheetExtent

WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
_SHEET = re.compile(r"<(?:\w+:)?sheet\s[^>]*>")
_RELATION = re.compile(r"<(?:\w+:)?Relationship\s[^>]*>")
_VALUE = re.compile(r"""([\w:]+)\s*=\s*(?:"([^"]*)"|'([^']*)')""")


@dataclass(frozen=True)
class Told:
    """What a person has to be told of one sheet."""

    hidden_rows: int = 0
    hidden_columns: int = 0
    #: Cells with a formula that no program has worked out: they are read as empty.
    blank_formulas: int = 0


def told_of(sheets: Mapping[str, SheetExtent], workbook: bytes, relations: bytes) -> tuple[Told, ...]:
    """What is told of each sheet in its place; where the workbook does not say which is which, the most of all."""
    found = {
        name: Told(extent.hidden, extent.hidden_columns, extent.no_result) for name, extent in sheets.items()
    }
    parts = sheet_parts(workbook, relations)
    if parts and all(part in found for part in parts if part.startswith("xl/worksheets/")):
        return tuple(found.get(part, Told()) for part in parts)
    return (most_of(found.values()),)


def most_of(told: Iterable[Told]) -> Told:
    """The most that any sheet has of each."""
    return Told(*(max(numbers) for numbers in zip((0, 0, 0), *map(astuple, told), strict=True)))


def sheet_parts(workbook: bytes, relations: bytes) -> list[str]:
    """Names of the parts in the order of the sheets, in small letters; empty for a sheet whose part is not named."""
    targets = {}
    for tag in _RELATION.findall(relations.decode("utf-8", "replace")):
        values = _values(tag)
        target = values.get("target", "")
        place = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
        targets[values.get("id", "")] = place.lower()
    sheets = _SHEET.findall(workbook.decode("utf-8", "replace"))
    # Programs may name the space of relations as they like.
    keys = [
        next((value for name, value in _values(tag).items() if name.endswith(":id")), "") for tag in sheets
    ]
    return [targets.get(key, "") for key in keys]


def _values(tag: str) -> dict[str, str]:
    return {name.lower(): unescape(double or single) for name, double, single in _VALUE.findall(tag)}
