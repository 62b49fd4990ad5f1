"""Folders and keys of their own for these tests, and the target they bring rows into."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from linli.ledgers import registry
from linli.ledgers.registry import Target
from linli.records import keys
from tests.ledgers.estates import TARGET


@pytest.fixture(autouse=True)
def data_folder(settings: Any, tmp_path: Path) -> Iterator[Path]:
    """Files and keys of their own."""
    settings.LINLI_DATA = tmp_path
    settings.LINLI_FILES = tmp_path / "files"
    settings.LINLI_KEYS = tmp_path / "keys"
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    keys.forget()
    yield tmp_path
    keys.forget()


@pytest.fixture
def target() -> Iterator[Target]:
    """The target, registered."""
    registry.register_target(TARGET)
    yield TARGET
    registry.forget_target(TARGET.id)
