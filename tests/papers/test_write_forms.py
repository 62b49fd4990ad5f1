"""Minutes, briefings and daily papers, unzipped and measured; PDF of every form; what is no 公文 carries no 〔〕."""

from __future__ import annotations

import io
import re
import zipfile
from datetime import date

import pytest

from linli.papers import charts
from linli.papers.document import Chart, Document, Form, Paragraph, Table, from_json, to_json
from linli.papers.docx import render
from linli.papers.kinds import KINDS
from linli.papers.pdf import PdfMissing, available, writer
from linli.papers.pdf import render as render_pdf
from linli.papers.pdf.source import source
from linli.papers.services.building import build_working

FORMS: tuple[Form, ...] = ("official", "letter", "minutes", "briefing", "working")
CHART = Chart("bars", "办结", ("甲<街道>", "乙街道"), (("办结", ("12", "3")),))


def document(form: Form) -> Document:
    number = "第3期（总第15期）" if form == "briefing" else "魏社治〔2021〕8号"
    return Document(
        form=form, title="关于办理情况的通报", head="某机关", number=number, addressee="各街道", issuer="某机关",
        blocks=(Paragraph('办结560余件。#let x = "1" $y$ \\ @z'), Table(("单位", "办结"), (("甲", "0"),)), CHART),
        issued_on=date(2021, 12, 3), copies="某办", printed_by="某办", printed_on=date(2021, 12, 3), internal=True,
        extra={"出席": "甲、乙", "报": "区委", "送": "某局", "发": "各街道"},
    )  # fmt: skip


def words(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return archive.read("word/document.xml").decode()


@pytest.mark.parametrize("form", FORMS)
def test_every_form_keeps_page_margins_and_grid(form: Form) -> None:
    xml = words(render(document(form)))
    assert re.search(r'<w:pgSz[^>]*w:w="11906"[^>]*w:h="16838"', xml)
    for side, value in (("top", 2098), ("left", 1587), ("right", 1474), ("bottom", 1984)):
        assert f'w:{side}="{value}"' in xml
    assert 'w:linePitch="579"' in xml
    assert 'w:charSpace="-848"' in xml
    assert "仿宋_GB2312" in xml
    assert "方正小标宋简体" in xml
    assert "2021年12月3日" in xml
    assert "12月03日" not in xml


def test_minutes_name_who_was_there_in_black_and_take_no_seal() -> None:
    xml = words(render(document("minutes")))
    assert "出席：" in xml
    assert "FF0000" in xml
    assert "甲、乙" in xml


def test_a_briefing_has_its_own_head_and_no_brackets_of_a_paper() -> None:
    xml = words(render(document("briefing")))
    assert "第3期（总第15期）" in xml
    assert "〔" not in xml
    for line in ("报：区委。", "送：某局。", "发：各街道。", "内部资料　注意保存"):
        assert line in xml


@pytest.mark.parametrize("kind", [kind.id for kind in KINDS.values() if kind.form == "working"])
def test_daily_papers_are_forms_without_red(kind: str) -> None:
    fields = {key: "填好的内容" for key, _label in KINDS[kind].fields}
    xml = words(render(build_working(kind=kind, fields=fields, issuer="某社区居委会")))
    assert "FF0000" not in xml
    for _key, label in KINDS[kind].fields:
        assert label in xml
    for title in KINDS[kind].sheet:
        assert title in xml


def test_a_chart_survives_json_and_escapes_its_labels() -> None:
    assert from_json(to_json(document("official"))) == document("official")
    svg = charts.draw(CHART)
    assert "甲&lt;街道&gt;" in svg
    assert "<title>办结</title>" in svg
    assert "style=" not in svg


@pytest.mark.parametrize("kind", ["bars", "lines", "small_multiples"])
def test_charts_draw_zero_nothing_and_words_without_falling_over(kind: str) -> None:
    rows = (("甲", ("0", "—", "3.5")), ("乙", ("1", "2", "NaN")))
    assert charts.draw(Chart(kind, "题", ("一", "二", "三"), rows)).startswith("<svg")  # type: ignore[arg-type]
    assert charts.draw(Chart(kind, "题", (), ())).startswith("<svg")  # type: ignore[arg-type]


@pytest.mark.parametrize("form", FORMS)
def test_every_form_becomes_a_pdf_and_no_word_is_markup(form: Form) -> None:
    assert '#let x = \\"1\\" $y$ \\\\ @z' in source(document(form))
    if not available():
        pytest.skip("the extra pdf is not installed")
    assert render_pdf(document(form)).startswith(b"%PDF-")


def test_without_the_extra_the_sentence_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "available", lambda: False)
    with pytest.raises(PdfMissing, match="pip install"):
        render_pdf(document("official"))
