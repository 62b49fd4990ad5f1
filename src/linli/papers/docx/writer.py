"""From the document model to the bytes of a Word file."""

from __future__ import annotations

import io

import docx

from linli.papers.document import Document
from linli.papers.docx import page
from linli.papers.docx.official import write_letter, write_official
from linli.papers.docx.text import plain
from linli.papers.docx.working import write_working

_WRITERS = {"official": write_official, "letter": write_letter, "working": write_working}


def render(document: Document) -> bytes:
    """The Word file of ``document``, in the layout its form asks for."""
    made = docx.Document()
    page.set_styles(made)
    _WRITERS[document.form](made, document)
    made.core_properties.title = plain(document.title.replace("\n", ""))[:200]
    marks = [word for word, on in (("演示数据", document.demo), ("代拟稿", document.draft)) if on]
    if marks:
        page.mark_header(made.sections[0], "　".join(marks))
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()
