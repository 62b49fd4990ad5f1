"""Runs one situations file: read strictly, then given, when, then, each step through the house's own doors."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from pathlib import Path
from typing import Any

import tests.mechanisms.situations as situations
from linli.definitions import get_library
from linli.definitions.words import Capability
from linli.definitions.yamlfile import read
from tests.mechanisms.situations.words import PHASES, MisreadError, given, then, when
from tests.mechanisms.situations.world import World

FOLDER = Path(__file__).resolve().parent.parent
CAPABILITIES = Capability.__args__  # type: ignore[attr-defined]
PHASE = {"given": given, "when": when, "then": then}
#: The modules that register the words: acts and looks, and those of the rooms (acts_duties, looks_duties …).
WORDS = tuple(
    import_module(f"tests.mechanisms.situations.{module.name}")
    for module in pkgutil.iter_modules(situations.__path__)
    if module.name.startswith(("acts", "looks"))
)


def load(path: Path) -> dict[str, Any]:
    """A situations file, checked whole before anything runs."""
    document = read(path)
    if document.problems:
        raise MisreadError("; ".join(str(problem) for problem in document.problems))
    data = document.data
    unknown = set(data) - {"mechanism", "owed", "situations", "background"}
    if unknown:
        raise MisreadError(f"{path.name}: unknown keys {sorted(unknown)}")
    if data["mechanism"] != path.stem or path.stem not in get_library().mechanisms:
        raise MisreadError(f"{path.name}: no mechanism {data['mechanism']!r}")
    for capability in data.get("owed") or {}:
        if capability not in CAPABILITIES:
            raise MisreadError(f"{path.name}: owed to unknown capability {capability!r}")
    for situation in data["situations"]:
        _check(path, situation)
    return dict(data)


def _check(path: Path, situation: dict[str, Any]) -> None:
    unknown = set(situation) - {"name", *PHASES}
    if unknown or not situation.get("name") or not situation.get("then"):
        raise MisreadError(
            f"{path.name}: a situation has name, given, when and then; found {sorted(situation)}"
        )
    for phase in PHASES:
        for step in situation.get(phase) or []:
            PHASE[phase].find(step)


def run(data: dict[str, Any], situation: dict[str, Any]) -> None:
    """Play one situation on a stage of its own; ``background`` steps come before its given."""
    world = World()
    steps = [("given", step) for step in data.get("background") or []]
    steps += [(phase, step) for phase in PHASES for step in situation.get(phase) or []]
    for phase, step in steps:
        function, arguments = PHASE[phase].find(step)
        try:
            function(world, **arguments)
        except AssertionError as error:
            raise AssertionError(f"{phase} {step}: {error}") from error


def files() -> list[Path]:
    """All situations files."""
    return sorted(FOLDER.glob("*.yaml"))
