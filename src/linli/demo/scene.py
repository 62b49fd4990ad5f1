"""Who acts in a life of a case: the desks of a place, the handlers, and what was proposed before."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from linli.cases import queries
from linli.cases.models import Case
from linli.demo.bodies import Staff
from linli.demo.town import Town
from linli.domain.access import Actor
from linli.mechanisms import queries as mechanisms

PUBLIC = Actor(user_id=None, post_id=None, channel="public")


@dataclass(frozen=True)
class Proposal:
    """A body and the reason the system gave."""

    body_id: int
    reason: str


@dataclass
class Scene:
    """The city while it lives."""

    town: Town
    staff: Staff
    seed: int
    now: datetime
    #: (topic, estate) → the last case that may have duplicates.
    last: dict[tuple[str, str], int] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)
    _routes: dict[tuple[int, str, str], Proposal] = field(default_factory=dict)

    def worker(self, community: str) -> Actor:
        """Who takes in and sends out in a community."""
        return self.staff.actor(f"{community}工作者")

    def secretary(self, community: str) -> Actor:
        """Who checks and decides in a community."""
        return self.staff.actor(f"{community}书记")

    def clerk(self, community: str) -> Actor:
        """The clerk of the street above a community."""
        return self.staff.actor(f"{self.town.street_of[community]}干部")

    def desk(self, community: str, body_id: int, *, order: bool) -> Actor:
        """Who sends a case to a body: the community; the street for 12345 orders and what the community handles."""
        own = order or self.staff.bodies[community] == body_id
        return self.clerk(community) if own else self.worker(community)

    def route(self, case: Case, area_id: int, at: datetime) -> Proposal:
        """Where the case should go, with the stored reason; asked once for a place and category."""
        key = (area_id, case.category, case.kind)
        held = self._routes.get(key)
        if held is None:
            kind, _definition = mechanisms.case_kind(case.kind, case.area_id, at)
            found = queries.propose_route(area_id=case.area_id, category=case.category, kind=kind, at=at)
            community = case.community or next(iter(self.town.communities.values()))
            if found.body is None:
                name = next(name for name, pk in self.town.communities.items() if pk == community)
                held = Proposal(self.staff.bodies[name], found.reason)
            else:
                held = Proposal(found.body.pk, found.reason)
            self._routes[key] = held
        return held
