"""Items come onto a register, one or hundreds at a time, each with its own event and its number without gap."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from linli.domain import registers as rules
from linli.domain.access import Actor
from linli.records import services as records
from linli.records.bulk import append_first
from linli.records.tx import verb
from linli.registers.errors import Refused
from linli.registers.models import RegisterItem
from linli.registers.services.building import New, Places, build
from linli.registers.services.revealing import show

#: Items of one transaction (data.md: at most 500).
CHUNK = 500


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
    items = [build(row, places, at, concealed=concealed) for row in rows]
    _check_parents(kind, items, places)
    _draw(items, places)
    _insert(items, actor, at)
    show([item for item in items if not item.concealed], actor, at)
    return items


@verb()
def insert_built(
    *, items: list[RegisterItem], places: Places, actor: Actor, at: datetime
) -> list[RegisterItem]:
    """Insert items made by :func:`build` (at most 500), all or none; for imports that told bad rows apart before."""
    _check_parents(items[0].kind, items, places)
    _draw(items, places)
    _insert(items, actor, at)
    show([item for item in items if not item.concealed], actor, at)
    return items


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


def _insert(items: list[RegisterItem], actor: Actor, at: datetime) -> None:
    """The rows, each with its event."""
    given = [item for item in items if item.number]
    twice = [pair for pair, n in Counter((item.series, item.number) for item in given).items() if n > 1]
    taken = Refused(
        _("编号已被使用：%(numbers)s") % {"numbers": "、".join(sorted({n for _s, n in twice})[:5])}
    )
    if twice:
        raise taken
    try:
        with transaction.atomic():
            append_first(items, names=("register.added",), actor=actor, at=at, data=_told)
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


def _told(item: RegisterItem) -> dict[str, str]:
    return {"kind": item.kind, "state": f"{item.kind}:{item.state}"}
