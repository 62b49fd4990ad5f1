"""Our own style sheet and script: current, small, and nothing that the content policy would refuse."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest

from tools import join_assets

UI = join_assets.UI
VENDOR = UI.parent / "vendor"
KIB = 1024


def weight(file: Path) -> int:
    return len(gzip.compress(file.read_bytes(), compresslevel=9))


def test_the_joined_files_are_current() -> None:
    for file, text in join_assets.results().items():
        assert file.read_text(encoding="utf-8") == text, "run tools/join_assets.py"


def test_every_part_is_joined() -> None:
    styles = {str(file.relative_to(UI / "css").with_suffix("")) for file in (UI / "css").rglob("*.css")}
    scripts = {file.stem for file in (UI / "js").glob("*.js")}
    assert styles == set(join_assets.STYLES)
    assert scripts == set(join_assets.SCRIPTS)


def test_the_weight_stays_within_the_budget() -> None:
    css, js = weight(UI / "linli.css"), weight(UI / "linli.js")
    htmx, sprite = weight(VENDOR / "htmx.org/htmx.min.js"), weight(VENDOR / "tabler/icons.svg")
    assert css <= 20 * KIB
    assert js <= 8 * KIB
    assert css + js + htmx + sprite + 15 * KIB <= 60 * KIB


@pytest.mark.parametrize("file", sorted((UI / "js").glob("*.js")), ids=lambda file: file.name)
def test_a_script_is_short_and_plain(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 80
    assert not re.search(r"\beval\(|innerHTML|outerHTML|insertAdjacentHTML|new Function|https?:", text)


@pytest.mark.parametrize("file", sorted((UI / "css").rglob("*.css")), ids=lambda file: file.name)
def test_a_style_sheet_stands_in_a_layer_and_names_no_colour_outside_the_tokens(file: Path) -> None:
    text = re.sub(r"/\*.*?\*/", "", file.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert "@layer" in text
    assert "url(" not in text
    if file.stem not in {"tokens", "print", "paper"}:
        assert re.findall(r"#[0-9a-f]{3,8}\b", text.replace("#fff;", "")) == []
