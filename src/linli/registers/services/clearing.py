"""销号: an item is cleared one by one, on a basis, by somebody who verifies it; and opened again when it was not true."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from linli.clocks import notices
from linli.domain.access import Actor
from linli.records.tx import verb
from linli.registers.errors import Refused
from linli.registers.models import Clearance, RegisterItem
from linli.registers.services import _common as common
from linli.registers.services.building import lacking


@verb()
def clear_item(
    *,
    item_id: int,
    state: str,
    basis: str,
    actor: Actor,
    at: datetime,
    on: date | None = None,
    verifier_name: str = "",
    version: int | str | None = None,
) -> Clearance:
    """Clear one item: ``basis`` says why it may go, the acting post (or ``verifier_name``) verified it.

    Event ``register.cleared``. Where the kind asks for another verifier, the keeper cannot clear his own item.
    """
    item = common.locked(item_id, version=version)
    kind = common.kind_of(item)
    target = next((one for one in kind.states if one.id == state and one.cleared), None)
    if target is None:
        raise Refused(_("这个状态不是销号。"), field="state")
    if kind.state(item.state).cleared:
        raise Refused(_("这一条已经销号。"))
    day = on or common.today_of(at)
    _check(item, basis, day, actor, at, other=kind.other_verifier)
    keeper = bool(item.keeper_post_id or item.keeper_body_id or item.keeper_name)
    problems = lacking(kind, state, {**item.values, **common.secrets_of(item)}, keeper=keeper)
    if problems:
        raise Refused("；".join(problems.values()), fields=problems)
    made = Clearance(
        item=item,
        state_before=item.state,
        basis=basis.strip()[:300],
        on=day,
        verifier_post_id=actor.post_id,
        verifier_name=verifier_name.strip()[:60],
    )
    return _cleared(made, state, actor, at)


def _cleared(made: Clearance, state: str, actor: Actor, at: datetime) -> Clearance:
    item, before = made.item, common.snapshot(made.item)
    item.state, item.cleared_on = state, made.on
    common.finish(
        item, before, name="register.cleared", actor=actor, at=at,
        data={"after": f"{item.kind}:{state}", "on": made.on.isoformat()}, text={"basis": made.basis},
    )  # fmt: skip
    made.save()
    _tell_keeper(item, actor, at)
    return made


def _tell_keeper(item: RegisterItem, actor: Actor, at: datetime) -> None:
    """Whose item it was hears of it once, unless he (or, where a body keeps it, somebody of it) cleared it."""
    own = (
        actor.post_id == item.keeper_post_id if item.keeper_post_id else actor.body_id == item.keeper_body_id
    )
    if own or not (item.keeper_post_id or item.keeper_body_id):
        return
    notices.send(
        code="register.cleared", at=at, post_id=item.keeper_post_id, body_id=item.keeper_body_id,
        kind=item.SUBJECT_KIND, subject_id=item.pk,
    )  # fmt: skip


def _check(item: RegisterItem, basis: str, day: date, actor: Actor, at: datetime, *, other: bool) -> None:
    if len(basis.strip()) < 2:
        raise Refused(_("请写明销号依据。"), field="basis")
    if not item.added_on <= day <= common.today_of(at):
        raise Refused(_("销号日期应在登记日期之后、今天之前（含今天）。"), field="on")
    if other and item.keeper_post_id is not None and item.keeper_post_id == actor.post_id:
        raise Refused(_("专管员不能核验自己的条目，请由别人核验销号。"))


@verb()
def reopen_item(
    *, item_id: int, reason: str, actor: Actor, at: datetime, version: int | str | None = None
) -> RegisterItem:
    """Take a clearance back: the item stands as it stood before. Event ``register.reopened``."""
    item = common.locked(item_id, version=version)
    kind = common.kind_of(item)
    clearance = Clearance.objects.select_for_update().filter(item=item, reopened_at=None).first()
    if clearance is None or not kind.state(item.state).cleared:
        raise Refused(_("这一条没有销号，不用恢复。"))
    if len(reason.strip()) < 2:
        raise Refused(_("请写明恢复的原因。"), field="reason")
    before = common.snapshot(item)
    item.state, item.cleared_on = clearance.state_before, None
    common.finish(
        item, before, name="register.reopened", actor=actor, at=at,
        data={"after": f"{item.kind}:{item.state}"}, text={"reason": reason.strip()[:300]},
    )  # fmt: skip
    clearance.reopened_at, clearance.reason = at, reason.strip()[:300]
    clearance.save(update_fields=["reopened_at", "reason"])
    return item
