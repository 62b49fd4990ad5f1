"""Items of registers as objects of duties: who keeps a bin, a lamp, a hazardous house; seen on the item's page.

Registers and duties stand on one floor and know nothing of each other; this room is above both.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from linli.accounts import policy
from linli.definitions.duties import DutyKind
from linli.domain.access import SYSTEM, Actor, Scope
from linli.domain.calendar import local_day
from linli.duties import objects, services
from linli.duties.models import Duty
from linli.duties.panels import of_object
from linli.records import registry as events
from linli.records import services as records
from linli.records.models import Event
from linli.registers.models import RegisterItem
from linli.ui import panels

OBJECT = "register_item"
#: Events after which nobody has to look after an item any more, and what the history of his duty says.
OVER = ("register.cleared", "register.ended", "register.merged_away")


def register() -> None:
    """Called once at start."""
    objects.register(OBJECT, SOURCE)
    panels.register(OBJECT, "duties", _panel, "duties/parts/panel.html", order=10)
    for name in OVER:
        events.on(name, _on_over)


def _standing(on: date) -> Q:
    """On the register on a day and not cleared yet."""
    return (
        Q(concealed=False, added_on__lte=on)
        & (Q(ended_on=None) | Q(ended_on__gt=on))
        & (Q(cleared_on=None) | Q(cleared_on__gt=on))
    )


def _expected(kind: DutyKind, area_id: int, on: date) -> QuerySet[RegisterItem]:
    return RegisterItem.objects.filter(
        objects.below(area_id, on), _standing(on), kind__in=kind.register_kinds
    )


def _fits(kind: DutyKind, item: RegisterItem, on: date) -> bool:
    over = [day for day in (item.ended_on, item.cleared_on) if day is not None]
    return item.kind in kind.register_kinds and not item.concealed and all(day > on for day in over)


def _names(ids: Iterable[int]) -> dict[int, str]:
    rows = RegisterItem.objects.filter(pk__in=list(ids), concealed=False).values_list("pk", "number", "name")
    return {pk: f"{number} {name}".strip() for pk, number, name in rows}


SOURCE = objects.Source(
    names=_names,
    rows=lambda ids: RegisterItem.objects.filter(pk__in=list(ids), concealed=False),
    lock=lambda pk: records.lock(RegisterItem, pk),
    area_of=lambda row: int(row.area_id),
    fits=_fits,
    expected=_expected,
    order=("kind", "number", "pk"),
)


def _panel(scope: Scope, item_id: int, at: datetime) -> dict[str, Any] | None:
    """Who answers for this item."""
    rows = policy.filter(Duty.objects.all(), scope, "duty.view")
    return of_object(rows, OBJECT, item_id, at)


def _on_over(event: Event, item: RegisterItem) -> None:
    """The item is cleared or gone: its duties end that day, and their holders are told as of every ended duty."""
    actor = Actor(event.user_id, event.post_id, SYSTEM.channel, event.body_id)
    day = local_day(event.at)
    held = Duty.objects.filter(object_kind=OBJECT, object_id=item.pk, ended="", valid_to__gt=day)
    for pk, start in held.order_by("pk").values_list("pk", "valid_from"):
        services.end(
            duty_id=pk,
            reason=Duty.Ended.DONE if event.name == "register.cleared" else Duty.Ended.OBJECT_GONE,
            on=max(day, start),
            text=_("台账条目已销号") if event.name == "register.cleared" else _("台账条目已退出"),
            actor=actor,
            at=event.at,
        )
