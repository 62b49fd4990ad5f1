"""Papers to be written, and the Word file of one as tests measure it."""

from __future__ import annotations

import io
import zipfile
from dataclasses import replace
from datetime import date
from typing import Any
from xml.etree import ElementTree as ET

from hypothesis import strategies as st

from linli.papers.document import Block, Document, Facts, Heading, Paragraph, ReplySlip, Table
from linli.papers.docx import render

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
OFFICIAL = Document(
    form="official",
    head="邻安市新桥区人民政府办公室文件",
    number="新政办〔2026〕8号",
    signer="王某",
    urgency="加急",
    title="关于做好今冬供暖服务工作的通知",
    addressee="各街道办事处",
    blocks=(
        Heading("一、总体情况", 1),
        Paragraph("截至11月20日，共收到供暖诉求563件。"),
        Heading("（一）热点小区", 2),
        Heading("1.老旧管网", 3),
        Heading("（1）支线", 4),
        Table(("小区", "件数"), (("甲小区", "40"), ("乙小区", "0")), widths=(3, 1), caption="热点小区情况"),
    ),
    attachments=("供暖诉求明细", "联系人名单"),
    issuer="新桥区人民政府办公室",
    issued_on=date(2026, 1, 5),
    annotation="此件公开发布",
    copies="区委办公室",
    printed_by="新桥区人民政府办公室",
    printed_on=date(2026, 1, 6),
)
LETTER = replace(OFFICIAL, form="letter", head="邻安市新桥区人民政府办公室", urgency="", signer="")
WORKING = Document(
    form="working",
    title="交办单",
    number="新桥街道交〔2026〕12号",
    addressee="第一社区居民委员会",
    blocks=(
        Facts((("诉求编号", "A1B2"), ("办理时限", "11月28日18:00"), ("主要内容", "俺楼下水管又堵了，" * 8))),
        Paragraph("请按职责研究办理。"),
        ReplySlip("回执", (("交办单编号", "新桥街道交〔2026〕12号"), ("收到单位（盖章）", ""))),
    ),
    issuer="新桥街道办事处",
    issued_on=date(2026, 11, 21),
    sealed=False,
)
ALL = {"official": OFFICIAL, "letter": LETTER, "working": WORKING}


def parts(document: Document) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(render(document))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def body(document: Document) -> Any:
    return ET.fromstring(parts(document)["word/document.xml"])


def get(node: Any, path: str, name: str) -> str:
    found = node.find("/".join(W + step for step in path.split("/")))
    assert found is not None, path
    return str(found.get(W + name))


def lines(document: Document) -> list[tuple[str, Any]]:
    """Text and element of every paragraph with text."""
    found = [("".join(t.text or "" for t in p.iter(W + "t")), p) for p in body(document).iter(W + "p")]
    return [(text, p) for text, p in found if text]


def line(document: Document, text: str) -> Any:
    return next(p for found, p in lines(document) if found == text)


def font_and_size(paragraph: Any) -> tuple[str, float]:
    run = paragraph.find(f"{W}r/{W}rPr")
    return str(run.find(W + "rFonts").get(W + "eastAsia")), int(run.find(W + "sz").get(W + "val")) / 2


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=60)
PAIRS = st.lists(st.tuples(TEXT, TEXT), max_size=5).map(tuple)
BLOCKS: st.SearchStrategy[Block] = st.one_of(
    st.builds(Heading, TEXT, st.integers(1, 4)),
    st.builds(Paragraph, TEXT, st.booleans()),
    st.builds(lambda rows: Table(("甲", "乙"), tuple(rows)), st.lists(st.tuples(TEXT, TEXT), max_size=3)),
    st.builds(Facts, PAIRS),
    st.builds(ReplySlip, TEXT, PAIRS),
)
