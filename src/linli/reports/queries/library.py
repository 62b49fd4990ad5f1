"""Forms of the library and of the registry: where they come from, what they repeat, what they cost."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from functools import cache

from django.utils.translation import gettext as _

from linli.definitions import get_library
from linli.definitions.reports import ReportForm
from linli.domain import figures, reporting
from linli.domain.access import COLUMN_LEVELS
from linli.domain.calendar import local_day
from linli.domain.reporting import Burden
from linli.mechanisms import queries as mechanisms
from linli.mechanisms.errors import UnknownPieceError
from linli.reports import contents
from linli.reports.models import FormEntry


def key_of(entry: FormEntry) -> str:
    """The name of a form's series of values: the library's id, or the entry's own."""
    return entry.form_id or f"entry_{entry.pk}"


@cache
def home_of(form_id: str) -> str:
    """Which mechanism of the library brings a form. Raises :class:`UnknownPieceError`."""
    for mechanism in get_library().mechanisms.values():
        if any(form.id == form_id for form in mechanism.report_forms):
            return mechanism.id
    raise UnknownPieceError(_("没有这张表：%(form)s") % {"form": form_id})


def library_form(form_id: str, area_id: int, at: datetime) -> tuple[ReportForm, int]:
    """A form of a mechanism in use at a place, and its definition. Raises :class:`UnknownPieceError`."""
    home = home_of(form_id)
    for definition in mechanisms.active(area_id, local_day(at), only=[home]).values():
        for form in mechanisms.content(definition).report_forms:
            if form.id == form_id and form.capability is None:
                return form, definition.pk
    raise UnknownPieceError(_("本地没有启用带这张表的工作机制，请先在工作机制里启用。"))


def library_forms(area_id: int, on: date) -> list[tuple[ReportForm, int]]:
    """All forms that mechanisms in use at a place bring."""
    return [
        (form, definition.pk)
        for definition in mechanisms.active(area_id, on).values()
        for form in mechanisms.content(definition).report_forms
        if form.capability is None
    ]


# --- the registry -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Overlap:
    """Another form on the list that asks for the same."""

    entry_id: int
    title: str
    owner: str
    share: Fraction
    pairs: tuple[tuple[str, str], ...]

    @property
    def percent(self) -> int:
        """The share as whole percent, half-up."""
        return int(figures.half_up(self.share * 100))


def overlaps(entry: FormEntry, on: date) -> list[Overlap]:
    """Forms on the list on a day that ask for some of the same items, the heaviest first; three queries at most."""
    own = contents.asked(contents.form_of(entry.content))
    others = (
        FormEntry.objects.filter(state=FormEntry.State.REGISTERED, valid_to__gte=on)
        .exclude(pk=entry.pk)
        .select_related("owner")
    )
    found = []
    for other in others:
        share, pairs = reporting.overlap(own, contents.asked(contents.form_of(other.content)))
        if share:
            names = tuple((mine.name, theirs.name) for mine, theirs in pairs)
            found.append(Overlap(other.pk, other.title, str(other.owner), share, names))
    return sorted(found, key=lambda one: (-one.share, one.entry_id))


def burden(entry: FormEntry) -> Burden:
    """What the form costs those who fill it in, in a year."""
    return Burden(
        entry.fields, entry.bodies_expected, reporting.PERIODS_A_YEAR[entry.period], entry.minutes_each
    )


@dataclass(frozen=True)
class Asked:
    """What the bodies of a place fill in already: forms on the list, cells of one body in a year."""

    forms: int
    cells: int


def asked_already(entry: FormEntry, on: date) -> Asked:
    """The burden that is there before this form, at its place; one query."""
    above = {getattr(entry, name) for name in COLUMN_LEVELS} - {None}
    rows = FormEntry.objects.filter(
        state=FormEntry.State.REGISTERED, valid_to__gte=on, area__in={entry.area_id, *above}
    ).exclude(pk=entry.pk)
    found = list(rows.values_list("fields", "period"))
    return Asked(len(found), sum(count * reporting.PERIODS_A_YEAR[period] for count, period in found))


def word_of(form_key: str) -> str:
    """The word of a form of the library or of a room above; its key for one an office drew up."""
    try:
        home = home_of(form_key)
    except UnknownPieceError:
        found = contents.elsewhere(form_key)
        return found.term if found else form_key
    forms = get_library().mechanisms[home].report_forms
    return next(mechanisms.label(form.term) for form in forms if form.id == form_key)
