"""What this room registers at start: its rows, event sentences, messages, tallies, search, jobs, retention."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext_lazy as _

from linli.accounts import policy
from linli.areas.registry import register_scoped
from linli.cases import (
    by_duty,
    jobs,
    ledger,
    panels,
    paperwork,
    recordset,
    retention,
    searching,
    secrets,
    sentences,
    words,
)
from linli.cases.models import Case, JointAction, Ruling, Task
from linli.cases.services import _step, claiming, clusters, handing, rebasing, wishes
from linli.clocks import notices
from linli.domain.access import Scope
from linli.mechanisms import registry as rebasers
from linli.mechanisms.queries import label
from linli.papers.kinds import KINDS
from linli.records import registry, schedule, tallies


def register() -> None:
    """Called once by ``AppConfig.ready``."""
    for model in (Case, JointAction, Ruling):
        register_scoped(model)
    registry.register_subject("case", Case, label=_("诉求"), url=_page)
    registry.register_subject("joint", JointAction, label=_("三方联动"))
    _resolvers()
    registry.register_tally(registry.TallyType("cases", tallies.by_level, searching.rebuild))
    registry.register_search("case", searching.rows)
    registry.register_file_access("case", _file_access)
    retention.register()
    panels.register()
    for name, sentence, refs, shown in sentences.EVENTS:
        registry.register_event(name, sentence, refs=refs, texts=shown)
    for code, message in sentences.MESSAGES.items():
        notices.register(code, message)
    _policy()
    schedule.register("cases", every=60, run=jobs.tick)
    _handlers()
    rebasers.register_rebaser(rebasers.Rebaser("case", rebasing.open_under, rebasing.move_to))
    ledger.register()
    paperwork.register()
    recordset.register()
    secrets.register()
    by_duty.register()


def _resolvers() -> None:
    """What stands behind the ids and codes in the sentences of events."""
    registry.register_resolver("case", _codes)
    registry.register_resolver("case_number", _codes)
    for name in ("result", "urgency", "case_kind", "beneficiary_kind", "suspension_reason"):
        registry.register_resolver(name, _labels)
    registry.register_resolver(
        "return_reason", lambda ids: {i: str(words.RETURN_REASONS.get(i, i)) for i in ids}
    )
    registry.register_resolver(
        "exclusion_reason", lambda ids: {i: str(words.EXCLUSION_REASONS.get(i, i)) for i in ids}
    )
    registry.register_resolver("paper_kind", lambda ids: {i: str(KINDS[i].label) for i in ids if i in KINDS})


def _handlers() -> None:
    """What follows from events of this room and of others, in this order."""
    registry.on("case.registered", clusters.on_registered)
    registry.on("clock.moved", _step.on_clock_moved)
    for closing in ("case.confirmed", "case.called_back", "case.verified", "case.closed_not_reached"):
        registry.on(closing, claiming.on_closed)
    registry.on("case.reopened", claiming.on_reopened)
    for leaving in (
        "case.dispatched",
        "case.settled_on_spot",
        "case.refused",
        "case.merged",
        "case.withdrawn",
    ):
        registry.on(leaving, wishes.on_left)
    registry.on("post.ended", handing.on_post_ended)


def _page(pk: int) -> str | None:
    code = Case.objects.filter(pk=pk).values_list("code", flat=True).first()
    try:
        return reverse("cases:page", args=[code]) if code else None
    except NoReverseMatch:
        return None


def _codes(ids: set[Any]) -> dict[Any, str]:
    return dict(Case.objects.filter(pk__in=ids).values_list("pk", "code"))


def _labels(ids: set[Any]) -> dict[Any, str]:
    return {one: label(str(one)) for one in ids}


def _file_access(scope: Scope, subject_id: int, _attachment: Any) -> bool:
    case = Case.objects.filter(pk=subject_id).first()
    return case is not None and policy.allows(scope, "case.view", case)


def _bodies(case: Any) -> Iterable[int | None]:
    parts = getattr(case, "_parts", None)
    if parts is None:
        parts = Task.objects.filter(case_id=case.pk, round=case.round)
    own = [part.body_id for part in parts if not part.lead_slot and part.state != Task.State.ENDED]
    # A body that is only still answerable reads its round (was_handler); it does not act for the new one.
    return [case.lead_body_id, *own]


def _bodies_q(bodies: frozenset[int]) -> Q:
    helped = Task.objects.filter(
        body_id__in=bodies, state__in=(Task.State.ASKED, Task.State.WORKING, Task.State.DONE)
    )
    return Q(lead_body_id__in=bodies) | Q(pk__in=helped.values("case_id"))


def _was_handler(scope: Scope, case: Any) -> bool:
    # A page asks for many verbs of one case: the answer is kept on the row for the time of the request.
    held: dict[frozenset[int], bool] = case.__dict__.setdefault("_former", {})
    if scope.bodies not in held:
        held[scope.bodies] = Task.objects.filter(case_id=case.pk, body_id__in=scope.bodies).exists()
    return held[scope.bodies]


def _was_handler_q(scope: Scope) -> Q:
    return Q(pk__in=Task.objects.filter(body_id__in=scope.bodies).values("case_id"))


def _policy() -> None:
    policy.register_bodies("case", ids=_bodies, q=_bodies_q)
    policy.register_former("case", was=_was_handler, q=_was_handler_q)
