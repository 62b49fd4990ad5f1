"""``hand_over``: when a post falls vacant or passes on, its open cases do not stay with nobody.

A case belongs to a body and a *post*; a new holder of the same post has it at once. So only an ended post has to give
its cases on: to a named post, else to the body as a whole. Appends ``case.handed_over`` on each.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from linli.cases.models import OPEN_STAGES, Case, Task
from linli.cases.services import _notify, _step
from linli.clocks import services as clocks
from linli.domain.access import SYSTEM, Actor
from linli.organizations.models import Post
from linli.records import services as records
from linli.records.models import Event
from linli.records.tx import verb


@verb()
def hand_over(*, from_post_id: int, to_post_id: int | None, actor: Actor, at: datetime) -> int:
    """Give every open case of a post to another post of the same or another body's unit; answers how many.

    A helper's part belongs to its body until it is answered, whoever sits there: nothing of it is handed on.
    """
    ids = Case.objects.filter(lead_post_id=from_post_id, stage__in=OPEN_STAGES).values_list("pk", flat=True)
    return hand_over_some(ids, to_post_id=to_post_id, actor=actor, at=at)


@verb()
def hand_over_some(ids: Iterable[int], *, to_post_id: int | None, actor: Actor, at: datetime) -> int:
    """Give these open cases to another post of the body that leads them (None: the body as a whole)."""
    chosen = sorted(ids)
    for pk in chosen:
        case = records.lock(Case, pk)
        before, from_post_id = _step.snapshot(case), case.lead_post_id
        case.lead_post_id = to_post_id
        Task.objects.filter(case=case, round=case.round, lead_slot=1).update(post_id=to_post_id)
        clocks.assign(subject=case, body_id=case.lead_body_id, post_id=to_post_id, part="")
        data = {"from": from_post_id, "to": to_post_id}
        _step.finish(case, "case.handed_over", actor=actor, at=at, before=before, data=data, due=False)
        _notify.body(case, "case.handed_over", body_id=case.lead_body_id, post_id=to_post_id, at=at)
    return len(chosen)


def on_post_ended(event: Event, post: Post) -> None:
    """Handler of ``post.ended``, in its transaction."""
    actor = Actor(event.user_id, event.post_id, SYSTEM.channel, event.body_id)
    successor = event.data.get("successor") if isinstance(event.data, dict) else None
    hand_over(from_post_id=post.pk, to_post_id=successor, actor=actor, at=event.at)
