"""Titles break at words, forms have room to write in, slips hang below the signature, every office program keeps the pitch."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from docx import Document as Word
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st

from linli.papers.docx import render
from linli.papers.kinds import KINDS
from linli.papers.pdf.source import source
from linli.papers.titles import LINE, break_title, width_in_characters
from tests.papers.samples import sample

LONG = "关于进一步做好冬季供暖诉求办理和老旧小区管道改造工作的通知"


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("交办单", ["交办单"]),
        ("关于做好冬季供暖工作的通知", ["关于做好冬季供暖工作的通知"]),
        (LONG, ["关于进一步做好冬季供暖诉求办理", "和老旧小区管道改造工作的通知"]),
        ("第一行\n第二行", ["第一行", "第二行"]),
    ],
)
def test_a_title_breaks_where_a_word_ends(title: str, lines: list[str]) -> None:
    assert break_title(title) == lines


@given(st.text(alphabet="关于邻安市2026年的通知，（和）办理诉求abc", max_size=90))
def test_no_letter_is_lost_and_no_line_is_too_long(title: str) -> None:
    lines = break_title(title)
    assert "".join(lines) == title
    assert all(width_in_characters(line) <= LINE + 10 for line in lines)
    for line in lines[1:]:
        assert not line or line[0] not in "，）" or width_in_characters(title) > LINE


def test_a_long_title_stands_in_the_same_lines_everywhere() -> None:
    document = sample("notice")
    document = type(document)(**{**document.__dict__, "title": LONG})
    texts = [one.text for one in Word(io.BytesIO(render(document))).paragraphs]
    assert all(line in texts for line in break_title(LONG))
    lines = ", ".join(f'"{line}"' for line in break_title(LONG))
    assert f"#titled({lines})" in source(document)


@pytest.mark.parametrize("kind", list(KINDS))
def test_no_paragraph_snaps_to_a_grid_narrower_than_its_characters(kind: str) -> None:
    content = render(sample(kind))
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        styles = parts.read("word/styles.xml").decode()
    assert '<w:spacing w:val="-5"/>' in styles
    for one in Word(io.BytesIO(content)).paragraphs:
        snap = one._p.pPr.find(qn("w:snapToGrid"))
        assert snap is not None
        assert snap.get(qn("w:val")) == "0"


@pytest.mark.parametrize("kind", [one.id for one in KINDS.values() if one.reply])
def test_the_slip_is_cut_off_below_the_signature(kind: str) -> None:
    document = sample(kind)
    body = Word(io.BytesIO(render(document)))
    texts = [one.text for one in body.paragraphs]
    assert texts.index(document.issuer) < next(at for at, text in enumerate(texts) if "沿此线剪下" in text)
    text = source(document)
    assert text.index("2026年11月21日") < text.index("沿此线剪下")


ORDER = (
    "pStyle", "keepNext", "keepLines", "pageBreakBefore", "widowControl", "pBdr", "shd", "tabs", "snapToGrid", "spacing",
    "ind", "jc",
)  # fmt: skip


@pytest.mark.parametrize("kind", list(KINDS))
def test_the_parts_of_a_paragraph_stand_in_the_order_word_asks_for(kind: str) -> None:
    made = Word(io.BytesIO(render(sample(kind))))
    parts = [made.element.body, *(place._element for place in _edges(made))]
    for part in parts:
        for properties in part.iter(qn("w:pPr")):
            names = [child.tag.split("}")[1] for child in properties if child.tag.split("}")[1] != "rPr"]
            assert names == sorted(names, key=ORDER.index)


def _edges(made: Any) -> list[Any]:
    section = made.sections[0]
    return [section.header, section.footer, section.even_page_footer, section.first_page_header]


def test_lines_to_sign_on_are_nine_millimetres_high_and_small_tables_stay_whole() -> None:
    sheet = Word(io.BytesIO(render(sample("attendance_sheet")))).tables[-1]
    heights = {row._tr.trPr.find(qn("w:trHeight")).get(qn("w:val")) for row in sheet.rows}
    assert heights == {"510"}
    table = Word(io.BytesIO(render(sample("bulletin")))).tables[0]
    kept = [row.cells[0].paragraphs[0].paragraph_format.keep_with_next for row in table.rows]
    assert all(kept[:-1])
    assert not kept[-1]
