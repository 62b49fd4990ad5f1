"""What is to be written back to units when a period is over: a row each, told once to the community in its morning (S2-03)."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from itertools import groupby

from django.db.models import Exists, OuterRef, Q

from linli.clocks import notices
from linli.domain.access import COLUMN_LEVELS
from linli.domain.calendar import SHANGHAI, local_day
from linli.domain.rolls import MONTHS, Period, period_of
from linli.organizations import queries as organizations
from linli.records.tx import verb
from linli.rolls import queries, rules
from linli.rolls.models import Feedback, FeedbackDue, Membership

MESSAGE = "roll.feedback_due"
#: Who keeps the roll of a place, the nearest first: that body is told.
KEEPERS = ("community_committee", "park_committee", "street_office")
#: Rows and places of one transaction.
CHUNK, PLACES = 500, 50


def tick(at: datetime) -> int:
    """The worker's round: what is due after the last closed periods, and its messages; safe to run twice."""
    made = 0
    for rhythm in MONTHS:
        period = period_of(rhythm, local_day(at)).before
        asked = _asked(period)
        while asked and (count := _expect(period=period, asked=asked)):
            made += count
    while _tell(at=at):
        pass
    return made


def due_on(membership: Membership, period: Period) -> date:
    """The last day for the opinion on a period, as the kind says; its default where no day is said."""
    kind = rules.kind_of(membership.definition_id, membership.kind)
    days = kind.feedback_within.at(period.end) if kind and kind.feedback_within else None
    return last_day(period) + timedelta(days=days or rules.FEEDBACK_DAYS)


def last_day(period: Period) -> date:
    """The last day of a period."""
    return period.end - timedelta(days=1)


def _asked(period: Period) -> Q | None:
    """Which units are written back to in this rhythm, as the definitions they stand under say."""
    units = Membership.objects.filter(holder="unit", kind__in=_kinds())
    asked = Q()
    for definition_id, kind_id in units.order_by().values_list("definition_id", "kind").distinct():
        kind = rules.kind_of(definition_id, kind_id)
        if kind and kind.feedback and kind.feedback.at(last_day(period)) == period.rhythm:
            asked |= Q(definition_id=definition_id, kind=kind_id)
    return asked or None


def _kinds() -> list[str]:
    return [kind.id for _home, kind in rules.shipped().values() if kind.feedback and kind.holder == "unit"]


@verb()
def _expect(*, period: Period, asked: Q) -> int:
    known = FeedbackDue.objects.filter(membership=OuterRef("pk"), period=period.code)
    rows = Membership.objects.filter(asked, queries.stood(last_day(period)), ~Exists(known), holder="unit")
    return len(expect(list(rows.order_by("pk")[:CHUNK]), period))


def expect(rows: list[Membership], period: Period) -> list[FeedbackDue]:
    """Rows for places on a roll that have none for this period yet; what was given already is given."""
    given = Feedback.objects.filter(membership__in=rows, period=period.code)
    days = {pk: local_day(at) for pk, at in given.values_list("membership_id", "given_at")}
    made = []
    for row in rows:
        assert row.organization_id is not None, "only units are written back to"
        due, day = due_on(row, period), days.get(row.pk)
        made.append(
            FeedbackDue(
                membership=row, organization_id=row.organization_id, kind=row.kind, period=period.code,
                ended_on=last_day(period), due_on=due, given_on=day, on_time=None if day is None else day <= due,
                area_id=row.area_id, **{level: getattr(row, level) for level in COLUMN_LEVELS},
            )
        )  # fmt: skip
    return FeedbackDue.objects.bulk_create(made, ignore_conflicts=True)


def given(row: Membership, period: Period, day: date) -> None:
    """The opinion was written: its row says when, and whether in time; called in the transaction of the opinion."""
    if row.holder != Membership.Holder.UNIT:
        return
    expect([row], period)
    held = FeedbackDue.objects.filter(membership=row, period=period.code).first()
    if held is not None:
        held.given_on, held.on_time = day, day <= held.due_on
        held.save(update_fields=["given_on", "on_time"])


@verb()
def _tell(*, at: datetime) -> int:
    untold = FeedbackDue.objects.filter(told_at=None, given_on=None)
    places = list(untold.order_by("area_id").values_list("area_id", flat=True).distinct()[:PLACES])
    rows = list(
        untold.filter(area_id__in=places).select_for_update().order_by("area_id", "due_on", "period", "pk")
    )
    for (area_id, due, _period), held in groupby(rows, key=lambda row: (row.area_id, row.due_on, row.period)):
        _tell_keeper(area_id, due, list(held), at)
    return FeedbackDue.objects.filter(pk__in=[row.pk for row in rows]).update(told_at=at)


def _tell_keeper(area_id: int, due: date, rows: list[FeedbackDue], at: datetime) -> None:
    """One message for all units of a place: how many and until when, no name in it."""
    found = organizations.responsible_for(area_id, KEEPERS, local_day(at))
    if not found:
        return
    until = datetime.combine(due, time(23, 59, 59), SHANGHAI)
    notices.send(
        code=MESSAGE, at=at, body_id=found[0].organization.pk, kind="roll_feedback", subject_id=rows[0].pk,
        data={"count": len(rows), "due": until.isoformat(timespec="seconds")}, when=notices.When.DIGEST,
    )  # fmt: skip
