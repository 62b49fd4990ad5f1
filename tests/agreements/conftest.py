"""The cast of tests/cast.py with the pledge in use."""

from __future__ import annotations

import pytest

from linli.domain.access import SYSTEM
from linli.mechanisms import services as mechanisms
from tests import cast


@pytest.fixture
def city(db: None) -> cast.City:
    """Two streets of one district; the street of the east works by the pledge."""
    made = cast.build()
    mechanisms.sync(actor=SYSTEM, at=cast.AT)
    mechanisms.roll_out(mechanism="co_building_pledge", area_id=made.areas["city"], actor=SYSTEM, at=cast.AT)
    mechanisms.roll_out(
        mechanism="frontage_pledge", area_id=made.areas["city"], basis="街道批准", actor=SYSTEM, at=cast.AT
    )
    return made
