"""One's own duties with what is open in each place: 分包包联 of a leader, a chief, a member."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.domain.calendar import local_day
from linli.duties import kinds, registry
from linli.duties.models import Duty, ItemState, in_force
from linli.duties.queries import items
from linli.duties.queries.lists import Line, lines, with_names

#: One's own list is read on one page; a leader with more looks at the full list.
SHOWN = 200


@dataclass(frozen=True)
class Own:
    """One duty with its numbers: (label, how many, address) and items found not in order."""

    line: Line
    numbers: tuple[tuple[str, int, str], ...]
    failed: int

    @property
    def open(self) -> int:
        """Everything that waits in it."""
        return sum(number for _label, number, _url in self.numbers) + self.failed


def mine(*, at: datetime, post_id: int | None = None, bodies: Iterable[int] = ()) -> list[Own]:
    """The duties of a post (else of bodies) on a day, those with something open first; a few queries for all."""
    on = local_day(at)
    rows = Duty.objects.filter(in_force(on))
    own = rows.filter(post_id=post_id) if post_id else rows.filter(person=None, body_id__in=list(bodies))
    found = list(with_names(own).order_by("kind", "pk")[:SHOWN])
    if not found:
        return []
    failed = items.with_open(found)
    places = sorted({row.area_id for row in found if row.object_kind == "place"})
    counted = [(one, one.count(places, at)) for one in registry.measures()] if places else []
    made = []
    for line in lines(found, on):
        row = line.duty
        numbers = tuple(
            (str(one.label), counts.get(row.area_id, 0), one.url(row.area_id) if one.url else "")
            for one, counts in counted
            if row.object_kind == "place"
        )
        made.append(Own(line, numbers, failed.get(row.pk, 0)))
    return sorted(made, key=lambda one: -one.open)


def reminders(duty: Duty, on: date) -> list[str]:
    """What to pass on to a household for each item found not in order; copied, printed or said."""
    kind = kinds.of_definition(duty.definition, duty.kind)
    bad = set(
        duty.item_states.filter(state=ItemState.State.FAILED, on__lte=on).values_list("item", flat=True)
    )
    language = get_language() or "zh-hans"
    name = lines([duty], on)[0].object
    return [
        _("提醒：%(name)s的「%(item)s」还不到位，请及时整理，过几天再来看一次。")
        % {"name": name, "item": item.names.in_(language)}
        for item in (kind.items if kind else ())
        if item.id in bad
    ]
