"""The only way a page gets an item, a book or a frozen book; sensitive kinds open their rows to their viewers alone."""

from __future__ import annotations

from datetime import datetime

from django.db.models import QuerySet

from linli.accounts import policy
from linli.definitions.registers import RegisterKind
from linli.domain.access import Scope
from linli.registers import kinds
from linli.registers.errors import NoSuchItem, NoSuchRegister
from linli.registers.models import Freeze, ItemTie, RegisterItem


def sees_rows(scope: Scope, kind: RegisterKind) -> bool:
    """May this post see single rows of the kind? Of sensitive kinds only the roles it names."""
    return not kind.sensitive or bool(scope.roles & set(kind.viewers))


def get_kind_for(scope: Scope, kind_id: str, verb: str = "view") -> RegisterKind:
    """A register by its id. Raises NoSuchRegister (404) or NotYours (403)."""
    kind = kinds.shipped(kind_id)
    if not policy.may(scope, f"register_item.{verb}"):
        raise policy.NotYours
    if verb != "view" and not sees_rows(scope, kind):
        raise policy.NotYours
    return kind


def items_for(scope: Scope, kind: RegisterKind, verb: str = "view") -> QuerySet[RegisterItem]:
    """Rows of a kind the post may see; none of a sensitive kind for other roles."""
    rows = RegisterItem.objects.filter(kind=kind.id, concealed=False)
    if not sees_rows(scope, kind):
        return rows.none()
    return policy.filter(rows, scope, f"register_item.{verb}")


def counted_for(scope: Scope, kind: RegisterKind) -> QuerySet[RegisterItem]:
    """Rows that may be counted, also by posts that may not open them."""
    rows = RegisterItem.objects.filter(kind=kind.id, concealed=False)
    return policy.filter(rows, scope, "register_item.view")


def get_item_for(scope: Scope, item_id: int, verb: str = "view") -> RegisterItem:
    """One item. Raises NoSuchItem where it may not even be seen, NotYours where only the verb is refused."""
    around = ("definition", "keeper_post", "keeper_body", "parent", "merged_into")
    item = RegisterItem.objects.select_related(*around).filter(pk=item_id, concealed=False).first()
    if item is None or not policy.allows(scope, "register_item.view", item):
        raise NoSuchItem
    if not sees_rows(scope, kinds.of_definition(item.definition, item.kind)):
        raise NoSuchItem
    if verb != "view":
        policy.require(scope, f"register_item.{verb}", item)
    return item


def get_tie_for(scope: Scope, tie_id: int, *, kind: str, subject_id: int, verb: str = "edit") -> ItemTie:
    """A standing tie between a record the caller has opened already (``kind``, ``subject_id``) and an item.

    Raises NoSuchItem for none, for one taken back, and where the item may not be seen; NotYours for the verb alone.
    """
    tie = ItemTie.objects.filter(pk=tie_id, kind=kind, subject_id=subject_id, ended_at=None).first()
    if tie is None:
        raise NoSuchItem
    get_item_for(scope, tie.item_id, verb)
    return tie


def may(scope: Scope, verb: str, item: RegisterItem) -> bool:
    """May the post do this to the item?"""
    return policy.allows(scope, f"register_item.{verb}", item)


def freezes_for(scope: Scope, kind: RegisterKind) -> QuerySet[Freeze]:
    """Frozen books of a kind in the post's places."""
    return policy.filter(Freeze.objects.filter(kind=kind.id), scope, "register_freeze.view")


def get_freeze_for(scope: Scope, freeze_id: int) -> Freeze:
    """One frozen book. Raises NoSuchRegister."""
    made = Freeze.objects.filter(pk=freeze_id).first()
    if made is None or not policy.allows(scope, "register_freeze.view", made):
        raise NoSuchRegister
    return made


def readable_secret(scope: Scope, item: RegisterItem) -> bool:
    """May the post unmask this row? Its role holds the verb and the kind names it as a viewer."""
    kind = kinds.of_definition(item.definition, item.kind)
    return sees_rows(scope, kind) and policy.allows(scope, "register_item.unmask", item)


def kinds_for(scope: Scope, at: datetime) -> list[RegisterKind]:
    """The registers in use at the post's places, or that hold rows there, in the order of their words."""
    from linli.domain.calendar import local_day

    on = local_day(at)
    found = {kind.id for ref in scope.view[:4] for kind in kinds.at_place(ref.area_id, on)}
    rows = policy.filter(
        RegisterItem.objects.filter(concealed=False, ended_on=None), scope, "register_item.view"
    )
    found |= set(rows.values_list("kind", flat=True).distinct().order_by())
    return [kind for kind in kinds.shipped_kinds() if kind.id in found]
