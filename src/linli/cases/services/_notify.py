"""Messages of cases: to a body or a post, ids and codes only (clocks.notices keeps quiet at night)."""

from __future__ import annotations

from datetime import datetime

from linli.cases.models import Case
from linli.clocks import notices


def body(case: Case, code: str, *, body_id: int | None, at: datetime, post_id: int | None = None) -> None:
    """Tell a body (or one post of it) about a case; urgent ones are told at night too."""
    if body_id is None and post_id is None:
        return
    urgent = case.urgency == "emergency"
    notices.send(
        code=code,
        at=at,
        post_id=post_id,
        body_id=body_id,
        kind="case",
        subject_id=case.pk,
        when=notices.When.URGENT if urgent else notices.When.DAYTIME,
    )
