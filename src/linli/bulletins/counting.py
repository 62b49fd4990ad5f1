"""The figures of a bulletin as they stand at a moment: values, what is printed, and the rows behind each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from linli.areas import queries as areas
from linli.bulletins.models import Bulletin
from linli.bulletins.sources import Answer, Ask, Grid, ask, ask_table
from linli.bulletins.templates_in_use import of_definition
from linli.definitions.bulletins import BoundFigure, BoundTable
from linli.definitions.bulletins import Bulletin as Template
from linli.domain import binding
from linli.domain.access import AreaRef
from linli.domain.binding import Exact
from linli.domain.calendar import local_day
from linli.domain.papers import chinese_date


@dataclass(frozen=True)
class Count:
    """All figures and tables of a bulletin at one moment."""

    answers: Mapping[str, Answer]
    grids: Mapping[str, Grid]
    #: Name → {label, exact, printed, part, whole, note, rows}: plain JSON, as it is stored and frozen.
    figures: dict[str, dict[str, Any]]
    tables: dict[str, dict[str, Any]]

    @property
    def exact_and_printed(self) -> dict[str, tuple[str, str]]:
        """By name, those of the tables too (``table.row.column``)."""
        return {name: (held["exact"], held["printed"]) for name, held in self.figures.items()}


def template_of(bulletin: Bulletin) -> Template:
    """The template under which the bulletin was begun."""
    return of_definition(bulletin.definition, bulletin.template)


def count(bulletin: Bulletin, at: datetime) -> Count:
    """Ask every source anew."""
    piece = template_of(bulletin)
    span = areas.span(bulletin.area_id)
    ref = AreaRef(span.level if span else "other", bulletin.area_id)
    start, end = bulletin.bounds
    answers: dict[str, Answer] = {}

    def question(figure: BoundFigure) -> Ask:
        return Ask(
            figure, ref, start, end, bulletin.last_day, at, dict(answers), bulletin.typed,
            lambda name: earlier(bulletin, name),
        )  # fmt: skip

    figures: dict[str, dict[str, Any]] = {}
    for name, text in standing(bulletin, at).items():
        figures[name] = {"label": name, "exact": text, "printed": text, "standing": True}
    for figure in piece.figures:
        answers[figure.id] = ask(question(figure))
        figures[figure.id] = plain(figure, answers[figure.id])
    grids = {}
    blank = BoundFigure("none", piece.tables[0].label, "typed") if piece.tables else None
    for table in piece.tables:
        assert blank is not None
        grid = grids[table.id] = ask_table(table, question(blank))
        line = grid.line if table.as_line else ""
        figures[table.id] = {"label": table.label.zh, "exact": _digest(grid), "printed": line, "table": True}
        for key, cells in grid.rows:
            for column, cell in zip(_column_ids(table, grid), cells[1:], strict=False):
                if cell.answer is not None:
                    answers[f"{table.id}.{key}.{column}"] = cell.answer
    tables = {
        table.id: _stored(grids[table.id], _column_ids(table, grids[table.id])) for table in piece.tables
    }
    return Count(answers, grids, figures, tables)


def plain(figure: BoundFigure, answer: Answer) -> dict[str, Any]:
    """A figure as it is stored."""
    part, whole = answer.part, answer.whole
    return {
        "label": figure.label.zh,
        "exact": binding.write(answer.value),
        "printed": binding.say(answer.value, figure.saying) if answer.said is None else answer.said,
        "part": binding.write(part),
        "whole": binding.write(whole),
        "note": answer.note,
        "rows": answer.kind if answer.rows is not None or answer.ids is not None else "",
    }


def standing(bulletin: Bulletin, at: datetime) -> dict[str, str]:
    """Place, issuer and dates, as every template may name them."""
    span = areas.span(bulletin.area_id)
    return {
        "place": span.name if span else "",
        "issuer": bulletin.issuer.name,
        "period": period_text(bulletin.first_day, bulletin.last_day),
        "first_day": chinese_date(bulletin.first_day) if bulletin.first_day else "",
        "last_day": chinese_date(bulletin.last_day),
        "today": chinese_date(local_day(at)),
    }


def period_text(first: date | None, last: date) -> str:
    """2026年10月, 2026年10月5日至11日, 截至2021年12月24日."""
    if first is None:
        return f"截至{chinese_date(last)}"
    if first == last:
        return chinese_date(first)
    if first.day == 1 and _is_last(last) and first.year == last.year:
        if first.month == last.month:
            return f"{first.year}年{first.month}月"
        whole_year = (first.month, last.month) == (1, 12)
        return f"{first.year}年" if whole_year else f"{first.year}年{first.month}至{last.month}月"
    return f"{chinese_date(first)}至{chinese_date(last)}"


def _is_last(day: date) -> bool:
    return date.fromordinal(day.toordinal() + 1).day == 1


def earlier(bulletin: Bulletin, name: str) -> Sequence[Exact]:
    """The values of a figure in earlier bulletins of this template and place."""
    rows = Bulletin.objects.filter(
        template=bulletin.template, area_id=bulletin.area_id, last_day__lt=bulletin.last_day
    ).exclude(state=Bulletin.State.WITHDRAWN)
    found = [held.get(name, {}).get("exact", "") for held in rows.values_list("figures", flat=True)]
    return [value for text in found if (value := binding.read(text)) is not None]


def _digest(grid: Grid) -> str:
    """The exact content of a table in short, so that a change of any cell is a change of the table."""
    cells = "|".join(
        f"{key}:{binding.write(cell.answer.value) if cell.answer else cell.printed}"
        for key, row in grid.rows
        for cell in row
    )
    return binding.digest(cells.encode())[:16]


def _column_ids(table: BoundTable, grid: Grid) -> list[str]:
    """Names of the columns after the first: those of the template, or their places."""
    return [one.id for one in table.columns] or [str(at) for at in range(1, len(grid.columns))]


def _stored(grid: Grid, ids: list[str]) -> dict[str, Any]:
    return {
        "ids": ids,
        "columns": list(grid.columns),
        "rows": [[key, [cell.printed for cell in cells]] for key, cells in grid.rows],
        "open": [
            f"{key}.{column}"
            for key, cells in grid.rows
            for column, cell in zip(ids, cells[1:], strict=False)
            if cell.answer is not None and (cell.answer.rows is not None or cell.answer.ids is not None)
        ],
        "note": grid.note,
        "line": grid.line,
    }
