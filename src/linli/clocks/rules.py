"""The copy of a clock's rules that a deadline keeps, as plain JSON and back."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from linli.domain.clocks import ClockTemplate, End, ExtensionRule, LightRule, Step, Unit, WarningRule


@dataclass(frozen=True)
class Rules:
    """The step with what may happen to it."""

    step: Step
    extension: ExtensionRule | None
    warnings: WarningRule
    lights: LightRule


def rules_of(template: ClockTemplate, step: Step) -> Rules:
    """The rules of one step of a template; only a settling step may be put off."""
    return Rules(step, template.extension, template.warnings, template.lights)


def to_json(rules: Rules) -> dict[str, Any]:
    """Short plain JSON."""
    step, extension = rules.step, rules.extension
    return {
        "amount": step.amount,
        "unit": step.unit.value,
        "from": step.from_,
        "backward": step.backward,
        "end": step.end.value if step.end else None,
        "extension": _extension(extension) if extension else None,
        "warnings": asdict(rules.warnings),
        "lights": asdict(rules.lights),
    }


def from_json(step_id: str, label: str, stored: dict[str, Any]) -> Rules:
    """The rules back; what is missing takes the defaults of D3."""
    warnings = dict(stored.get("warnings") or {})
    for key in ("at_percent", "after_days"):
        if key in warnings:
            warnings[key] = tuple(warnings[key])
    extension = stored.get("extension")
    return Rules(
        Step(
            id=step_id,
            zh=label,
            amount=stored.get("amount", 0),
            unit=Unit(stored.get("unit", Unit.DAY)),
            from_=stored.get("from", "start"),
            backward=stored.get("backward", False),
            end=End(stored["end"]) if stored.get("end") else None,
        ),
        ExtensionRule(extension["times"], extension["amount"], _unit(extension["unit"]))
        if extension
        else None,
        WarningRule(**warnings),
        LightRule(**(stored.get("lights") or {})),
    )


def _extension(rule: ExtensionRule) -> dict[str, Any]:
    return {"times": rule.times, "amount": rule.amount, "unit": rule.unit.value if rule.unit else None}


def _unit(value: str | None) -> Unit | None:
    return Unit(value) if value else None
