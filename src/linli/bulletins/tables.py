"""Tables of a bulletin: the places below in fixed order, each figure with its rows (进展情况表，不排名)."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction

from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.bulletins.sources import Answer, Ask, Cell, Grid, ask, register_table
from linli.definitions.bulletins import BoundTable
from linli.domain import binding
from linli.domain.access import AreaRef


def of_places(table: BoundTable, question: Ask) -> Grid:
    """One row for each place below, in the order of the official list, and the whole at the end."""
    below = list(areas.children(question.ref.area_id))
    rows = [_row(table, question, AreaRef(span.level, span.area_id), span.name) for span in below]
    rows.append(_row(table, question, question.ref, "合计"))
    titles = ("单位", *(column.label.zh for column in table.columns))
    line = "、".join(f"{cells[0].printed}{cells[1].printed}" for _key, cells in rows[:-1] if len(cells) > 1)
    return Grid(titles, tuple(rows), note=_("按行政区划顺序排列，不排名。"), line=line)


def _row(table: BoundTable, question: Ask, ref: AreaRef, name: str) -> tuple[str, tuple[Cell, ...]]:
    cells = [Cell(name)]
    found: dict[str, Answer] = {}
    for column in table.columns:
        answer = ask(replace(question, figure=column, ref=ref, found=found))
        found[column.id] = answer
        cells.append(Cell(binding.say(answer.value, column.saying), answer))
    return str(ref.area_id), tuple(cells)


def of_hand(table: BoundTable, question: Ask) -> Grid:
    """Lines entered by hand, 「范县 10/11」: ranked by the exact share where a 考核依据 is given, else as entered.

    Ties keep the order they were entered in, which is the administrative one.
    """
    held = question.typed.get(table.id, {})
    units = read_units(str(held.get("value", "")))
    ranked = bool(held.get("basis"))
    if ranked:
        units = sorted(units, key=lambda unit: -unit[1] / unit[2])
    rows = []
    for name, part, whole in units:
        answer = Answer(Fraction(part, whole), part=part, whole=whole, note=_("据%(source)s") % held)
        shown = binding.say(answer.value, binding.Saying(percent=True))
        rows.append((name, (Cell(name), Cell(str(part)), Cell(str(whole)), Cell(shown, answer))))
    line = "，".join(f"{cells[0].printed}{cells[3].printed}" for _key, cells in rows)
    note = _("依据：%(basis)s") % held if ranked else _("按行政区划顺序排列，不排名。")
    lead = "由高到低依次为：" if ranked else "按行政区划顺序为："
    return Grid(
        ("单位", "完成", "应完成", "完成率"), tuple(rows), note=note, line=f"{lead}{line}" if line else "—"
    )


def read_units(text: str) -> list[tuple[str, int, int]]:
    """``华龙区 4/4`` a line → (name, done, whole). Raises ValueError with the line that cannot be read."""
    units = []
    for line in filter(None, (one.strip() for one in text.splitlines())):
        found = _UNIT.fullmatch(line)
        if found is None or int(found["whole"]) == 0:
            raise ValueError(line)
        units.append((found["name"].strip(), int(found["part"]), int(found["whole"])))
    return units


_UNIT = re.compile(r"(?P<name>[^\d/]+)[\s：:]*(?P<part>\d{1,7})\s*/\s*(?P<whole>\d{1,7})")


def register_own() -> None:
    """The tables of this room, once at start."""
    register_table("typed", of_hand)
    register_table("places", of_places)
