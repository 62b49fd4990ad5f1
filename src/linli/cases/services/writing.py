"""Working papers of a case: 催办单, 交办单, 转办单, 问题转办单 (papers numbers them); and a look at a telephone number.

Append ``case.paper_made`` and ``case.unmasked``.
"""

from __future__ import annotations

from datetime import datetime

from linli.cases import texts
from linli.cases.errors import NoSuchCase
from linli.cases.models import Case, Contact
from linli.cases.services import _step
from linli.domain.access import Actor
from linli.organizations.models import Organization
from linli.papers.models import Paper
from linli.records import services as records
from linli.records.tx import verb


@verb()
def make_paper(
    *,
    case_id: int,
    kind: str,
    actor: Actor,
    at: datetime,
    addressee_id: int | None = None,
) -> Paper:
    """A working paper about a case to its lead body (or another); OrderBlocked where one may not order the other.

    ``kind`` is one of ``papers.kinds.OF_CASES``; a community writes to a company 问题转办单, never 交办单.
    """
    case = records.lock(Case, case_id)
    before = _step.snapshot(case)
    to = addressee_id or case.lead_body_id or case.about_body_id
    body = Organization.objects.filter(pk=to).first() if to else None
    from linli.cases import paperwork

    paper = paperwork.write(case=case, kind=kind, actor=actor, at=at, addressee=body)
    data = {"paper": paper.pk, "paper_kind": kind, "body": to}
    _step.finish(case, "case.paper_made", actor=actor, at=at, before=before, data=data, due=False)
    return paper


@verb()
def unmask(*, case_id: int, reason: str, actor: Actor, at: datetime) -> Contact:
    """Show how to reach the reporter, with a reason and a trace. Raises NoSuchCase when nothing was left or it is erased."""
    case = records.lock(Case, case_id)
    contact = Contact.objects.filter(case=case, erased_at__isnull=True).first()
    if contact is None:
        raise NoSuchCase()
    before = _step.snapshot(case)
    reason = texts.required(reason, field="reason", longest=200)
    _step.finish(case, "case.unmasked", actor=actor, at=at, before=before, text={"reason": reason}, due=False)
    return contact
