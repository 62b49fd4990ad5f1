"""Two installations, two SQLite files, a folder each: from the form outside to the closed case inside."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.office import TEXT
from tests.relay.installations import SETTLE, STATE, Resident, two_zones


@pytest.mark.slow
def test_a_resident_outside_and_an_office_inside(tmp_path: Path) -> None:
    with two_zones(tmp_path) as pair:
        resident = Resident(pair.outer.url)
        assert resident.status("/accounts/login/") == resident.status("/cases/") == 404
        estate = quote("湖光花园")
        assert json.loads(resident.get(f"/w/places/?q={estate}"))["items"][0]["label"] == "湖光花园"
        assert "0990-1234567" in resident.get(f"/w/contact/?place=text:{estate}")
        page, path = resident.post(
            "/w/report/", "/w/report/", text=TEXT, place="text:湖光花园", phone="13800138000", name="王某"
        )
        receipt = path.rstrip("/").rsplit("/", 1)[-1]
        assert "已收到，等待转入政务网办理" in page
        shown = json.loads(pair.outer.linli("relay", "show", "--json").stdout)
        assert (shown["zone"], shown["waiting"]["parcels"]) == ("outer", 1)
        pair.exchange()
        assert pair.inner.run(STATE) == f"{receipt} to_dispatch  13800138000"
        pair.inner.run(SETTLE)
        pair.exchange()
        page = resident.get(path)
        assert "更换灯泡两只" in page
        assert "截至" in page
        page, _path = resident.post(path, f"{path}answer/", solved="yes", satisfied="satisfied")
        assert "您的评价已收到，等待转入政务网" in page
        pair.exchange()
        assert pair.inner.run(STATE) == f"{receipt} closed reporter 13800138000"
        assert "已办结" in resident.get(path)
        assert "已办结" in Resident(pair.inner.url).get(path)
        shown = json.loads(pair.inner.linli("relay", "show", "--json").stdout)
        assert shown["ok"]
        assert shown["arrived"] == {"parcels": 2, "refused": 0}
        assert pair.inner.linli("verify").returncode == 0
        assert pair.outer.linli("check", "--json").returncode == 0
    assert _left_outside(tmp_path) == []


def _left_outside(base: Path) -> list[str]:
    """What of the resident's words lies in any file of the outer zone, its secret apart."""
    for database in (base / "outer" / "data").glob("linli.sqlite3"):
        with sqlite3.connect(database) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    files = [path for path in (base / "outer").rglob("*") if path.is_file()]
    held = [(path, path.read_bytes()) for path in files]
    return [
        f"{path.name}: {word}"
        for word in (TEXT, "13800138000", "王某")
        for path, raw in held
        if word.encode() in raw
    ]
