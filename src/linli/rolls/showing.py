"""Rows of rolls as pages show them; reads only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.domain import figures
from linli.domain.access import AreaRef, Scope
from linli.domain.calendar import local_day
from linli.domain.rolls import MONTHS, STEPS, Period, State, period_of, read_period, steps_from
from linli.mechanisms.queries import label
from linli.rolls import access, queries, rules
from linli.rolls.forms import SERVICE_TONES, TONES
from linli.rolls.models import Item, Membership, Share

_SHARES = Prefetch("shares", Share.objects.select_related("membership__organization"))


def word_of(verb: str) -> str:
    """The word of a button."""
    return {
        "receive": _("接收"),
        "enter": _("确认报到"),
        "refuse": _("不予接收"),
        "withdraw": _("撤回申请"),
        "move": _("转出"),
        "end": _("结束报到"),
        "change": _("更正信息"),
        "serve": _("登记服务"),
        "item": _("列入清单"),
        "stage": _("登记阶段"),
        "hold": _("落实兜底"),
        "feedback": _("填写评价"),
    }[verb]


def filtered(scope: Scope, holder: str, filters: Mapping[str, Any]) -> QuerySet[Membership]:
    """The list that a filter bar asks for."""
    rows = access.of_holder(scope, holder).select_related("organization", "person")
    text = (filters.get("q") or "").strip()
    if text:
        named = Q(organization__name__icontains=text) | Q(organization__initials__istartswith=text)
        rows = rows.filter(named | Q(person__name__icontains=text) if holder == "member" else named)
    for name in ("kind", "state"):
        if filters.get(name):
            rows = rows.filter(**{name: filters[name]})
    return areas.in_scope(rows, areas.refs_for([filters["area"]])) if filters.get("area") else rows


def table(rows: Iterable[Membership]) -> list[dict[str, Any]]:
    """Places on rolls as a list shows them; one query for the names of places."""
    found = list(rows)
    names = areas.full_names({row.area_id for row in found}, top="street")
    return [
        {
            "row": row,
            "place": names.get(row.area_id, ""),
            "kind": rules.word(row.kind),
            "tone": TONES.get(State(row.state), "plain"),
            "stage": rules.stage_word(rules.kind_of(None, row.kind), row.stage),
        }
        for row in found
    ]


def overview(refs: tuple[AreaRef, ...], on: date) -> dict[str, Any]:
    """The overview with what is printed beside each exact figure."""
    found = queries.overview(refs, on)
    return {
        "found": found,
        "mean": found.spread.printed_mean,
        "members_said": figures.about(found.members, "余", 1000 if found.members >= 10_000 else None),
        "told_said": figures.about(found.told, "余", 1000 if found.told >= 10_000 else None),
        "covered": f"{found.spread.covered}/{found.spread.communities}",
        "on": on,
    }


def page(scope: Scope, row: Membership, at: datetime) -> dict[str, Any]:
    """Everything of the page of one place on a roll."""
    kind = rules.kind_of(row.definition_id, row.kind)
    services = access.services(scope).filter(pk__in=queries.services_of(row).values("pk"))
    items = list(row.items.prefetch_related(_SHARES).order_by("list", "-pk"))
    given = list(row.feedback.order_by("-period"))
    verbs = [step.name for step in steps_from(State(row.state))]
    extra = ["change"]
    if row.state == State.ON_ROLL:
        extra += ["serve"]
        extra += ["stage"] if kind and kind.stages else []
        extra += ["hold"] if kind and kind.backstops else []
    may = access.verbs(scope, row, [*verbs, *extra, "feedback"])
    writes = bool(kind and kind.lists and row.is_open and access.may(scope, Item(membership=row, area_id=row.area_id, community=row.community, street=row.street, district=row.district, city=row.city), "write"))  # fmt: skip
    return {
        "row": row,
        "kind": kind,
        "facts": facts(scope, row, kind),
        "buttons": [(name, word_of(name), not STEPS[name].reason) for name in verbs if name in may] if row.state != State.ON_ROLL else [],
        "extra": [(name, word_of(name)) for name in (extra + verbs if row.state == State.ON_ROLL else extra) if name in may],
        "tone": TONES.get(State(row.state), "plain"),
        "services": [
            (one, label(one.job) if one.job else "", SERVICE_TONES[one.state], access.may(scope, one, "confirm"))
            for one in services.select_related("membership__person").order_by("-on", "-pk")[:30]
        ],
        "service_count": services.count(),
        "lists": [(Item.List(name).label, [item for item in items if item.list == name]) for name in (kind.lists if kind else ())],
        "writes": writes,
        "feedback": [(one, period_word(read_period(one.period))) for one in given],
        "backstops": [(one, label(one.kind)) for one in row.backstops.select_related("host").order_by("-since")],
        "period": _owed(row, kind, local_day(at), {one.period for one in given}) if "feedback" in may else None,
        "at": at,
    }  # fmt: skip


def facts(scope: Scope, row: Membership, kind: Any) -> list[tuple[str, Any]]:
    """What stands beside the page."""
    rows: list[tuple[str, Any]] = [
        (_("报到类型"), rules.word(row.kind)),
        (_("报到地点"), areas.full_name(row.area_id, top="street")),
        (_("申请日期"), row.applied_on.isoformat()),
        (_("报到日期"), row.since.isoformat() if row.since else "—"),
    ]
    if row.until:
        rows.append((_("结束日期"), row.until.isoformat()))
    if row.holder == "member":
        rows.append((_("所在单位"), row.organization or "—"))
    else:
        rows += [(_("联系人"), row.contact or "—"), (_("工作电话"), row.phone or "—")]
    if row.stage:
        rows.append((_("阶段"), rules.stage_word(kind, row.stage)))
    if row.said_members is not None:
        rows.append((_("单位党员数"), row.said_members))
    if row.home and access.sees_home(scope, row):
        rows.append((_("住址"), row.home))
    if row.reason:
        rows.append((_("原因"), row.reason))
    if row.note:
        rows.append((_("说明"), row.note))
    return rows


def _owed(row: Membership, kind: Any, today: date, given: set[str]) -> Period | None:
    """The last closed period nothing was written back for."""
    rhythm = kind.feedback.at(today) if kind and kind.feedback else None
    if rhythm not in MONTHS or row.since is None:
        return None
    period = period_of(rhythm, today).before
    return period if period.code not in given and row.since < period.end else None


def period_word(period: Period) -> str:
    """「2026年第3季度」."""
    if period.rhythm == "quarter":
        return _("%(year)s年第%(number)s季度") % {"year": period.year, "number": period.number}
    if period.rhythm == "half_year":
        half = _("上半年") if period.number == 1 else _("下半年")
        return _("%(year)s年%(half)s") % {"year": period.year, "half": half}
    return _("%(year)s年") % {"year": period.year}


def slip_fields(row: Membership) -> dict[str, str]:
    """The fields of the 报到登记表及回执; the home stays out of it."""
    unit = str(row.organization or "")
    return {
        "name": str(row.person) if row.holder == "member" else row.contact,
        "body": unit,
        "place": areas.full_name(row.area_id, top="street"),
        "date": (row.since or row.applied_on).isoformat(),
    }
