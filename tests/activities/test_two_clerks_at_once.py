"""Two clerks open the joint day of one place at the same moment: one session stands. On both engines."""

from __future__ import annotations

import contextlib
import threading
from datetime import date

import pytest
from django.db import connection

from linli.activities import services
from linli.activities.models import Expected, Session
from linli.activities.services import opening
from tests.rolls.conftest import AT, Rolled

pytestmark = [pytest.mark.databases, pytest.mark.django_db(transaction=True)]


def test_two_clerks_at_once_open_one_session(
    transactional_db: None, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    rolled: Rolled = request.getfixturevalue("rolled")
    rolled.on_roll()
    looked, read = threading.Barrier(2), opening._standing

    def slowly(kind: str, area_id: int, day: date) -> Session | None:
        """Both have looked before either writes, unless the first keeps the second out."""
        found = read(kind, area_id, day)
        with contextlib.suppress(threading.BrokenBarrierError):
            looked.wait(1)
        return found

    monkeypatch.setattr(opening, "_standing", slowly)
    made: list[int] = []

    def press() -> None:
        try:
            given = {"kind": "joint_day_activity", "area_id": rolled.city.areas["lake"]}
            made.append(services.open_for_roll(**given, actor=rolled.secretary, at=AT).pk)  # type: ignore[arg-type]
        finally:
            connection.close()

    clerks = [threading.Thread(target=press) for _clerk in range(2)]
    for clerk in clerks:
        clerk.start()
    for clerk in clerks:
        clerk.join(30)
    assert len(made) == 2
    assert Session.objects.count() == len(set(made)) == 1
    assert Expected.objects.count() == 1
