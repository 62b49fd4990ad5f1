"""What cases do for duties: open ones counted by place, and handed over when a duty ends."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
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
from linli.organizations.models import Appointment, AppointmentKind, Post, on_day
from linli.records import registry as events
from linli.records import schedule
from linli.records.models import Event

#: A worker that stood still for days still finds the posts that fell vacant meanwhile.
_LOOKED_BACK = timedelta(days=14)
#: Duties one run looks at.
_PART = 2000


def register() -> None:
    """Called once at start."""
    registry.register_measure(registry.Measure("cases", _("未办结诉求"), open_in, _url))
    events.on("duty.ended", on_duty_ended)
    events.on("duty.holder_gone", on_holder_gone)
    schedule.register("cases.vacant_posts", every=3600, run=give_back)


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
    """Who leaves with nobody to follow leaves a vacant post: what he led in the place goes to his body's desk.

    On a day to come: when it has come (:func:`give_back`).
    """
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
    same_body = heir is not None and heir.organization_id == duty.body_id
    to_post_id = heir.pk if heir is not None and same_body else None
    handing.hand_over_some(
        _led(duty, data["post"], local_day(event.at)), to_post_id=to_post_id, actor=actor, at=event.at
    )


def _led(duty: Duty, post_id: int, on: date) -> QuerySet[Case, int]:
    """Open cases a post leads in the place of a duty."""
    rows = Case.objects.filter(objects.below(duty.object_id, on), lead_post_id=post_id, stage__in=OPEN_STAGES)
    return rows.values_list("pk", flat=True)


def give_back(at: datetime) -> int:
    """What was said in advance: a post that fell vacant in the last days leads nothing in its places any more.

    Safe to run twice; answers how many cases went back to their bodies.
    """
    today = local_day(at)
    seated = Appointment.objects.filter(on_day(today), post=OuterRef("post")).exclude(
        kind=AppointmentKind.DEPUTY
    )
    gone = Duty.objects.filter(
        ~Exists(seated), ends_on__lte=today, ends_on__gt=today - _LOOKED_BACK, valid_to__gt=today,
        object_kind="place", ended="", post__isnull=False,
    )  # fmt: skip
    count = 0
    for duty in gone.select_related("definition").order_by("pk")[:_PART]:
        kind = kinds.of_definition(duty.definition, duty.kind)
        if duty.post_id is not None and kind is not None and kind.dispatch is not None:
            led = _led(duty, duty.post_id, today)
            count += handing.hand_over_some(led, to_post_id=None, actor=SYSTEM, at=at)
    return count
