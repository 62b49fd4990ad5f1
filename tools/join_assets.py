"""Joins our own style sheets and scripts in their declared order: one request each, no Node.

linli-plain.css is the same sheet without cascade layers, for browser kernels older than Chromium 99, which some
offices still use; page.js asks for it there and only there.

The results, static/ui/linli.css and linli.js, are committed, so that every way of running has the same
files; a test fails when they are older than their parts. Comments and indents go, nothing else is changed.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

UI = Path(__file__).resolve().parent.parent / "src" / "linli" / "ui" / "static" / "ui"
#: Order matters: layers are declared in reset.css; print.css comes last.
STYLES = [
    "reset", "tokens", "base", "layout",
    "components/head", "components/button", "components/badge", "components/notice", "components/card",
    "components/list", "components/table", "components/form", "components/timeline", "components/data",
    "components/dialog", "components/public", "components/paper", "components/board", "components/screen",
    "utilities", "print",
]  # fmt: skip
#: ime first: its listeners must stand before those of anybody else.
SCRIPTS = [
    "ime", "page", "confirm-dialog", "combo-box", "photo-input", "draft-form", "copy-button",
    "due-clock", "tab-set", "locate-me", "small-buttons", "read-aloud",
]  # fmt: skip
MARK = "/* Joined by tools/join_assets.py from {folder}/: edit the parts, then run it. */\n"


def styles() -> str:
    """The text of linli.css."""
    parts = [re.sub(r"/\*.*?\*/", "", part("css", f"{name}.css"), flags=re.DOTALL) for name in STYLES]
    return MARK.format(folder="css") + squeeze("\n".join(parts))


def plain_styles() -> str:
    """linli.css with its layers opened: the order of the parts then stands for the order of the layers."""
    out, depth, opened = [], 0, []
    for line in styles().splitlines():
        if re.fullmatch(r"@layer [\w, ]+;", line):
            continue
        layer = re.fullmatch(r"@layer \w+ \{", line)
        if layer:
            opened.append(depth)
        depth += line.count("{") - line.count("}")
        closes = bool(opened) and line == "}" and depth == opened[-1]
        if closes:
            opened.pop()
        if not layer and not closes:
            out.append(line)
    return "\n".join(out) + "\n"


def scripts() -> str:
    """The text of linli.js; each part keeps its names to itself."""
    parts = []
    for name in SCRIPTS:
        text = re.sub(r"^\s*/\*.*?\*/\s*$", "", part("js", f"{name}.js"), flags=re.DOTALL | re.MULTILINE)
        text = re.sub(r"^\s*//.*$", "", text, flags=re.MULTILINE)
        parts.append("{\n" + text + "\n}")
    return MARK.format(folder="js") + '"use strict";\n' + squeeze("\n".join(parts))


def part(folder: str, name: str) -> str:
    """One source file."""
    return (UI / folder / name).read_text(encoding="utf-8")


def squeeze(text: str) -> str:
    """Without indents and empty lines."""
    return "".join(f"{line.strip()}\n" for line in text.splitlines() if line.strip())


def results() -> dict[Path, str]:
    """Target file → the text it must have."""
    return {UI / "linli.css": styles(), UI / "linli-plain.css": plain_styles(), UI / "linli.js": scripts()}


def main() -> int:
    """Writes the joined files; with ``check`` only says whether they are current."""
    stale = [
        file
        for file, text in results().items()
        if not file.exists() or file.read_text(encoding="utf-8") != text
    ]
    if sys.argv[1:] == ["check"]:
        for file in stale:
            print(f"{file.name} is older than its parts: run tools/join_assets.py", file=sys.stderr)
        return 1 if stale else 0
    for file, text in results().items():
        file.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
