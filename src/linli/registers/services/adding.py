"""Items come onto a register, one or hundreds at a time, each with its own event and its number without gap."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.definitions.registers import RegisterKind
from linli.domain import registers as rules
from linli.domain.access import COLUMN_LEVELS, Actor
from linli.domain.masking import mask_name
from linli.mechanisms.models import Definition
from linli.records import services as records
from linli.records.tx import verb
from linli.registers import kinds, values
from linli.registers.errors import NoSuchRegister, Refused
from linli.registers.models import ItemSpan, RegisterItem
from linli.registers.services import _common as common

#: Items of one transaction (data.md: at most 500).
CHUNK = 500


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
        self._kinds: dict[int, tuple[RegisterKind, Definition]] = {}

    def learn(self, ids: set[int]) -> None:
        """The columns of these places, in three queries for all that are new."""
        unknown = ids - self.columns.keys()
        if unknown:
            self.columns |= areas.columns_for_many(unknown)

    def kind(self, area_id: int) -> tuple[RegisterKind, Definition]:
        """The kind in force at a place; places of one community share the answer."""
        self.learn({area_id})
        own = self.columns[area_id]
        found = (own[level] for level in ("community", "street", "district"))
        above: int = next((place for place in found if place), area_id)
        if above not in self._kinds:
            self._kinds[above] = kinds.find(self.kind_id, above, self.at)
        return self._kinds[above]


def add_item(*, kind: str, new: New, actor: Actor, at: datetime) -> RegisterItem:
    """Put one item on a register; event ``register.added``. Raises :class:`Refused`, :class:`NoSuchRegister`."""
    return add_items(kind=kind, rows=[new], actor=actor, at=at)[0]


def add_items(
    *,
    kind: str,
    rows: Sequence[New],
    actor: Actor,
    at: datetime,
    places: Places | None = None,
    concealed: bool = False,
) -> list[RegisterItem]:
    """Put many items on a register, all or none, in chunks of 500; each gets its event and its number."""
    held = places or Places(kind, at)
    made: list[RegisterItem] = []
    for start in range(0, len(rows), CHUNK):
        made += _add_chunk(kind, rows[start : start + CHUNK], actor, at, held, concealed=concealed)
    return made


@verb()
def _add_chunk(
    kind: str, rows: Sequence[New], actor: Actor, at: datetime, places: Places, *, concealed: bool
) -> list[RegisterItem]:
    places.learn({row.area_id for row in rows})
    items = [build(kind, row, places, at, concealed=concealed) for row in rows]
    _check_parents(kind, items, places)
    _draw(items, places)
    _insert(items)
    _remember(items, actor, at)
    return items


@verb()
def insert_built(
    *, items: list[RegisterItem], places: Places, actor: Actor, at: datetime
) -> list[RegisterItem]:
    """Insert items made by :func:`build` (at most 500), all or none; for imports that told bad rows apart before."""
    _check_parents(items[0].kind, items, places)
    _draw(items, places)
    _insert(items)
    _remember(items, actor, at)
    return items


def build(kind_id: str, row: New, places: Places, at: datetime, *, concealed: bool = False) -> RegisterItem:
    """An item from a row, checked and not saved. Raises :class:`Refused` with all that is wrong."""
    try:
        kind, definition = places.kind(row.area_id)
    except NoSuchRegister as none:
        raise Refused(str(none), field="area") from none
    today = common.today_of(at)
    done = values.clean(kind, row.values, today, kept=True)
    held = {**done.values, **done.personal}
    problems = done.problems | values.missing(kind, held)
    name = " ".join(row.name.split())
    if not name or len(name) > 120:
        problems["name"] = _("请写名称，最多120个字。")
    state = row.state or kind.first_state.id
    problems |= state_problems(kind, state, held, row)
    if problems:
        raise Refused("；".join(problems.values()), fields=problems)
    item = RegisterItem(
        kind=kind_id,
        definition=definition,
        series=series_of(kind, places.columns[row.area_id]),
        number=row.number.strip(),
        state=state,
        area_id=row.area_id,
        keeper_post_id=row.keeper_post_id,
        keeper_body_id=row.keeper_body_id,
        keeper_name=row.keeper_name.strip()[:60],
        parent_id=row.parent_id,
        added_on=row.on or today,
        concealed=concealed,
        **{level: places.columns[row.area_id][level] for level in COLUMN_LEVELS},
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
    item.values = open_
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


def _check_parents(kind_id: str, items: list[RegisterItem], places: Places) -> None:
    wanted = {item.parent_id for item in items if item.parent_id is not None}
    if not wanted:
        return
    parents = {row.pk: row for row in RegisterItem.objects.filter(pk__in=wanted, ended_on=None)}
    for item in items:
        if item.parent_id is None:
            continue
        parent = parents.get(item.parent_id)
        expected = places.kind(item.area_id)[0].parent
        if parent is None or parent.kind != expected:
            raise Refused(_("上级条目不存在，或不是这本台账的上级。"), field="parent")


def _draw(items: list[RegisterItem], places: Places) -> None:
    """Numbers of kinds with a series; the series stay locked from here to the commit."""
    waiting: dict[str, list[RegisterItem]] = defaultdict(list)
    for item in items:
        kind = places.kind(item.area_id)[0]
        if kind.number is None:
            continue
        if item.number:
            raise Refused(_("编号由系统连续给出，请把编号留空。"), field="number")
        waiting[item.series].append(item)
    for series in sorted(waiting):
        rows = waiting[series]
        spec = places.kind(rows[0].area_id)[0].number
        assert spec is not None
        first = records.draw_numbers(series=f"register:{series}", count=len(rows))
        for offset, item in enumerate(rows):
            item.number = rules.code(first + offset, spec.digits, spec.prefix or "")


def _insert(items: list[RegisterItem]) -> None:
    given = [item for item in items if item.number]
    twice = [pair for pair, n in Counter((item.series, item.number) for item in given).items() if n > 1]
    taken = Refused(
        _("编号已被使用：%(numbers)s") % {"numbers": "、".join(sorted({n for _s, n in twice})[:5])}
    )
    if twice:
        raise taken
    try:
        with transaction.atomic():
            RegisterItem.objects.bulk_create(items, batch_size=CHUNK)
    except IntegrityError as held:
        numbers = _held_numbers(given)
        if not numbers:
            raise
        raise Refused(
            _("编号已被使用：%(numbers)s") % {"numbers": "、".join(numbers[:5])}, field="number"
        ) from held


def _held_numbers(items: list[RegisterItem]) -> list[str]:
    series = {item.series for item in items}
    numbers = {item.number for item in items}
    rows = RegisterItem.objects.filter(series__in=series, number__in=numbers)
    return sorted(rows.values_list("number", flat=True))


def _remember(items: list[RegisterItem], actor: Actor, at: datetime) -> None:
    """An event a row; what is not concealed counts at once."""
    records.append_new(
        subjects=items,
        name="register.added",
        actor=actor,
        at=at,
        data=lambda item: {"kind": item.kind, "state": f"{item.kind}:{item.state}"},
    )
    _show([item for item in items if not item.concealed], actor, at)


def _show(items: Sequence[RegisterItem], actor: Actor, at: datetime) -> None:
    """From now on these count: a first version each, one delta for each place and state, sums of parents."""
    spans = [common.span_of(item, at=at, seq=item.event_seq) for item in items]
    ItemSpan.objects.bulk_create(spans, batch_size=CHUNK)
    sums: Counter[str] = Counter()
    for item in items:
        row = {"state": item.state, **{level: getattr(item, level) for level in COLUMN_LEVELS}}
        sums[json.dumps(common.keys(item.kind, row))] += 1
    for key, amount in sums.items():
        records.add_delta(tally=common.TALLY, keys=json.loads(key), amount=amount)
    parents = {item.parent_id for item in items if item.parent_id is not None}
    common.refresh_parents(parents, actor=actor, at=at)


@verb()
def reveal_items(*, ids: Sequence[int], actor: Actor, at: datetime) -> int:
    """Let items of an import that is done be seen and counted; answers how many. May be run again."""
    # What is personal stays sealed: decrypting every row would cost more than all the rest.
    hidden = RegisterItem.objects.select_for_update().filter(pk__in=ids, concealed=True)
    rows = list(hidden.defer("personal", "values").order_by("pk"))
    RegisterItem.objects.filter(pk__in=[row.pk for row in rows]).update(concealed=False)
    _show([row for row in rows if row.is_open], actor, at)
    return len(rows)
