"""What papers show on another room's page: the papers about it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from linli.domain.access import Scope
from linli.papers import access, queries


def papers_of(kind: str) -> Callable[[Scope, int, datetime], dict[str, Any] | None]:
    """The panel for subjects of a kind; None when there is nothing to show."""

    def panel(scope: Scope, subject_id: int, at: datetime) -> dict[str, Any] | None:
        rows = access.papers_for(scope).filter(subject_kind=kind, subject_id=subject_id).order_by("-pk")[:20]
        papers = [{"paper": paper, "label": queries.label(paper)} for paper in rows]
        return {"papers": papers} if papers else None

    return panel
