"""What pages ask: tables with printed cells, an edition as it stands, what a correction changes, the pace needed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.definitions.indicators import Indicator
from linli.definitions.rankings import Ranking
from linli.domain import figures as printing
from linli.domain.access import Scope
from linli.domain.codes import record_id
from linli.domain.periods import Period
from linli.domain.ranking import Direction, most_improved
from linli.domain.smallcounts import LEFT_BLANK, at_least
from linli.indicators import figures, pieces, veiled_editions
from linli.indicators.figures import Figure
from linli.indicators.models import Edition, EditionCell, EditionRow
from linli.indicators.services.editions import digest_of, last_rows, period_of, previous
from linli.mechanisms.queries import label
from linli.records.measures import Unit


@dataclass(frozen=True)
class Cell:
    """A kept figure as printed, with what opens its rows."""

    indicator: Indicator
    cell: EditionCell
    text: str
    top: str
    base: str
    left_out: int
    #: A small count of sensitive kinds that this reader is not told.
    veiled: bool = False


@dataclass(frozen=True)
class Row:
    """A line of a kept table."""

    row: EditionRow
    score: str
    cells: list[Cell]
    group: str
    #: Distance of the exact value to the next better one, printed.
    to_next: str
    veiled: bool = False


@dataclass(frozen=True)
class EditionPage:
    """A kept table as it is read."""

    edition: Edition
    ranking: Ranking
    title: str
    period: Period
    indicators: list[Indicator]
    rows: list[Row]
    line: str
    #: Of all units together: there to be asked, not printed in the table (S0-13).
    total: str
    improved: list[str]
    last: list[EditionRow]
    unchanged: bool


def title_of(edition: Edition, ranking: Ranking) -> str:
    """排名通报, 进展情况表（不排名）, or 更正通报."""
    name = label(ranking.term)
    period = period_of(edition).label()
    if not edition.ranked:
        return _("%(period)s%(name)s进展情况表（不排名）") % {
            "name": name.removesuffix("排名"),
            "period": period,
        }
    made = _("%(period)s%(name)s") % {"name": name, "period": period}
    return _("关于%(title)s的更正通报") % {"title": made} if edition.corrects_id else made


def edition_page(edition: Edition, scope: Scope | None = None) -> EditionPage:
    """Everything a page or a paper prints of an edition; four queries, more where a small cell is kept from the reader.

    Without a scope it is for paper: then nothing small of a sensitive kind is printed at all.
    """
    content = pieces.of_definition(edition.definition, edition.ranking)
    indicators = _indicators(edition, content)
    lang = get_language() or "zh-hans"
    groups = {group.id: group.names.in_(lang) for group in content.groups}
    rows = list(edition.rows.prefetch_related("cells"))
    signs = veiled_editions.signs(rows, indicators, scope)
    made: list[Row] = []
    better = current = None
    # The distance to a hidden value would tell it.
    veiled = {row.exact for row in rows if any(cell.pk in signs for cell in row.cells.all())}
    for row in rows:
        if row.exact is not None and current is not None and row.exact != current:
            better = None if current in veiled else current
        current = row.exact if row.exact is not None else current
        gap = abs(better - row.exact) if better is not None and row.exact is not None and row.place else None
        made.append(_row(row, indicators, content, groups.get(row.group, row.group), gap, signs))
    first = indicators[0]
    return EditionPage(
        edition,
        content,
        title_of(edition, content),
        period_of(edition),
        indicators,
        made,
        "、".join(f"{one.row.name}{one.score}" for one in made if _in_line(edition, one)),
        _total(rows, first, signs) if len(indicators) == 1 else "",
        _improved(edition, rows, first),
        last_rows(edition),
        not edition.is_frozen or digest_of(edition) == edition.digest,
    )


def _in_line(edition: Edition, row: Row) -> bool:
    """The one-line form tells whoever has a place; in fixed order everybody with a value."""
    return bool(row.row.score) and not row.veiled and (row.row.place is not None or not edition.ranked)


def _indicators(edition: Edition, ranking: Ranking) -> list[Indicator]:
    """As the edition's own definition says them; those of another mechanism as they were on its tree date."""
    from linli.mechanisms import queries as mechanisms

    own = {one.id: one for one in mechanisms.content(edition.definition).indicators}
    return [
        own.get(one.indicator) or pieces.find(one.indicator, edition.area_id, edition.tree_date).indicator
        for one in ranking.criteria
    ]


def _row(
    row: EditionRow,
    indicators: list[Indicator],
    ranking: Ranking,
    group: str,
    gap: Fraction | None,
    signs: Mapping[int, str],
) -> Row:
    held = {cell.indicator: cell for cell in row.cells.all()}
    cells = [_cell(one, held[one.id], signs.get(held[one.id].pk)) for one in indicators if one.id in held]
    # A score is made of its cells: with one of them hidden it would tell it.
    veiled = any(one.veiled for one in cells)
    said = LEFT_BLANK if veiled else score(row.exact, indicators, ranking)
    return Row(row, said, cells, group, "" if veiled else _gap(gap, indicators, ranking), veiled)


def _cell(indicator: Indicator, cell: EditionCell, sign: str | None) -> Cell:
    if sign is not None:
        counted = indicator.measure is not None and indicator.measure.kind == "count"
        return Cell(indicator, cell, sign if counted else LEFT_BLANK, LEFT_BLANK, LEFT_BLANK, 0, veiled=True)
    return Cell(
        indicator,
        cell,
        figures.say(indicator, cell.exact),
        _plain(cell.top),
        _plain(cell.base),
        int(cell.counts.get("left_out", 0)),
    )


def _plain(text: str) -> str:
    if not text:
        return printing.MISSING
    value = Fraction(text)
    return printing.say(value, 0 if value.denominator == 1 else 1)


def score(value: Fraction | None, indicators: list[Indicator], ranking: Ranking) -> str:
    """One rate prints with its sign; a weighted score of rates prints as points with two decimals."""
    if len(ranking.criteria) == 1:
        return figures.say(indicators[0], value)
    return printing.say(value, 2)


def _gap(value: Fraction | None, indicators: list[Indicator], ranking: Ranking) -> str:
    if not value:
        return ""
    if len(ranking.criteria) == 1 and indicators[0].unit == "percent":
        return _("%(points)s个百分点") % {"points": printing.half_up(value * 100, 1)}
    return str(printing.half_up(value, 2))


def _total(rows: list[EditionRow], indicator: Indicator, signs: Mapping[int, str]) -> str:
    cells = [cell for row in rows for cell in row.cells.all() if cell.pk not in signs]
    tops = [Fraction(cell.top) for cell in cells if cell.top]
    bases = [Fraction(cell.base) for cell in cells if cell.base]
    if not tops:
        return figures.say(indicator, None)
    top, base = sum(tops, Fraction(0)), sum(bases, Fraction(0))
    if indicator.is_rate:
        return LEFT_BLANK if signs else figures.say(indicator, top / base if base else None)
    return at_least(figures.say(indicator, top), bool(signs), empty=not top)


def _improved(edition: Edition, rows: list[EditionRow], first: Indicator) -> list[str]:
    last = previous(edition)
    if last is None:
        return []
    before = {(one.unit_kind, one.unit_id): one.exact for one in last.rows.all() if one.exact is not None}
    now = {(one.unit_kind, one.unit_id): one.exact for one in rows if one.exact is not None}
    way = Direction.DOWN if first.direction == "down" else Direction.UP
    best = most_improved(now, before, direction=way)
    return [one.name for one in rows if (one.unit_kind, one.unit_id) in best]


@dataclass(frozen=True)
class Difference:
    """What a correction changes for one unit, as printed; exact values may differ where the print does not."""

    name: str
    before: str
    after: str
    place_before: int | None
    place_after: int | None


def differences(edition: Edition, scope: Scope | None = None) -> list[Difference]:
    """Units whose exact score or place differs from the edition that is corrected."""
    old = edition.corrects
    if old is None:
        return []
    before = {(one.row.unit_kind, one.row.unit_id): one for one in edition_page(old, scope).rows}
    made = []
    for row in edition_page(edition, scope).rows:
        was = before.pop((row.row.unit_kind, row.row.unit_id), None)
        if was is not None and (was.row.score, was.row.place) == (row.row.score, row.row.place):
            continue
        said, place = (was.score, was.row.place) if was else (printing.MISSING, None)
        made.append(Difference(row.row.name, said, row.score, place, row.row.place))
    gone = [
        Difference(one.row.name, one.score, _("不再列入"), one.row.place, None) for one in before.values()
    ]
    return made + gone


@dataclass(frozen=True)
class Pace:
    """What is left, in how many days, and how many a day that makes."""

    left: int
    days: int
    each_day: Fraction


def pace(figure: Figure, period: Period, on: date) -> Pace | None:
    """The pace needed from the day after ``on`` to the last day of the period; None when nothing is left or no base."""
    whole = figure.target if figure.target is not None else figure.base
    if whole is None or figure.top is None:
        return None
    left = int(Fraction(whole) - figure.top)
    days = (period.last_day - on).days
    if left <= 0 or days <= 0:
        return None
    return Pace(left, days, Fraction(left, days))


def unit_of(text: str) -> Unit | None:
    """``area-12`` or ``body-7`` from an address; None for anything else."""
    kind, _sep, number = text.partition("-")
    row = record_id(number)
    if kind not in ("area", "body") or row is None:
        return None
    return Unit(kind, row)  # type: ignore[arg-type]
