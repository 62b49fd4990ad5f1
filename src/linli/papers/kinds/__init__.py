"""The kinds of papers this house writes itself, each with its words and the form it takes.

公文 and 工作文书 are two things (trade.md 5): a working paper has no red head and is numbered by us; what is a
公文 is only drafted here, the office automation numbers, signs and seals it (trade.md 4).
"""

from __future__ import annotations

from collections.abc import Mapping

from linli.papers.kinds import daily, of_cases, official
from linli.papers.kinds.kind import Kind, Style, Text

__all__ = ["KINDS", "OF_CASES", "WRITTEN", "Kind", "Style", "Text", "number_words", "pairs"]

KINDS: dict[str, Kind] = {kind.id: kind for kind in (*of_cases.KINDS, *daily.KINDS, *official.KINDS)}

_LABELS = {key: label for kind in KINDS.values() for key, label in kind.fields}

#: Kinds that people write themselves from the form of new papers: the 公文, then daily papers.
WRITTEN = tuple(kind.id for kind in KINDS.values() if kind.style == "oa" or kind.free)

#: Kinds a paper of a case can be, in the order they are offered.
OF_CASES = (
    "assignment",
    "transfer",
    "feedback_slip",
    "urge",
    "reminder",
    "problem_transfer",
    "improvement_hint",
)


def pairs(kind: Kind, fields: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    """Label and value of the fields given, in the order of the kind; others follow, by the label another kind has for them."""
    known = [(label, fields[key]) for key, label in kind.fields if fields.get(key)]
    names = {key for key, _label in kind.fields}
    others = [(_LABELS.get(key, key), value) for key, value in fields.items() if key not in names and value]
    return tuple(known + others)


def number_words(kind: Kind) -> str:
    """Who numbers the kind where no series says otherwise, for the documentation."""
    if kind.style == "oa":
        return "by the OA"
    return "by us" if kind.series else "not at all"
