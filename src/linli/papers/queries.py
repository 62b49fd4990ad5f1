"""Reading papers: lists by state and kind, papers of a subject, the parts of a document for a page."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from django.db.models import Q, QuerySet

from linli.organizations.models import OPEN, Organization
from linli.papers import charts
from linli.papers.document import Chart, Document, Facts, Heading, Paragraph, ReplySlip, Table
from linli.papers.docx.measures import fact_lines
from linli.papers.kinds import KINDS
from linli.papers.models import Delivery, Paper

_TYPES = {
    Heading: "heading", Paragraph: "paragraph", Table: "table", Facts: "facts", ReplySlip: "reply", Chart: "chart",
}  # fmt: skip


def filtered(rows: QuerySet[Paper], data: Mapping[str, Any], bodies: Collection[int] = ()) -> QuerySet[Paper]:
    """Papers of a state, a kind, with a text in title or number; ``to_sign``: those ``bodies`` have not signed for."""
    if data.get("to_sign"):
        waiting = Delivery.objects.filter(organization__in=bodies, signed_at=None)
        rows = rows.filter(pk__in=waiting.values("paper_id"))
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
    """The word for the kind of a paper; what went out is no draft for others any more."""
    kind = KINDS.get(paper.kind)
    if kind is None:
        return paper.kind
    return str((paper.went_out and kind.issued) or kind.label)


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


def units_of(paper: Paper) -> list[tuple[int, str]]:
    """The units a paper reached, as a form offers them."""
    return [(one.organization_id, str(one.organization)) for one in paper.deliveries.all()]


#: So many units stand on the list of one search.
OFFERED = 30


def units_for(paper: Paper, words: str, chosen: Iterable[int]) -> list[tuple[int, str]]:
    """Units a paper may go to: the chosen ones first, then those a search finds (without words, those near the issuer).

    What has the paper already is left out.
    """
    held = {one.organization_id for one in paper.deliveries.all()}
    rows = Organization.objects.filter(valid_to=OPEN).exclude(pk__in=held)
    picked = list(rows.filter(pk__in=list(chosen)).order_by("name").values_list("pk", "name"))
    found = (
        rows.filter(Q(name__icontains=words) | Q(short_name__icontains=words))
        if words
        else _near(paper, rows)
    )
    more = found.exclude(pk__in=[pk for pk, _name in picked]).order_by("area_id", "pk")
    return picked + list(more.values_list("pk", "name")[:OFFERED])


def is_delivered(paper: Paper, chosen: Iterable[int]) -> bool:
    """Do all these units have the paper already?"""
    return set(chosen) <= set(paper.deliveries.values_list("organization_id", flat=True))


def _near(paper: Paper, rows: QuerySet[Organization]) -> QuerySet[Organization]:
    """Bodies of the issuer's own place: what a paper of its usually goes to."""
    issuer = paper.issuer
    level = next((name for name in ("street", "district", "city") if getattr(issuer, name)), None)
    return rows.filter(**{level: getattr(issuer, level)}).exclude(pk=issuer.pk) if level else rows


def last_units(paper: Paper) -> list[int]:
    """Where the last paper of this kind of this body went: remembered without anybody keeping a list."""
    before = (
        Paper.objects.filter(issuer_id=paper.issuer_id, kind=paper.kind, deliveries__isnull=False)
        .exclude(pk=paper.pk)
        .order_by("-pk")
        .values_list("pk", flat=True)
        .first()
    )
    return (
        list(Delivery.objects.filter(paper_id=before).values_list("organization_id", flat=True))
        if before
        else []
    )
