"""What this room shows on the pages of places and bodies."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from linli.accounts import policy
from linli.agreements import queries
from linli.domain.access import Scope
from linli.domain.calendar import local_day


def of_place(scope: Scope, area_id: int, at: datetime) -> dict[str, Any] | None:
    """Open sheets for the place with their signed rates."""
    if not policy.may(scope, "agreement.view"):
        return None
    rows = queries.of_place(area_id, scope)
    found = queries.progress(rows, local_day(at))
    return {"rows": [found[row.pk] for row in rows]} if rows else None


def of_body(scope: Scope, body_id: int, at: datetime) -> dict[str, Any] | None:
    """What a body is expected to sign, and whether it has."""
    if not policy.may(scope, "agreement.view"):
        return None
    day = local_day(at)
    mine = queries.of_signer("body", body_id)
    sheets = [party.agreement_id for party in mine]
    seen = set(queries.visible(scope).filter(pk__in=sheets).values_list("pk", flat=True))
    rows = [(party, party.standing(day)) for party in mine if party.agreement_id in seen]
    return {"rows": rows[:10]} if rows else None
