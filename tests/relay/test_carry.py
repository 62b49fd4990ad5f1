"""What the worker does each minute in a zone, and what a resident finds under a code outside."""

from __future__ import annotations

import os
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from linli.cases.models import Case
from linli.records import schedule
from linli.relay import services
from tests.office import AT, Office
from tests.relay.conftest import Zones
from tests.relay.test_pass_over import page, reported


def test_the_worker_carries_both_ways(office: Office, zones: Zones) -> None:
    job = next(job for job in schedule.jobs() if job.name == "relay")
    assert job.every == 60
    receipt = reported(zones)
    for side in ("outer", "inner", "outer"):
        with zones.side(side):
            job.run(AT)
        zones.ferry(side)
    assert Case.objects.get().receipt == receipt
    assert "截至" in page(zones, receipt)


def test_the_board_is_looked_at_each_ten_minutes(office: Office, zones: Zones) -> None:
    job = next(job for job in schedule.jobs() if job.name == "relay board")
    assert job.every == 600
    with zones.side("inner"):
        job.run(AT)
    assert len(zones.out("inner")) == 1


def test_one_installation_has_nothing_to_carry(db: None) -> None:
    services.carry(AT)
    services.carry_board(AT)


def test_a_refused_file_stands_in_the_log(
    office: Office, zones: Zones, caplog: pytest.LogCaptureFixture
) -> None:
    strange = zones.inbox("inner") / "inward-00000001.json"
    strange.write_text("{}", encoding="utf-8")
    os.utime(strange, (1, 1))
    with zones.side("inner"):
        services.carry(AT)
    assert "inward-00000001.json put aside" in caplog.text


def test_taken_files_go_after_a_month(office: Office, zones: Zones) -> None:
    reported(zones)
    zones.pass_over("outer")
    done = zones.base / "inner" / "in" / "done" / "inward-00000001.json"
    assert done.exists()
    old = done.stat().st_mtime - timedelta(days=31).total_seconds()
    os.utime(done, (old, old))
    with zones.side("inner"):
        services.carry(AT)
    assert not done.exists()


def test_a_code_is_found_outside_while_it_waits_and_after(office: Office, zones: Zones) -> None:
    receipt = reported(zones)
    typed = receipt.lower().replace("-", " ")
    for _round in range(2):
        with zones.side("outer"):
            found = Client().post(reverse("window:find"), {"code": typed})
            wrong = Client().post(reverse("window:find"), {"code": "ZZZZ-ZZZZ-ZZZZ"})
            nobody = Client().get(reverse("window:follow", args=["ZZZZ-ZZZZ-ZZZZ"]))
        assert found.url == reverse("window:follow", args=[receipt])  # type: ignore[attr-defined]
        assert "没有这个查询码" in wrong.content.decode()
        assert nobody.status_code == 404
        zones.both_ways()
