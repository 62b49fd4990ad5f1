"""The same change on many items; each is changed by itself, and what was refused is told by item."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from linli.domain.access import Actor
from linli.records.errors import Conflict, LinliError
from linli.records.tx import verb
from linli.registers.errors import Refused
from linli.registers.models import RegisterItem
from linli.registers.services import _common as common
from linli.registers.services.changing import assign_keeper, change_item, move_state

#: Items one bulk edit may touch: more is a new import.
MOST_AT_ONCE = 500


def edit_many(
    *,
    picked: Mapping[int, int | str | None],
    actor: Actor,
    at: datetime,
    state: str = "",
    given: Mapping[str, Any] | None = None,
    keeper: Mapping[str, Any] | None = None,
) -> tuple[list[int], dict[int, str]]:
    """The same change on many items: which were done, and why the others were not (by id).

    ``picked``: item → the version the page showed; an item changed by somebody else meanwhile is left alone.
    """
    if len(picked) > MOST_AT_ONCE:
        raise Refused(_("一次最多改%(count)d条，请分批或用表格导入。") % {"count": MOST_AT_ONCE})
    done: list[int] = []
    refused: dict[int, str] = {}
    for item_id in sorted(picked):
        try:
            _edit_one(
                item_id, picked[item_id], actor, at, state=state, given=given or {}, keeper=keeper or {}
            )
            done.append(item_id)
        except Conflict as conflict:
            refused[item_id] = str(conflict)
        except LinliError as error:
            refused[item_id] = str(error)
    return done, refused


@verb()
def _edit_one(
    item_id: int,
    version: int | str | None,
    actor: Actor,
    at: datetime,
    *,
    state: str,
    given: Mapping[str, Any],
    keeper: Mapping[str, Any],
) -> None:
    common.locked(item_id, version=version)
    if keeper:
        assign_keeper(item_id=item_id, actor=actor, at=at, **keeper)
    if given:
        change_item(item_id=item_id, given=given, actor=actor, at=at)
    if state and RegisterItem.objects.values_list("state", flat=True).get(pk=item_id) != state:
        move_state(item_id=item_id, state=state, actor=actor, at=at)
