"""Pages by many hands look like one hand: a class on a page exists in the style sheet."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

UI = Path(__file__).resolve().parents[2] / "src" / "linli" / "ui" / "static" / "ui"
PACKAGE = UI.parents[2]
#: Rooms may bring a sheet of their own (plates, papers) beside the common one.
SHEETS = [UI / "linli.css", *(file for file in PACKAGE.glob("*/static/**/*.css") if UI not in file.parents)]
KNOWN = {
    name for file in SHEETS for name in re.findall(r"\.([a-zA-Z][\w-]*)", file.read_text(encoding="utf-8"))
}
#: Named for tests and scripts, without a look of their own.
MARKS = {
    "clock",
    "notice--info",
    "timeline__text",
    "list",
    "state",
    "grows",
    "prefer__size",
    "button--plain",
    "staff",
    "public",
    "plain",
    "paper",
}
TEMPLATES = sorted(PACKAGE.glob("*/templates/**/*.html"))


@pytest.mark.parametrize("file", TEMPLATES, ids=[str(file.relative_to(PACKAGE)) for file in TEMPLATES])
def test_every_class_has_a_look(file: Path) -> None:
    text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "·", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    words = {word for found in re.findall(r'class="([^"]*)"', text) for word in found.split()}
    unknown = {word for word in words if "·" not in word and word not in KNOWN | MARKS}
    assert unknown == set(), "use the classes of docs/reference/ui.md"
