"""By how many working days a limit became shorter (审批提速: 压减工作日).

Two limits in working days differ by their numbers whatever the calendar. As soon as one is in natural days, only the
calendar can tell: the workdays, make-up days among them, between the day it ends now and the day it ended before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from linli.domain.calendar import Calendar
from linli.domain.clocks import Unit


@dataclass(frozen=True)
class Limit:
    """So many days of a unit, counted from the day after the application came."""

    amount: int
    unit: Unit

    def ends(self, since: date, calendar: Calendar) -> date:
        """The last day of the limit. Raises ValueError for a unit that is no day."""
        if self.unit is Unit.WORK_DAY:
            return calendar.add_workdays(since, self.amount)
        if self.unit is Unit.DAY:
            return since + timedelta(days=self.amount)
        raise ValueError(self.unit)


def working_days_cut(before: Limit, after: Limit, since: date, calendar: Calendar) -> int:
    """Workdays after the new end up to the old one; negative when the limit became longer."""
    return calendar.workdays_between(after.ends(since, calendar), before.ends(since, calendar))
