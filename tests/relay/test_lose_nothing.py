"""Whatever happens to files on the way (lost, doubled, late, in any order), each voice is one case with its receipt."""

from __future__ import annotations

import random
import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.cases import services as cases
from linli.cases.models import Case
from linli.relay import queries, services
from linli.relay.models import Batch, Parcel, Relayed, Told
from tests.office import AT, Office
from tests.relay.conftest import Zones

#: What may happen in an hour of two zones and a gateway that has its days.
STEPS = ("say", "out outer", "out inner", "in outer", "in inner", "carry outer", "carry inner", "note")


class Gateway:
    """Files between two outboxes and inboxes; each is lost, doubled or kept back as the dice fall."""

    def __init__(self, zones: Zones, seed: int) -> None:
        self.zones, self.dice = zones, random.Random(seed)
        self.held: list[tuple[str, bytes, str]] = []

    def carry(self, name: str, *, fair: bool = False) -> None:
        other = "inner" if name == "outer" else "outer"
        for path in self.zones.out(name):
            self.held.append((path.name, path.read_bytes(), other))
            path.unlink()
        rest = []
        self.dice.shuffle(self.held)
        for item in self.held:
            fate = "pass" if fair else self.dice.choice(("pass", "pass", "lose", "double", "late"))
            if fate in ("pass", "double"):
                (self.zones.inbox(item[2]) / item[0]).write_bytes(item[1])
            if fate in ("double", "late"):
                rest.append(item)
        self.held = rest


class Rolled(Exception):  # noqa: N818 - not a fault: takes an example back
    """Ends an example."""


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(STEPS), max_size=30), seed=st.integers(0, 2**32))
def test_each_voice_is_one_case_with_its_receipt(
    office: Office, zones: Zones, steps: list[str], seed: int
) -> None:
    with pytest.raises(Rolled):
        _play_and_roll_back(office, zones, steps, seed)


@transaction.atomic
def _play_and_roll_back(office: Office, zones: Zones, steps: list[str], seed: int) -> None:
    _play(office, zones, steps, seed)
    raise Rolled


def _play(office: Office, zones: Zones, steps: list[str], seed: int) -> None:
    for side in ("outer", "inner"):
        shutil.rmtree(zones.base / side, ignore_errors=True)
    gateway, at = Gateway(zones, seed), AT
    receipts: list[str] = []
    for step in ["say", *steps]:
        at += timedelta(hours=1)
        _step(office, zones, gateway, step, at, receipts)
    for day in range(8):
        at += timedelta(days=1, hours=1)
        if day == 4:  # by now one has come in, whatever was lost before
            _step(office, zones, gateway, "note", at, receipts)
        for side in ("outer", "inner"):
            zones.receive(side, at)
            zones.send(side, at)
            gateway.carry(side, fair=True)
    _check(zones, receipts)


def _step(
    office: Office, zones: Zones, gateway: Gateway, step: str, at: datetime, receipts: list[str]
) -> None:
    verb, _space, side = step.partition(" ")
    if verb == "say":
        voice = cases.Voice(text=f"第{len(receipts)}盏路灯不亮", area_id=office.city.areas["garden"])
        with zones.side("outer"):
            receipts.append(services.voice(voice=voice, key=f"k{len(receipts)}", at=at))
    elif verb == "note":
        for row in Relayed.objects.select_related("case").filter(case__state="to_dispatch")[:1]:
            cases.refuse(case_id=row.case.pk, text="路灯在邻市地界。", actor=office.actor("clerk"), at=at)
    elif verb == "out":
        zones.send(side, at)
    elif verb == "in":
        assert zones.receive(side, at).refused == []
    else:
        gateway.carry(side)


def _check(zones: Zones, receipts: list[str]) -> None:
    assert sorted(Case.objects.values_list("receipt", flat=True)) == sorted(receipts)
    texts = dict(Case.objects.values_list("receipt", "text"))
    assert texts == {receipt: f"第{number}盏路灯不亮" for number, receipt in enumerate(receipts)}
    assert Case.objects.filter(state="refused").exists()
    assert not Parcel.objects.filter(acknowledged_at=None).exists()
    assert set(Parcel.objects.values_list("payload", flat=True)) == {""}
    assert Told.objects.count() == len(receipts)
    for receipt in receipts:
        with zones.side("outer"):
            shown = queries.follow(receipt, AT).told
        assert shown.state == Case.objects.get(receipt=receipt).state
    # Nothing hangs: all that needed a confirmation has one, numbers have no gap.
    assert not Batch.objects.filter(received=False, substantial=True, state=Batch.State.OPEN).exists()
    for received in (True, False):
        for direction in ("inward", "outward"):
            rows = Batch.objects.filter(direction=direction, received=received).order_by("number")
            numbers = list(rows.values_list("number", flat=True))
            assert numbers == list(range(1, len(numbers) + 1))


def test_the_gateway_of_this_test_does_lose_and_double(zones: Zones) -> None:
    """Of a hundred files some come, some never, some twice: else the law above says nothing."""
    gateway, came = Gateway(zones, 7), []
    (zones.base / "outer" / "out").mkdir(parents=True)
    for number in range(100):
        (zones.base / "outer" / "out" / f"{number}.json").write_text("x")
    for _round in range(20):
        gateway.carry("outer")
        came += [path.name for path in zones.inbox("inner").iterdir()]
        _clear(zones.inbox("inner"))
    assert len(set(came)) < 100
    assert len(came) > len(set(came)) > 50


def _clear(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()
