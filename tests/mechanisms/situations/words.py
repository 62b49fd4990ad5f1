"""The words situations are written in: registered functions, checked before anything runs.

A step is ``{word: {argument: value}}``. An unknown word or argument fails with what is allowed and what was
probably meant; so a situation cannot pass because nobody understood it.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from linli.definitions.problems import listed, suggest

PHASES = ("given", "when", "then")


class MisreadError(AssertionError):
    """A situation says something the runner does not know."""


@dataclass
class Phase:
    """The words of one phase."""

    name: str
    words: dict[str, Callable[..., None]] = field(default_factory=dict)

    def __call__(self, function: Callable[..., None]) -> Callable[..., None]:
        self.words[function.__name__.rstrip("_")] = function
        return function

    def find(self, step: Any) -> tuple[Callable[..., None], dict[str, Any]]:
        """The function of a step and its arguments, checked."""
        if not isinstance(step, Mapping) or len(step) != 1:
            raise MisreadError(f"{self.name}: one word a step, found {step!r}")
        word, given = next(iter(step.items()))
        if word not in self.words:
            near = suggest(word, self.words)
            raise MisreadError(
                f"{self.name}: unknown word {word!r}, did you mean {near!r}? Known: {listed(self.words, 60)}"
            )
        function = self.words[word]
        arguments = {key.replace("-", "_"): value for key, value in (given or {}).items()}
        allowed = [name.rstrip("_") for name in list(inspect.signature(function).parameters)[1:]]
        for name in arguments:
            if name not in allowed:
                raise MisreadError(
                    f"{self.name} {word}: unknown argument {name!r}, allowed: {listed(allowed)}"
                )
        named = {
            (name if name in inspect.signature(function).parameters else f"{name}_"): value
            for name, value in arguments.items()
        }
        try:
            inspect.signature(function).bind(None, **named)
        except TypeError as error:
            raise MisreadError(f"{self.name} {word}: {error}") from error
        return function, named


given, when, then = (Phase(name) for name in PHASES)
