"""核稿: a second pair of eyes before signing; whoever wrote a draft does not check it himself."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from linli.domain.access import Actor
from linli.papers.errors import Frozen
from linli.papers.models import Paper
from linli.records import services as records
from linli.records.errors import LinliError, NotAllowed
from linli.records.tx import verb

State = Paper.State


@verb()
def ask_review(*, paper_id: int, actor: Actor, at: datetime) -> Paper:
    """草稿 → 待核稿; event ``paper.review_asked``."""
    paper = _in(paper_id, State.DRAFT)
    paper.state, paper.checked_at, paper.checked_post_id = State.IN_REVIEW, None, None
    paper.save(update_fields=["state", "checked_at", "checked_post_id"])
    records.append(subject=paper, name="paper.review_asked", actor=actor, at=at)
    return paper


@verb()
def approve_review(*, paper_id: int, actor: Actor, at: datetime) -> Paper:
    """待核稿 → 草稿, checked and ready to be signed; event ``paper.checked``. Not by the one who wrote it."""
    paper = _in(paper_id, State.IN_REVIEW)
    if actor.user_id is not None and actor.user_id == paper.user_id:
        raise NotAllowed(_("拟稿人不能自己核稿，请另一位同事核。"))
    paper.state, paper.checked_at, paper.checked_post_id = State.DRAFT, at, actor.post_id
    paper.save(update_fields=["state", "checked_at", "checked_post_id"])
    records.append(subject=paper, name="paper.checked", actor=actor, at=at)
    return paper


@verb()
def return_review(*, paper_id: int, reason: str, actor: Actor, at: datetime) -> Paper:
    """待核稿 → 草稿 with what has to be mended; event ``paper.review_returned``."""
    paper = _in(paper_id, State.IN_REVIEW)
    if not reason.strip():
        raise LinliError(_("请写明退改的意见。"))
    paper.state = State.DRAFT
    paper.save(update_fields=["state"])
    records.append(
        subject=paper, name="paper.review_returned", actor=actor, at=at, text={"reason": reason.strip()[:200]}
    )  # fmt: skip
    return paper


def _in(paper_id: int, state: str) -> Paper:
    paper = records.lock(Paper, paper_id)
    if paper.is_frozen:
        raise Frozen()
    if paper.state != state:
        raise NotAllowed(
            _("这份文书现在是「%(state)s」，不能这样操作。") % {"state": paper.get_state_display()}
        )
    return paper
