"""What figures show on Today: 核对期、待审定 and 超期集中单位 (trade.md, Today of a city)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from linli.accounts import policy
from linli.domain.access import Scope
from linli.indicators import access, pieces, queries
from linli.indicators.models import Edition
from linli.indicators.overview import cases_link, held_by, late_in
from linli.ui import panels
from linli.ui.words import moment

ROWS = 5
#: Fewer late matters are no cluster: a body with one or two is on the list of late matters anyway.
MANY = 3
#: Who has a city or a district before him; below, the late matters themselves stand on Today.
WIDE = frozenset({"province", "city", "district"})


def register() -> None:
    """Called at start."""
    template = "ui/parts/todo.html"
    panels.register("today", "editions.checking", checking, template, order=35)
    panels.register("today", "editions.approving", approving, template, order=37)
    panels.register("today", "late_bodies", late_bodies, template, order=38)


def checking(scope: Scope, _post_id: int, at: datetime) -> dict[str, Any] | None:
    """核对期（异议2条）: tables sent round that one makes, with the words against them; one query."""
    if not policy.may(scope, access.MAKERS):
        return None
    made = policy.filter(Edition.objects.all(), scope, access.MAKERS)
    return _editions(made.filter(objections_until__gte=at), _("核对期"), "checking")


def approving(scope: Scope, _post_id: int, at: datetime) -> dict[str, Any] | None:
    """待审定: the time for objections is over; for those who approve; one query."""
    if not policy.may(scope, "edition.approve"):
        return None
    mine = policy.filter(Edition.objects.all(), scope, "edition.approve")
    due = mine.filter(Q(objections_until=None) | Q(objections_until__lt=at))
    return _editions(due, _("待审定"), "approving")


def _editions(rows: QuerySet[Edition], title: str, name: str) -> dict[str, Any] | None:
    found = list(
        rows.filter(state=Edition.State.CHECKING)
        .select_related("definition")
        .annotate(open_words=Count("objections", filter=Q(objections__upheld=None)))
        .order_by("objections_until", "pk")[: ROWS + 1]
    )
    if not found:
        return None
    return {
        "id": name,
        "title": title,
        "count": f"{ROWS}+" if len(found) > ROWS else len(found),
        "url": reverse("indicators:rankings"),
        "rows": [_edition(one, one.open_words) for one in found[:ROWS]],
    }


def _edition(one: Edition, open_words: int) -> dict[str, Any]:
    return {
        "title": queries.title_of(one, pieces.of_definition(one.definition, one.ranking)),
        "url": reverse("indicators:edition", args=[one.pk]),
        "note": _("异议%(number)s条待答复") % {"number": open_words} if open_words else _("没有待答复的异议"),
        "late": False,
        "side": moment(one.objections_until) if one.objections_until else "",
    }


def late_bodies(scope: Scope, _post_id: int, at: datetime) -> dict[str, Any] | None:
    """超期集中单位: bodies that hold several late matters in one's city or district; one query."""
    wide = tuple(ref for ref in scope.view if ref.level in WIDE)
    if not wide or not policy.may(scope, "case.view"):
        return None
    late = late_in(scope, wide, at)
    held = [(body, name, number) for body, name, number in held_by(late) if body and number >= MANY]
    if not held:
        return None
    return {
        "id": "late-bodies",
        "title": _("超期集中单位"),
        "count": len(held),
        "url": cases_link({"light": "late"}),
        "rows": [
            {
                "title": name,
                "url": cases_link({"light": "late", "body": body}),
                "note": _("超期未办结%(number)s件") % {"number": number},
                "late": True,
                "side": "",
            }
            for body, name, number in held[:ROWS]
        ],
    }
