"""when of papers: a paper of a case goes out, the higher body sends its 回执 or it is entered for it."""

from __future__ import annotations

from typing import Any

from linli.domain.calendar import local_day
from linli.papers import services as papers
from linli.papers.models import Paper
from tests.mechanisms.situations.acts import _maybe_refused
from tests.mechanisms.situations.words import when
from tests.mechanisms.situations.world import World, instant


def latest(world: World, case: str) -> Paper:
    """The newest paper of a case."""
    paper = Paper.objects.filter(subject_kind="case", subject_id=world.cases[case]).order_by("-pk").first()
    assert paper is not None, f"{case} has no paper"
    return paper


@when
def paper_sent(world: World, case: str, by: str, at: Any, number: str = "") -> None:
    """The paper of a case goes out: through the office automation with the number it gave, or signed and numbered here."""
    paper, actor, moment = latest(world, case), world.actor(by), instant(at)
    if not number:
        papers.issue(paper_id=paper.pk, actor=actor, at=moment)
        return
    papers.mark_drafted(paper_id=paper.pk, actor=actor, at=moment)
    papers.mark_sent_to_oa(paper_id=paper.pk, actor=actor, at=moment)
    papers.mark_issued_by_oa(
        paper_id=paper.pk, number=number, issued_on=local_day(moment), actor=actor, at=moment
    )


@when
def receipt_sent(world: World, case: str, by: str, at: Any, text: str = "收到") -> None:
    """The higher body answers with its 回执 at its own log-in."""
    papers.send_reply(paper_id=latest(world, case).pk, text=text, actor=world.actor(by), at=instant(at))


@when
def receipt_entered(
    world: World, case: str, by: str, at: Any, received_on: Any = None, refused: str = ""
) -> None:
    """A 回执 on paper is entered by the body that filed; ``received_on`` is the day it names."""
    _maybe_refused(
        world,
        lambda: papers.take_reply(
            paper_id=latest(world, case).pk,
            text="回执",
            received_on=received_on,
            actor=world.actor(by),
            at=instant(at),
        ),
        refused,
    )
