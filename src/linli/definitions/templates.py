"""From a clock piece with dated values to the kernel's clock template as it stands on one day."""

from __future__ import annotations

from datetime import date

from linli.definitions.clocks import Clock, Step
from linli.definitions.library import Library
from linli.definitions.schema import Term
from linli.domain import clocks as kernel


def clock_template(clock: Clock, on: date, library: Library) -> kernel.ClockTemplate:
    """The kernel's template of a clock on a day. Raises LookupError before the clock's first value."""
    extension = clock.extension and clock.extension.at(on)
    warnings = clock.warnings and clock.warnings.at(on)
    lights = clock.lights and clock.lights.at(on)
    longest = extension.longest if extension else None
    rule = kernel.ExtensionRule(extension.times) if extension else None
    if extension and longest:
        rule = kernel.ExtensionRule(extension.times, longest.amount, kernel.Unit(longest.unit))
    return kernel.ClockTemplate(
        id=clock.id,
        zh=_zh(library, clock.term),
        steps=tuple(_step(clock, step, on, library) for step in clock.steps),
        default_class=clock.default_class or "",
        open_end=clock.open_end,
        extension=rule,
        warnings=kernel.WarningRule(
            warnings.at_percent, warnings.on_day, warnings.after_days, warnings.then_every_days
        )
        if warnings
        else kernel.WarningRule(),
        lights=kernel.LightRule(lights.near_days, lights.near_percent) if lights else kernel.LightRule(),
        source=_source(clock, on),
    )


def _step(clock: Clock, step: Step, on: date, library: Library) -> kernel.Step:
    span = step.span.at(on)
    if span is None:
        raise LookupError(f"clock {clock.id}: step {step.id} has no value on {on}")
    return kernel.Step(
        id=step.id,
        zh=_zh(library, step.term),
        amount=span.amount,
        unit=kernel.Unit(span.unit),
        from_="start" if step.from_ == "event" else step.from_,
        backward=clock.direction == "backward",
        end=kernel.End(step.end) if step.end else None,
        classes=step.classes,
        unless=step.unless,
    )


def _zh(library: Library, term_id: str) -> str:
    term: Term | None = library.terms.get(term_id)
    return term.zh if term else term_id


def _source(clock: Clock, on: date) -> str:
    """The source id of the last step: the limit people ask about."""
    entry = clock.steps[-1].span.entry_at(on)
    return entry.source if entry else ""
