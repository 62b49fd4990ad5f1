"""House rules for every template of the package, whoever wrote it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.template import TemplateSyntaxError
from django.template.loader import get_template

PACKAGE = Path(__file__).resolve().parents[2] / "src" / "linli"
TEMPLATES = sorted(file for folder in PACKAGE.glob("*/templates") for file in folder.rglob("*.html"))
IDS = [str(file.relative_to(PACKAGE)) for file in TEMPLATES]
HAN = re.compile(r"[㐀-鿿]")
#: Whole pages that stand without translation on purpose.
UNTRANSLATED = {
    "ui/templates/ui/style.html",
    "ui/templates/500.html",
    "records/templates/records/unavailable.html",
    # A Chinese official paper is Chinese in every language of the interface.
    "papers/templates/papers/parts/document.html",
}

each = pytest.mark.parametrize("file", TEMPLATES, ids=IDS)


@each
def test_nothing_inline_that_the_content_policy_refuses(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert not re.search(r"<style\b", text)
    assert not re.search(r"\sstyle\s*=", text)
    assert not re.search(r"\son\w+\s*=\s*[\"']", text)
    assert not re.search(r"\bhx-on\b|javascript:|hx-vals=['\"]js:", text)
    for tag in re.findall(r"<script\b[^>]*>", text):
        assert "src=" in tag or 'type="application/json"' in tag, tag


@each
def test_nothing_is_fetched_from_elsewhere(file: Path) -> None:
    assert not re.search(r"(src|href|action)\s*=\s*[\"'](https?:)?//", file.read_text(encoding="utf-8"))


@each
def test_it_can_be_read_by_the_engine(file: Path) -> None:
    name = str(file).split("/templates/", 1)[1]
    try:
        get_template(name)
    except TemplateSyntaxError as fault:
        pytest.fail(f"{name}: {fault}")


@each
def test_an_empty_state_is_not_lost_in_a_loop(file: Path) -> None:
    # {% empty "…" %} inside {% for %} is the loop's own word: what stands after it would vanish silently.
    assert not re.search(r"\{% empty [^%]", file.read_text(encoding="utf-8")), "write {% nothing … %}"


@each
def test_its_words_can_be_translated(file: Path) -> None:
    name = str(file.relative_to(PACKAGE))
    if name in UNTRANSLATED:
        pytest.skip("said in Chinese on purpose")
    text = re.sub(
        r"\{#.*?#\}|\{% comment %\}.*?\{% endcomment %\}",
        "",
        file.read_text(encoding="utf-8"),
        flags=re.DOTALL,
    )
    text = re.sub(r"\{% blocktrans(late)?\b.*?\{% endblocktrans(late)? %\}", "", text, flags=re.DOTALL)
    text = re.sub(r'lang="zh-Hans">(\{% icon "\w+" %\})?<span>中文', "", text)
    text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}", "", text, flags=re.DOTALL)
    assert HAN.findall(text) == [], "wrap it in {% translate %} or {% blocktranslate %}"


@each
def test_it_is_not_long(file: Path) -> None:
    assert len(file.read_text(encoding="utf-8").splitlines()) <= 150
