"""A new holiday notice moves the due time of an open case, on its row, in its history and for its handler."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from linli.clocks import services as clocks
from linli.clocks import worktime
from linli.clocks.models import Notice
from linli.domain.access import SYSTEM
from linli.records import queries as records

NEW_YEARS_EVE = datetime(2026, 12, 31, 8, 0, tzinfo=UTC)
NOTICE = "year: 2027\nsource: {title: 通知}\nholidays: [{name: 元旦, statutory: [2027-01-01]}]"


def test_a_case_follows_the_calendar(world: Any) -> None:
    worktime.forget()
    case = world.dispatched(at=NEW_YEARS_EVE)
    assert case.next_due == datetime(2027, 1, 1, 3, 0, tzinfo=UTC)
    clocks.load_notice(text=NOTICE, name="2027.yaml", actor=SYSTEM, at=NEW_YEARS_EVE)
    assert clocks.recompute_for_calendar(at=NEW_YEARS_EVE) >= 1
    case.refresh_from_db()
    assert case.next_due == datetime(2027, 1, 4, 3, 0, tzinfo=UTC)
    assert case.next_step == "sign"
    said = [line.sentence for line in records.history("case", case.pk) if line.name == "clock.moved"]
    assert "放假安排有变，“签收”到期时间由1月1日（星期五）11:00改为1月4日（星期一）11:00" in said
    assert Notice.objects.filter(code="clock.moved", subject_id=case.pk).exists()
    worktime.forget()
