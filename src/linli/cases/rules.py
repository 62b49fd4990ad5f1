"""What the definition of a case says: its kind, limits and clock. A case keeps the definition it began under."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.translation import gettext as _

from linli.cases.errors import BadInput
from linli.cases.models import Case
from linli.definitions import get_library
from linli.definitions.cases import CaseKind
from linli.definitions.dated import Dated
from linli.domain.calendar import SHANGHAI, day_end, day_start, local_day
from linli.domain.caserules import LimitsNow
from linli.domain.clocks import ClockTemplate, Step, Unit, due
from linli.mechanisms import queries as mechanisms
from linli.mechanisms.models import Definition


def definition(case: Case) -> Definition:
    """The stored definition of a case, read once per loaded case; its content is cached by digest."""
    held: tuple[int, Definition] | None = getattr(case, "_definition_row", None)
    if held is None or held[0] != case.definition_id:
        held = (case.definition_id, Definition.objects.defer("content").get(pk=case.definition_id))
        case._definition_row = held  # type: ignore[attr-defined]
    return held[1]


def kind_of(case: Case) -> CaseKind:
    """The kind of the case as its own definition says it."""
    return mechanisms.kind_of(definition(case), case.kind)


def limits_of(case: Case, at: datetime) -> LimitsNow:
    """The limits that hold on the day of ``at``."""
    found = mechanisms.limits_of(definition(case), kind_of(case).limits)
    on = local_day(at)

    def number(value: Dated[int], otherwise: int) -> int:
        held = value.at(on)
        return otherwise if held is None else held

    return LimitsNow(
        returns=number(found.returns, 1),
        extensions=number(found.extensions, 1),
        suspension_days=number(found.suspension_days, 90),
        contact_tries=number(found.contact_tries, 3),
        contact_days=number(found.contact_days, 7),
    )


def return_window_end(case: Case, at: datetime) -> datetime | None:
    """Until when the lead body may return it: so long after it was sent to that body."""
    from linli.clocks import worktime

    span = mechanisms.limits_of(definition(case), kind_of(case).limits).return_window.at(local_day(at))
    lead = case.tasks.filter(lead_slot=1, round=case.round).first()
    since = lead.at if lead else case.dispatched_at
    if span is None or since is None or span.amount == 0:
        return None
    times, _version = worktime.current()
    return due(Step("return", "", span.amount, Unit(span.unit)), since, times).due_at


def clock_of(case: Case, at: datetime) -> ClockTemplate | None:
    """The clock that the urgency of the case asks for, with the values of the day; None where none runs."""
    clocks = kind_of(case).clocks
    wanted = (
        clocks.get(case.urgency) or clocks.get(kind_of(case).urgency) or next(iter(clocks.values()), None)
    )
    return mechanisms.template_of(definition(case), wanted, at) if wanted else None


def event_at(case: Case) -> datetime | None:
    """What a backward clock of the case counts back from: the start of the day in the field its kind names."""
    name = kind_of(case).event_field
    day = case.fields.get(name) if name else None
    return day_start(date.fromisoformat(str(day))) if day else None


def due_by_field(case: Case) -> datetime | None:
    """The end of the day that the field of its kind names as the limit; None when the kind has none or it is empty."""
    name = kind_of(case).due_field
    day = case.fields.get(name) if name else None
    return day_end(date.fromisoformat(str(day))) if day else None


def instant_of(case: Case, field: str) -> datetime | None:
    """The instant in a further field of the case, read as Shanghai time; None when it is not given."""
    value = case.fields.get(field) if case.fields else None
    if not value:
        return None
    found = datetime.fromisoformat(str(value))
    return found if found.tzinfo else found.replace(tzinfo=SHANGHAI)


def kind_here(
    kind_id: str, area_id: int, at: datetime, *, chain: Sequence[int] | None = None
) -> tuple[CaseKind, Definition]:
    """A kind that may begin at a place (``chain``: the ids down to it). Raises UnknownPieceError with a sentence."""
    return mechanisms.case_kind(kind_id, area_id, at, chain=chain)


def check_category(category: str, area_id: int, at: datetime) -> str:
    """The id of a category in use at a place, maybe empty. Raises :class:`BadInput`."""
    if not category or category in get_library().categories:
        return category
    try:  # a category of this city's own
        mechanisms.category_path(category, area_id, at)
    except LookupError as error:
        raise BadInput(_("没有这个事项分类，请重新选择。"), field="category") from error
    return category
