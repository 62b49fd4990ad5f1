"""Inside: which follow pages changed since they were told, and what of a page goes out."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db.models import F, Q

from linli.cases import queries as cases
from linli.cases.models import Case
from linli.cases.queries.page import category_word
from linli.mechanisms.queries import label
from linli.records.canonical import canonical
from linli.relay.models import Relayed
from linli.relay.sealing import seal

#: Parts of a page that hold words of people, or where somebody lives.
SEALED = ("explanation", "answer", "place")


def due(at: datetime, most: int) -> list[dict[str, Any]]:
    """The pages to tell, at most so many; what was looked at is marked. Inside a transaction."""
    changed = ~Q(seen=F("case__event_seq"))
    joined = Q(case__duplicate_of__isnull=False) & ~Q(seen_shown=F("case__duplicate_of__event_seq"))
    rows = Relayed.objects.filter(changed | joined).select_related("case__duplicate_of").order_by("pk")
    found = [_page(row, at) for row in rows[:most]]
    return [page for page in found if page is not None]


def _page(row: Relayed, at: datetime) -> dict[str, Any] | None:
    """What a case tells now; None when that was told already."""
    case = row.case
    plain = cases.as_plain(_outside(cases.tell(case.receipt, at), case))
    digest = hashlib.sha256(canonical(plain).encode()).hexdigest()
    told_before = row.digest
    row.seen, row.digest = case.event_seq, digest
    row.seen_shown = case.duplicate_of.event_seq if case.duplicate_of else 0
    row.save(update_fields=["seen", "seen_shown", "digest"])
    if digest == told_before:
        return None
    sealed = {name: plain.pop(name) for name in SEALED}
    return {"receipt": case.receipt, "plain": plain, "sealed": seal(sealed)}


def _outside(told: cases.Told, case: Case) -> cases.Told:
    """The page without the resident's own words: what kind of matter it is stands in their place."""
    if case.category:
        what = category_word(case.category).rsplit(" / ", 1)[-1]
    else:
        what = "" if case.kind == "public_need" else label(case.kind)
    return replace(told, title=what, text="")
