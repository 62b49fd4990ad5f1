"""The PDF keeps the grid, the order and the words of the Word file; read back with poppler where it is installed."""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
from django.template.loader import render_to_string

from linli.papers import pdf, queries
from linli.papers.document import Document, Paragraph
from linli.papers.docx import measures as m
from linli.papers.docx import render
from linli.papers.kinds import KINDS
from tests.papers.samples import DAY, sample
from tests.papers.test_write_forms import words

pytestmark = pytest.mark.skipif(
    not pdf.available() or shutil.which("pdftotext") is None, reason="typst or poppler is not installed"
)
POINT = 72 / 25.4


def boxes(document: Document, folder: Path) -> list[list[tuple[str, float, float, float]]]:
    """Words of every page with left, top and right in points."""
    (folder / "one.pdf").write_bytes(pdf.render(document))
    told = subprocess.run(
        ["pdftotext", "-bbox", "one.pdf", "-"], cwd=folder, check=True, capture_output=True, text=True
    )
    found = []
    for page in told.stdout.split("<page ")[1:]:
        shape = re.compile(r'xMin="([\d.]+)" yMin="([\d.]+)" xMax="([\d.]+)" yMax="[\d.]+">(.*?)</word>')
        found.append([(one[3], *(float(one[at]) for at in range(3))) for one in shape.findall(page)])
    return found


def test_a_page_holds_22_lines_of_28_characters(tmp_path: Path) -> None:
    text = Document(form="working", title="题", blocks=(Paragraph("\n".join("字" * 26 for _ in range(60))),))
    pages = boxes(text, tmp_path)
    second = [word for word in pages[1] if "字" in word[0]]
    assert len(second) == 22
    pitch = (second[-1][2] - second[0][2]) / 21
    assert abs(pitch - m.LINE / 20) < 0.05
    # Indented by two, 26 characters fill the line of 28.
    assert abs(second[0][3] - (28 + 156) / 25.4 * 72) < 3


@pytest.mark.parametrize("kind", ["bulletin", "minutes"])
def test_the_mark_begins_35_mm_below_the_edge_of_the_type_area(kind: str, tmp_path: Path) -> None:
    document = sample(kind)
    mark = next(word for word in boxes(document, tmp_path)[0] if word[0] == document.head)
    assert abs(mark[2] - (37 + 35) * POINT) < 1


def order(text: str, wanted: list[str]) -> list[int]:
    return [text.index(re.sub(r"\s", "", one)) for one in wanted]


@pytest.mark.parametrize("kind", list(KINDS))
def test_word_pdf_and_page_say_the_same_in_the_same_order(kind: str, tmp_path: Path) -> None:
    document = replace(sample(kind), issued_on=DAY)
    (tmp_path / "one.pdf").write_bytes(pdf.render(document))
    read = subprocess.run(
        ["pdftotext", "-layout", "one.pdf", "-"], cwd=tmp_path, check=True, capture_output=True, text=True
    )
    context = {"document": document, "parts": queries.parts(document)}
    page = re.sub(r"<[^>]*>", "", render_to_string("papers/parts/document.html", context))
    word = "".join(re.findall(r"<w:t(?: [^>]*)?>([^<]*)</w:t>", words(render(document))))
    told = [
        *document.title_lines, *(document.addressee and [document.addressee]),
        *(block.text[:12] for block in document.main_blocks if hasattr(block, "text")),
        *document.attachments, *([] if document.form in {"minutes", "briefing"} else [document.date_text]),
        *(slip.title for slip in document.slips), *(line[:8] for line in document.foot_lines),
    ]  # fmt: skip
    for text in (read.stdout, page, word):
        plain = re.sub(r"\s", "", text)
        # The head of a briefing has its date above the title; the search begins behind the head.
        plain = plain[plain.index(re.sub(r"\s", "", document.title_lines[0])) :]
        found = order(plain, told)
        assert found == sorted(found), text
