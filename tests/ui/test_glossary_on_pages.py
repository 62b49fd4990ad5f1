"""No page asks the glossary for a word it does not have, and none says a word the trade does not use."""

from __future__ import annotations

import re
from pathlib import Path

from linli.definitions import terms

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "linli"


def test_every_term_on_a_page_is_in_the_glossary() -> None:
    unknown = set()
    for file in PACKAGE.rglob("templates/**/*.html"):
        for term in re.findall(r'\{% term "([^"]+)"', file.read_text(encoding="utf-8")):
            if not terms.known(term):
                unknown.add(f"{file.name}: {term}")
    assert unknown == set()
