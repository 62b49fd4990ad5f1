"""Files that cannot be taken: nothing of them is applied, they are put aside with a sentence, the status is not 0."""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from linli.__main__ import main
from linli.cases.models import Case
from linli.records.models import NumberSeries
from linli.relay.models import Arrived, Batch, Parcel
from linli.relay.sealing import make_secret
from tests.office import AT, Office
from tests.relay.conftest import Zones
from tests.relay.test_pass_over import page, reported


def aged(path: Path) -> None:
    """Written an hour ago: nobody is still sending it."""
    os.utime(path, (path.stat().st_atime, path.stat().st_mtime - 3600))


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-200])


def emptied(path: Path) -> None:
    path.write_bytes(b"")


def doctored(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r'"area":\d+', '"area":1', text), encoding="utf-8")


def resigned(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    path.write_text(re.sub(r'"signature":"\w{8}', '"signature":"00000000', text), encoding="utf-8")


def extended(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"{}")


def no_batch(path: Path) -> None:
    path.write_text("PK\x03\x04 something else", encoding="utf-8")


@pytest.mark.parametrize("spoil", [cut, emptied, doctored, resigned, extended, no_batch])
def test_a_spoilt_file_is_put_aside_and_the_true_one_is_taken_afterwards(
    office: Office, zones: Zones, spoil: Callable[[Path], None], capsys: pytest.CaptureFixture[str]
) -> None:
    receipt = reported(zones)
    zones.send("outer")
    whole = zones.out("outer")[0].read_bytes()
    zones.ferry("outer")
    came = next(zones.inbox("inner").glob("*.json"))
    spoil(came)
    aged(came)
    with zones.side("inner"):
        assert main(["relay", "in", "--json"]) == 1
        said = json.loads(capsys.readouterr().out)
        assert main(["relay", "show", "--json"]) == 1
    assert said["ok"] is False
    assert said["refused"][0][0] == came.name
    assert said["refused"][0][1].endswith("。")
    assert Case.objects.count() == Arrived.objects.count() == Batch.objects.filter(received=True).count() == 0
    aside = zones.base / "inner" / "in" / "refused"
    assert sorted(path.name for path in aside.iterdir()) == [came.name, f"{came.name}.why.txt"]
    came.write_bytes(whole)
    assert zones.receive("inner").ok
    assert Case.objects.get().receipt == receipt


def test_a_file_still_on_its_way_is_left_alone(office: Office, zones: Zones) -> None:
    reported(zones)
    zones.send("outer")
    zones.ferry("outer")
    came = next(zones.inbox("inner").glob("*.json"))
    whole = came.read_bytes()
    cut(came)
    report = zones.receive("inner")
    assert (report.ok, report.coming) == (True, [came.name])
    came.write_bytes(whole)
    assert zones.receive("inner").applied == [1]


def test_a_foreign_secret_is_refused(office: Office, zones: Zones) -> None:
    reported(zones)
    zones.send("outer")
    zones.ferry("outer")
    own = zones.settings.LINLI_RELAY_SECRET
    zones.settings.LINLI_RELAY_SECRET = str(zones.base / "other")
    make_secret(zones.base / "other")
    report = zones.receive("inner")
    assert "签名不对" in report.refused[0][1]
    assert Case.objects.count() == 0
    zones.settings.LINLI_RELAY_SECRET = own


def test_our_own_batch_in_the_inbox_is_refused(office: Office, zones: Zones) -> None:
    reported(zones)
    zones.send("outer")
    own = zones.out("outer")[0]
    (zones.inbox("outer") / own.name).write_bytes(own.read_bytes())
    assert "方向不对" in zones.receive("outer").refused[0][1]


def test_a_gap_is_told_and_the_later_batch_waits_for_it(
    office: Office, zones: Zones, capsys: pytest.CaptureFixture[str]
) -> None:
    first = reported(zones)
    zones.send("outer")
    lost = zones.out("outer")[0]
    content = lost.read_bytes()
    lost.unlink()
    reported(zones, text="井盖松动有响声", request_key="b")
    zones.send("outer")
    zones.ferry("outer")
    with zones.side("inner"):
        assert main(["relay", "in"]) == 1
    assert "缺第1批" in capsys.readouterr().err
    assert Case.objects.count() == 0
    with zones.side("outer"):
        assert main(["relay", "out", "--again", "1"]) == 0
    assert zones.out("outer")[0].read_bytes() == content
    zones.ferry("outer")
    assert zones.receive("inner").applied == [1, 2]
    assert set(Case.objects.values_list("receipt", flat=True)) >= {first}
    assert Case.objects.count() == 2


def test_another_content_under_a_number_that_came_is_refused(office: Office, zones: Zones) -> None:
    reported(zones)
    zones.both_ways()
    # The outer database was put back from before: its numbers begin again.
    Batch.objects.filter(direction="inward", received=False).update(number=900)
    NumberSeries.objects.filter(series="relay.inward").update(last=0)
    reported(zones, text="井盖松动有响声", request_key="b")
    zones.send("outer")
    zones.ferry("outer")
    report = zones.receive("inner")
    assert "第1批已经收过，这一份内容不同" in report.refused[0][1]
    assert Case.objects.count() == 1


def test_a_confirmation_of_what_was_never_sent_is_refused(office: Office, zones: Zones) -> None:
    reported(zones)
    zones.pass_over("outer")
    zones.send("inner")
    zones.ferry("inner")
    Parcel.objects.update(batch=None)
    Batch.objects.filter(direction="inward", received=False).delete()
    NumberSeries.objects.filter(series="relay.inward").update(last=0)
    report = zones.receive("outer")
    assert "旧备份" in report.refused[0][1]
    assert Parcel.objects.get().acknowledged_at is None


def test_unconfirmed_for_a_day_is_sent_again_by_itself(office: Office, zones: Zones) -> None:
    receipt = reported(zones)
    zones.send("outer")
    zones.out("outer")[0].unlink()
    zones.send("outer", AT + timedelta(hours=23))
    assert zones.out("outer") == []
    zones.send("outer", AT + timedelta(hours=24))
    zones.ferry("outer")
    zones.receive("inner")
    assert Case.objects.get().receipt == receipt
    assert "等待转入政务网" in page(zones, receipt)


def test_what_was_confirmed_is_not_sent_again(
    office: Office, zones: Zones, capsys: pytest.CaptureFixture[str]
) -> None:
    reported(zones)
    zones.both_ways()
    with zones.side("outer"):
        assert main(["relay", "out", "--again", "1", "--json"]) == 1
    assert "已确认收到" in json.loads(capsys.readouterr().out)["error"]


def test_the_secret_is_its_owners_only_and_never_written_over(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "relay.key"
    assert main(["relay", "key", str(file)]) == 0
    made = file.read_bytes()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert main(["relay", "key", str(file)]) == 1
    assert "已存在" in capsys.readouterr().err
    assert file.read_bytes() == made


@pytest.mark.django_db
@pytest.mark.parametrize("part", ["in", "out"])
def test_without_a_zone_the_commands_say_so(part: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["relay", part, "--json"]) == 1
    assert "LINLI_ZONE" in json.loads(capsys.readouterr().out)["error"]


def test_two_runs_at_once_do_not_meet(
    office: Office, zones: Zones, capsys: pytest.CaptureFixture[str]
) -> None:
    from linli.relay import files

    with zones.side("inner"), files.alone():
        assert main(["relay", "in"]) == 1
    assert "正在运行" in capsys.readouterr().err


def test_a_full_disk_inside_leaves_the_batch_for_the_next_time(
    office: Office, zones: Zones, monkeypatch: pytest.MonkeyPatch
) -> None:
    from linli.cases import services as cases
    from linli.records.errors import StorageFull

    reported(zones)
    reported(zones, text="井盖松动有响声", request_key="b")
    zones.send("outer")
    zones.ferry("outer")
    true, calls = cases.register_examined, []

    def full(*args: Any, **kwargs: Any) -> Case:
        calls.append(1)
        if len(calls) == 2:
            raise StorageFull()
        return true(*args, **kwargs)

    monkeypatch.setattr(cases, "register_examined", full)
    with pytest.raises(StorageFull):
        zones.receive("inner")
    assert Case.objects.count() == 1
    assert zones.receive("inner").applied == [1]
    assert Case.objects.count() == Arrived.objects.count() == 2
