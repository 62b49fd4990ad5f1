"""Two zones in one database: their tables do not touch, so switching the settings switches the side."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from linli.records import time
from linli.relay import files, services
from linli.relay.sealing import make_secret
from linli.relay.services import Report
from tests import office as offices

AT = offices.AT


@dataclass
class Zones:
    """The folders of both sides, and the ferry between them."""

    base: Path
    #: Set in place: the fixture of pytest-django lays one settings object over the other, thousands of times here.
    settings: Any = settings

    @contextmanager
    def side(self, name: str) -> Iterator[None]:
        """Everything inside happens in this zone."""
        before = self.settings.LINLI_ZONE, self.settings.LINLI_RELAY
        self.settings.LINLI_ZONE, self.settings.LINLI_RELAY = name, str(self.base / name)
        try:
            yield
        finally:
            self.settings.LINLI_ZONE, self.settings.LINLI_RELAY = before

    def send(self, name: str, at: datetime = AT, *, board: bool = False) -> list[str]:
        """The files that a side writes; the board is left out: both sides are one database."""
        with self.side(name), files.alone():
            return [batch.name for batch in services.send(at, board=board)]

    def receive(self, name: str, at: datetime = AT) -> Report:
        with self.side(name), files.alone():
            return services.receive(at)

    def out(self, name: str) -> list[Path]:
        return sorted((self.base / name / "out").glob("*.json"))

    def inbox(self, name: str) -> Path:
        folder = self.base / name / "in"
        folder.mkdir(parents=True, exist_ok=True)
        return folder

    def ferry(self, name: str) -> None:
        """The gateway fetches what lies in ``out`` of a side and puts it into ``in`` of the other."""
        other = "inner" if name == "outer" else "outer"
        for path in self.out(name):
            shutil.move(path, self.inbox(other) / path.name)

    def pass_over(self, name: str, at: datetime = AT) -> Report:
        """Written by a side, carried, taken by the other."""
        self.send(name, at)
        self.ferry(name)
        return self.receive("inner" if name == "outer" else "outer", at)

    def both_ways(self, at: datetime = AT) -> None:
        assert self.pass_over("outer", at).ok
        assert self.pass_over("inner", at).ok


@pytest.fixture
def zones(tmp_path: Path) -> Iterator[Zones]:
    secret = tmp_path / "secret"
    make_secret(secret)
    settings.LINLI_RELAY_SECRET = str(secret)
    yield Zones(tmp_path)
    settings.LINLI_ZONE = settings.LINLI_RELAY = settings.LINLI_RELAY_SECRET = ""


@pytest.fixture
def office(db: None) -> Iterator[offices.Office]:
    """The office inside; the clock of the pages stands at the hour of the cases."""
    with time.frozen(AT):
        yield offices.build()
