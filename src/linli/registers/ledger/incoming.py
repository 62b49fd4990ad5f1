"""A register from Excel: checked row by row, written 500 at a time, seen when the import is done, undone by ending."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from linli.definitions.registers import MEASURED, RegisterKind
from linli.domain import registers as rules
from linli.domain.access import Actor
from linli.ledgers.errors import RowRefused
from linli.ledgers.models import Import
from linli.ledgers.registry import Applied, Problem, Row, Target
from linli.ledgers.targets import finding
from linli.mechanisms.queries import label
from linli.records.errors import LinliError
from linli.registers import services as registers
from linli.registers import values
from linli.registers.errors import NoSuchRegister, Refused
from linli.registers.ledger import chunks, columns
from linli.registers.models import RegisterItem
from linli.registers.services import New, Places


def target_of(kind: RegisterKind, order: int) -> Target:
    """The target of a kind."""
    return Target(
        id=f"register-{kind.id}",
        title=_title(kind),
        help=gettext_lazy("一行一条；编号已有的更新，没有的新登记。两行合并的表头可以直接用。"),
        verb="register_item.import",
        order=order,
        columns=columns.of(kind),
        check=lambda row: _check(kind, row),
        ahead=lambda rows: chunks.ahead(kind, rows),
        apply=lambda row, actor, at: _one(kind, row, actor, at),
        apply_many=lambda rows, actor, at: _many(kind, rows, actor, at),
        undo=lambda applied, row, actor, at: _undo(applied, actor, at),
        reveal=_reveal,
    )


def _title(kind: RegisterKind) -> Any:
    from django.utils.functional import lazystr

    return lazystr(label(kind.term))


def _check(kind: RegisterKind, row: Row) -> Iterator[Problem]:
    yield from _unit_problems(kind, row)
    if row.merged:
        yield from _merged_figures(kind, row)
    yield from finding.place_problems(row, "area")
    place = finding.find_place(row.context, row.text("area"))
    if place is None:
        return
    places = chunks.places_of(kind, row.context, None)
    try:
        current, _definition = places.kind(place)
    except NoSuchRegister:
        yield Problem("area", _("「%(place)s」没有启用这本台账。") % {"place": row.text("area")[:20]})
        return
    yield from _twice(row, place)
    number = row.text("number")
    existing = number and (places.series(place), number) in chunks.known(kind, row)
    if current.number and number and not existing:
        yield Problem(
            "number",
            _("没有编号「%(number)s」的条目。") % {"number": number[:20]},
            _("编号由系统连续给出：新登记的请把编号留空。"),
        )
    if row.text("parent") and chunks.parent_of(current, row, place) is None:
        yield Problem(
            "parent",
            _("没有找到上级「%(text)s」，或有好几个同名的。") % {"text": row.text("parent")[:20]},
            _("请先导入上级台账，或填上级的编号。"),
        )
    state = row.text("state")
    if state and current.state(state).cleared and not existing:
        yield Problem("state", _("销号要逐条写明依据，不能直接导入。"), _("请先按未销号登记，再逐条销号。"))


def _twice(row: Row, place: int) -> Iterator[Problem]:
    """A number may stand once in a file; most rows of an office have none, and those are no duplicates."""
    if not row.text("number"):
        return
    seen: dict[tuple[int, str], int] = row.context.cache.setdefault("numbers", {})
    first = seen.setdefault((place, row.text("number")), row.number)
    if first != row.number:
        yield Problem(
            "number", _("编号和第%(number)d行重复。") % {"number": first}, _("请核对编号，只保留一行。")
        )


def _merged_figures(kind: RegisterKind, row: Row) -> Iterator[Problem]:
    """One number over several rows would be counted once for each of them; a place or a word may stand for all."""
    for one in kind.fields:
        if f"f_{one.id}" in row.merged and one.type in (*MEASURED, "integer"):
            yield Problem(
                f"f_{one.id}",
                _("这个数写在合并单元格里，一个数管了好几行，会重复计算。"),
                _("请取消合并，把数分到每一行；没有的填0。"),
            )


def _unit_problems(kind: RegisterKind, row: Row) -> Iterator[Problem]:
    """A title that names another unit makes every number of the column wrong: told on each row."""
    cache = row.context.cache
    if "units" not in cache:
        cache["units"] = list(_wrong_units(kind, row.context.import_id))
    for key, found, unit in cache["units"]:
        yield Problem(
            key,
            _("表头写的单位是「%(found)s」，这一项按「%(unit)s」登记。") % {"found": found, "unit": unit},
            _("请把这一列换算成「%(unit)s」，改好表头再导入。") % {"unit": unit},
        )


def _wrong_units(kind: RegisterKind, import_id: int) -> Iterator[tuple[str, str, str]]:
    batch = Import.objects.filter(pk=import_id).first()
    if batch is None:
        return
    for one in kind.fields:
        index = batch.mapping.get(f"f_{one.id}")
        if one.type not in (*MEASURED, "integer") or index is None or index >= len(batch.labels):
            continue
        found, unit = columns.unit_in(str(batch.labels[index])), values.unit_of(one)
        if found and unit and not rules.same_unit(found, unit) and not found.isascii():
            yield f"f_{one.id}", found, unit


def _given(kind: RegisterKind, row: Row) -> dict[str, Any]:
    """The values of a row by field id; masked ones, as they stand in our own exports, say nothing."""
    found: dict[str, Any] = {}
    for one in kind.fields:
        value = row.values.get(f"f_{one.id}")
        if value is not None and not (one.personal and "*" in str(value)):
            found[one.id] = value
    return found


def _new(kind: RegisterKind, row: Row) -> New:
    place = finding.need_place(row, "area")
    parent = chunks.parent_of(kind, row, place) if row.text("parent") else None
    if row.text("parent") and parent is None:
        raise RowRefused(_("没有找到上级「%(text)s」。") % {"text": row.text("parent")[:20]})
    return New(
        area_id=place,
        name=row.text("name"),
        values=_given(kind, row),
        number="" if kind.number else row.text("number"),
        state=row.text("state"),
        keeper_name=row.text("keeper"),
        parent_id=parent,
        on=row.day("added_on"),
    )


def _one(kind: RegisterKind, row: Row, actor: Actor, at: datetime) -> Applied:
    answer = _many(kind, [row], actor, at)[0]
    if isinstance(answer, LinliError):
        raise answer
    return answer


def _many(kind: RegisterKind, rows: list[Row], actor: Actor, at: datetime) -> list[Applied | LinliError]:
    """New rows in one insert, known ones changed one by one; a bad row leaves the others alone."""
    places = chunks.places_of(kind, rows[0].context, at)
    chunks.ahead(kind, rows)
    known = chunks.existing(kind, rows, places)
    answers: dict[int, Applied | LinliError] = {}
    built: list[tuple[int, RegisterItem]] = []
    for index, row in enumerate(rows):
        try:
            place = finding.need_place(row, "area")
            number = row.text("number")
            held = known.get((places.series(place), number)) if number else None
            if held is not None:
                answers[index] = _update(kind, held, row, place, actor, at)
            else:
                new = _new(places.kind(place)[0], row)
                built.append((index, registers.build(new, places, at, concealed=True)))
        except LinliError as refused:
            answers[index] = refused
    answers |= _insert(built, places, actor, at)
    return [answers[index] for index in range(len(rows))]


def _insert(
    built: list[tuple[int, RegisterItem]], places: Places, actor: Actor, at: datetime
) -> dict[int, Applied | LinliError]:
    if not built:
        return {}
    try:
        with transaction.atomic():
            items = [item for _index, item in built]
            registers.insert_built(items=items, places=places, actor=actor, at=at)
    except Refused as refused:
        if len(built) == 1:
            return {built[0][0]: refused}
        # One of them is in the way: find it by halves, so that the others still come in.
        half = len(built) // 2
        for _index, item in built:
            item.pk = None
            item.version, item.event_seq, item.event_hash = 1, 0, ""
            item._state.adding = True
            if places.kind(item.area_id)[0].number:
                item.number = ""
        return _insert(built[:half], places, actor, at) | _insert(built[half:], places, actor, at)
    return {index: Applied("register_item", item.pk) for index, item in built}


def _update(
    kind: RegisterKind, item: RegisterItem, row: Row, place: int, actor: Actor, at: datetime
) -> Applied:
    given = _given(kind, row)
    before = {
        "name": item.name,
        "values": {key: item.values.get(key) for key in given if not kind.field(key).personal},
        "area_id": item.area_id,
        "version": item.version,
    }
    name = None if "*" in row.text("name") else row.text("name")
    changed = registers.change_item(
        item_id=item.pk, name=name, given=given, area_id=place, actor=actor, at=at
    )
    state = row.text("state")
    if state and state != changed.state:
        before["state"] = changed.state
        changed = registers.move_state(item_id=item.pk, state=state, actor=actor, at=at)
    how = "unchanged" if changed.version == before["version"] else "updated"
    return Applied("register_item", item.pk, how, before)


def _undo(applied: Applied, actor: Actor, at: datetime) -> None:
    if applied.how == "created":
        registers.end_item(item_id=applied.id, reason=_("撤销导入"), actor=actor, at=at)
        return
    before = dict(applied.before)
    registers.change_item(
        item_id=applied.id,
        name=None if "*" in before["name"] else before["name"],
        given=before["values"],
        area_id=before["area_id"],
        actor=actor,
        at=at,
    )


def _reveal(ids: list[int], actor: Actor, at: datetime) -> None:
    registers.reveal_items(ids=ids, actor=actor, at=at)
