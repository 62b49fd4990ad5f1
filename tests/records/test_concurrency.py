"""Several people at once, each on a connection of its own, on either engine."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from django.db import connection, transaction

from linli.records import services as records
from linli.records import tallies
from linli.records.errors import Conflict
from linli.records.models import Event, NumberSeries, Request, Tally
from linli.records.tx import verb
from linli.records.verify import verify
from tests.records.conftest import AT, CLERK, Thing

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.databases]


@pytest.fixture(autouse=True)
def _clean(transactional_db: None) -> None:
    Thing.objects.all().delete()


def together(count: int, work: Callable[[int], None]) -> list[BaseException]:
    """Run ``work(n)`` in ``count`` threads that start at the same moment; answers what went wrong."""
    failed: list[BaseException] = []
    barrier = threading.Barrier(count)

    def run(number: int) -> None:
        try:
            barrier.wait()
            work(number)
        except BaseException as error:
            failed.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(number,)) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return failed


def test_gapless_numbers_have_no_gap_and_no_twin_even_with_roll_backs() -> None:
    drawn: list[int] = []

    @verb()
    def paper(fail: bool) -> int:
        number = records.draw_number(series="交办单", year=2026)
        if fail:
            raise ValueError("no paper after all")
        return number

    def work(number: int) -> None:
        for step in range(12):
            try:
                drawn.append(paper(fail=(number + step) % 3 == 0))
            except ValueError:
                continue

    assert together(4, work) == []
    assert sorted(drawn) == list(range(1, len(drawn) + 1))
    assert NumberSeries.objects.get().last == len(drawn)


def test_many_writers_on_one_subject_keep_one_chain() -> None:
    thing = Thing()
    records.append(subject=thing, name="thing.made", actor=CLERK, at=AT)

    @verb()
    def move(number: int) -> None:
        locked = records.lock(Thing, thing.pk)
        records.append(subject=locked, name="thing.moved", actor=CLERK, at=AT, data={"round": number})

    assert together(4, lambda number: [move(number) for _ in range(8)] and None) == []
    thing.refresh_from_db()
    assert thing.event_seq == 33
    assert list(Event.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, 34))
    assert verify().ok


def test_a_writer_who_did_not_lock_gets_a_conflict_never_a_fork() -> None:
    thing = Thing()
    records.append(subject=thing, name="thing.made", actor=CLERK, at=AT)
    stale = [Thing.objects.get(pk=thing.pk) for _ in range(4)]

    def work(number: int) -> None:
        with transaction.atomic():
            records.append(subject=stale[number], name="thing.moved", actor=CLERK, at=AT)

    failed = together(4, work)
    assert [type(error) for error in failed] == [Conflict] * 3
    assert verify().ok


def test_the_same_form_sent_five_times_at_once_acts_once() -> None:
    answers: list[int] = []

    def make() -> int:
        made = Thing()
        records.append(subject=made, name="thing.made", actor=CLERK, at=AT)
        return made.pk

    def work(_number: int) -> None:
        answers.append(
            records.once(key="form", actor=CLERK, body="同一份", run=make, result=(lambda x: x, lambda x: x))
        )

    assert together(5, work) == []
    assert len(set(answers)) == 1
    assert Thing.objects.count() == Request.objects.count() == 1


def test_folding_beside_writers_loses_nothing() -> None:
    def work(number: int) -> None:
        for _ in range(20):
            if number == 0:
                tallies.fold(limit=5)
            else:
                records.add_delta(tally="plain", keys={"a": 1}, amount=1)

    assert together(4, work) == []
    tallies.fold_all()
    assert Tally.objects.get().amount == 60
