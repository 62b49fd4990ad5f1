"""The reference pages made from data are current, complete and linked."""

from __future__ import annotations

import re
from pathlib import Path

from linli.definitions import get_library
from linli.definitions.terms import forbidden
from tools import pages


def test_the_pages_are_current() -> None:
    made = pages.pages(get_library())
    assert [str(path) for path in pages.stale(made)] == [], "run python tools/pages.py"


def test_every_link_leads_to_a_page() -> None:
    for path, text in pages.pages(get_library()).items():
        for target in re.findall(r"\]\(([a-z0-9_]+\.md)\)", text):
            assert (path.parent / target) in pages.pages(get_library()), f"{path.name}: {target}"


def test_every_dated_value_stands_on_its_page_with_its_source() -> None:
    text = pages.page(get_library().mechanisms["rule_13710"], get_library())
    assert "7 days" in text
    assert "The usual rule of 13710" in text
    assert "stateDiagram-v2" in text


def test_no_forbidden_word_in_the_data_files() -> None:
    """trade.md, Words: what not to say; the glossary itself names them."""
    words = [one.word for one in forbidden()]
    root = Path(pages.ROOT) / "src" / "linli" / "library" / "mechanisms"
    found = [
        f"{path.name}: {word}"
        for path in sorted(root.glob("*.yaml"))
        for word in words
        if word in path.read_text(encoding="utf-8")
    ]
    assert found == []


def test_an_english_word_is_not_the_chinese_one() -> None:
    for term in get_library().terms.values():
        assert not re.search(r"[一-鿿]", term.en), term.id
        assert not re.search(r"[一-鿿]", term.definition.en), term.id
        assert re.search(r"[一-鿿0-9%]", term.zh), term.id
