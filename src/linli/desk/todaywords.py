"""The words of Today: the groups of cases, what other rooms add, and the calm sentence when nothing waits."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from linli.accounts import policy
from linli.areas import queries as areas
from linli.cases import queries, words
from linli.cases.queries.today import in_hand
from linli.desk.queries import light_of
from linli.domain import caseflow
from linli.organizations import on_duty as duty
from linli.organizations.requests import StaffRequest
from linli.ui import panels
from linli.ui.words import day as day_words


def words_of(request: StaffRequest, at: datetime) -> dict[str, Any]:
    """Everything of the page, within the query budget: one query a group, one for all places."""
    scope = request.scope
    groups = queries.today(scope, at)
    ids = {case.area_id for group in groups for case in group.rows}
    places = areas.full_names(ids, top="community") if ids else {}
    shown = [
        {
            "name": group.name,
            "title": group.title,
            "count": f"{group.count}{'+' if group.more else ''}",
            "url": f"{reverse('cases:list')}?{urlencode(group.query)}",
            "more": group.more or group.count > len(group.rows),
            "late": group.name in {"late", "departments_late"},
            "rows": [_row(case, places, at, scope) for case in group.rows],
        }
        for group in groups
    ]
    return {
        "groups": shown,
        "at": at,
        "duty": on_duty(request, at),
        "calm": "" if shown else calm(request, at),
        "may_register": policy.may(scope, "case.register"),
        "new_url": reverse("desk:new"),
        "imports": policy.may(scope, "case.import"),
        "panels": panels_of(request, at) if "late" in request.GET else None,
        # The number leads to its rows: below on this page while they all stand there, else to the list of them.
        "counts": [
            (
                group["title"],
                group["count"],
                group["url"] if group["more"] else f"#{group['name']}",
                group["late"],
            )
            for group in shown
        ],
    }


def on_duty(request: StaffRequest, at: datetime) -> dict[str, Any] | None:
    """「今天值班：王× 电话」, and for the one who keeps the rota what is amiss with it; one query."""
    if request.acting is None:
        return None
    body = request.acting.post.organization
    head = duty.on_duty(body, at)
    return {
        "people": head.people,
        "label": _duty_label(head),
        "amiss": _amiss(head) if policy.allows(request.scope, "organization.keep_rota", body) else "",
        "sheet": f"{reverse('organizations:rota_sheet', args=[body.pk])}?month={head.month}",
    }


def _duty_label(head: duty.Head) -> str:
    if head.yesterday:
        day = day_words(head.people[0].day)
        if head.above:
            return _("现在值班（%(body)s，%(day)s的班）") % {"body": head.above, "day": day}
        return _("现在值班（%(day)s的班）") % {"day": day}
    return _("今天值班（%(body)s）") % {"body": head.above} if head.above else _("今天值班")


def _amiss(head: duty.Head) -> str:
    """One quiet line; nothing where another body's duty is shown and one's own never kept a rota."""
    if head.left:
        return _("今天排的%(names)s已离开本单位，请改排。") % {"names": "、".join(head.left)}
    return _("今天没有排人值班。") if head.empty or not head.people else ""


def panels_of(request: StaffRequest, at: datetime) -> list[panels.Panel]:
    """What other rooms have for this post, all at once: for a browser without scripts."""
    return panels.collect("today", request.scope, request.scope.post_id or 0, at)


def part_of(request: StaffRequest, number: int, at: datetime) -> tuple[list[panels.Panel], int | None]:
    """One part of it, loaded after the page, and the number of the next; raises IndexError where there is none."""
    return panels.part("today", request.scope, request.scope.post_id or 0, at, number)


def _row(case: Any, places: dict[int, str], at: datetime, scope: Any) -> dict[str, Any]:
    main = next((row for row in caseflow.buttons(case.state) if row.main), None)
    may_accept = main is not None and main.name == "accept" and case.lead_body_id in scope.bodies
    return {
        "case": case,
        "place": places.get(case.area_id, ""),
        "state": words.state(case.state),
        "light": light_of(case, at),
        "accept_url": reverse("cases:act", args=[case.code, "accept"]) if may_accept else "",
    }


def calm(request: StaffRequest, at: datetime) -> str:
    """「今天没有待办。在办3件，都在期限内。」"""
    number, late = in_hand(request.scope, at)
    if not number:
        return _("今天没有待办。")
    if late:
        return _("今天没有待办。在办%(number)s件，其中%(late)s件超期。") % {"number": number, "late": late}
    return _("今天没有待办。在办%(number)s件，都在期限内。") % {"number": number}
