"""Writes the reference pages that are made from data: one a mechanism, their index, the glossary.

    python tools/pages.py            write docs/reference/mechanisms/*.md and docs/reference/glossary.md
    python tools/pages.py --check    say which pages are not current; exit status 1 then

Needs no database and no Django: only the data files and the kernel.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT / "src") not in sys.path:
    sys.path.insert(0, str(ROOT / "src"))

from linli.definitions import Library, get_library  # noqa: E402
from linli.definitions.cases import CaseKind  # noqa: E402
from linli.definitions.display import Added, added, said, values, word  # noqa: E402
from linli.definitions.schema import Mechanism, Term  # noqa: E402
from linli.definitions.words import SUBJECTS  # noqa: E402
from linli.domain.caseflow import TABLE, State, Transition  # noqa: E402

DOCS = ROOT / "docs" / "reference"
MADE = "<!-- Made by tools/pages.py from src/linli/library; do not edit. -->\n"
EN = "en"


def pages(library: Library) -> dict[Path, str]:
    """Every generated page by its path."""
    made = {DOCS / "mechanisms" / f"{one.id}.md": page(one, library) for one in library.mechanisms.values()}
    made[DOCS / "mechanisms" / "index.md"] = index(library)
    made[DOCS / "glossary.md"] = glossary(library)
    return made


def page(mechanism: Mechanism, library: Library) -> str:
    """The reference page of one mechanism."""
    parts = [MADE, f"# {mechanism.names.en} · {mechanism.names.zh}\n"]
    parts += [f"{mechanism.sentence.en}\n", f"> {mechanism.sentence.zh}\n", *_card(mechanism)]
    parts += ["## What it adds\n", _added(added(mechanism, EN))]
    for kind in mechanism.case_kinds:
        parts += [f"## {word(kind.term, EN)} · {word(kind.term)} (`{kind.id}`)\n", _kind(kind, library)]
    if mechanism.case_kinds:
        parts += ["## States\n", *_diagrams(mechanism.case_kinds)]
    rows = [
        [f"`{one.path}`", one.where, one.value, one.since.isoformat(), one.source]
        for one in values(mechanism, None, EN)
    ]
    if rows:
        parts += ["## Dated values\n", table(["In the file", "Of", "Value", "From", "Source"], rows)]
    return "\n".join(parts)


def _card(mechanism: Mechanism) -> Iterator[str]:
    rows = [
        ["Id", f"`{mechanism.id}`"],
        ["Subject", f"{word(mechanism.subject, EN)} · {word(mechanism.subject)}"],
    ]
    if mechanism.origins:
        rows.append(["Entries", ", ".join(mechanism.origins)])
    if mechanism.report:
        rows.append(["Reported", f"{mechanism.report.place.en}, {_when(mechanism)}"])
    if mechanism.suits:
        rows.append(["Suits", mechanism.suits.en])
    rows += [["Needed before", text.en] for text in mechanism.needs_before]
    if mechanism.added_work:
        rows.append(["Work added", mechanism.added_work.sentence.en])
    rows += [["Mind", text.en] for text in mechanism.hints]
    if mechanism.shared:
        rows.append(["In use", "everywhere, without adoption"])
    if mechanism.requires:
        links = ", ".join(f"[{need}]({need}.md)" for need in mechanism.requires)
        rows.append(["Requires", links])
    yield table(["", ""], rows)


def _when(mechanism: Mechanism) -> str:
    assert mechanism.report is not None
    length = {"day": 10, "month": 7, "year": 4}[mechanism.report.precision]
    return mechanism.report.date.isoformat()[:length]


def _added(rows: list[Added]) -> str:
    lines = [
        [
            one.word,
            str(one.count),
            ", ".join(one.names) if one.count <= 20 else "…",
            "" if one.built else "later",
        ]
        for one in rows
    ]
    return table(["Kind", "Count", "Names", ""], lines)


def _kind(kind: CaseKind, library: Library) -> str:
    rows = [
        ["Filed by", "residents and staff" if kind.visibility == "public" else "staff only"],
        ["Anonymous", said(kind.anonymous, EN)],
        ["Shown in public", "never" if kind.never_public else "when a person ticks it"],
        ["Clocks", ", ".join(f"{word(one, EN)}: `{clock}`" for one, clock in kind.clocks.items())],
        ["Limits", f"`{kind.limits}`"],
        ["Results", said(kind.results, EN)],
        ["Solved by the word of", said(kind.confirmation, EN)],
        ["Counted", _counts(kind)],
    ]
    if kind.verifiers:
        rows.append(["Verifiers", ", ".join(word(library.roles[one].term, EN) for one in kind.verifiers)])
    if kind.categories:
        rows.append(["Categories", ", ".join(library.categories[one].names.en for one in kind.categories)])
    if kind.boundaries:
        rows.append(["Boundary", said(kind.boundaries, EN)])
    if kind.suspension_reasons:
        rows.append(["May wait for", said(kind.suspension_reasons, EN)])
    rows += [
        [f"Field `{one.id}`", f"{one.names.en} ({one.type}{', required' if one.required else ''})"]
        for one in kind.fields
    ]
    return table(["", ""], rows)


def _counts(kind: CaseKind) -> str:
    names = {"on_time": "on time", "solved": "solved", "satisfaction": "satisfaction"}
    return ", ".join(said_ for name, said_ in names.items() if getattr(kind.counts, name)) or "nothing"


def _diagrams(kinds: tuple[CaseKind, ...]) -> Iterator[str]:
    groups: dict[tuple[bool, bool], list[str]] = {}
    for kind in kinds:
        groups.setdefault((kind.fast_lane, bool(kind.suspension_reasons)), []).append(kind.id)
    for (fast, waits), ids in groups.items():
        yield f"For {', '.join(f'`{one}`' for one in ids)}:\n"
        left_out = set() if waits else {State.SUSPENDED, State.SUSPENSION_REVIEW}
        yield _diagram([row for row in TABLE if fast or row.name != "settle_on_spot"], left_out)


def _diagram(rows: list[Transition], left_out: set[State]) -> str:
    lines = ["```mermaid", "stateDiagram-v2", f"  [*] --> {State.TO_DISPATCH.value}"]
    shown = [state for state in State if state not in left_out]
    lines += [f"  {state.value}: {word('state_' + state.value)}" for state in shown]
    for row in rows:
        target = row.leads_to(State.IN_PROGRESS)
        if (row.target or row.back) and target not in left_out:
            sources = sorted(row.sources - left_out)
            lines += [f"  {source.value} --> {target.value}: {row.name}" for source in sources]
    return "\n".join([*lines, "```", ""])


def index(library: Library) -> str:
    """All mechanisms by subject."""
    parts = [MADE, "# Mechanisms\n", "One page a file of `src/linli/library/mechanisms/`.\n"]
    for subject in SUBJECTS:
        rows = [
            [f"[{one.names.en}]({one.id}.md)", one.names.zh, ", ".join(one.origins) or "shared"]
            for one in library.mechanisms.values()
            if one.subject == subject
        ]
        if rows:
            parts += [
                f"## {word(subject, EN)} · {word(subject)}\n",
                table(["Mechanism", "", "Entries"], rows),
            ]
    parts += ["## Packs\n"]
    for pack in library.packs.values():
        links = ", ".join(f"[{one}]({one}.md)" for one in pack.mechanisms)
        parts += [f"**{pack.names.en}** · {pack.names.zh} — {pack.sentence.en} {links}\n"]
    return "\n".join(parts)


def glossary(library: Library) -> str:
    """All terms by id, with the words not to use."""
    parts = [MADE, "# Glossary\n", "The only spellings used in code, and the words of the offices.\n"]
    rows = [
        [f"`{one.id}`", one.zh, one.en, f"{one.definition.zh} {one.definition.en}", _not(one)]
        for one in sorted(library.terms.values(), key=lambda one: one.id)
    ]
    return "\n".join([*parts, table(["Id", "Chinese", "English", "Meaning", "Not"], rows)])


def _not(term: Term) -> str:
    return ", ".join([*term.forbidden, *(f"`{other}`" for other in term.not_)])


def table(head: list[str], rows: list[list[str]]) -> str:
    """A Markdown table."""
    lines = [f"| {' | '.join(head)} |", "|" + " --- |" * len(head)]
    lines += [
        "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in row) + " |" for row in rows
    ]
    return "\n".join(lines) + "\n"


def stale(made: dict[Path, str]) -> list[Path]:
    """Pages that are missing, differ, or belong to no mechanism any more."""
    old = [
        path for path, text in made.items() if not path.exists() or path.read_text(encoding="utf-8") != text
    ]
    return old + [path for path in (DOCS / "mechanisms").glob("*.md") if path not in made]


def main(arguments: list[str]) -> int:
    """Write or check."""
    library = get_library()
    if library.problems:
        print("\n".join(str(problem) for problem in library.problems))
        return 1
    made = pages(library)
    old = stale(made)
    if "--check" in arguments:
        print("\n".join(f"not current: {path.relative_to(ROOT)}" for path in old) or "current")
        return 1 if old else 0
    (DOCS / "mechanisms").mkdir(parents=True, exist_ok=True)
    for path in old:
        if path in made:
            path.write_text(made[path], encoding="utf-8")
        else:
            path.unlink()
    print(f"{len(old)} pages written")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
