"""The cast at work: mechanisms in force, bodies answering for their places, logged-in browsers, cases in every state."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from django.test import Client

from linli.cases import services as cases
from linli.cases.models import Case
from linli.domain.access import PUBLIC, Actor
from linli.mechanisms.services import syncing
from linli.organizations import services as organizations
from tests import cast

#: Tuesday 10 November 2026, 09:00 in China: a working day.
AT = datetime(2026, 11, 10, 1, 0, tzinfo=UTC)
TEXT = "湖光花园门口路灯不亮，晚上老人不敢出门"


@dataclass
class Office:
    """The city with everything that a case needs."""

    city: cast.City

    def actor(self, post: str) -> Actor:
        row = self.city.posts[post]
        return Actor(None, row.pk, "page", row.organization_id)

    def client(self, post: str) -> Client:
        """A browser of the holder of a post, acting in it."""
        return self.city.client(post, at=AT)

    def case(self, at: datetime = AT, **values: object) -> Case:
        """A lamp that is out, told through the window with a phone."""
        given: dict[str, object] = {
            "text": TEXT,
            "area_id": self.city.areas["garden"],
            "category": "traffic_road_lamp",
            "reporter": cases.Reporter(name="王某", phone="13800138000"),
            **values,
        }
        return cases.register_case(voice=cases.Voice(**given), actor=PUBLIC, at=at)  # type: ignore[arg-type]

    def dispatched(self, at: datetime = AT) -> Case:
        body = self.city.bodies["urban"].pk
        return cases.dispatch_case(
            case_id=self.case(at).pk,
            body_id=body,
            reason="路灯由城管局管护",
            actor=self.actor("clerk"),
            at=at,
        )

    def accepted(self, at: datetime = AT) -> Case:
        return cases.accept(case_id=self.dispatched(at).pk, actor=self.actor("handler"), at=at)

    def answered(self, at: datetime = AT) -> Case:
        return cases.submit_answer(
            case_id=self.accepted(at).pk,
            result="solved",
            text="更换灯泡两只，当晚试亮正常。",
            actor=self.actor("handler"),
            at=at + timedelta(hours=5),
        )

    def passed(self, at: datetime = AT) -> Case:
        return cases.review(
            case_id=self.answered(at).pk, approve=True, actor=self.actor("clerk"), at=at + timedelta(hours=6)
        )


def build() -> Office:
    """The cast, with mechanisms synced and every body answering for its own place."""
    city = cast.build()
    syncing.sync()
    for key, body in city.bodies.items():
        if key != "hall":
            organizations.link_area(
                organization_id=body.pk, area_id=body.area_id, kind="responsible", actor=PUBLIC, at=cast.AT
            )
    office = city.bodies["east_office"]
    organizations.link_area(
        organization_id=office.pk, area_id=office.area_id, kind="fallback", actor=PUBLIC, at=cast.AT
    )
    return Office(city)
