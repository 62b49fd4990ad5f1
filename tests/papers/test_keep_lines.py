"""Where lines and tables of a Word file stand: kept together, centred, hanging, without blanks of their own."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from linli.papers.document import Document, Facts, Paragraph, ReplySlip, Table
from tests.papers.wordfiles import ALL, LETTER, OFFICIAL, WORKING, W, body, get, line, parts


def style(document: Document, name: str = "Normal") -> Any:
    root = ET.fromstring(parts(document)["word/styles.xml"])
    return next(one for one in root.iter(W + "style") if one.get(W + "styleId") == name)


def test_digits_stand_beside_han_without_a_space_of_their_own_and_the_language_is_chinese() -> None:
    assert [get(style(OFFICIAL), f"pPr/{name}", "val") for name in ("autoSpaceDE", "autoSpaceDN")] == [
        "0",
        "0",
    ]
    languages = ET.fromstring(parts(OFFICIAL)["word/styles.xml"]).iter(W + "lang")
    assert {one.get(W + "eastAsia") for one in languages} == {"zh-CN"}


def test_the_number_of_a_letter_stands_at_the_very_edge() -> None:
    number = line(LETTER, LETTER.number)
    assert get(number, "pPr/jc", "val") == "right"
    assert number.find(f"{W}pPr/{W}ind") is None


@pytest.mark.parametrize("document", ALL.values(), ids=ALL)
def test_a_signature_never_stands_on_a_page_without_text(document: Document) -> None:
    """Everything from the last words to the date is kept together, and so is the remark below it."""
    above = replace(document, attachments=(), blocks=(Paragraph("甲"), Paragraph("末段。")))
    told = [p for p in body(above).find(W + "body") if p.tag == W + "p"]
    texts = ["".join(t.text or "" for t in p.iter(W + "t")) for p in told]
    last, day = texts.index("末段。"), texts.index(above.date_text)
    kept = [p.find(f"{W}pPr/{W}keepNext") is not None for p in told]
    assert all(kept[last:day])
    assert not kept[texts.index("甲")]
    assert kept[day] is (above.form != "working")


def test_a_table_before_the_signature_keeps_its_last_row_with_it() -> None:
    table = Table(("甲", "乙"), tuple((str(n), "") for n in range(40)))
    rows = list(body(replace(OFFICIAL, attachments=(), blocks=(table,))).iter(W + "tr"))
    rows = [row for row in rows if len(list(row.iter(W + "tc"))) == 2]
    kept = [all(p.find(f"{W}pPr/{W}keepNext") is not None for p in row.iter(W + "p")) for row in rows]
    assert kept == [False] * 40 + [True]


def test_tables_fill_the_type_area_and_stay_inside_it() -> None:
    made = body(OFFICIAL).find(f".//{W}tbl/{W}tblPr")
    assert get(made, "jc", "val") == "center"
    assert 0 <= 11906 - 1587 - 1474 - int(get(made, "tblW", "w")) < 20


def test_a_form_and_the_table_below_it_stay_two_tables() -> None:
    table = Table(("序号", "姓名"), (("1", ""),), by_hand=True)
    inside = body(replace(WORKING, blocks=(Facts((("会议", "议事会"),)), table), issuer="")).find(W + "body")
    tags = [node.tag.removeprefix(W) for node in inside]
    first = tags.index("tbl")
    assert tags[first : first + 3] == ["tbl", "p", "tbl"]


def test_copies_that_need_two_lines_go_on_under_the_first_name() -> None:
    made = line(
        replace(OFFICIAL, copies="区委办公室，" * 12 + "区人大常委会办公室"),
        "抄送：" + "区委办公室，" * 12 + "区人大常委会办公室。",
    )
    left, hanging = (int(get(made, "pPr/ind", name)) for name in ("left", "hanging"))
    assert left - hanging == 320
    assert hanging == 3 * 280


def test_an_empty_form_leaves_no_table_without_rows() -> None:
    tables = list(body(replace(WORKING, blocks=(Facts(()), ReplySlip("回执", ())))).iter(W + "tbl"))
    assert all(table.find(W + "tr") is not None for table in tables)


def test_names_of_minutes_go_on_under_the_first_of_them() -> None:
    minutes = replace(OFFICIAL, form="minutes", urgency="", signer="", extra={"出席": "甲局、乙局、" * 9})
    made = line(minutes, "出席：" + "甲局、乙局、" * 9)
    left, hanging = (int(get(made, "pPr/ind", name)) for name in ("left", "hanging"))
    assert (left - hanging, hanging) == (2 * 320, 3 * 320)


def test_a_briefing_names_the_day_of_printing_at_the_right_edge() -> None:
    briefing = replace(OFFICIAL, form="briefing", urgency="", signer="", extra={"报": "区委"})
    foot = line(briefing, f"{OFFICIAL.printed_by}2026年1月6日印发")
    assert foot.find(f".//{W}tab[@{W}val='right']") is not None
    assert line(briefing, "报：区委。") is not None
