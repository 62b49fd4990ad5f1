"""Moving an open case to a newer definition of its mechanism (``linli mechanisms rebase``). Appends ``case.rebased``.

From now on its kind, limits and results are read from the new definition. Deadlines that run already keep the dates
people were told; what begins later (another body's signing, a helper's part) counts by the new one.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from linli.cases.errors import NotNow
from linli.cases.models import Case
from linli.cases.services import _step
from linli.domain.access import Actor
from linli.domain.caseflow import ENDED
from linli.mechanisms import queries as mechanisms
from linli.mechanisms.models import Definition
from linli.records import services as records
from linli.records.tx import verb


def open_under(definition_ids: Iterable[int]) -> list[tuple[int, int]]:
    """(case, definition) of the open cases that began under some definitions."""
    rows = Case.objects.filter(definition_id__in=list(definition_ids)).exclude(
        state__in=[state.value for state in ENDED]
    )
    return list(rows.order_by("pk").values_list("pk", "definition_id"))


@verb()
def move_to(case_id: int, definition: Definition, actor: Actor, at: datetime) -> None:
    """One case to a newer definition of the same mechanism that still knows its kind. Raises NotNow otherwise."""
    case = records.lock(Case, case_id)
    if definition.mechanism != case.mechanism:
        raise NotNow()
    mechanisms.kind_of(definition, case.kind)
    before, old = _step.snapshot(case), case.definition_id
    if old == definition.pk:
        return
    case.definition_id = definition.pk
    data = {"from": old, "to": definition.pk}
    _step.finish(case, "case.rebased", actor=actor, at=at, before=before, data=data, due=False)
