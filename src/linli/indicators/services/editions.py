"""An edition's way: drafted, told to its units, objected to, approved, published; corrected only by another one."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.domain.access import Actor
from linli.domain.calendar import local_day
from linli.domain.periods import Kind, Period
from linli.indicators import figures, packing, pieces, tables
from linli.indicators.errors import NotNow, Published, Refused
from linli.indicators.figures import PARTS, Figure, Request
from linli.indicators.models import (
    Adjustment,
    CheckNotice,
    Edition,
    EditionCell,
    EditionRow,
    Objection,
)
from linli.indicators.pieces import FoundRanking
from linli.indicators.tables import Table
from linli.organizations.models import Organization
from linli.records import services as records
from linli.records.measures import Unit
from linli.records.tx import verb

State = Edition.State


def period_of(edition: Edition) -> Period:
    """The period an edition is for."""
    return Period(edition.start, edition.end, Kind(edition.period_kind), edition.period_name)


@verb()
def draft(
    *,
    ranking: str,
    area_id: int,
    period: Period,
    actor: Actor,
    at: datetime,
    basis: str = "",
    as_of: datetime | None = None,
    team: Sequence[int] = (),
) -> Edition:
    """Compute a table and keep it as a draft. Without a 考核依据 it is a table in fixed order and nobody is ranked."""
    found = pieces.find_ranking(ranking, area_id, period.last_day)
    edition = Edition(
        ranking=ranking,
        definition=found.definition,
        period_kind=period.kind,
        start=period.start,
        end=period.end,
        period_name=period.name,
        as_of=as_of or at,
        known_at=at,
        tree_date=period.last_day,
        basis=basis.strip(),
        ranked=bool(basis.strip()) and found.ranking.mode == "ranked",
        team=sorted(team),
        issuer_id=actor.body_id,
    )
    areas.fill_columns(edition, area_id)
    records.append(subject=edition, name="edition.drafted", actor=actor, at=at)
    _fill(edition, found, at, as_of)
    return edition


@verb()
def recompute(*, edition_id: int, actor: Actor, at: datetime, version: int | str | None = None) -> Edition:
    """Compute a table that is not approved yet once more, as things are known now."""
    edition = _open(edition_id, (State.DRAFT, State.CHECKING), version)
    edition.known_at = at
    _again(edition, at)
    records.append(subject=edition, name="edition.recomputed", actor=actor, at=at)
    return edition


def _again(edition: Edition, at: datetime) -> None:
    ranking = pieces.of_definition(edition.definition, edition.ranking)
    EditionCell.objects.filter(row__edition=edition).delete()
    EditionRow.objects.filter(edition=edition).delete()
    _fill(edition, FoundRanking(ranking, edition.definition), at, None)


def _fill(edition: Edition, found: FoundRanking, at: datetime, as_of: datetime | None) -> None:
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


@verb()
def adjust(
    *,
    edition_id: int,
    unit: Unit,
    points: Decimal,
    reason: str,
    proof: str,
    actor: Actor,
    at: datetime,
) -> Adjustment:
    """加分、扣分: a row with reason, proof and approver (the acting post); the table is computed again.

    Raises :class:`Refused` without reason or proof, for zero points, or for a unit that is not in the table.
    """
    edition = _open(edition_id, (State.DRAFT, State.CHECKING))
    if not reason.strip() or not proof.strip():
        raise Refused(_("加分、扣分要写明理由和凭据。"), "proof")
    if not points or not points.is_finite():
        raise Refused(_("加减分不能是0。"), "points")
    if not edition.rows.filter(unit_kind=unit.kind, unit_id=unit.id).exists():
        raise Refused(_("这个单位不在表里。"), "unit")
    row = Adjustment.objects.create(
        edition=edition,
        unit_kind=unit.kind,
        unit_id=unit.id,
        points=points,
        reason=reason.strip(),
        proof=proof.strip(),
        approver_id=actor.post_id,
        at=at,
    )
    _again(edition, at)
    records.append(
        subject=edition,
        name="edition.adjusted",
        actor=actor,
        at=at,
        data={"unit": unit.id, "points": str(points)},
    )
    return row


@verb()
def send_round(
    *, edition_id: int, actor: Actor, at: datetime, days: int | None = None, version: int | str | None = None
) -> Edition:
    """Open the time for objections: units see their own rows, the last-placed get a 核对 notice of their own."""
    edition = _open(edition_id, (State.DRAFT,), version)
    ranking = pieces.of_definition(edition.definition, edition.ranking)
    allowed = ranking.objection_days.at(edition.tree_date) if ranking.objection_days else None
    length = days if days is not None else (allowed or 3)
    edition.state = State.CHECKING
    edition.objections_until = at + timedelta(days=length)
    edition.save()
    for row in last_rows(edition):
        CheckNotice.objects.get_or_create(
            edition=edition, unit_kind=row.unit_kind, unit_id=row.unit_id, defaults={"sent_at": at}
        )
    records.append(
        subject=edition,
        name="edition.sent_round",
        actor=actor,
        at=at,
        data={"until": edition.objections_until.isoformat()},
    )
    return edition


def last_rows(edition: Edition) -> list[EditionRow]:
    """All who share the last place; nobody in a table of fixed order."""
    ranked = [row for row in edition.rows.all() if row.place is not None]
    worst = max((row.place or 0 for row in ranked), default=1)
    return [row for row in ranked if row.place == worst] if worst > 1 else []


@verb()
def object_to(*, edition_id: int, unit: Unit, text: str, actor: Actor, at: datetime) -> Objection:
    """A unit says that its figure is wrong. Raises :class:`NotNow` outside the time for it."""
    edition = records.lock(Edition, edition_id)
    until = edition.objections_until
    if edition.state != State.CHECKING or until is None or at > until:
        raise NotNow(_("不在核对期内，不能再提核对意见。"))
    if not text.strip():
        raise Refused(_("写明哪个数不对、应为多少。"), "text")
    if not edition.rows.filter(unit_kind=unit.kind, unit_id=unit.id).exists():
        raise Refused(_("这个单位不在表里。"), "unit")
    row = Objection.objects.create(
        edition=edition,
        unit_kind=unit.kind,
        unit_id=unit.id,
        text=text.strip()[:500],
        post_id=actor.post_id,
        at=at,
    )
    records.append(subject=edition, name="edition.objected", actor=actor, at=at, data={"unit": unit.id})
    return row


@verb()
def answer_objection(
    *, objection_id: int, upheld: bool, answer: str, actor: Actor, at: datetime
) -> Objection:
    """Answer an objection; an upheld one has the table computed again."""
    row = records.lock(Objection, objection_id)
    edition = _open(row.edition_id, (State.CHECKING,))
    if not answer.strip():
        raise Refused(_("写明处理意见。"), "answer")
    row.upheld, row.answer, row.answered_at = upheld, answer.strip()[:500], at
    row.save()
    if upheld:
        _again(edition, at)
    records.append(
        subject=edition,
        name="edition.objection_answered",
        actor=actor,
        at=at,
        data={"unit": row.unit_id, "upheld": upheld},
    )
    return row


@verb()
def approve(*, edition_id: int, actor: Actor, at: datetime, version: int | str | None = None) -> Edition:
    """审定. Raises :class:`NotNow` before the time for objections is over, with unanswered ones, or when a body of the
    team has no member in it."""
    edition = _open(edition_id, (State.CHECKING,), version)
    if edition.objections_until and at <= edition.objections_until:
        raise NotNow(_("核对期还没有结束，不能审定。"))
    if edition.objections.filter(answered_at__isnull=True).exists():
        raise NotNow(_("还有核对意见没有处理，不能审定。"))
    _full_team(edition)
    edition.state = State.APPROVED
    edition.save()
    records.append(subject=edition, name="edition.approved", actor=actor, at=at)
    return edition


def _full_team(edition: Edition) -> None:
    needed = pieces.of_definition(edition.definition, edition.ranking).team
    if not needed:
        return
    present = set(Organization.objects.filter(pk__in=edition.team).values_list("kind", flat=True))
    missing = [kind for kind in needed if kind not in present]
    if missing:
        raise NotNow(_("联合考核组缺少单位的成员，不能审定。"))


@verb()
def publish(
    *, edition_id: int, actor: Actor, at: datetime, number: str = "", version: int | str | None = None
) -> Edition:
    """发布: number, signer and digest are set and nothing moves any more. Raises :class:`NotNow` unless approved."""
    edition = _open(edition_id, (State.APPROVED,), version)
    edition.state = State.PUBLISHED
    edition.published_at = at
    edition.signer_id = actor.post_id
    edition.digest = digest_of(edition)
    year = local_day(at).year
    edition.number = number.strip() or _("%(year)s年第%(no)s号（%(area)s）") % {
        "year": year,
        "no": records.draw_number(series=f"edition:{edition.area_id}", year=year),
        "area": areas.names([edition.area_id]).get(edition.area_id, ""),
    }
    edition.save()
    records.append(
        subject=edition, name="edition.published", actor=actor, at=at, data={"digest": edition.digest}
    )
    return edition


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


@verb()
def draft_correction(*, edition_id: int, why: str, actor: Actor, at: datetime) -> Edition:
    """更正通报: a new edition of the same period, computed anew; the old one stays readable and unchanged.

    Raises :class:`NotNow` unless published, and :class:`Refused` without a reason.
    """
    old = records.lock(Edition, edition_id)
    if not old.is_frozen:
        raise NotNow(_("还没有发布的直接改，不用更正通报。"))
    if Edition.objects.filter(corrects=old).exclude(state=State.DROPPED).exists():
        raise NotNow(_("已经有一份更正通报。"))
    if not why.strip():
        raise Refused(_("写明为什么更正。"), "why")
    new = Edition(
        ranking=old.ranking,
        definition=old.definition,
        period_kind=old.period_kind,
        start=old.start,
        end=old.end,
        period_name=old.period_name,
        as_of=old.as_of,
        known_at=at,
        tree_date=old.tree_date,
        basis=old.basis,
        ranked=old.ranked,
        team=old.team,
        issuer_id=actor.body_id,
        corrects=old,
        why=why.strip()[:300],
    )
    areas.fill_columns(new, old.area_id)
    records.append(subject=new, name="edition.correction_drafted", actor=actor, at=at, data={"of": old.pk})
    _fill(
        new,
        FoundRanking(pieces.of_definition(old.definition, old.ranking), old.definition),
        at,
        None,
    )
    return new


@verb()
def drop(*, edition_id: int, actor: Actor, at: datetime, version: int | str | None = None) -> Edition:
    """Throw away a table that was never published."""
    edition = _open(edition_id, (State.DRAFT, State.CHECKING, State.APPROVED), version)
    edition.state = State.DROPPED
    edition.corrects = None
    edition.save()
    records.append(subject=edition, name="edition.dropped", actor=actor, at=at)
    return edition


def _open(edition_id: int, states: Sequence[str], version: int | str | None = None) -> Edition:
    edition = records.lock(Edition, edition_id)
    records.check_version(edition, version)
    if edition.is_frozen:
        raise Published
    if edition.state not in states:
        raise NotNow
    return edition
