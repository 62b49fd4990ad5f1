"""How an edition is filled: computed anew, its exact cells and the packed ids of the records behind each part."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from fractions import Fraction

from linli.domain.periods import Kind, Period
from linli.indicators import figures, packing, pieces, tables
from linli.indicators.errors import NotNow, Published
from linli.indicators.figures import PARTS, Figure, Request
from linli.indicators.models import Adjustment, Edition, EditionCell, EditionRow
from linli.indicators.pieces import FoundRanking
from linli.indicators.tables import Table
from linli.records import services as records
from linli.records.measures import Unit

State = Edition.State


def period_of(edition: Edition) -> Period:
    """The period an edition is for."""
    return Period(edition.start, edition.end, Kind(edition.period_kind), edition.period_name)


def again(edition: Edition, at: datetime) -> None:
    """Compute rows and cells once more under the edition's own definition."""
    ranking = pieces.of_definition(edition.definition, edition.ranking)
    EditionCell.objects.filter(row__edition=edition).delete()
    EditionRow.objects.filter(edition=edition).delete()
    fill(edition, FoundRanking(ranking, edition.definition), at, None)


def fill(edition: Edition, found: FoundRanking, at: datetime, as_of: datetime | None) -> None:
    """Compute the table and keep it."""
    table = tables.make(
        found,
        edition.area_id,
        period_of(edition),
        now=at,
        as_of=as_of,
        ranked=edition.ranked,
        points=_points(edition),
        before=_places_before(edition),
    )
    edition.as_of = table.as_of
    edition.save()
    for number, placed in enumerate(table.placed, start=1):
        member = table.members[placed.unit]
        row = EditionRow.objects.create(
            edition=edition,
            position=number,
            unit_kind=placed.unit.kind,
            unit_id=placed.unit.id,
            name=member.name,
            group=placed.group,
            standing=placed.standing.value,
            place=placed.place,
            group_place=placed.group_place,
            tied=placed.tied,
            movement=placed.movement,
            score="" if placed.value is None else str(placed.value),
            base=placed.base,
        )
        EditionCell.objects.bulk_create(_cells(table, row, placed.unit))


def _cells(table: Table, row: EditionRow, unit: Unit) -> list[EditionCell]:
    return [_cell(row, name, request, table.cells[name][unit]) for name, request in table.requests.items()]


def _cell(row: EditionRow, name: str, request: Request, figure: Figure) -> EditionCell:
    packed = dict.fromkeys(PARTS, b"")
    if figure.counts:
        for part in PARTS:
            if part in figure.counts or part == "numerator":
                ids = figures.rows_for(request, figure.unit, part).order_by().values_list("pk", flat=True)
                packed[part] = packing.pack(ids)
    exact = [_text(one) for one in (figure.top, figure.base, figure.value)]
    return EditionCell(
        row=row,
        indicator=name,
        top=exact[0],
        base=exact[1],
        value=exact[2],
        counts=dict(figure.counts),
        numerator=packed["numerator"],
        denominator=packed["denominator"],
        left_out=packed["left_out"],
        digest=packing.digest(name, *exact, *(packing.unpack(packed[part]) for part in PARTS)),
    )


def _text(value: Fraction | None) -> str:
    return "" if value is None else str(value)


def _points(edition: Edition) -> dict[Unit, list[Fraction]]:
    found: dict[Unit, list[Fraction]] = defaultdict(list)
    for row in Adjustment.objects.filter(edition=edition):
        found[Unit(row.unit_kind, row.unit_id)].append(Fraction(row.points))  # type: ignore[arg-type]
    return found


def previous(edition: Edition) -> Edition | None:
    """The published edition of the period before, the last correction of it."""
    held = Edition.objects.filter(
        ranking=edition.ranking, area_id=edition.area_id, state=State.PUBLISHED, end__lte=edition.start
    )
    return held.order_by("-end", "-published_at", "-pk").first()


def _places_before(edition: Edition) -> dict[Unit, int]:
    last = previous(edition)
    if last is None or not last.ranked:
        return {}
    rows = last.rows.filter(place__isnull=False)
    return {Unit(row.unit_kind, row.unit_id): row.place or 0 for row in rows}  # type: ignore[arg-type]


def last_rows(edition: Edition) -> list[EditionRow]:
    """All who share the last place; nobody in a table of fixed order."""
    ranked = [row for row in edition.rows.all() if row.place is not None]
    worst = max((row.place or 0 for row in ranked), default=1)
    return [row for row in ranked if row.place == worst] if worst > 1 else []


def digest_of(edition: Edition) -> str:
    """Over the rule, the period and every row and cell in order."""
    parts: list[object] = [
        edition.ranking, edition.definition.digest, edition.start, edition.end, edition.tree_date,
        edition.as_of.isoformat(), edition.basis, edition.ranked,
    ]  # fmt: skip
    for row in edition.rows.order_by("position"):
        parts += [row.position, row.unit_kind, row.unit_id, row.name, row.standing, row.place, row.score]
        parts += list(row.cells.order_by("indicator").values_list("digest", flat=True))
    return packing.digest(*parts)


def open_for(edition_id: int, states: Sequence[str], version: int | str | None = None) -> Edition:
    """The locked edition in one of the states. Raises Published, NotNow or Conflict."""
    edition = records.lock(Edition, edition_id)
    records.check_version(edition, version)
    if edition.is_frozen:
        raise Published
    if edition.state not in states:
        raise NotNow
    return edition
