"""An edition's way: drafted, told to its units, objected to, approved, published; corrected only by another one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.domain.access import Actor
from linli.domain.calendar import local_day
from linli.domain.periods import Period
from linli.indicators import pieces
from linli.indicators.errors import NotNow, Refused
from linli.indicators.models import Edition
from linli.indicators.pieces import FoundRanking
from linli.indicators.services.filling import (
    State,
    again,
    digest_of,
    fill,
    last_rows,
    open_for,
    period_of,
    previous,
)
from linli.organizations.models import Organization
from linli.records import services as records
from linli.records.tx import verb

__all__ = [
    "approve",
    "digest_of",
    "draft",
    "draft_correction",
    "drop",
    "last_rows",
    "period_of",
    "previous",
    "publish",
    "recompute",
]


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
    fill(edition, found, at, as_of)
    return edition


@verb()
def recompute(*, edition_id: int, actor: Actor, at: datetime, version: int | str | None = None) -> Edition:
    """Compute a table that is not approved yet once more, as things are known now."""
    edition = open_for(edition_id, (State.DRAFT, State.CHECKING), version)
    edition.known_at = at
    again(edition, at)
    records.append(subject=edition, name="edition.recomputed", actor=actor, at=at)
    return edition


@verb()
def approve(*, edition_id: int, actor: Actor, at: datetime, version: int | str | None = None) -> Edition:
    """审定. Raises :class:`NotNow` before the time for objections is over, with unanswered ones, or when a body of the
    team has no member in it."""
    edition = open_for(edition_id, (State.CHECKING,), version)
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
    edition = open_for(edition_id, (State.APPROVED,), version)
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
    fill(
        new,
        FoundRanking(pieces.of_definition(old.definition, old.ranking), old.definition),
        at,
        None,
    )
    return new


@verb()
def drop(*, edition_id: int, actor: Actor, at: datetime, version: int | str | None = None) -> Edition:
    """Throw away a table that was never published."""
    edition = open_for(edition_id, (State.DRAFT, State.CHECKING, State.APPROVED), version)
    edition.state = State.DROPPED
    edition.corrects = None
    edition.save()
    records.append(subject=edition, name="edition.dropped", actor=actor, at=at)
    return edition
