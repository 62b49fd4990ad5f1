"""Mistakes in the shipped data files as Django system checks ``linli.E101`` … ``linli.E113``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core import checks

from linli.definitions import Problem, get_library


def errors_from(problems: Iterable[Problem]) -> list[checks.CheckMessage]:
    """One check message a mistake; the hint is what was probably meant."""
    return [
        checks.Error(
            str(problem), hint=problem.suggestion or problem.allowed or None, id=f"linli.{problem.code}"
        )
        for problem in problems
    ]


@checks.register("mechanisms")
def check_library(app_configs: Any = None, **kwargs: Any) -> list[checks.CheckMessage]:
    """All mistakes of the shipped library."""
    return errors_from(get_library().problems)
