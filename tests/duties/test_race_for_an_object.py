"""Two people assign the same object at once: one wins, the other is told who has it. On both engines."""

from __future__ import annotations

import threading

import pytest
from django.db import connection

from linli.domain.access import SYSTEM
from linli.duties import services
from linli.duties.errors import DutyRefused
from linli.duties.models import Duty
from linli.records.errors import LinliError
from tests import cast
from tests.duties.conftest import MECHANISMS, Town

pytestmark = [pytest.mark.databases, pytest.mark.django_db(transaction=True)]


def both(*runs) -> list[object]:  # type: ignore[no-untyped-def]
    """Run at the same moment; answers what each gave or raised."""
    gate, found = threading.Barrier(len(runs)), [None] * len(runs)

    def one(number: int) -> None:
        gate.wait()
        try:
            found[number] = runs[number]()
        except LinliError as error:
            found[number] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=one, args=(number,)) for number in range(len(runs))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return found


@pytest.fixture
def stage(transactional_db: None) -> Town:
    from datetime import date

    from linli.mechanisms import services as mechanisms

    city = cast.build()
    mechanisms.sync(actor=SYSTEM, at=cast.AT)
    for name in MECHANISMS[:1]:
        mechanisms.roll_out(
            mechanism=name,
            area_id=city.areas["city"],
            basis="测试",
            from_=date(2026, 1, 1),
            actor=SYSTEM,
            at=cast.AT,
        )
    town = Town(city)
    for name in ("一号院", "二号院", "三号院"):
        town.courtyard(name)
    return town


def take(town: Town, holder: str, place: str):  # type: ignore[no-untyped-def]
    return lambda: services.assign(
        kind="duty_cadre_courtyard",
        object_id=town.places[place],
        post_id=town.posts[holder].pk,
        actor=SYSTEM,
        at=cast.AT,
    )


def test_one_courtyard_goes_to_one_of_two(stage: Town) -> None:
    stage.post("王建")
    stage.post("李明")
    found = both(take(stage, "王建", "一号院"), take(stage, "李明", "一号院"))
    assert Duty.objects.count() == 1
    assert sum(isinstance(one, DutyRefused) for one in found) == 1


def test_a_holder_at_his_limit_gets_no_third_from_two_desks(stage: Town) -> None:
    stage.post("王建")
    take(stage, "王建", "一号院")()
    both(take(stage, "王建", "二号院"), take(stage, "王建", "三号院"))
    assert Duty.objects.filter(person=stage.people["王建"]).count() == 2
