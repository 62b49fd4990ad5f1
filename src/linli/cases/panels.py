"""What cases show on another's page: the open ones of a place, of a body (handled and complained about), of a person.

Each panel is one or two queries. A company's record counts a complaint only after recheck and reply (trade.md 9).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from linli.accounts import policy
from linli.areas import queries as areas
from linli.cases import tiers, words
from linli.cases.models import OPEN_STAGES, Case, Stage
from linli.cases.queries.lists import OPEN, visible
from linli.domain import figures
from linli.domain.access import Scope
from linli.domain.calendar import local_day
from linli.organizations import queries as organizations
from linli.ui import panels

ROWS = 6
MOST_NAMED = 40
MOST = 1000


def register() -> None:
    """Called at start."""
    panels.register("case", "wish", of_wish, "cases/parts/wish_panel.html", order=5)
    panels.register("case", "letter", of_letter, "cases/parts/letter_panel.html", order=4)
    template = "cases/parts/place_panel.html"
    panels.register("area", "cases", of_place, template, order=30)
    panels.register("organization", "cases", of_body, template, order=30)
    panels.register("person", "cases", of_person, template, order=30)
    panels.register("organization", "tiers", of_tier, "cases/parts/tier_panel.html", order=20, weight=3)
    panels.register(
        "organization", "tier_gaps", of_tier_gaps, "cases/parts/tier_gaps_panel.html", order=21, weight=3
    )


def of_wish(scope: Scope, case_id: int, at: datetime) -> dict[str, Any] | None:
    """Where a micro-wish stands on the wall, and the button that hangs it there."""
    del at
    case = Case.objects.select_related("wish").filter(pk=case_id, kind="micro_wish").first()
    if case is None:
        return None
    wish = getattr(case, "wish", None)
    may = policy.allows(scope, "case.publish_wish", case) and case.state == "to_dispatch"
    return {"case": case, "wish": wish if wish is not None and wish.shown else None, "may_hang": may}


def of_letter(scope: Scope, case_id: int, at: datetime) -> dict[str, Any] | None:
    """The others that came by the same letter: how many are done, how many late, those still open by name.

    Done is what a figure counts as solved: with somebody else's word. The rate is of the tasks themselves (S1-21).
    """
    case = Case.objects.filter(pk=case_id).exclude(bundle="").first()
    if case is None:
        return None
    rows = visible(scope).filter(kind=case.kind, bundle=case.bundle).exclude(stage=Stage.ENDED)
    solved = Q(stage=Stage.CLOSED, result="solved", excluded=False, fast_lane=False) & ~Q(word="")
    found = rows.aggregate(
        whole=Count("pk"),
        done=Count("pk", filter=solved),
        late=Count("pk", filter=Q(stage__in=OPEN_STAGES, next_due__lt=at)),
    )
    left = list(rows.filter(stage__in=OPEN_STAGES).order_by("next_due", "pk")[:ROWS])
    for one in left:
        one.state_word = words.state(one.state)  # type: ignore[attr-defined]
    return {
        **found,
        "letter": case.bundle,
        "percent": figures.say_percent(found["done"], found["whole"]),
        "rows": left,
        "url": _url({"kind": case.kind, "bundle": case.bundle}),
    }


def of_tier(scope: Scope, body_id: int, at: datetime) -> dict[str, Any] | None:
    """Those under a Party body or a headquarters with head, places and work; the whole is their sum."""
    if not policy.may(scope, "case.view"):
        return None
    found = tiers.of(body_id, scope.view, local_day(at))
    return None if found is None else {"tier": found}


def of_tier_gaps(scope: Scope, body_id: int, at: datetime) -> dict[str, Any] | None:
    """Communities of a Party body's places that hang on no body below it."""
    if not policy.may(scope, "case.view"):
        return None
    found = tiers.outside(body_id, local_day(at))
    return {"places": found[:MOST_NAMED], "count": len(found)} if found else None


def of_place(scope: Scope, area_id: int, at: datetime) -> dict[str, Any] | None:
    """Open cases below a place, within what the reader may see."""
    refs = areas.refs_for([area_id])
    if not refs:
        return None
    rows = areas.in_scope(visible(scope), refs)
    return _shown(rows, at, {"place": str(area_id), "state": OPEN})


def of_body(scope: Scope, body_id: int, at: datetime) -> dict[str, Any] | None:
    """Open cases a body leads; of a company also how many complaints stood the recheck."""
    rows = visible(scope).filter(lead_body_id=body_id)
    note = ""
    proven = on_record(body_id).filter(pk__in=visible(scope).values("pk")).count()
    if proven:
        note = _("经复核、已答复的问题%(count)s件") % {"count": proven}
    return _shown(rows, at, {"body": str(body_id), "state": OPEN}, note)


def on_record(body_id: int) -> QuerySet[Case]:
    """Complaints that count on a company's record: closed with somebody else's word, not excluded."""
    rows = Case.objects.filter(about_body_id=body_id, stage=Stage.CLOSED, excluded=False, fast_lane=False)
    return rows.exclude(word="").exclude(result__in=("unreasonable_explained", "not_reached", "transferred"))


def of_person(scope: Scope, person_id: int, at: datetime) -> dict[str, Any] | None:
    """Open cases of the posts a person holds today. No counts per person over time: that is nobody's figure."""
    posts = [row.post_id for row in organizations.posts_of(person_id, local_day(at))]
    if not posts:
        return None
    return _shown(visible(scope).filter(lead_post_id__in=posts), at, None)


def _shown(
    rows: QuerySet[Case], at: datetime, query: dict[str, str] | None, note: str = ""
) -> dict[str, Any]:
    rows = rows.filter(stage__in=OPEN_STAGES)
    found = list(rows.order_by("-pk").values_list("pk", "next_due")[: MOST + 1])
    late = sum(1 for _pk, due in found if due is not None and due < at)
    shown = list(Case.objects.filter(pk__in=[pk for pk, _due in found[:ROWS]]).order_by("-pk"))
    for case in shown:
        case.state_word = words.state(case.state)  # type: ignore[attr-defined]
    number = f"{MOST:,}+" if len(found) > MOST else str(len(found))
    return {"open_text": number, "late_text": str(late), "rows": shown, "url": _url(query), "note": note}


def _url(query: dict[str, str] | None) -> str:
    if query is None:
        return ""
    try:
        return reverse("cases:list", query=query)
    except NoReverseMatch:
        return ""
