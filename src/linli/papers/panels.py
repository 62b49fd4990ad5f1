"""What papers show on another room's page: the papers about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.accounts import policy
from linli.domain.access import Scope
from linli.papers import access, queries
from linli.papers.models import Delivery, Paper
from linli.ui.words import moment

#: Lines on Today; the rest is one click away.
ROWS = 5


def papers_of(kind: str) -> Callable[[Scope, int, datetime], dict[str, Any] | None]:
    """The panel for subjects of a kind; None when there is nothing to show."""

    def panel(scope: Scope, subject_id: int, at: datetime) -> dict[str, Any] | None:
        rows = access.papers_for(scope).filter(subject_kind=kind, subject_id=subject_id).order_by("-pk")[:20]
        papers = [{"paper": paper, "label": queries.label(paper)} for paper in rows]
        return {"papers": papers} if papers else None

    return panel


def to_write(scope: Scope, _post_id: int, _at: datetime) -> dict[str, Any] | None:
    """待拟文件: drafts of one's own bodies that nobody has sent on yet, the newest first; one query."""
    if not scope.bodies or not policy.may(scope, "paper.draft"):
        return None
    waiting = (Paper.State.DRAFT, Paper.State.IN_REVIEW)
    mine = access.papers_for(scope).filter(issuer__in=scope.bodies, state__in=waiting)
    rows = list(mine.order_by(F("pk").desc())[: ROWS + 1])
    if not rows:
        return None
    return {
        "id": "to-write",
        "title": _("待拟文件"),
        "count": f"{ROWS}+" if len(rows) > ROWS else len(rows),
        "url": reverse("papers:list"),
        "rows": [
            {
                "title": paper.title,
                "url": reverse("papers:page", args=[paper.pk]),
                "note": f"{queries.label(paper)} {paper.get_state_display()}",
                "late": False,
                "side": "",
            }
            for paper in rows[:ROWS]
        ],
    }


def to_sign(scope: Scope, _post_id: int, _at: datetime) -> dict[str, Any] | None:
    """待签收文书: papers that reached one's own bodies and nobody there signed for, the oldest first; one query."""
    if not scope.bodies or not policy.may(scope, "paper.sign_for"):
        return None
    waiting = Delivery.objects.filter(organization__in=scope.bodies, signed_at__isnull=True)
    rows = list(waiting.select_related("paper__issuer").order_by("pk")[: ROWS + 1])
    if not rows:
        return None
    return {
        "id": "to-sign",
        "title": _("待签收文书"),
        "count": f"{ROWS}+" if len(rows) > ROWS else len(rows),
        "url": reverse("papers:list") + "?to_sign=on",
        "rows": [
            {
                "title": one.paper.title,
                "url": reverse("papers:page", args=[one.paper_id]),
                "note": " ".join(filter(None, (str(one.paper.issuer), one.paper.number))),
                "late": False,
                "side": moment(one.sent_at),
            }
            for one in rows[:ROWS]
        ],
    }
