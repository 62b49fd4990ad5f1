"""What cases do for duties: open ones counted by place, and handed over when a duty ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from linli.areas import queries as areas
from linli.cases.models import OPEN_STAGES, Case
from linli.cases.queries.lists import OPEN
from linli.cases.services import handing
from linli.domain.access import COLUMN_LEVELS, SYSTEM, Actor
from linli.domain.calendar import local_day
from linli.duties import kinds, objects, registry
from linli.duties.models import Duty
from linli.organizations.models import Post
from linli.records import registry as events
from linli.records.models import Event


def register() -> None:
    """Called once at start."""
    registry.register_measure(registry.Measure("cases", _("未办结诉求"), open_in, _url))
    events.on("duty.ended", on_duty_ended)
    events.on("duty.holder_gone", on_holder_gone)


def _url(area_id: int) -> str:
    return f"{reverse('cases:list')}?{urlencode({'place': str(area_id), 'state': OPEN})}"


def open_in(area_ids: Sequence[int], at: datetime) -> dict[int, int]:
    """Open cases in each place; one query for every level that occurs."""
    del at
    by_level: dict[str, list[int]] = {}
    for pk, span in areas.spans(area_ids).items():
        by_level.setdefault(span.level if span.level in COLUMN_LEVELS else "area", []).append(pk)
    found: dict[int, int] = {}
    for level, ids in by_level.items():
        rows = Case.objects.filter(Q(**{f"{level}__in": ids}), stage__in=OPEN_STAGES)
        found |= dict(rows.order_by().values_list(level).annotate(n=Count("pk")))
    return found


def on_holder_gone(event: Event, duty: Duty) -> None:
    """Who leaves with nobody to follow leaves a vacant post: what he led in the place goes to his body's desk."""
    if date.fromisoformat(str(dict(event.data)["on"])) <= local_day(event.at):
        on_duty_ended(event, duty)


def on_duty_ended(event: Event, duty: Duty) -> None:
    """Open cases the holder leads in the place go to the one who follows, else back to his body's desk."""
    data = dict(event.data)
    kind = kinds.of_definition(duty.definition, duty.kind)
    if not data.get("post") or duty.object_kind != "place" or kind is None or kind.dispatch is None:
        return
    heir = Post.objects.filter(pk=data["successor_post"]).first() if data.get("successor_post") else None
    if heir is not None and heir.pk == data["post"]:
        return
    actor = Actor(event.user_id, event.post_id, SYSTEM.channel, event.body_id)
    rows = Case.objects.filter(
        objects.below(duty.object_id, local_day(event.at)), lead_post_id=data["post"], stage__in=OPEN_STAGES
    )
    same_body = heir is not None and heir.organization_id == duty.body_id
    handing.hand_over_some(
        rows.values_list("pk", flat=True),
        to_post_id=heir.pk if heir is not None and same_body else None,
        actor=actor,
        at=event.at,
    )
