"""A rescue and the house or household it was for: on the case, on the item, in the order of time, with what it cost.

Registers know nothing of cases; this room is above both. Each page shows of the other what its reader may see there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.accounts import policy
from linli.cases import words
from linli.cases.models import Case
from linli.domain import figures
from linli.domain.access import Scope
from linli.records.errors import Sentence
from linli.registers import access, kinds
from linli.registers.models import ItemTie, RegisterItem
from linli.ui import panels

OBJECT, SUBJECT = "register_item", "case"
#: What was done → its word (cases.services.helping.HELP_KINDS).
DONE: Mapping[str, Sentence] = {
    "drain": gettext_lazy("排水排险"),
    "shelter": gettext_lazy("临时安置"),
    "hospital": gettext_lazy("送医"),
    "repair": gettext_lazy("修缮"),
    "supplies": gettext_lazy("送物资"),
    "equipment": gettext_lazy("调设备"),
    "visit": gettext_lazy("上门看望"),
    "other": gettext_lazy("其他"),
}
#: What a rescue can be for.
_SUBJECTS = ("place", "household")
#: Rescues told on the page of one item; rows offered to be tied.
_SHOWN, _OFFERED = 20, 20
_CASE, _ACTION = ("code", "title", "reported_at", "state"), ("at", "kind", "text", "cost", "body__name")


@dataclass(frozen=True)
class Step:
    """One thing done: when, what, in words, its cost in yuan."""

    at: datetime
    word: str
    text: str
    cost: str
    by: str


@dataclass(frozen=True)
class Rescue:
    """A case with its steps in the order of time and the cost as it prints."""

    code: str
    title: str
    reported_at: datetime
    state: str
    steps: list[Step]
    cost: str
    exact: str


def register() -> None:
    """Called once at start."""
    panels.register(OBJECT, "rescues", of_item, "desk/parts/rescues.html", order=12)
    panels.register(SUBJECT, "rescue", of_case, "desk/parts/rescue.html", order=12, weight=2)


def say_cost(fen: int) -> str:
    """3万多元 for 31,200 yuan; below ten thousand the yuan themselves."""
    yuan = fen // 100
    if yuan >= 10_000:
        return _("%(amount)s元") % {"amount": figures.about(yuan, "多", 10_000)}
    return _("%(amount)s元") % {"amount": exact_cost(fen)}


def exact_cost(fen: int) -> str:
    """31,200 or 312.50: no decimals where there are none."""
    return figures.say(Fraction(fen, 100), 2 if fen % 100 else 0)


def rescues(cases: QuerySet[Case]) -> list[Rescue]:
    """Cases, newest first, with what was done in each in the order of time; one query for both."""
    found: dict[str, list[dict[str, Any]]] = {}
    rows = cases.order_by("-reported_at", "-pk", "help_actions__at", "help_actions__pk")
    for row in rows.values(*_CASE, *(f"help_actions__{name}" for name in _ACTION))[: _SHOWN * 20]:
        found.setdefault(row["code"], []).append(row)
    return [_rescue(part) for part in list(found.values())[:_SHOWN]]


def _rescue(rows: list[dict[str, Any]]) -> Rescue:
    done = [{name: row[f"help_actions__{name}"] for name in _ACTION} for row in rows]
    done = [row for row in done if row["kind"]]
    total = sum(row["cost"] or 0 for row in done)
    steps = [
        Step(
            row["at"], str(DONE.get(row["kind"], row["kind"])), row["text"],
            exact_cost(row["cost"]) if row["cost"] else "", row["body__name"] or "",
        )
        for row in done
    ]  # fmt: skip
    first = rows[0]
    return Rescue(
        first["code"], first["title"], first["reported_at"], words.state(first["state"]), steps,
        say_cost(total) if total else "", exact_cost(total) if total else "",
    )  # fmt: skip


def of_item(scope: Scope, item_id: int, at: datetime) -> dict[str, Any] | None:
    """The rescues at an item that the reader may see, newest first. None where nothing was tied."""
    # A row brought together with another keeps its own ties; they are told where it went.
    own = Q(item=item_id) | Q(item__merged_into=item_id)
    tied = ItemTie.objects.filter(own, kind=SUBJECT, ended_at=None).values("subject_id")
    found = rescues(policy.filter(Case.objects.filter(pk__in=tied), scope, "case.view"))
    return {"rescues": found} if found else None


def of_case(scope: Scope, case_id: int, at: datetime) -> dict[str, Any] | None:
    """What was done and for whom; the buttons of who may write. None for a case that is no rescue."""
    case = Case.objects.filter(pk=case_id).first()
    if case is None:
        return None
    ties = list(ItemTie.objects.filter(kind=SUBJECT, subject_id=case_id, ended_at=None).order_by("pk"))
    if case.urgency != "emergency" and not ties:
        return None
    seen = {row.pk: row for row in seen_items(scope, [tie.item_id for tie in ties])}
    return {
        "rescue": rescues(Case.objects.filter(pk=case_id))[0],
        "ties": [
            (tie, seen[tie.item_id], kinds.label(seen[tie.item_id].kind))
            for tie in ties
            if tie.item_id in seen
        ],
        # That there is one is no secret of the register; which one is.
        "hidden": len(ties) - len(seen),
        "may_write": policy.allows(scope, "case.note", case),
    }


def seen_items(scope: Scope, ids: list[int]) -> list[RegisterItem]:
    """Of these rows those that the reader may open."""
    rows = policy.filter(
        RegisterItem.objects.filter(pk__in=ids, concealed=False), scope, "register_item.view"
    )
    return [row for row in rows if access.sees_rows(scope, kinds.shipped(row.kind))]


def offered(scope: Scope, case: Case, asked: str) -> list[tuple[RegisterItem, str]]:
    """Houses and households near the case that it may be tied to: of its community, else of its sub-district.

    ``asked``: part of a number or of a name as lists show it. Those tied already are left out.
    """
    wanted = [
        kind.id
        for kind in kinds.shipped_kinds()
        if kind.subject in _SUBJECTS and access.sees_rows(scope, kind)
    ]
    rows = RegisterItem.objects.filter(kind__in=wanted, concealed=False, ended_on=None)
    if case.community is not None:
        rows = rows.filter(community=case.community)
    elif case.street is not None:
        rows = rows.filter(street=case.street)
    tied = ItemTie.objects.filter(kind=SUBJECT, subject_id=case.pk, ended_at=None).values("item_id")
    rows = policy.filter(rows.exclude(pk__in=tied), scope, "register_item.edit")
    if text := asked.strip()[:40]:
        rows = rows.filter(name__contains=text) | rows.filter(number__contains=text)
    found = rows.order_by("kind", "number", "pk")[:_OFFERED]
    return [(row, kinds.label(row.kind)) for row in found]
