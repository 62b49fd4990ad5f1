"""What several verbs of activities share."""

from __future__ import annotations

from datetime import date, datetime

from django.utils.translation import gettext as _

from linli.activities.models import Session
from linli.organizations.errors import Refused
from linli.organizations.services import checks
from linli.records import services as records

#: A session is recorded for at most so many people and minutes: slips of the keyboard end here.
MOST_PEOPLE = 100_000
MOST_MINUTES = 31 * 24 * 60


def planned(session_id: int, version: int | str | None) -> Session:
    """A session that is still to be held, locked. Raises Refused, Conflict."""
    row = records.lock(Session, session_id)
    records.check_version(row, version)
    if row.state != Session.State.PLANNED:
        raise Refused(_("这次活动%(state)s，不能再改。") % {"state": row.get_state_display()})
    return row


def within(value: int | None, most: int, field: str, label: str) -> int | None:
    """A count from 1 up to the most, or nothing."""
    if value is not None and not 0 < value <= most:
        raise Refused(_("%(label)s应为1到%(most)s。") % {"label": label, "most": most}, field=field)
    return value


def line(text: str, field: str, label: str, limit: int, *, required: bool = False) -> str:
    """One clean line."""
    return checks.one_line(text, field=field, label=label, limit=limit, required=required)


def day(value: date, at: datetime, field: str) -> date:
    """A day in reach."""
    return checks.known_day(value, at, field=field)
