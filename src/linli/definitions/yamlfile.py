"""Reading one YAML file into plain data, strictly.

A smaller YAML than the full language: ``yes``/``on`` are words and no truth values, ``07:30`` is a text and no
number in base 60, there are no floats (decimals are written as texts and read exactly), no anchors, no tags.
A key written twice is a mistake, while PyYAML would silently keep the last one. The line of each value is kept.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from linli.definitions.problems import Problem

_INT = re.compile(r"^-?(0|[1-9][0-9]*)$")
_DATE = re.compile(r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
#: The parser in C is ten times faster; it is part of PyYAML's wheels and may be missing elsewhere.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_WORDS = {"true": True, "false": False, "null": None, "~": None, "": None}


@dataclass
class Document:
    """A file's plain data, the line of each path, and what could not be read."""

    file: str
    data: Any = None
    lines: dict[str, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    nodes: set[int] = field(default_factory=set)

    def problem(self, code: str, path: str, found: object, allowed: str = "", suggestion: str = "") -> None:
        """Note a mistake at a path; the line is looked up, at the nearest known parent if need be."""
        self.problems.append(
            Problem(code, self.file, path, _shown(found), allowed, suggestion, self._line(path))
        )

    def _line(self, path: str) -> int | None:
        while path and path not in self.lines:
            path = path[: max(path.rfind("."), path.rfind("["), 0)]
        return self.lines.get(path)


def read(path: Path, name: str | None = None) -> Document:
    """One file as a document; unreadable files give a document with the problem in it."""
    document = Document(file=name or path.name)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        document.problem("E101", "", error, "UTF-8")
        return document
    return read_text(text, document)


def read_text(text: str, document: Document) -> Document:
    """The same for a text; used by overrides and tests."""
    try:
        node = yaml.compose(text, Loader=_LOADER)
        document.data = None if node is None else _plain(node, "", document)
    except yaml.YAMLError as error:
        document.problem("E101", "", str(error).replace("\n", " "))
    except RecursionError:
        document.problem("E101", "", "nesting", "< 100")
    return document


def _plain(node: yaml.Node, path: str, document: Document) -> Any:
    document.lines[path] = node.start_mark.line + 1
    if id(node) in document.nodes:  # an alias gives the same node again
        raise yaml.YAMLError("alias")
    document.nodes.add(id(node))
    if isinstance(node, yaml.MappingNode):
        return _mapping(node, path, document)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(child, f"{path}[{index}]", document) for index, child in enumerate(node.value)]
    assert isinstance(node, yaml.ScalarNode)
    return _scalar(node, path, document)


def _mapping(node: yaml.MappingNode, path: str, document: Document) -> dict[str, Any]:
    data: dict[str, Any] = {}
    for key_node, value_node in node.value:
        key = str(key_node.value)
        below = f"{path}.{key}" if path else key
        if key in data:
            document.lines[below] = key_node.start_mark.line + 1
            document.problem("E102", below, key)
            continue
        data[key] = _plain(value_node, below, document)
    return data


def _scalar(node: yaml.ScalarNode, path: str, document: Document) -> Any:
    text = str(node.value)
    if node.style:  # quoted or block: always a text (plain is None, or "" from the parser in C)
        return text
    if text in _WORDS:
        return _WORDS[text]
    if _INT.match(text):
        return int(text)
    if _DATE.match(text):
        try:
            return date.fromisoformat(text)
        except ValueError:
            document.problem("E105", path, text, "2026-11-21")
    return text


def _shown(found: object) -> str:
    text = str(found)
    return text if len(text) <= 120 else text[:117] + "…"
