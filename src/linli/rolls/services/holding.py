"""Stages on a roll (孵化: point, joint branch, own branch) and the arrangements that hold floating members (双兜底)."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from linli.domain.access import Actor
from linli.domain.rolls import State
from linli.organizations.errors import Refused
from linli.records import services as records
from linli.records.tx import verb
from linli.rolls import rules
from linli.rolls.models import Backstop, Membership
from linli.rolls.services import _common


@verb()
def set_stage(
    *,
    membership_id: int,
    stage: str,
    actor: Actor,
    at: datetime,
    on: date | None = None,
    said_members: int | None = None,
    version: int | str | None = None,
) -> Membership:
    """The unit reaches a stage; event ``membership.stage`` and a span, so that coverage is known for any day.

    A stage that needs members is refused below that number.
    """
    day = _common.day_of(on, at)
    row = records.lock(Membership, membership_id)
    records.check_version(row, version)
    if row.state != State.ON_ROLL:
        raise Refused(_("先报到，再登记阶段。"))
    found = rules.stage_of(rules.kind_of(row.definition_id, row.kind), stage)
    if found is None:
        raise Refused(_("没有这个阶段，请从列表中选择。"), field="stage")
    if said_members is not None:
        row.said_members = said_members
    if found.least_members and (row.said_members or 0) < found.least_members:
        said = _("正式党员不足%(least)s名，先用联合支部或孵化点的方式。")
        raise Refused(said % {"least": found.least_members}, field="stage")
    if row.stage == stage:
        raise Refused(_("现在就是这个阶段。"), field="stage")
    row.stage = stage
    row.save(update_fields=["stage", "said_members"])
    event = records.append(
        subject=row, name="membership.stage", actor=actor, at=at, data={"stage": stage, "on": day}
    )
    records.set_span(subject=row, field="stage", value=stage, at=at, seq=event.seq)
    return row


@verb()
def hold(
    *,
    membership_id: int,
    backstop: str,
    host_id: int,
    actor: Actor,
    at: datetime,
    on: date | None = None,
) -> Backstop:
    """An organisation takes a floating member in by one of the two arrangements; event ``membership.held``."""
    day = _common.day_of(on, at)
    row = records.lock(Membership, membership_id)
    kind = rules.kind_of(row.definition_id, row.kind)
    if kind is None or backstop not in kind.backstops:
        raise Refused(_("没有这种兜底方式，请从列表中选择。"), field="backstop")
    if row.state != State.ON_ROLL:
        raise Refused(_("先报到，再落实兜底。"))
    host = _common.living_body(host_id, day)
    if row.backstops.filter(kind=backstop, until=None).exists():
        raise Refused(_("这种兜底已经落实，要换单位请先结束原来的。"), field="backstop")
    made = Backstop.objects.create(membership=row, kind=backstop, host=host, since=day)
    data = {"backstop": backstop, "body": host.pk, "on": day}
    records.append(subject=row, name="membership.held", actor=actor, at=at, data=data)
    return made


@verb()
def release(*, backstop_id: int, actor: Actor, at: datetime, on: date | None = None) -> Backstop:
    """The arrangement ends; event ``membership.released``. Without another one the member is uncovered again."""
    made = Backstop.objects.get(pk=backstop_id)
    row = records.lock(Membership, made.membership_id)
    made.refresh_from_db()
    day = _common.day_of(on, at)
    if made.until is not None:
        raise Refused(_("这种兜底已经结束。"))
    if day < made.since:
        raise Refused(_("结束日期不能早于开始日期。"), field="on")
    made.until = day
    made.save(update_fields=["until"])
    data = {"backstop": made.kind, "body": made.host_id, "on": day}
    records.append(subject=row, name="membership.released", actor=actor, at=at, data=data)
    return made
