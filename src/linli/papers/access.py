"""The only way a page gets a paper: seen by the body that wrote it, the one it went to, and those above."""

from __future__ import annotations

from django.db.models import Prefetch, Q, QuerySet
from django.http import Http404

from linli.accounts import policy
from linli.domain.access import Scope
from linli.papers.models import Delivery, Openness, Paper

#: Not gone out yet, or never: an inside matter of the writing body.
UNSENT = (
    Paper.State.DRAFT,
    Paper.State.IN_REVIEW,
    Paper.State.DRAFTED,
    Paper.State.SENT_TO_OA,
    Paper.State.WITHDRAWN,
)


def papers_for(scope: Scope) -> QuerySet[Paper]:
    """Papers the acting post may see; what has not gone out is seen by the body that writes it only."""
    rows = Paper.objects.select_related("issuer", "addressee")
    unsent = Q(state__in=UNSENT) & ~Q(issuer__in=scope.bodies)
    return policy.filter(rows.exclude(unsent), scope, "paper.view")


def get_paper_for(scope: Scope, paper_id: int, verb: str = "paper.view") -> Paper:
    """One paper. Raises Http404 when it may not even be seen, ``NotYours`` when only the verb is refused.

    A draft is seen by the writing body only, which alone may act on the paper.
    """
    rows = Paper.objects.select_related("issuer", "addressee", "series")
    paper = (
        rows.prefetch_related(Prefetch("deliveries", Delivery.objects.select_related("organization")))
        .filter(pk=paper_id)
        .first()
    )
    if paper is None or not policy.allows(scope, "paper.view", paper):
        raise Http404
    if paper.state in UNSENT and paper.issuer_id not in scope.bodies:
        raise Http404
    if verb != "paper.view" and not may_act(scope, paper, verb):
        raise policy.NotYours
    return paper


def public_papers() -> QuerySet[Paper]:
    """Papers anybody may read: gone out, 主动公开, and made public by somebody."""
    return Paper.objects.select_related("issuer").filter(
        state__in=(Paper.State.ISSUED, Paper.State.ISSUED_BY_OA),
        openness=Openness.OPEN,
        published_at__isnull=False,
    )


def get_public_paper(paper_id: int) -> Paper:
    """One of them. Raises Http404; what holds a ranking is not shown even if it was marked (trade.md 7)."""
    paper = public_papers().filter(pk=paper_id).first()
    if paper is None or paper.body.ranks:
        raise Http404
    return paper


def may_act(scope: Scope, paper: Paper, verb: str = "paper.issue") -> bool:
    """May the acting post work on this paper? Its body wrote it and its role holds the verb."""
    return paper.issuer_id in scope.bodies and policy.may(scope, verb)
