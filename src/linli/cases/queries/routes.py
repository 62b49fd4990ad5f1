"""Whom a case should go to, and why: place × category × 履职事项清单 → a body, with the sentence that is stored.

Order: what the kind itself says of a category (S3-22), a matter that another body leads (配合, 收回), who answers for the
place by duty (分包包联), the kind of body that usually handles the category, a matter of the street's own, then the
fallback body of the place.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.cases.models import Ruling
from linli.cases.words import refusal
from linli.definitions.cases import CaseKind
from linli.definitions.schema import Matter, MatterRule
from linli.domain.calendar import local_day
from linli.duties import queries as duties
from linli.mechanisms import queries as mechanisms
from linli.organizations import queries as organizations
from linli.organizations.models import Organization, Post

#: Not a body: the household does it itself (S3-22).
HOUSEHOLD = "household"
_OWN = ("community_committee", "street_office")


@dataclass(frozen=True)
class Route:
    """A proposal. ``body`` None with ``stopped``: may not go to a street; with ``household``: they do it themselves."""

    body: Organization | None
    reason: str
    basis: str = ""
    stopped: str = ""
    household: bool = False
    is_fallback: bool = False
    #: Further bodies that answer for the place, nearest first.
    others: tuple[Organization, ...] = ()
    rulings: tuple[Ruling, ...] = field(default=())
    #: The post that answers by duty, where one does; the order goes to its body.
    post: Post | None = None


def propose_route(*, area_id: int, category: str, kind: CaseKind | None, at: datetime) -> Route:
    """The responsible body of a place and category with its reason; never raises for a gap (then: fallback)."""
    on = local_day(at)
    wanted, household = _kinds(area_id, category, kind, at)
    matter = mechanisms.matter_for(category, area_id, at) if category else None
    rule = matter.rule.at(on) if matter else None
    rulings = _rulings(area_id, category)
    if household:
        return Route(None, _("小事由住户自己办，社区到期看一次"), household=True, rulings=rulings)
    if matter is not None and rule is not None and rule.kind != "matter_basic":
        return _led(area_id, matter, rule, at, rulings)
    basis = _basis(matter, rule) if matter is not None and rule is not None else ""
    by_duty = _by_duty(area_id, category, kind, at, basis, rulings)
    if by_duty is not None:
        return by_duty
    tried = wanted or ([rule.lead] if rule is not None else [])
    found = organizations.responsible_for(area_id, tried, on) if tried else []
    if found:
        body = found[0].organization
        place = areas.names([found[0].area_id]).get(found[0].area_id, "")
        reason = _("%(category)s由%(body)s负责（%(place)s）") % {
            "category": _name(category, area_id, at), "body": body, "place": place,
        }  # fmt: skip
        others = tuple(item.organization for item in found[1:4])
        return Route(body, _join(basis, reason), basis=basis, others=others, rulings=rulings)
    return _fallback(area_id, basis, tried, on, rulings)


def _by_duty(
    area_id: int, category: str, kind: CaseKind | None, at: datetime, basis: str, rulings: tuple[Ruling, ...]
) -> Route | None:
    """The nearest holder whose kind of duty takes such cases; his duty is the reason."""
    found = duties.answering(area_id, category, kind.id if kind else "", local_day(at)) if category else []
    if not found:
        return None
    others = tuple(dict.fromkeys(one.body for one in found[1:4] if one.body != found[0].body))
    reason = _("%(category)s由%(duty)s办") % {
        "category": _name(category, area_id, at), "duty": found[0].reason,
    }  # fmt: skip
    return Route(
        found[0].body, _join(basis, reason), basis=basis, others=others, rulings=rulings, post=found[0].post
    )


def _kinds(area_id: int, category: str, kind: CaseKind | None, at: datetime) -> tuple[list[str], bool]:
    """Kinds of bodies that handle the category, the nearest category that names some."""
    if not category:
        return [], False
    try:
        path = mechanisms.category_path(category, area_id, at)
    except LookupError:
        return [], False
    above = {one.id for one in path}
    for route in kind.routes if kind else ():
        if route.category in above:
            return ([route.handler], False) if route.handler != HOUSEHOLD else ([], True)
    handlers = next((one.handlers for one in reversed(path) if one.handlers), ())
    return [one for one in handlers if one != HOUSEHOLD], False


def _led(area_id: int, matter: Matter, rule: MatterRule, at: datetime, rulings: tuple[Ruling, ...]) -> Route:
    """A duty that another body leads: sent there; a withdrawn one is never sent to a street."""
    found = organizations.responsible_for(area_id, [rule.lead], local_day(at))
    body = found[0].organization if found else None
    basis = _basis(matter, rule, body)
    stopped = ""
    if rule.kind == "matter_withdrawn":
        lead = str(body) if body else mechanisms.label(rule.lead)
        stopped = refusal("withdrawn_matter", number=matter.number, matter=matter.names.zh, lead=lead)
    return Route(body, basis, basis=basis, stopped=stopped, rulings=rulings)


def _basis(matter: Matter, rule: MatterRule, body: Organization | None = None) -> str:
    """「依据：配合履职事项第37项，牵头：区城管局」."""
    values = {
        "kind": mechanisms.label(rule.kind),
        "number": matter.number,
        "lead": str(body) if body else mechanisms.label(rule.lead),
    }
    if rule.kind == "matter_basic":
        return _("依据：%(kind)s第%(number)s项") % values
    return _("依据：%(kind)s第%(number)s项，牵头：%(lead)s") % values


def _fallback(area_id: int, basis: str, tried: list[str], on: object, rulings: tuple[Ruling, ...]) -> Route:
    body = organizations.fallback_for(area_id, on)  # type: ignore[arg-type]
    missing = "、".join(mechanisms.label(kind) for kind in tried)
    if body is None:
        return Route(None, _join(basis, _("这里还没有责任单位，请先指定")), basis=basis, rulings=rulings)
    why = (
        _("本地没有登记%(kinds)s，由兜底单位受理") % {"kinds": missing}
        if missing
        else _("没有对应的责任单位，由兜底单位受理")
    )
    return Route(body, _join(basis, why), basis=basis, is_fallback=True, rulings=rulings)


def _join(*parts: str) -> str:
    return "；".join(part for part in parts if part)


def _name(category: str, area_id: int, at: datetime) -> str:
    return mechanisms.category_path(category, area_id, at)[-1].names.zh


def _rulings(area_id: int, category: str) -> tuple[Ruling, ...]:
    """派单参考案例 of the category in the district, newest first."""
    district = areas.columns_for(area_id).get("district") if category else None
    if district is None:
        return ()
    rows = Ruling.objects.filter(district=district, category=category).select_related("body", "case")
    return tuple(rows.order_by("-pk")[:3])
