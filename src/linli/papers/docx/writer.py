"""From the document model to the bytes of a Word file."""

from __future__ import annotations

import io

import docx

from linli.papers.document import Document
from linli.papers.docx import page
from linli.papers.docx.measures import plain
from linli.papers.docx.official import write_letter, write_official
from linli.papers.docx.special import write_briefing, write_minutes
from linli.papers.docx.working import write_working

_WRITERS = {
    "official": write_official,
    "letter": write_letter,
    "minutes": write_minutes,
    "briefing": write_briefing,
    "working": write_working,
}


def render(document: Document) -> bytes:
    """The Word file of ``document``, in the layout its form asks for."""
    made = docx.Document()
    page.set_styles(made)
    _WRITERS[document.form](made, document)
    made.core_properties.title = plain(document.title.replace("\n", ""))[:200]
    secret = document.internal and document.form in {"official", "letter", "minutes"}
    marks = [
        word
        for word, on in (
            ("演示数据", document.demo),
            ("代拟稿", document.draft),
            ("内部资料　注意保存", secret),
        )
        if on
    ]
    if marks:
        page.mark_header(made.sections[0], "　".join(marks))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()
