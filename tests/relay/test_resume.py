"""One side was put back from a backup: numbers go on where the other side knows them, no voice is lost or doubled."""

from __future__ import annotations

import json

import pytest

from linli.__main__ import main
from linli.cases.models import Case
from linli.records.models import NumberSeries, Request
from linli.relay.models import Batch, Parcel, Told
from tests.office import AT, Office
from tests.relay.conftest import Zones
from tests.relay.test_pass_over import page, reported


def next_number(zones: Zones, side: str, part: str, number: int) -> int:
    with zones.side(side):
        return main(["relay", part, "--next", str(number)])


def lost_outside() -> None:
    """A new machine outside, with nothing."""
    Told.objects.all().delete()
    Parcel.objects.all().delete()
    Request.objects.all().delete()
    Batch.objects.filter(direction="inward", received=False).delete()
    Batch.objects.filter(direction="outward", received=True).delete()
    NumberSeries.objects.filter(series="relay.inward").delete()


def test_a_new_outer_zone_is_told_everything_again(office: Office, zones: Zones) -> None:
    receipt = reported(zones)
    zones.both_ways()
    lost_outside()
    inner = Batch.objects.filter(direction="outward", received=False).count()
    assert next_number(zones, "outer", "out", 2) == 0
    assert next_number(zones, "outer", "in", inner + 2) == 0
    assert next_number(zones, "inner", "out", inner + 2) == 0
    zones.ferry("inner")
    # By hand the board goes along; here both sides are one database, so it is left out.
    for file in zones.inbox("outer").glob("*.json"):
        text = json.loads(file.read_text(encoding="utf-8"))
        assert text["batch"]["number"] == inner + 2
        assert [row["receipt"] for row in text["batch"]["told"]] == [receipt]
        assert text["batch"]["board"]["spans"]


def test_an_outer_zone_put_back_goes_on_with_its_voices(office: Office, zones: Zones) -> None:
    reported(zones)
    zones.both_ways()
    zones.both_ways()
    last = NumberSeries.objects.get(series="relay.inward").last
    # Back to before the first batch: what was said since waits nowhere, numbers begin again.
    second = reported(zones, text="井盖松动有响声", request_key="b")
    Parcel.objects.exclude(receipt=second).update(batch=None)
    Parcel.objects.exclude(receipt=second).delete()
    Batch.objects.filter(direction="inward", received=False).delete()
    NumberSeries.objects.filter(series="relay.inward").update(last=0)
    zones.send("outer")
    zones.ferry("outer")
    assert "内容不同" in zones.receive("inner").refused[0][1]
    with zones.side("outer"):
        assert main(["relay", "out", "--next", str(last + 1)]) == 0
    zones.ferry("outer")
    assert zones.receive("inner").applied == [last + 1]
    assert Case.objects.count() == 2
    assert zones.pass_over("inner").ok
    assert "等待转入" not in page(zones, second)


@pytest.mark.parametrize("part", ["out", "in"])
def test_a_number_that_was_used_is_refused(
    office: Office, zones: Zones, part: str, capsys: pytest.CaptureFixture[str]
) -> None:
    reported(zones)
    zones.both_ways()
    assert next_number(zones, "outer", part, 1) == 1
    assert "号码要更大" in capsys.readouterr().err


def test_what_was_unconfirmed_waits_again(office: Office, zones: Zones) -> None:
    receipt = reported(zones)
    zones.send("outer", AT)
    zones.out("outer")[0].unlink()
    assert next_number(zones, "outer", "out", 5) == 0
    assert [path.name for path in zones.out("outer")] == ["inward-00000005.json"]
    zones.ferry("outer")
    next_number(zones, "inner", "in", 5)
    assert Case.objects.get().receipt == receipt
