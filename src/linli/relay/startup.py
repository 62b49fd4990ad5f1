"""What this room registers at start: its jobs, and which addresses the outer zone leaves out."""

from __future__ import annotations

from linli.records import schedule
from linli.relay import checks, services, zone  # noqa: F401 - checks register themselves
from linli.ui import navigation


def register() -> None:
    """Called once by ``AppConfig.ready``."""
    schedule.register("relay", every=60, run=services.carry)
    schedule.register("relay board", every=600, run=services.carry_board)
    navigation.narrow("relay", zone.answers)
