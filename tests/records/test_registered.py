"""What the rooms announce is registered: an event without a sentence would fail in front of a user."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.apps import apps

from linli.records import registry
from linli.records.models import Subject

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "linli"


def appended_names() -> set[tuple[str, str]]:
    """(event name, file) of every ``append(…, name="…")`` and ``on("…")`` in the package."""
    found = set()
    for file in PACKAGE.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            names = [word.value for word in node.keywords if word.arg == "name"] if called == "append" else []
            if called == "on" and node.args:
                names.append(node.args[0])
            found |= {
                (name.value, str(file.relative_to(PACKAGE)))
                for name in names
                if isinstance(name, ast.Constant) and isinstance(name.value, str) and "." in name.value
            }
    return found


@pytest.mark.parametrize(("name", "file"), sorted(appended_names()))
def test_every_event_has_a_sentence(name: str, file: str) -> None:
    assert registry.event_type(name) is not None, f"{file}: register_event({name!r}, …) in ready()"


def test_every_subject_has_a_kind_of_its_own_that_is_registered() -> None:
    kinds = [model.SUBJECT_KIND for model in apps.get_models() if issubclass(model, Subject)]
    assert sorted(kinds) == sorted(set(kinds))
    assert set(kinds) - set(registry.subject_kinds()) == set()
