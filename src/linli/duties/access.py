"""The only way a view gets a duty or a place to assign in."""

from __future__ import annotations

from linli.accounts import policy
from linli.areas import queries as areas
from linli.areas.models import AreaSpan
from linli.domain.access import Scope
from linli.duties.errors import NoSuchDuty
from linli.duties.models import Duty


def get_duty_for(scope: Scope, pk: int, verb: str = "duty.view") -> Duty:
    """A duty. Raises :class:`NoSuchDuty` when it may not even be seen, ``NotYours`` when only the verb is refused."""
    row = (
        Duty.objects.select_related("person", "post", "body", "definition").filter(pk=pk).first()
        if pk < 1 << 62
        else None
    )
    if row is None or not policy.allows(scope, "duty.view", row):
        raise NoSuchDuty()
    if verb != "duty.view":
        policy.require(scope, verb, row)
    return row


def home(scope: Scope) -> int | None:
    """The place a person begins with: what he fills in, else what he sees."""
    refs = scope.fill or scope.view
    return refs[0].area_id if refs else None


def place_of(scope: Scope, wanted: int | None, row: AreaSpan | None = None) -> int | None:
    """The place asked for when the post may see it, else its own; ``row``: its span where the caller has it."""
    if wanted and areas.within(wanted, scope.view, row=row):
        return wanted
    return home(scope)


def may_assign_at(scope: Scope, area_id: int, row: AreaSpan | None = None) -> bool:
    """True when the post may say who answers in this place; ``row``: its span where the caller has it."""
    refs = scope.fill or scope.view
    return policy.may(scope, "duty.assign") and areas.within(area_id, refs, row=row)
