"""From one engine to the other and back through backups, with equal digests."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from linli.records import archive, registry
from linli.records import services as records
from linli.records.backup import backup
from linli.records.restore import restore
from linli.records.verify import verify
from tests.records.conftest import AT, CLERK, Thing
from tests.records.test_uploads import Named, picture

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.databases]
SRC = Path(__file__).resolve().parents[2] / "src"


def linli(data: Path, *words: str) -> dict[str, Any]:
    """Run a command on a SQLite of its own in ``data``."""
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    environment |= {"LINLI_DATA": str(data), "PYTHONPATH": str(SRC), "LINLI_SQLITE_SYNC": "OFF"}
    done = subprocess.run(
        [sys.executable, "-m", "linli", *words, "--json"],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    found: dict[str, Any] = json.loads(done.stdout[done.stdout.index("{") :])
    return found


def test_a_house_moves_to_a_fresh_sqlite_and_back_with_the_same_digest(
    own_folders: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # The table of Thing exists in this process only; its history lives on without the row.
    thing = Thing(phone="1")
    records.append(subject=thing, name="thing.made", actor=CLERK, at=AT, text={"note": "漏水"})
    records.attach(subject=thing, upload=Named(picture(), "a.jpg"), actor=CLERK, at=AT, kind="photo")
    monkeypatch.delitem(registry._subjects, "thing")
    here, there = own_folders / "here.linli", own_folders / "there.linli"
    made = backup(here, AT)
    other = own_folders / "other"
    assert linli(other, "restore", str(here))["digest"] == made.digest
    assert linli(other, "verify")["events"] == 2
    assert linli(other, "backup", str(there))["digest"] == made.digest
    result = restore(there, replace=True)
    assert result.digest == made.digest == archive.database_digest()
    assert verify().ok
