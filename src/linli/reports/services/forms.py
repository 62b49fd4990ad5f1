"""The form registry: an entry is drafted, its overlap with other forms is found, then it is registered."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from linli.areas import queries as areas
from linli.definitions.reports import ReportForm
from linli.domain.access import Actor
from linli.domain.calendar import local_day
from linli.domain.reporting import OVERLAP_ASKS
from linli.mechanisms import queries as mechanisms
from linli.organizations.models import Organization
from linli.records import services as records
from linli.records.errors import LinliError, NotAllowed
from linli.records.tx import verb
from linli.reports import contents, queries
from linli.reports.errors import Overlapping
from linli.reports.models import FormEntry

#: A form without an end of its own holds so long: offices look at their list once a year.
YEARS = 1


@verb()
def draft_form(
    *,
    title: str,
    owner_id: int,
    area_id: int,
    content: Mapping[str, Any],
    basis: str,
    valid_from: date,
    valid_to: date | None = None,
    approval: str = "",
    bodies_expected: int = 1,
    form_id: str = "",
    definition_id: int | None = None,
    actor: Actor,
    at: datetime,
) -> FormEntry:
    """Draw up an entry; event ``report_form.drafted``. Raises LinliError naming what is wrong with the form."""
    form = _form(content)
    if not basis.strip():
        raise LinliError(_("请写明依据：没有依据的表不能列入清单。"))
    entry = FormEntry(
        form_id=form_id,
        definition_id=definition_id,
        title=title,
        owner=Organization.objects.get(pk=owner_id),
        basis=basis.strip()[:200],
        approval=approval.strip()[:60],
        period=str(form.period),
        minutes_each=form.minutes_each,
        bodies_expected=bodies_expected,
        content=dict(content),
        fields=len(form.items),
        valid_from=valid_from,
        valid_to=valid_to or form.valid_to or _usual_end(valid_from),
    )
    if entry.valid_to < entry.valid_from:
        raise LinliError(_("有效期的结束早于开始。"))
    areas.fill_columns(entry, area_id)
    records.append(subject=entry, name="report_form.drafted", actor=actor, at=at, data={"body": owner_id})
    return entry


def _form(content: Mapping[str, Any]) -> ReportForm:
    """What a content says. Raises LinliError naming the first things that are wrong with it."""
    form, problems = contents.checked(content)
    if form is None or problems:
        raise LinliError(_("表样有误：%(what)s") % {"what": "；".join(str(one) for one in problems[:3])})
    return form


def _usual_end(first: date) -> date:
    """So many years on, where neither form nor writer says until when."""
    return first.replace(year=first.year + YEARS, day=min(first.day, 28))


@verb()
def register_form(*, entry_id: int, reason: str = "", actor: Actor, at: datetime) -> FormEntry:
    """Put a draft on the list; event ``report_form.registered``.

    Raises :class:`Overlapping` when 30 % or more of its items stand in another form on the list and no reason is given.
    """
    entry = records.lock(FormEntry, entry_id)
    if entry.state != FormEntry.State.DRAFT:
        raise NotAllowed(_("这张表已经在清单里了。"))
    found = queries.overlaps(entry, local_day(at))
    heavy = [one for one in found if one.share >= OVERLAP_ASKS]
    if heavy and not reason.strip():
        names = "、".join(f"《{one.title}》{one.percent}%" for one in heavy)
        raise Overlapping(
            _("这张表与%(names)s重复。请删去重复的项，或写明为什么还要再报。") % {"names": names}, heavy
        )
    entry.overlaps = [[one.entry_id, one.percent, [list(pair) for pair in one.pairs]] for one in found]
    entry.overlap_reason, entry.state = reason.strip()[:300], FormEntry.State.REGISTERED
    entry.save(update_fields=["overlaps", "overlap_reason", "state"])
    data = {"fields": entry.fields, "overlaps": len(heavy)}
    records.append(subject=entry, name="report_form.registered", actor=actor, at=at, data=data)
    return entry


@verb()
def end_form(*, entry_id: int, reason: str, actor: Actor, at: datetime) -> FormEntry:
    """Take a form off the list; event ``report_form.ended``. Tasks that went out go on."""
    entry = records.lock(FormEntry, entry_id)
    if entry.state == FormEntry.State.ENDED:
        raise NotAllowed(_("这张表已经停用了。"))
    entry.state = FormEntry.State.ENDED
    entry.save(update_fields=["state"])
    records.append(
        subject=entry, name="report_form.ended", actor=actor, at=at, text={"reason": reason.strip()[:300]}
    )
    return entry


def enter_library_form(
    *,
    form_id: str,
    area_id: int,
    owner_id: int,
    bodies_expected: int = 1,
    valid_from: date | None = None,
    approval: str = "",
    reason: str = "",
    actor: Actor,
    at: datetime,
) -> FormEntry:
    """Draft and register a form that a mechanism in use at the place brings.

    Raises LinliError when no mechanism in use there brings it, :class:`Overlapping` as :func:`register_form`.
    """
    form, definition = queries.library_form(form_id, area_id, at)
    entry = draft_form(
        title=mechanisms.label(form.term),
        owner_id=owner_id,
        area_id=area_id,
        content=contents.to_data(form),
        basis=form.basis.zh if form.basis else "",
        valid_from=valid_from or local_day(at),
        valid_to=form.valid_to,
        approval=approval,
        bodies_expected=bodies_expected,
        form_id=form.id,
        definition_id=definition,
        actor=actor,
        at=at,
    )
    return register_form(entry_id=entry.pk, reason=reason, actor=actor, at=at)


def content_of(form: ReportForm) -> dict[str, Any]:
    """A form as data, for a draft made from one of the library."""
    return contents.to_data(form)
