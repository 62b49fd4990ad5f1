"""What a step of the table does to the clocks of the case (``Clock`` of domain.caseflow)."""

from __future__ import annotations

from datetime import datetime

from linli.cases import rules
from linli.cases.models import Case
from linli.clocks import services as clocks
from linli.domain.clocks import ClockTemplate
from linli.organizations.models import Organization

#: The step whose due time is the deadline of the case itself.
SETTLE = "settle"
COMMUNITY_KINDS = frozenset({"community_committee", "community"})


def classes_of(case: Case, body: Organization | None) -> tuple[str, ...]:
    """Classes that choose among the steps of a clock: urgency, and whether a community handles it."""
    own = (case.urgency,)
    return (*own, "community") if body is not None and body.kind in COMMUNITY_KINDS else own


def start(case: Case, *, body: Organization, post_id: int | None, at: datetime) -> None:
    """From dispatch on. Another platform's due time replaces ours (时限以12345平台为准)."""
    template = rules.clock_of(case, at)
    if template is not None:
        wanted = [step.id for step in template.steps_for(classes_of(case, body))]
        if case.mastered and case.external_due:
            wanted = [step for step in wanted if step != last_step(template)]
        clocks.start(
            subject=case,
            template=template,
            started_at=at,
            definition=case.definition_id,
            body_id=body.pk,
            post_id=post_id,
            classes=classes_of(case, body),
            urgent=case.urgency == "emergency",
            event_at=rules.event_at(case),
            only=wanted,
        )
    for due_at, source, note in _set_elsewhere(case):
        clocks.set_due(
            subject=case,
            step=SETTLE,
            due_at=due_at,
            at=at,
            source=source,
            note=note,
            label="办结" if source else "",
            body_id=body.pk,
            post_id=post_id,
        )


def _set_elsewhere(case: Case) -> list[tuple[datetime, str, str]]:
    """Times that hold instead of our own, the last before all, with source or note: of the platform, set at the table
    (S0-17), by the letter (S1-21)."""
    found = (
        (case.external_due if case.mastered else None, "12345", ""),
        (rules.instant_of(case, "must_solve_by"), "", "会上定的时间"),
        (rules.due_by_field(case), "", "来函定的时限"),
    )
    return [(due_at, source, note) for due_at, source, note in found if due_at is not None]


def reroute(case: Case, *, body: Organization, post_id: int | None, at: datetime) -> None:
    """Another body answers from now on; the case's own clock runs on, only signing for it begins anew."""
    clocks.assign(subject=case, body_id=body.pk, post_id=post_id, part="")
    template = rules.clock_of(case, at)
    if template is None:
        return
    clocks.start(
        subject=case,
        template=template,
        started_at=at,
        definition=case.definition_id,
        body_id=body.pk,
        post_id=post_id,
        classes=classes_of(case, body),
        urgent=case.urgency == "emergency",
        only=["sign"],
    )


def last_step(template: ClockTemplate) -> str:
    """The step by which the matter itself must be settled."""
    ids = [step.id for step in template.steps]
    return SETTLE if SETTLE in ids else ids[-1]


def settle_step(case: Case, at: datetime) -> str:
    """The settling step of this case."""
    template = rules.clock_of(case, at)
    return SETTLE if template is None or case.mastered else last_step(template)


def meet_answer(case: Case, at: datetime) -> None:
    """The handler has done his part: every step before it and the settling step are met."""
    template = rules.clock_of(case, at)
    steps = [step.id for step in template.steps] if template else []
    for step in dict.fromkeys([*steps, SETTLE]):
        clocks.meet(subject=case, step=step, at=at)


def again(case: Case, at: datetime) -> None:
    """Sent back or not solved: the old clock runs on from its old start."""
    clocks.reopen(subject=case, step=settle_step(case, at), at=at)
