"""From a posted form to a service: the steps of an edition, with the permission each asks for."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from linli.accounts import policy
from linli.domain.access import Actor, Scope
from linli.domain.codes import record_id
from linli.domain.periods import Kind, period_of
from linli.indicators import access, pieces, queries, services
from linli.indicators.errors import Refused
from linli.indicators.models import Edition, Objection
from linli.records.measures import Unit

#: Step → permission verb.
VERBS = {
    "recompute": "edition.draft",
    "send_round": "edition.draft",
    "adjust": "edition.draft",
    "answer": "edition.draft",
    "drop": "edition.draft",
    "correct": "edition.draft",
    "object": "edition.object",
    "approve": "edition.approve",
    "publish": "edition.publish",
}


def verb_of(step: str) -> str:
    """The permission of a step. Raises NotYours for an unknown one."""
    if step not in VERBS:
        raise policy.NotYours
    return VERBS[step]


def draft(ranking_id: str, area_id: int, data: Mapping[str, Any], *, actor: Actor, at: datetime) -> Edition:
    """Keep a table of the period that holds the day."""
    found = pieces.find_ranking(ranking_id, area_id, data["day"])
    period = period_of(Kind(found.ranking.period), data["day"])
    return services.draft(
        ranking=ranking_id, area_id=area_id, period=period, basis=data["basis"], actor=actor, at=at
    )


def act(
    edition: Edition, step: str, data: Mapping[str, str], *, scope: Scope, actor: Actor, at: datetime
) -> Edition:
    """Do the step; answers the edition whose page comes next."""
    version = data.get("version") or None
    if step in ("recompute", "send_round", "approve", "publish", "drop"):
        done = getattr(services, step)(edition_id=edition.pk, actor=actor, at=at, version=version)
        assert isinstance(done, Edition)
        return done
    if step == "correct":
        return services.draft_correction(edition_id=edition.pk, why=data.get("text", ""), actor=actor, at=at)
    if step == "adjust":
        services.adjust(
            edition_id=edition.pk,
            unit=_unit(data),
            points=_points(data.get("points", "")),
            reason=data.get("reason", ""),
            proof=data.get("proof", ""),
            actor=actor,
            at=at,
        )
    if step == "object":
        unit = _unit(data)
        if not access.may_see(scope, unit):
            raise policy.NotYours
        services.object_to(edition_id=edition.pk, unit=unit, text=data.get("text", ""), actor=actor, at=at)
    if step == "answer":
        _answer(edition, data, actor, at)
    return edition


def _answer(edition: Edition, data: Mapping[str, str], actor: Actor, at: datetime) -> None:
    number = record_id(data.get("objection", "")) or 0
    row = Objection.objects.filter(edition=edition, pk=number).first()
    if row is None:
        raise Refused(_("没有找到这条核对意见。"), "objection")
    services.answer_objection(
        objection_id=row.pk,
        upheld=data.get("upheld") == "yes",
        answer=data.get("text", ""),
        actor=actor,
        at=at,
    )


def _unit(data: Mapping[str, str]) -> Unit:
    unit = queries.unit_of(data.get("unit", ""))
    if unit is None:
        raise Refused(_("请选择单位。"), "unit")
    return unit


def _points(text: str) -> Decimal:
    try:
        value = Decimal(text.strip())
    except InvalidOperation as error:
        raise Refused(_("加减分要写数字。"), "points") from error
    if not value.is_finite() or abs(value) >= 100000:
        raise Refused(_("加减分太大。"), "points")
    return value
