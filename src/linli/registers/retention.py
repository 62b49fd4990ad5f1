"""Personal data of registers that may not be seen by everybody goes half a year after the row was cleared or ended.

Source: ../field/practice.md D3; the issue on registers: personal data of hardship is removed six months after closing.
What remains counts: kind, place, state, dates and figures.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from linli.definitions.registers import RegisterKind
from linli.domain.calendar import local_day
from linli.records import registry
from linli.records.models import EventBody
from linli.registers import kinds
from linli.registers.models import Clearance, RegisterItem

KEEP = timedelta(days=183)
CHUNK = 500
#: What stands where a name stood.
GONE = "—"


def register() -> None:
    """Called at start."""
    registry.register_eraser(
        registry.Eraser("register_item", "personal", due, erase, basis="retention:register_6_months")
    )


def _free(kind: RegisterKind) -> set[str]:
    """Fields anything may have been written into."""
    return {one.id for one in kind.fields if one.type in ("text", "long_text")}


def due(at: datetime) -> Iterable[int]:
    """Rows closed long enough ago that still tell whom they were about, were it in a free text alone."""
    last = local_day(at) - KEEP
    telling = Q(pk__in=[])
    for kind in kinds.shipped_kinds():
        if kind.sensitive:
            telling |= Q(kind=kind.id) & _telling(kind)
    rows = RegisterItem.objects.filter(Q(cleared_on__lt=last) | Q(ended_on__lt=last), telling)
    return list(rows.order_by("pk").values_list("pk", flat=True)[:CHUNK])


def _telling(kind: RegisterKind) -> Q:
    """What :func:`erase` clears is there: names, personal fields, free texts, reasons in the history."""
    said = EventBody.objects.filter(
        event__kind="register_item", event__subject_id=OuterRef("pk"), erased_at=None
    )
    cleared = Clearance.objects.filter(item=OuterRef("pk")).exclude(basis=GONE, verifier_name="", reason="")
    found = ~Q(personal="") | ~Q(same="") | ~Q(keeper_name="") | Exists(said) | Exists(cleared)
    if kind.personal_name:
        found |= ~Q(name=GONE)
    return found | Q(values__has_any_keys=sorted(free)) if (free := _free(kind)) else found


def erase(item_id: int, at: datetime) -> None:
    """Clear name, personal fields, free texts and the index that finds duplicates; safe to run twice."""
    del at
    item = RegisterItem.objects.select_related("definition").get(pk=item_id)
    kind = kinds.of_definition(item.definition, item.kind)
    free = _free(kind) | _free(kinds.shipped(item.kind))
    kept = {name: value for name, value in item.values.items() if name not in free}
    RegisterItem.objects.filter(pk=item_id).update(
        name=GONE if kind.personal_name else item.name, personal="", values=kept, same="", keeper_name=""
    )
    Clearance.objects.filter(item_id=item_id).update(basis=GONE, verifier_name="", reason="")
