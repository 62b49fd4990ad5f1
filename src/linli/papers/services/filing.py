"""Filings (报备): what goes up to the higher body, and the day it had it, as its 回执 says.

A body that writes 公文 files by a 报告, which the office automation numbers and signs; one that may not (a headquarters, a
unit, a community) files by a 报备表 of ours (trade.md 4 to 6). Both are drafts: people read them before they go.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.conf import settings
from django.db.models import QuerySet

from linli.domain.access import Actor
from linli.organizations.models import Organization
from linli.papers.document import Document, Facts, Paragraph, ReplySlip
from linli.papers.kinds import KINDS
from linli.papers.models import Paper, Reply
from linli.papers.services.building import about, clean, head_of, signer_of
from linli.papers.services.drafting import create_paper, party_of
from linli.records.models import Subject
from linli.records.tx import verb

REPORT, FORM = "report", "filing_form"


@verb()
def draft_filing(
    *,
    subject: Subject,
    issuer: Organization,
    addressee: Organization | None,
    addressee_text: str,
    matter: str,
    facts: Iterable[tuple[str, str]],
    actor: Actor,
    at: datetime,
) -> Paper:
    """The paper of a filing about ``subject`` as a draft of ``issuer``; ``facts`` are what is filed, label and value.

    One that stands already, not voided, is answered instead of a second one. Event ``paper.drafted``.
    """
    held = filings(subject).filter(issuer=issuer).exclude(state=Paper.State.WITHDRAWN).first()
    if held is not None:
        return held
    kind = REPORT if party_of(issuer).may_issue else FORM
    to = addressee.name if addressee else addressee_text
    document = build_filing(kind=kind, matter=matter, facts=facts, addressee=to, issuer=issuer.name)
    return create_paper(
        kind=kind, document=document, issuer=issuer, addressee=addressee, subject=subject, actor=actor, at=at
    )


def build_filing(
    *, kind: str, matter: str, facts: Iterable[tuple[str, str]], addressee: str, issuer: str
) -> Document:
    """The words of a filing: what it is about and each fact, with the 回执 the higher body dates."""
    made = KINDS[kind]
    lines = tuple((clean(label), clean(value)) for label, value in facts)
    plain = made.form == "working"
    told = (
        (Paragraph(made.opening), Facts((("报备事项", clean(matter)), *lines)))
        if plain
        else (
            Paragraph("现将有关安排报告如下。"),
            *(Paragraph(f"{label}：{value.rstrip('。')}。") for label, value in lines),
            Paragraph("特此报告。"),
        )
    )
    slip = ReplySlip("报备回执", (("编号", ""), ("收到单位（盖章）", ""), ("收到日期", "")))
    return Document(
        form=made.form,
        title=made.title if plain else f"关于{about(matter)}的{made.title}",
        head="" if plain else head_of(made, issuer),
        signer=signer_of(made),
        addressee=clean(addressee),
        blocks=(*told, slip),
        issuer=issuer,
        sealed=made.sealed,
        draft=made.style == "oa",
        demo=bool(getattr(settings, "LINLI_DEMO", False)),
    )


def filings(subject: Subject) -> QuerySet[Paper]:
    """The filing papers about a record."""
    return Paper.objects.filter(
        subject_kind=subject.SUBJECT_KIND, subject_id=subject.pk, kind__in=(REPORT, FORM)
    )


def is_filing(paper: Paper) -> bool:
    """Is this the paper of a filing?"""
    return paper.kind in (REPORT, FORM)


def filed_on(subject: Subject) -> date | None:
    """The first day on which a higher body had the filing of a record, by the 回执; None while none came."""
    came = Reply.objects.filter(paper__in=filings(subject), received_on__isnull=False)
    return came.order_by("received_on").values_list("received_on", flat=True).first()
