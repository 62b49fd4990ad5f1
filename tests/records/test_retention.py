"""The job of the night: what is due is erased, logged, and a checkpoint seals the day."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from linli.records import erasure, registry, work
from linli.records import services as records
from linli.records.models import Checkpoint, ErasureLog, EventBody, Request
from linli.records.time import frozen
from linli.records.verify import verify
from tests.records.conftest import AT, CLERK, Thing

pytestmark = pytest.mark.django_db(transaction=True)
NIGHT = datetime(2026, 11, 21, 18, 30, tzinfo=UTC)  # 02:30 in Shanghai


@pytest.fixture(autouse=True)
def _eraser(own_folders: Path) -> Iterator[None]:
    def clear(pk: int, _at: datetime) -> None:
        Thing.objects.filter(pk=pk).update(phone="")

    registry.register_eraser(
        registry.Eraser(
            "thing",
            "contact",
            due=lambda at: (
                list(Thing.objects.exclude(phone="").values_list("pk", flat=True)) if at > AT else []
            ),
            erase=clear,
            basis="retention.contact",
        )
    )
    yield
    registry._erasers.clear()


def make() -> Thing:
    with frozen(AT):
        thing = Thing(phone="13800000000")
        records.append(subject=thing, name="thing.made", actor=CLERK, at=AT, text={"note": "张某"})
    return thing


def test_the_night_erases_what_is_due_and_seals_the_day() -> None:
    thing = make()
    work.night(NIGHT)
    thing.refresh_from_db()
    log = ErasureLog.objects.get()
    assert thing.phone == ""
    assert EventBody.objects.get().text == ""
    assert (log.kind, log.erased_id, log.basis) == ("thing", thing.pk, "retention.contact")
    assert Checkpoint.objects.count() == 1
    assert verify().ok
    work.night(NIGHT + timedelta(minutes=10))
    assert ErasureLog.objects.count() == Checkpoint.objects.count() == 1


def test_the_copy_outside_holds_no_personal_data() -> None:
    make()
    erasure.retention(NIGHT)
    line = erasure.log_file().read_text()
    assert "138" not in line
    assert "张" not in line
    assert [entry.basis for entry in erasure.logged_outside()] == ["retention.contact"]
    erasure.log_file().write_text(line + '{"kind": "thi')
    assert len(list(erasure.logged_outside())) == 1


def test_the_night_round_comes_once_and_also_after_a_machine_slept() -> None:
    assert not work.night_is_due(NIGHT)  # an empty house
    make()
    assert work.night_is_due(NIGHT)
    assert not work.night_is_due(NIGHT + timedelta(hours=10))
    Checkpoint.objects.create(taken_at=NIGHT, streams=0, events=0)
    assert not work.night_is_due(NIGHT + timedelta(hours=1))
    assert work.night_is_due(NIGHT + timedelta(hours=24))
    assert work.night_is_due(NIGHT + timedelta(hours=36))


def test_old_request_keys_are_forgotten() -> None:
    with frozen(AT - timedelta(days=31)):
        records.once(key="a", actor=CLERK, body="x", run=lambda: 1, result=(int, int))
    with frozen(AT):
        records.once(key="b", actor=CLERK, body="x", run=lambda: 1, result=(int, int))
    erasure.retention(AT)
    assert [row.key for row in Request.objects.all()] == ["b"]


def test_a_long_job_runs_apart_one_at_a_time_and_a_failure_is_logged(
    caplog: pytest.LogCaptureFixture,
) -> None:
    go, seen = threading.Event(), []

    def slow(at: datetime) -> None:
        go.wait(5)
        seen.append(Thing.objects.count())
        raise ValueError("no")

    start = work.apart("slow", slow, due=lambda at: at == NIGHT)
    assert start(AT) is None
    first = start(NIGHT)
    assert first is not None
    assert start(NIGHT) is first
    go.set()
    first.join()
    assert seen == [0]
    assert "job slow failed" in caplog.text
    assert start(AT) is None
