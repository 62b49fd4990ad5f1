"""What each later room adds to the demonstration: one module a room, played after the lives of the cases."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from linli.demo import reported
from linli.demo.residents import Residents
from linli.demo.scene import Scene

#: In the order they build on each other; a module that is not there yet is left out.
MODULES = (
    "of_governance",
    "of_rota",
    "of_duties",
    "of_registers",
    "of_rolls",
    "of_resources",
    "of_visits",
    "of_reports",
    "of_indicators",
    "of_bulletins",
    "of_printed_rows",
    "of_printed_bodies",
    "of_figures",
)


def build(scene: Scene, people: Residents, real: reported.Places, *, small: bool) -> dict[str, int]:
    """Let every room add its rows; what each made is counted under its own names."""
    counts: dict[str, int] = {}
    for name in MODULES:
        path = f"linli.demo.{name}"
        if find_spec(path) is not None:
            counts |= import_module(path).build(scene, people, real, small)
    return counts
