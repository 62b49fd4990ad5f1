"""Writes docs/reference/permissions.md from src/linli/accounts/permissions.yaml.

python tools/permissions.py            write the page
python tools/permissions.py --check    exit status 1 when the page is not current
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
if str(ROOT / "src") not in sys.path:
    sys.path.insert(0, str(ROOT / "src"))

from linli.accounts import grants  # noqa: E402
from linli.definitions import get_library, terms  # noqa: E402

PAGE = ROOT / "docs" / "reference" / "permissions.md"
HEAD = """<!-- Made by tools/permissions.py from src/linli/accounts/permissions.yaml; do not edit. -->
# Permissions

What is not listed is refused. A person acts in one post at a time; the post's role decides, and the row's
relation to the post: **own** (led or helped by the post's body; for rows without bodies: exactly the post's
place), **below** (in the post's place or under it), **beside** (under the same parent), **above** (exactly at a
place above), **was_handler** (handled an earlier round; reads only its own rounds), **all** (own, below, beside,
above, elsewhere).
"""


def page() -> str:
    """The whole page."""
    table = grants.table()
    parts = [HEAD, "## By kind and verb\n"]
    kinds = sorted({verb.split(".")[0] for verb in table.verbs})
    for kind in kinds:
        parts.append(f"### {kind}\n\n| Verb | Relations | Roles |\n|---|---|---|")
        parts += _verbs(table, kind)
        parts.append("")
    parts += ["## Addresses\n", "| Address | Asks for |\n|---|---|"]
    parts += [
        f"| `{name}` | {verb}{' + password again' if name in table.step_up else ''} |"
        for name, verb in sorted(table.urls.items())
    ]
    return "\n".join(parts) + "\n"


def _verbs(table: grants.Table, kind: str) -> list[str]:
    found: dict[tuple[str, str], list[str]] = {}
    for role, held in table.roles.items():
        for verb, relations in held.items():
            if verb.split(".")[0] == kind:
                found.setdefault((verb.split(".")[1], _said(relations)), []).append(role)
    return [
        f"| {verb} | {said} | {', '.join(map(_role, sorted(roles)))} |"
        for (verb, said), roles in sorted(found.items())
    ]


def _said(relations: frozenset[str]) -> str:
    if relations.issuperset(grants.ALL):
        return "all"
    return ", ".join(name for name in grants.RELATIONS if name in relations)


def _role(role: str) -> str:
    term = get_library().roles[role].term
    return f"`{role}` {terms.label(term)}" if terms.known(term) else f"`{role}`"


def main() -> int:
    """Write or check."""
    made = page()
    if "--check" in sys.argv:
        current = PAGE.exists() and PAGE.read_text(encoding="utf-8") == made
        print(
            "current"
            if current
            else "docs/reference/permissions.md is not current: run python tools/permissions.py"
        )
        return 0 if current else 1
    PAGE.write_text(made, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
