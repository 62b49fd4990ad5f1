"""Cross-checks after reading: every id used is defined once, dates start somewhere, steps can be reached."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from linli.definitions import (
    activities,
    agreements,
    bulletins,
    duties,
    governance,
    indicators,
    rankings,
    registers,
    rolls,
)
from linli.definitions import reports as report_forms
from linli.definitions.cases import CaseKind
from linli.definitions.clocks import Clock
from linli.definitions.library import walk
from linli.definitions.problems import listed, suggest
from linli.definitions.reader import Use
from linli.definitions.resources import check_resources
from linli.definitions.schema import PIECES, Mechanism
from linli.definitions.visits import check_visits
from linli.definitions.words import URGENCIES
from linli.definitions.yamlfile import Document

_ORIGIN = re.compile(r"^S[0-4]-[0-3][0-9]$")

#: Pieces of the later rooms → what a reference to one is called.
IDS = {
    "duty_kinds": "duty_kind",
    "roll_kinds": "roll_kind",
    "register_kinds": "register_kind",
    "visit_kinds": "visit_kind",
    "activity_kinds": "activity_kind",
    "resource_kinds": "resource_kind",
    "agreements": "agreement",
    "governance_kinds": "governance_kind",
    "report_forms": "report_form",
    "indicators": "indicator",
    "rankings": "ranking",
    "bulletins": "bulletin",
}

#: Deepest level of the tree of categories (issue 2: "up to three category levels").
DEEPEST = 3


@dataclass
class Known:
    """All ids by what they are ids of, and the words that may not be used."""

    ids: dict[str, set[str]] = field(default_factory=dict)

    def add(self, kind: str, ids: Iterable[str]) -> None:
        """Make ids known."""
        self.ids.setdefault(kind, set()).update(ids)

    def of(self, kind: str) -> set[str]:
        """The known ids of a kind."""
        return self.ids.get(kind, set())


def learn(known: Known, mechanism: Mechanism, document: Document) -> None:
    """Take up the ids of one mechanism; an id defined twice is a mistake."""
    _once(known, "mechanism", [mechanism.id], document)
    _once(known, "role", [piece.id for piece in mechanism.roles], document)
    _once(known, "channel", [piece.id for piece in mechanism.channels], document)
    _once(known, "clock", [piece.id for piece in mechanism.clocks], document)
    _once(known, "limits", [piece.id for piece in mechanism.limits], document)
    _once(known, "case_kind", [piece.id for piece in mechanism.case_kinds], document)
    _once(known, "matter", [piece.id for piece in mechanism.matters], document)
    for pieces, kind in IDS.items():
        _once(known, kind, [piece.id for piece in getattr(mechanism, pieces)], document)
    _once(known, "category", [category.id for _, category in walk(mechanism.categories)], document)


def _once(known: Known, kind: str, ids: list[str], document: Document) -> None:
    seen = known.of(kind)
    for one in ids:
        if one in seen:
            document.problem("E109", f"{kind}:{one}", one, "once")
        known.add(kind, [one])


def resolve(uses: Iterable[Use], document: Document, known: Known, sources: Mapping[str, object]) -> None:
    """Look up every reference of a file; a source is looked up in the file itself."""
    for use in uses:
        if use.to == "origin":
            if not _ORIGIN.match(use.id):
                document.problem("E107", use.path, use.id, "S0-01 … S4-24")
            continue
        allowed = set(sources) if use.to == "source" else known.of(use.to)
        if use.id not in allowed:
            code = "E108" if use.to == "source" else "E107"
            document.problem(code, use.path, use.id, listed(allowed), suggest(use.id, allowed))


def check(mechanism: Mechanism, document: Document) -> None:
    """What only the whole file can tell."""
    for index, clock in enumerate(mechanism.clocks):
        _clock(clock, f"clocks[{index}]", document)
    for index, kind in enumerate(mechanism.case_kinds):
        _case_kind(kind, f"case_kinds[{index}]", document)
    duties.check(mechanism, document)
    governance.check(mechanism, document)
    agreements.check(mechanism, document)
    report_forms.check(mechanism, document)
    for above, category in walk(mechanism.categories):
        if len(above) >= DEEPEST:
            document.problem("E106", "categories", category.id, f"≤ {DEEPEST}")
    rolls.check(mechanism.roll_kinds, document)
    indicators.check(mechanism, document)
    rankings.check(mechanism, document)
    registers.check(mechanism.register_kinds, document)
    activities.check(mechanism.activity_kinds, document)
    for index, bulletin in enumerate(mechanism.bulletins):
        bulletins.check(bulletin, f"bulletins[{index}]", document)
    check_resources(mechanism, document)
    check_visits(mechanism, document)
    if not mechanism.shared:
        _card(mechanism, document)


def _clock(clock: Clock, path: str, document: Document) -> None:
    """Each step starts from the start, the event, or a step named before it: so no circle is possible."""
    reached = {"start"} if clock.direction == "forward" else {"event"}
    for index, step in enumerate(clock.steps):
        if step.from_ not in reached:
            document.problem(
                "E111",
                f"{path}.steps[{index}].from",
                step.from_,
                listed(reached),
                suggest(step.from_, reached),
            )
        if step.id in reached and not (step.classes or step.unless):
            document.problem("E109", f"{path}.steps[{index}].id", step.id, "once")
        reached.add(step.id)
        if any(entry.value.amount < 0 for entry in step.span.entries):
            document.problem("E106", f"{path}.steps[{index}].span", "< 0", "≥ 0")
    if not clock.steps:
        document.problem("E104", f"{path}.steps", "[]", "≥ 1")


def _case_kind(kind: CaseKind, path: str, document: Document) -> None:
    for urgency in kind.clocks:
        if urgency not in URGENCIES:
            found = suggest(urgency, URGENCIES)
            document.problem("E106", f"{path}.clocks.{urgency}", urgency, listed(URGENCIES), found)
    if kind.clocks and kind.urgency not in kind.clocks:
        document.problem("E107", f"{path}.urgency", kind.urgency, listed(kind.clocks))
    if kind.parties and (kind.counts.satisfaction or not kind.never_public):
        document.problem("E106", f"{path}.counts", kind.id, "satisfaction: false; never_public: true")
    if kind.visibility == "staff_only" and any(field.public for field in kind.fields):
        document.problem("E106", f"{path}.fields", "public: true", "public: false")
    days = [one.id for one in kind.fields if one.type == "day"]
    if kind.event_field is not None and kind.event_field not in days:
        found = suggest(kind.event_field, days)
        document.problem("E107", f"{path}.event_field", kind.event_field, listed(days), found)
    if kind.due_field is not None and kind.due_field not in days:
        found = suggest(kind.due_field, days)
        document.problem("E107", f"{path}.due_field", kind.due_field, listed(days), found)
    texts = [one.id for one in kind.fields if one.type == "text" and not one.personal]
    for name, held in (("bundle", kind.bundle), ("file_to", kind.file_to)):
        if held is not None and held not in texts:
            document.problem("E107", f"{path}.{name}", held, listed(texts), suggest(held, texts))
    _choices(kind, path, document)


def _choices(kind: CaseKind, path: str, document: Document) -> None:
    for index, one in enumerate(kind.fields):
        if (one.type == "choice") != bool(one.options):
            document.problem("E104", f"{path}.fields[{index}].options", one.type, "choice ↔ options")
        if one.type in ("quantity", "money") and one.unit is None:
            document.problem("E104", f"{path}.fields[{index}].unit", one.type, "unit")


def _card(mechanism: Mechanism, document: Document) -> None:
    """What the library card needs before anybody may switch the mechanism on."""
    for name in ("report", "suits", "added_work"):
        if getattr(mechanism, name) is None:
            document.problem("E104", name, name, "report, suits, added_work")
    if not mechanism.origins:
        document.problem("E104", "origins", "[]", "S0-01 … S4-24")
    if not any(getattr(mechanism, name) for name in PIECES):
        document.problem("E104", "", mechanism.id, listed(PIECES))
