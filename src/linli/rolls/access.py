"""The only way views get rows of rolls. Members of the Party are not for everybody: see permissions.yaml."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.http import Http404

from linli.accounts import policy
from linli.domain.access import Scope
from linli.rolls.models import Backstop, Feedback, Item, Membership, Service


def units(scope: Scope) -> QuerySet[Membership]:
    """The places of units that this post may see."""
    return policy.filter(Membership.objects.filter(holder="unit"), scope, "roll_unit.view")


def members(scope: Scope) -> QuerySet[Membership]:
    """The places of members that this post may see: the community's own, a unit's own, the organisation officer's."""
    return policy.filter(Membership.objects.filter(holder="member"), scope, "roll_member.view")


def of_holder(scope: Scope, holder: str) -> QuerySet[Membership]:
    """Either of the two."""
    return members(scope) if holder == "member" else units(scope)


def services(scope: Scope) -> QuerySet[Service]:
    """Service records this post may see; what a member did is seen by fewer."""
    of_units = policy.filter(Service.objects.filter(holder="unit"), scope, "roll_service.view")
    of_members = policy.filter(Service.objects.filter(holder="member"), scope, "member_service.view")
    return of_units | of_members


def items(scope: Scope) -> QuerySet[Item]:
    """Lines of the lists this post may see."""
    return policy.filter(Item.objects.all(), scope, "roll_item.view")


def get_membership_for(scope: Scope, pk: int, verb: str = "view") -> Membership:
    """A place on a roll. Raises Http404 when it may not be seen, NotYours when only the verb is refused."""
    rows = Membership.objects.select_related("organization", "person", "moved_from")
    row = rows.filter(pk=pk).first() if 0 < pk < 1 << 62 else None
    return _judged(scope, row, verb)  # type: ignore[no-any-return]


def get_service_for(scope: Scope, pk: int, verb: str = "view") -> Service:
    """A service record; judged like the place it belongs to."""
    row = Service.objects.select_related("membership", "organization").filter(pk=pk).first()
    return _judged(scope, row, verb)  # type: ignore[no-any-return]


def get_item_for(scope: Scope, pk: int, verb: str = "view") -> Item:
    """A line of a list."""
    row = Item.objects.select_related("membership__organization").filter(pk=pk).first()
    return _judged(scope, row, verb)  # type: ignore[no-any-return]


def get_feedback_for(scope: Scope, pk: int) -> Feedback:
    """An opinion, for those who see the place on the roll."""
    row = Feedback.objects.select_related("membership").filter(pk=pk).first()
    if row is None:
        raise Http404
    get_membership_for(scope, row.membership_id)
    return row


def get_backstop_for(scope: Scope, pk: int, verb: str) -> Backstop:
    """An arrangement, judged by the member it holds."""
    row = Backstop.objects.filter(pk=pk).first()
    if row is None:
        raise Http404
    get_membership_for(scope, row.membership_id, verb)
    return row


def _judged(scope: Scope, row: Any, verb: str) -> Any:
    if row is None or not policy.allows(scope, f"{row.POLICY_KIND}.view", row):
        raise Http404
    if verb != "view":
        policy.require(scope, f"{row.POLICY_KIND}.{verb}", row)
    return row


def may(scope: Scope, row: Any, verb: str) -> bool:
    """True when the post may do the verb on the row."""
    return policy.allows(scope, f"{row.POLICY_KIND}.{verb}", row)


def sees_home(scope: Scope, row: Membership) -> bool:
    """The home of a member: the community that keeps the roll and its branch, nobody else (trade.md 18)."""
    return row.holder == "member" and policy.allows(scope, "roll_member.home", row)


def verbs(scope: Scope, row: Membership, names: Iterable[str]) -> set[str]:
    """Those of some verbs that the post may do on the row."""
    return {name for name in names if may(scope, row, name)}
