"""Reading papers: lists by state and kind, papers of a subject, the parts of a document for a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db.models import Q, QuerySet

from linli.papers import charts
from linli.papers.document import Chart, Document, Facts, Heading, Paragraph, ReplySlip, Table
from linli.papers.docx.body import fact_lines
from linli.papers.kinds import KINDS
from linli.papers.models import Paper

_TYPES = {
    Heading: "heading", Paragraph: "paragraph", Table: "table", Facts: "facts", ReplySlip: "reply", Chart: "chart",
}  # fmt: skip


def filtered(rows: QuerySet[Paper], data: Mapping[str, Any]) -> QuerySet[Paper]:
    """Papers of a state, a kind, with a text in title or number."""
    if data.get("state"):
        rows = rows.filter(state=data["state"])
    if data.get("kind"):
        rows = rows.filter(kind=data["kind"])
    if data.get("since"):
        rows = rows.filter(issued_on__gte=data["since"])
    if data.get("until"):
        rows = rows.filter(issued_on__lte=data["until"])
    text = (data.get("text") or "").strip()
    if text:
        rows = rows.filter(Q(title__icontains=text) | Q(number__icontains=text))
    return rows


def label(paper: Paper) -> str:
    """The word for the kind of a paper."""
    return str(KINDS[paper.kind].label) if paper.kind in KINDS else paper.kind


def parts(document: Document) -> list[dict[str, Any]]:
    """The blocks of a document as a template reads them."""
    found: list[dict[str, Any]] = []
    for block in document.blocks:
        part: dict[str, Any] = {"type": _TYPES[type(block)], "block": block}
        if isinstance(block, Paragraph):
            part["lines"] = block.text.split("\n")
        elif isinstance(block, Chart):
            part["svg"] = charts.draw(block)
        elif isinstance(block, Facts | ReplySlip):
            part["lines"] = [(line, len(line) == 1) for line in fact_lines(block.pairs)]
        found.append(part)
    return found
