"""The cast with the mechanisms of registers in use all over the city."""

from __future__ import annotations

import pytest

from linli.domain.access import SYSTEM
from linli.mechanisms import services as mechanisms
from linli.registers import kinds
from tests import cast, office

OF_REGISTERS = sorted({name for kind in kinds.shipped_kinds() if (name := kinds.home(kind.id)) is not None})


@pytest.fixture
def town(db: None) -> office.Office:
    """Bodies, posts and people; every mechanism with a register is rolled out at the city."""
    made = office.build()
    for mechanism in OF_REGISTERS:
        mechanisms.roll_out(
            mechanism=mechanism,
            area_id=made.city.areas["city"],
            basis="测试用依据",
            actor=SYSTEM,
            at=cast.AT,
        )
    return made
