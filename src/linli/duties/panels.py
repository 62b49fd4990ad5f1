"""What duties show on the pages of a place, a body and a person, and on the 公示牌."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.accounts import policy
from linli.areas import queries as areas
from linli.domain.access import Scope
from linli.domain.calendar import local_day
from linli.duties import kinds
from linli.duties.models import Duty, in_force
from linli.duties.queries.lists import lines, with_names
from linli.organizations import queries as organizations
from linli.organizations import showing
from linli.organizations.gaps import Gap
from linli.ui import panels

ROWS = 8
#: 新增空白点 on Today: of so many days, so many lines, and for whom a list of places is still a to-do.
NEW, GAPS = 7, 5
GROUND = frozenset({"city", "district", "street", "community"})


def register() -> None:
    """Called at start."""
    template = "duties/parts/panel.html"
    panels.register("area", "duties", of_place, template, order=20)
    panels.register("organization", "duties", of_body, template, order=25)
    panels.register("person", "duties", of_person, template, order=20)
    panels.register("area_board", "duties.board", of_board, "duties/parts/board.html")
    # Two days of the whole ground are compared: an answer of its own.
    panels.register("today", "gaps", new_gaps, "ui/parts/todo.html", order=34, weight=3)


def new_gaps(scope: Scope, _post_id: int, at: datetime) -> dict[str, Any] | None:
    """新增空白点: places where a week ago somebody answered and today nobody does, with how many there are in all."""
    if not policy.may(scope, "duty.assign"):
        return None
    ground = [ref.area_id for ref in scope.view if ref.level in GROUND][:1]
    if not ground:
        return None
    day = local_day(at)
    number, new = organizations.new_gaps(ground[0], day, day - timedelta(days=NEW))
    if not number:
        return None
    return {
        "id": "gaps",
        "title": _("新增空白点"),
        "count": len(new),
        "url": reverse("duties:gaps"),
        "rows": [_gap(gap, name) for gap, name in new[:GAPS]] or [_all_gaps(number)],
    }


def _gap(gap: Gap, name: str) -> dict[str, Any]:
    return {
        "title": name,
        "url": reverse("desk:place", args=[gap.area.area_id]),
        "note": showing.GAP_WORDS[gap.reason],
        "late": False,
        "side": "",
    }


def _all_gaps(number: int) -> dict[str, Any]:
    return {
        "title": _("原有空白点%(number)s个") % {"number": number},
        "url": reverse("duties:gaps"),
        "note": _("近7天没有新增"),
        "late": False,
        "side": "",
    }


def _shown(
    rows: QuerySet[Duty], at: datetime, query: dict[str, Any], name: str = ""
) -> dict[str, Any] | None:
    on = local_day(at)
    found = list(
        with_names(rows.filter(valid_from__lte=on, valid_to__gt=on)).order_by("kind", "pk")[: ROWS + 1]
    )
    if not found:
        return None
    more = f"{reverse('duties:list')}?{urlencode(query)}" if len(found) > ROWS else ""
    return {"lines": lines(found[:ROWS], on, name=name), "more": more}


def of_place(scope: Scope, area_id: int, at: datetime) -> dict[str, Any] | None:
    """Who answers for exactly this place and for what lies at it."""
    rows = policy.filter(Duty.objects.all(), scope, "duty.view")
    return _shown(rows.filter(Q(object_kind="place", object_id=area_id)), at, {"place": area_id})


def of_object(rows: QuerySet[Duty], sort: str, object_id: int, at: datetime) -> dict[str, Any] | None:
    """Who answers for an object that another room keeps; ``rows`` are the duties the reader may see."""
    return _shown(rows.filter(object_kind=sort, object_id=object_id), at, {}, _("这一条"))


def of_body(scope: Scope, body_id: int, at: datetime) -> dict[str, Any] | None:
    """What the body and its people answer for, and who answers for it."""
    rows = policy.filter(Duty.objects.all(), scope, "duty.view")
    own = Q(body_id=body_id) | Q(object_kind="body", object_id=body_id)
    return _shown(rows.filter(own), at, {"body": body_id})


def of_person(scope: Scope, person_id: int, at: datetime) -> dict[str, Any] | None:
    """What a person answers for."""
    rows = policy.filter(Duty.objects.all(), scope, "duty.view")
    return _shown(rows.filter(subject_key=f"p{person_id}"), at, {"person": person_id})


@dataclass(frozen=True)
class BoardRow:
    """One line of the board: public work data only."""

    kind: str
    items: str
    holder: str
    title: str
    body: str
    phone: str


def of_board(scope: Scope, area_id: int, at: datetime) -> dict[str, Any] | None:
    """Everybody who answers for a place or for one above it up to the street, by the kinds meant for the board."""
    del scope  # a board hangs on a wall
    on = local_day(at)
    shown = [one for one in kinds.every() if (kind := kinds.shipped(one)) and kind.on_board]
    chain = [
        row.area_id
        for row in areas.ancestors(area_id, on)
        if row.level not in ("province", "city", "district")
    ]
    grid = areas.grid_of(chain)
    rows = Duty.objects.filter(
        in_force(on), object_kind="place", object_id__in=[*chain, *([grid] if grid else [])], kind__in=shown
    )
    found = _board_rows(with_names(rows).select_related("definition").order_by("pk"), chain, on)
    return {"rows": found} if found else None


def _board_rows(rows: Iterable[Duty], chain: list[int], on: date) -> list[BoardRow]:
    order = {pk: step for step, pk in enumerate(chain)}
    language = get_language() or "zh-hans"
    made = []
    for row in sorted(rows, key=lambda one: (order.get(one.object_id, 99), one.pk)):
        kind = kinds.of_definition(row.definition, row.kind)
        items = "、".join(item.names.in_(language) for item in kind.items) if kind else ""
        made.append(
            BoardRow(
                kind=kinds.word(row.kind),
                items=items,
                holder=row.person.name if row.person else str(row.body),
                title=row.post.title if row.post else "",
                body=str(row.body),
                phone=(row.person.work_phone if row.person else "") or row.body.phone,
            )
        )
    return made
