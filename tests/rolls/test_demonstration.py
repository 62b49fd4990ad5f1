"""What the demonstration puts on rolls of a real place: the figures of the report, spread as it says."""

from __future__ import annotations

import pytest

from linli.areas import queries as areas
from linli.areas import services as places
from linli.demo import of_rolls, reported
from linli.domain import figures
from linli.domain.access import SYSTEM
from linli.rolls import queries
from linli.rolls.models import Membership
from tests.rolls.conftest import AT, DAY, Rolled

pytestmark = pytest.mark.django_db


def test_308_units_stand_on_77_rolls_five_at_the_first(rolled: Rolled) -> None:
    made = [
        places.create_place(
            parent_id=rolled.city.areas["west"],
            level="community",
            name=f"第{n}社区",
            actor=SYSTEM,
            at=AT,
            invented=True,
        ).pk
        for n in range(77)
    ]
    city = rolled.city.areas["city"]
    real = reported.Places(
        xuchang=city, puyang=city, xingyang=city, weidu=city, street=city, communities=tuple(made)
    )
    assert of_rolls._reported(real, AT) == 308
    found = queries.overview(areas.refs_for([rolled.city.areas["west"]]), DAY)
    assert found.spread.units == 308
    assert found.told == 12_043
    assert figures.about(found.told, "余", 1000) == "1.2万余"
    at_first = Membership.objects.filter(area_id=made[0]).values_list("said_members", flat=True)
    assert (len(at_first), sum(one or 0 for one in at_first)) == (5, 263)
    lines = {line.area.area_id: line.units for line in found.lines}
    assert lines[made[0]] == 5
    assert min(lines[pk] for pk in made) >= 3
    assert str(queries.rolls.spread({pk: lines[pk] for pk in made}, made).printed_mean) == "4.0"
