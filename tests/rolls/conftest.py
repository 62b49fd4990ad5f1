"""A city where 双报到 is in use, with an office that stands in a community."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

import pytest

from linli.domain.access import SYSTEM, Actor
from linli.mechanisms import services as mechanisms
from linli.mechanisms.services import syncing
from linli.organizations import services as organizations
from linli.organizations.models import Organization, Person
from linli.rolls import services as rolls
from linli.rolls.models import Membership
from tests import cast

#: Tuesday 10 November 2026, 09:00 in China.
AT = datetime(2026, 11, 10, 1, 0, tzinfo=UTC)
DAY = date(2026, 11, 10)


@dataclass
class Rolled:
    """The cast with a finance office reporting in to a community of East street."""

    city: cast.City
    finance: Organization
    liaison: Actor
    secretary: Actor

    def applied(self, **values: object) -> Membership:
        given: dict[str, object] = {
            "kind": "unit_roll",
            "area_id": self.city.areas["lake"],
            "organization_id": self.finance.pk,
            "contact": "李同志",
            "phone": "0393-4416100",
            "actor": self.liaison,
            "at": AT,
            **values,
        }
        return rolls.apply(**given)  # type: ignore[arg-type]

    def on_roll(self, **values: object) -> Membership:
        at = values.get("at", AT)
        row = self.applied(**values)
        return rolls.receive(membership_id=row.pk, actor=self.secretary, at=at, on=row.applied_on)  # type: ignore[arg-type]

    def member(self, name: str = "党员甲", *, area: str = "lake", **values: object) -> Membership:
        person = self.person(name)
        return self.on_roll(
            kind="member_roll",
            person_id=person.pk,
            area_id=self.city.areas[area],
            contact="",
            phone="",
            **values,
        )

    def person(self, name: str) -> Person:
        return organizations.create_person(name=name, actor=SYSTEM, at=AT)


@pytest.fixture
def rolled(db: None) -> Rolled:
    city = cast.build()
    syncing.sync()
    for mechanism in (
        "dual_reporting",
        "joint_day",
        "double_backstop",
        "party_incubation",
        "volunteer_teams",
    ):
        mechanisms.roll_out(mechanism=mechanism, area_id=city.areas["city"], actor=SYSTEM, at=cast.AT)
    finance = organizations.create_organization(
        name="湖滨区财政局", kind="dept_finance", area_id=city.areas["district"], actor=SYSTEM, at=cast.AT
    )
    city.bodies["finance"] = finance
    city.posts["liaison"] = organizations.create_post(
        organization_id=finance.pk, title="机关党委专职副书记", role="unit_liaison", actor=SYSTEM, at=cast.AT
    )
    city.people["liaison"] = organizations.create_person(name="沈海燕", actor=SYSTEM, at=cast.AT)
    organizations.appoint(
        person_id=city.people["liaison"].pk, post_id=city.posts["liaison"].pk, actor=SYSTEM, at=cast.AT
    )
    post = city.posts["secretary"]
    return Rolled(
        city,
        finance,
        Actor(None, city.posts["liaison"].pk, "page", finance.pk),
        Actor(None, post.pk, "page", post.organization_id),
    )
