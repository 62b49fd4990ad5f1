"""Every Word file is opened and measured: page, margins, grid, fonts, brackets, dates (GB/T 9704—2012)."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.papers.document import Block, Document, Heading
from linli.papers.docx.measures import LINE, LINES, TEXT_HEIGHT, signature_indents
from linli.papers.titles import width_in_characters
from tests.papers.wordfiles import (
    ALL,
    BLOCKS,
    LETTER,
    OFFICIAL,
    TEXT,
    WORKING,
    W,
    body,
    font_and_size,
    get,
    line,
    lines,
    parts,
)


@pytest.mark.parametrize("document", ALL.values(), ids=ALL)
def test_the_page_is_a4_with_the_margins_of_the_standard(document: Document) -> None:
    section = body(document).find(f".//{W}sectPr")
    assert (get(section, "pgSz", "w"), get(section, "pgSz", "h")) == ("11906", "16838")
    millimetres = {
        side: int(get(section, "pgMar", side)) / 56.6929 for side in ("top", "left", "right", "bottom")
    }
    assert {side: round(value) for side, value in millimetres.items()} == {
        "top": 37,
        "left": 28,
        "right": 26,
        "bottom": 35,
    }


@pytest.mark.parametrize("document", ALL.values(), ids=ALL)
def test_the_grid_holds_22_lines_of_28_characters(document: Document) -> None:
    section = body(document).find(f".//{W}sectPr")
    assert get(section, "docGrid", "type") == "linesAndChars"
    pitch, space = int(get(section, "docGrid", "linePitch")), int(get(section, "docGrid", "charSpace"))
    height = 16838 - int(get(section, "pgMar", "top")) - int(get(section, "pgMar", "bottom"))
    width = 11906 - int(get(section, "pgMar", "left")) - int(get(section, "pgMar", "right"))
    assert height // pitch == 22
    assert int(width / (20 * (16 + space / 4096))) == 28


def test_22_lines_fit_exactly() -> None:
    assert LINES * LINE <= TEXT_HEIGHT < LINES * LINE + LINE


@pytest.mark.parametrize("document", ALL.values(), ids=ALL)
def test_only_the_fonts_of_the_standard_are_named(document: Document) -> None:
    names = {
        str(node.get(W + "eastAsia"))
        for name, part in parts(document).items()
        if re.match(r"word/(document|footer|header)", name)
        for node in ET.fromstring(part).iter(W + "rFonts")
    }
    assert names <= {"仿宋_GB2312", "方正小标宋简体", "黑体", "楷体_GB2312", "宋体"}
    assert {"仿宋_GB2312", "方正小标宋简体", "宋体"} <= names


@pytest.mark.parametrize(
    ("text", "font", "size"),
    [
        ("加急", "黑体", 16),
        ("关于做好今冬供暖服务工作的通知", "方正小标宋简体", 22),
        ("各街道办事处：", "仿宋_GB2312", 16),
        ("一、总体情况", "黑体", 16),
        ("（一）热点小区", "楷体_GB2312", 16),
        ("1.老旧管网", "仿宋_GB2312", 16),
        ("（1）支线", "仿宋_GB2312", 16),
        ("截至11月20日，共收到供暖诉求563件。", "仿宋_GB2312", 16),
        ("抄送：区委办公室。", "仿宋_GB2312", 14),
    ],
)
def test_fonts_and_sizes_by_part(text: str, font: str, size: float) -> None:
    assert font_and_size(line(OFFICIAL, text)) == (font, size)


def test_the_mark_is_red_and_35_mm_below_the_type_area() -> None:
    found = lines(OFFICIAL)
    mark = line(OFFICIAL, OFFICIAL.head)
    assert get(mark, "r/rPr/color", "val") == "FF0000"
    everything = list(body(OFFICIAL).iter(W + "p"))
    above = everything[: [ET.tostring(p) for p in everything].index(ET.tostring(mark))]
    drop = sum(int(get(p, "pPr/spacing", "line")) for p in above)
    # A line higher than its characters has them at its foot.
    drop += int(get(mark, "pPr/spacing", "line")) - font_and_size(mark)[1] * 20
    assert found[0][0] == "加急"
    assert abs(drop / 56.6929 - 35) < 0.1


def test_the_number_has_six_angle_brackets_and_the_red_line_4_mm_below() -> None:
    text, number = next((t, p) for t, p in lines(OFFICIAL) if "〔2026〕8号" in t)
    assert text.startswith("　新政办〔2026〕8号")
    assert text.endswith("签发人：王某")
    rule = number.find(f"{W}pPr/{W}pBdr/{W}bottom")
    assert rule.get(W + "color") == "FF0000"
    assert abs(int(rule.get(W + "space")) * 0.3528 - 4) < 0.3


def test_the_text_is_indented_by_two_characters_on_exact_lines() -> None:
    paragraph = line(OFFICIAL, "截至11月20日，共收到供暖诉求563件。")
    assert get(paragraph, "pPr/ind", "firstLineChars") == "200"
    assert (get(paragraph, "pPr/spacing", "line"), get(paragraph, "pPr/spacing", "lineRule")) == (
        "579",
        "exact",
    )


def test_attachments_are_listed_and_wrapped_lines_hang_under_the_name() -> None:
    first, second = line(OFFICIAL, "附件：1.供暖诉求明细"), line(OFFICIAL, "2.联系人名单")
    left = [int(get(p, "pPr/ind", "left")) for p in (first, second)]
    hanging = [int(get(p, "pPr/ind", "hanging")) for p in (first, second)]
    assert left[0] == left[1]
    assert left[0] - hanging[0] == 2 * 320
    assert left[1] - hanging[1] == 5 * 320


def test_dates_are_arabic_and_never_padded() -> None:
    text = "".join(found for found, _p in lines(OFFICIAL))
    assert "2026年1月5日" in text
    assert "2026年1月6日印发" in text
    assert not re.search(r"年0\d|月0\d", text)


@pytest.mark.parametrize("document", ALL.values(), ids=ALL)
def test_page_numbers_stand_outside_between_long_dashes_in_4_hao_song(document: Document) -> None:
    made = parts(document)
    assert b"evenAndOddHeaders" in made["word/settings.xml"]
    feet = [ET.fromstring(part) for name, part in made.items() if name.startswith("word/footer")]
    numbered = [foot for foot in feet if "PAGE" in "".join(i.text or "" for i in foot.iter(W + "instrText"))]
    assert sorted(get(foot, "p/pPr/jc", "val") for foot in numbered) == ["left", "right"]
    for foot in numbered:
        assert "".join(t.text or "" for t in foot.iter(W + "t")) == "— 1 —"
        assert font_and_size(foot.find(W + "p")) == ("宋体", 14)


def test_the_letter_has_double_red_lines_of_170_mm_and_no_number_on_page_one() -> None:
    made = parts(LETTER)
    assert body(LETTER).find(f".//{W}sectPr/{W}titlePg") is not None
    rules = [
        (ET.fromstring(part), side)
        for name, part in made.items()
        for side in ("top", "bottom")
        if re.match(r"word/(header|footer)", name) and f"<w:{side} ".encode() in part and b"pBdr" in part
    ]
    styles = {root.find(f".//{W}pBdr/{W}{side}").get(W + "val") for root, side in rules}
    assert styles == {"thickThinSmallGap", "thinThickSmallGap"}
    # The lower one 20 mm from the paper's edge, page numbers where they always stand.
    margins = body(LETTER).find(f".//{W}sectPr/{W}pgMar")
    assert int(margins.get(W + "footer")) == round(20 * 56.6929)
    assert {side for _root, side in rules} == {"bottom"}
    numbered = [
        ET.fromstring(part)
        for name, part in made.items()
        if name.startswith("word/footer") and b"PAGE" in part
    ]
    for foot in numbered:
        below = int(foot.findall(W + "p")[-1].find(f".//{W}spacing").get(W + "line"))
        assert int(margins.get(W + "footer")) + below == 1446
    for root, _side in rules:
        overhang = int(root.find(f".//{W}ind").get(W + "left"))
        assert round((11906 - 1587 - 1474 - 2 * overhang) / 56.6929) == 170


def test_the_first_page_of_a_letter_shows_its_marks_below_the_upper_line() -> None:
    made = parts(replace(LETTER, draft=True, internal=True, demo=True))
    heads = [ET.fromstring(part) for name, part in made.items() if name.startswith("word/header")]
    told = [["".join(t.text or "" for t in p.iter(W + "t")) for p in head.iter(W + "p")] for head in heads]
    marks = "演示数据　代拟稿　内部资料　注意保存"
    assert sorted(told) == sorted([[LETTER.head, marks], [marks], [marks]])


def test_a_working_paper_has_no_red_and_its_reply_slip_is_signed_for_by_the_unit() -> None:
    made = parts(WORKING)
    assert b"FF0000" not in made["word/document.xml"]
    texts = [text for text, _p in lines(WORKING)]
    assert "收到单位（盖章）" in "".join(texts)
    assert not any("签收人" in text for text in texts)


def test_demo_and_draft_are_marked_on_every_page() -> None:
    made = parts(replace(LETTER, demo=True, draft=True))
    marked = [name for name, part in made.items() if "演示数据　代拟稿".encode() in part]
    assert len([name for name in marked if name.startswith("word/header")]) >= 2


def test_internal_papers_say_so() -> None:
    assert lines(replace(WORKING, internal=True))[0][0] == "内部资料　注意保存"


@pytest.mark.parametrize(
    ("issuer", "day", "sealed", "expected"),
    [
        ("某办", "2026年1月5日", True, (4 + (6 - 2) / 2, 4.0)),
        ("新桥区人民政府办公室", "2026年1月5日", True, (2.0, 4.0)),
        ("新桥区人民政府办公室", "2026年1月5日", False, (2.0, 4.0)),
        ("某办", "2026年1月5日", False, (8.0, 2.0)),
    ],
)
def test_signatures_stand_as_the_standard_says(
    issuer: str, day: str, sealed: bool, expected: tuple[float, float]
) -> None:
    assert signature_indents(issuer, day, sealed=sealed) == expected


@given(st.text("某办室公政府", min_size=1, max_size=24), st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_without_a_seal_the_date_begins_two_after_the_issuer(issuer: str, day: date) -> None:
    text = f"{day.year}年{day.month}月{day.day}日"
    right, date_right = signature_indents(issuer, text, sealed=False)
    begins = -right - width_in_characters(issuer)
    assert -date_right - width_in_characters(text) - begins == 2


@settings(max_examples=40, deadline=None)
@given(st.sampled_from(["official", "letter", "working"]), st.lists(BLOCKS, max_size=4).map(tuple), TEXT)
def test_any_text_makes_a_word_file_that_opens_and_says_it_all(
    form: Any, blocks: tuple[Block, ...], title: str
) -> None:
    document = Document(form=form, title=title or "题", head="某机关", blocks=blocks, issuer="某机关")
    text = "".join(t.text or "" for t in body(document).iter(W + "t"))
    for block in blocks:
        if isinstance(block, Heading):
            assert block.text.replace("\n", "") in text.replace("\n", "")


def test_controls_and_turned_text_are_left_out_of_the_print() -> None:
    texts = [text for text, _p in lines(replace(WORKING, title="交\x00办\u202e单\ud800"))]
    assert texts[0] == "交办单"
