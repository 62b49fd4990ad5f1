"""Services: written once by either side, confirmed by the community only."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from linli.domain.access import Actor
from linli.domain.rolls import State
from linli.organizations.errors import Refused
from linli.organizations.services import checks
from linli.records import services as records
from linli.records.tx import verb
from linli.rolls import rules
from linli.rolls.models import Item, Membership, Service
from linli.rolls.services import _common

#: A day has no more; a slip of hours for minutes is caught here.
_MOST_MINUTES = 24 * 60 * 31
_MOST_PEOPLE = 100_000


@verb()
def record_service(
    *,
    membership_id: int,
    title: str,
    actor: Actor,
    at: datetime,
    on: date | None = None,
    job: str = "",
    minutes: int | None = None,
    people: int | None = None,
    item_id: int | None = None,
    confirmed: bool = False,
) -> Service:
    """What was done, in one sentence; event ``roll_service.recorded``.

    ``confirmed``: the community itself writes it, so it is confirmed at once (``roll_service.confirmed``).
    """
    member = records.lock(Membership, membership_id)
    day = _common.day_of(on, at)
    _check_service(member, day, job, item_id)
    row = Service(
        membership=member,
        organization_id=member.organization_id,
        holder=member.holder,
        title=checks.one_line(title, field="title", label=_("做了什么"), limit=80),
        job=job,
        on=day,
        minutes=_within(minutes, _MOST_MINUTES, "minutes", _("时长")),
        people=_within(people, _MOST_PEOPLE, "people", _("参加人数")),
        item_id=item_id,
        area_id=member.area_id,
        **{name: getattr(member, name) for name in _COLUMNS},
    )
    data = {"membership": member.pk, "on": day}
    records.append(subject=row, name="roll_service.recorded", actor=actor, at=at, data=data)
    return _decide(row, Service.State.CONFIRMED, actor, at) if confirmed else row


def _check_service(member: Membership, day: date, job: str, item_id: int | None) -> None:
    """Refuses a day on which nobody was on the roll, a kind of service and an item of the list that are unknown."""
    if member.since is None or day < member.since or (member.until and day > member.until):
        raise Refused(_("这一天还没有报到，或者已经转出、结束，不能登记服务。"), field="on")
    kind = rules.kind_of(member.definition_id, member.kind)
    if job and kind and kind.jobs and job not in kind.jobs:
        raise Refused(_("没有这种服务类别，请从列表中选择。"), field="job")
    if item_id and not Item.objects.filter(pk=item_id, membership=member).exists():
        raise Refused(_("清单里没有这一项。"), field="item")


_COLUMNS = ("city", "district", "street", "community", "estate", "grid")


def _within(value: int | None, most: int, field: str, label: str) -> int | None:
    if value is not None and not 0 < value <= most:
        raise Refused(_("%(label)s应为1到%(most)s。") % {"label": label, "most": most}, field=field)
    return value


def _decide(row: Service, state: Service.State, actor: Actor, at: datetime, reason: str = "") -> Service:
    if actor.body_id is not None and actor.body_id == row.organization_id:
        raise Refused(_("服务由社区确认，单位不能自己确认。"))
    row.state, row.reason, row.confirmed_on = state.value, reason, checks.day_of(at)
    row.save(update_fields=["state", "reason", "confirmed_on"])
    records.append(
        subject=row,
        name=f"roll_service.{state.value}",
        actor=actor,
        at=at,
        text={"reason": reason} if reason else None,
    )
    return row


@verb()
def confirm_service(
    *, service_id: int, actor: Actor, at: datetime, version: int | str | None = None
) -> Service:
    """The community says that it was so; event ``roll_service.confirmed``. Only then it counts."""
    row = records.lock(Service, service_id)
    records.check_version(row, version)
    if row.state == Service.State.CONFIRMED:
        raise Refused(_("这条服务已经确认过了。"))
    return _decide(row, Service.State.CONFIRMED, actor, at)


@verb()
def decline_service(
    *, service_id: int, reason: str, actor: Actor, at: datetime, version: int | str | None = None
) -> Service:
    """The community does not confirm and says why; event ``roll_service.declined``. May be confirmed later."""
    row = records.lock(Service, service_id)
    records.check_version(row, version)
    if row.state == Service.State.DECLINED:
        raise Refused(_("这条服务已经标为未确认。"))
    text = checks.one_line(reason, field="reason", label=_("原因"), limit=200)
    return _decide(row, Service.State.DECLINED, actor, at, text)


def open_to_services(member: Membership) -> bool:
    """True while services can still be written for it."""
    return member.state == State.ON_ROLL
