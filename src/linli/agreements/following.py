"""What signs may change hands: a shop front with a new owner has to sign anew. And registers follow the signatures."""

from __future__ import annotations

from linli.agreements import of_register
from linli.agreements.models import Party
from linli.agreements.services import change_hands
from linli.domain.access import SYSTEM, Actor
from linli.domain.calendar import local_day
from linli.records import registry
from linli.records.models import Event
from linli.registers import kinds
from linli.registers.models import RegisterItem


def register() -> None:
    """Called at start."""
    registry.on("register.changed", on_item_changed)
    registry.on("agreement.signed", of_register.on_signed)
    registry.on("agreement.taken_back", of_register.on_taken_back)


def on_item_changed(event: Event, item: RegisterItem) -> None:
    """A field changed that makes the item start over (经营者): what its former owner signed lapses that day."""
    over = {rule.field for rule in kinds.of_definition(item.definition, item.kind).resets}
    if not over & set(event.data.get("fields", ())):
        return
    change_hands(
        kind=Party.Kind.REGISTER_ITEM,
        ref=item.pk,
        on=local_day(event.at),
        name=item.name,
        actor=Actor(event.user_id, event.post_id, SYSTEM.channel, event.body_id),
        at=event.at,
    )
