"""协办: ``ask_help``, ``answer_help``; and what was done in an emergency: ``record_help_action``.

Each helper has a part with a clock of its own. Append ``case.help_asked``, ``case.help_answered``, ``case.help_given``.
"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from linli.cases import rules, texts, words
from linli.cases.errors import BadInput, NotAllowed, NotNow
from linli.cases.models import Case, HelpAction, Task
from linli.cases.services import _clock, _notify, _step
from linli.clocks import services as clocks
from linli.domain.access import Actor
from linli.organizations.models import Organization
from linli.records.tx import verb

#: What one does for people in an emergency (S3-25) or for a place (S3-22).
HELP_KINDS = ("drain", "shelter", "hospital", "repair", "supplies", "equipment", "visit", "other")


def add_helper(case: Case, body_id: int, *, ask: str, actor: Actor, at: datetime) -> Task:
    """A helper's part with its clock on a locked case; appends ``case.help_asked``."""
    busy = Task.objects.filter(case=case, round=case.round, body_id=body_id)
    if body_id == case.lead_body_id or busy.filter(state__in=(Task.State.ASKED, Task.State.WORKING)).exists():
        raise NotNow(words.refusal("help_open"))
    body = Organization.objects.get(pk=body_id)
    task = Task.objects.create(case=case, round=case.round, at=at, body=body, ask=ask[:300])
    template = rules.clock_of(case, at)
    if template is not None:
        clocks.start(
            subject=case,
            template=template,
            started_at=at,
            definition=case.definition_id,
            body_id=body_id,
            classes=_clock.classes_of(case, body),
            part=task.part,
            only=[_clock.last_step(template)],
        )
    before = _step.snapshot(case)
    data = {"body": body_id, "task": task.pk}
    _step.finish(case, "case.help_asked", actor=actor, at=at, before=before, data=data, text={"text": ask})
    _step.reindex(case)
    _notify.body(case, "case.help_asked", body_id=body_id, at=at)
    return task


@verb()
def ask_help(
    *, case_id: int, body_id: int, text: str, actor: Actor, at: datetime, version: int | None = None
) -> Task:
    """请求协办: another body gets a part of its own; the lead stays the lead."""
    case, _row = _step.take(case_id, "ask_help", version=version, given={"body": body_id, "text": text})
    _step.handler_only(case, actor)
    return add_helper(case, body_id, ask=texts.required(text, field="text", longest=300), actor=actor, at=at)


@verb()
def answer_help(*, task_id: int, text: str, actor: Actor, at: datetime) -> Task:
    """提交协办情况: the helper's part is done. Only that body may say so."""
    case_id = Task.objects.values_list("case_id", flat=True).get(pk=task_id)
    case, row = _step.take(case_id, "answer_help", given={"text": text})
    task = Task.objects.select_for_update().get(pk=task_id)
    if actor.body_id is not None and actor.body_id != task.body_id:
        raise NotAllowed(words.refusal("not_handler"))
    if task.lead_slot or task.state in (Task.State.DONE, Task.State.ENDED):
        raise NotNow(words.refusal("no_request"))
    before = _step.snapshot(case)
    task.answer = texts.required(text, field="text", longest=texts.MAX_TEXT)
    task.state, task.done_at, task.post_id = Task.State.DONE, at, actor.post_id
    task.save()
    for step in ("sign", "contact", _clock.settle_step(case, at)):
        clocks.meet(subject=case, step=step, at=at, part=task.part)
    data = {"body": task.body_id, "task": task.pk}
    _step.finish(case, row.event, actor=actor, at=at, before=before, data=data, text={"text": task.answer})
    _notify.body(case, "case.help_answered", body_id=case.lead_body_id, post_id=case.lead_post_id, at=at)
    return task


@verb()
def record_help_action(
    *,
    case_id: int,
    kind: str,
    actor: Actor,
    at: datetime,
    text: str = "",
    cost: int | None = None,
    paid_by: str = "",
    happened_at: datetime | None = None,
) -> HelpAction:
    """What was done, when, by whom and what it cost in 分 (S3-25): drained, sheltered, brought to hospital, repaired."""
    case, _row = _step.take(case_id, "note", given={"text": kind})
    _step.choose(kind, HELP_KINDS, field="kind")
    if cost is not None and not 0 <= cost <= 10**12:
        raise BadInput(_("费用不对，请检查。"), field="cost")
    before = _step.snapshot(case)
    text = texts.optional(text, field="text", longest=300)
    made = HelpAction.objects.create(
        case=case, kind=kind, text=text, at=happened_at or at, body_id=actor.body_id, cost=cost,
        paid_by=texts.optional(paid_by, field="paid_by", longest=40),
    )  # fmt: skip
    data = {"help": kind, "cost": cost, "action": made.pk}
    _step.finish(
        case,
        "case.help_given",
        actor=actor,
        at=made.at,
        before=before,
        data=data,
        text={"text": text} if text else None,
    )
    return made
