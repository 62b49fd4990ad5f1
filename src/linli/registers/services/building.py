"""What a row must be before it is an item: its kind, its values, its state, its series."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.definitions.registers import RegisterKind
from linli.domain.access import COLUMN_LEVELS
from linli.domain.masking import mask_name
from linli.mechanisms.models import Definition
from linli.records.copies import another
from linli.registers import computing, kinds, values
from linli.registers.errors import NoSuchRegister, Refused
from linli.registers.models import RegisterItem
from linli.registers.services import _common as common


@dataclass(frozen=True)
class New:
    """A row to be added. ``values`` by field id, numbers in the smallest unit; ``on``: since when it stands there."""

    area_id: int
    name: str
    values: Mapping[str, Any] = field(default_factory=dict)
    number: str = ""
    state: str = ""
    keeper_post_id: int | None = None
    keeper_body_id: int | None = None
    keeper_name: str = ""
    parent_id: int | None = None
    on: date | None = None


class Places:
    """What is asked once for many rows: columns of places and the kind in force at them."""

    def __init__(self, kind_id: str, at: datetime) -> None:
        self.kind_id, self.at = kind_id, at
        self.columns: dict[int, dict[str, int | None]] = {}
        self._series: dict[int, str] = {}
        self._blank: dict[int, RegisterItem] = {}
        self._kinds: dict[int, tuple[RegisterKind, Definition]] = {}

    def learn(self, ids: set[int]) -> None:
        """The columns of these places, in three queries for all that are new."""
        unknown = ids - self.columns.keys()
        if unknown:
            self.columns |= areas.columns_for_many(unknown)

    def kind(self, area_id: int) -> tuple[RegisterKind, Definition]:
        """The kind in force at a place; places of one community share the answer. Raises NoSuchRegister."""
        if area_id not in self._kinds:
            if area_id not in self.columns:
                self.learn({area_id})
            own = self.columns[area_id]
            found = (own[level] for level in ("community", "street", "district"))
            above: int = next((place for place in found if place), area_id)
            if above not in self._kinds:
                self._kinds[above] = kinds.find(self.kind_id, above, self.at)
            self._kinds[area_id] = self._kinds[above]
        return self._kinds[area_id]

    def series(self, area_id: int) -> str:
        """Within which numbers differ at a place. Raises NoSuchRegister."""
        if area_id not in self._series:
            kind, _definition = self.kind(area_id)
            self.learn({area_id})
            self._series[area_id] = series_of(kind, self.columns[area_id])
        return self._series[area_id]

    def blank(self, area_id: int) -> RegisterItem:
        """An item at a place before anything is filled in; copied for each row, never saved itself."""
        if area_id not in self._blank:
            _kind, definition = self.kind(area_id)
            self._blank[area_id] = RegisterItem(
                kind=self.kind_id,
                definition=definition,
                series=self.series(area_id),
                area_id=area_id,
                added_on=common.today_of(self.at),
                **{level: self.columns[area_id][level] for level in COLUMN_LEVELS},
            )
        return self._blank[area_id]


def build(row: New, places: Places, at: datetime, *, concealed: bool = False) -> RegisterItem:
    """An item from a row, checked and not saved. Raises :class:`Refused` with all that is wrong."""
    try:
        kind, _definition = places.kind(row.area_id)
    except NoSuchRegister as none:
        raise Refused(str(none), field="area") from none
    today = common.today_of(at)
    done = values.clean(kind, row.values, today, kept=True)
    held = {**done.values, **done.personal}
    problems = done.problems | values.missing(kind, held) | computing.typed(kind, row.values)
    name = " ".join(row.name.split())
    if not name or len(name) > 120:
        problems["name"] = _("请写名称，最多120个字。")
    state = row.state or kind.first_state.id
    problems |= state_problems(kind, state, held, row)
    if problems:
        raise Refused("；".join(problems.values()), fields=problems)
    item = another(
        places.blank(row.area_id),
        number=row.number.strip(),
        state=state,
        keeper_post_id=row.keeper_post_id,
        keeper_body_id=row.keeper_body_id,
        keeper_name=row.keeper_name.strip()[:60],
        parent_id=row.parent_id,
        added_on=row.on or today,
        concealed=concealed,
    )
    fill(item, kind, name, done.values, done.personal)
    return item


def fill(
    item: RegisterItem, kind: RegisterKind, name: str, open_: dict[str, Any], personal: dict[str, Any]
) -> None:
    """Name, values, what is personal, figures and the blind index of an item."""
    secret = dict(personal)
    item.name = name
    if kind.personal_name:
        secret["name"] = name
        item.name = mask_name(name)
    item.values = computing.put(kind, open_)
    item.personal = json.dumps(secret, ensure_ascii=False, sort_keys=True) if secret else ""
    common.put_totals(item, kind)
    item.same = common.same_key(kind, {**open_, **personal}, name=name, area_id=item.area_id)


def state_problems(kind: RegisterKind, state_id: str, held: Mapping[str, Any], row: New) -> dict[str, str]:
    """Why an item may not begin in this state."""
    try:
        state = kind.state(state_id)
    except KeyError:
        return {"state": _("这本台账没有这个状态。")}
    if state.cleared:
        return {"state": _("销号要逐条办理，不能直接登记为「%(state)s」。") % {"state": state.names}}
    keeper = row.keeper_post_id or row.keeper_body_id or row.keeper_name
    return lacking(kind, state_id, held, keeper=bool(keeper))


def lacking(kind: RegisterKind, state_id: str, held: Mapping[str, Any], *, keeper: bool) -> dict[str, str]:
    """What a state asks for and the item does not have yet."""
    state = kind.state(state_id)
    found = {
        name: _("进入「%(state)s」前要先填「%(field)s」。")
        % {"state": state.names, "field": values.word(kind.field(name))}
        for name in state.needs
        if held.get(name) in (None, "")
    }
    if state.needs_keeper and not keeper:
        found["keeper"] = _("进入「%(state)s」前要先指定专管员。") % {"state": state.names}
    return found


def series_of(kind: RegisterKind, columns: Mapping[str, int | None]) -> str:
    """Within which numbers differ: the kind and the place of its series."""
    per = kind.number.per if kind.number else "community"
    if per == "all":
        return f"{kind.id}:0"
    order = ("city", "district", "street", "community")
    # A road hangs under a street: its series is the lowest that stands above it.
    for level in reversed(order[: order.index(per) + 1]):
        if columns[level] is not None:
            return f"{kind.id}:{columns[level]}"
    return f"{kind.id}:0"
