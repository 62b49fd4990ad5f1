"""Needs and offers: who could do what, what it costs in sense (not money), and the proof that an assignment is best.

An assignment is right when every need has at most one offer, no offer more than its cap, and only allowed pairs
stand in it; :mod:`linli.domain.assignment` checks that and proves that it is best. The first goal is to leave no need
out; then nearness, fit, and that nobody is always the one who is asked. Whole numbers only.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

#: Days of the week × morning, afternoon, evening; bit 0 is Monday morning. 0 says nothing about time.
SLOTS = 21
#: How far apart: same estate, community, sub-district, district, city, none of them.
FAR = 5


@dataclass(frozen=True)
class Weights:
    """What each consideration costs; one unit has no meaning of its own. ``unmet`` outweighs everything else."""

    distance: tuple[int, ...] = (0, 10, 30, 60, 100, 200)
    no_skill_asked: int = 4
    asked_lately: int = 6
    most_asked: int = 20
    refused_pair: int = 300
    refused_kind: int = 40
    refused_far: int = 80
    most_refused: int = 5
    each_more: int = 15
    unmet: int = 1_000_000


@dataclass(frozen=True)
class Need:
    """What is wanted. ``places``: ids from city down to estate (None: not set); ``amount`` in the unit of the kind."""

    id: int
    kind: str
    places: tuple[int | None, ...]
    skill: str = ""
    slots: int = 0
    amount: int = 0
    private: bool = False


@dataclass(frozen=True)
class Offer:
    """What is given. ``serves``: places it is meant for; ``cap`` at most so many at a time; ``trusted``: may see
    hardship; ``asked`` times lately; ``refused`` needs and ``refused_kinds`` how often, by what was wanted;
    ``refused_far`` the shortest distance that was refused as too far (None: none)."""

    id: int
    kind: str
    places: tuple[int | None, ...]
    serves: frozenset[int]
    skills: frozenset[str] = frozenset()
    slots: int = 0
    amount: int = 0
    cap: int = 1
    trusted: bool = False
    asked: int = 0
    refused: frozenset[int] = frozenset()
    refused_kinds: Mapping[str, int] = field(default_factory=dict)
    refused_far: int | None = None


def distance(first: Sequence[int | None], second: Sequence[int | None]) -> int:
    """0 same estate … 4 same city, 5 none; both run from city down to estate."""
    for steps, (one, other) in enumerate(zip(reversed(first), reversed(second), strict=True)):
        if one is not None and one == other:
            return steps
    return FAR


def hindrance(need: Need, offer: Offer) -> str:  # noqa: PLR0911 - one line a hindrance, the quickest first
    """Why this offer cannot take this need, as a code; empty when it can."""
    if offer.kind != need.kind:
        return "other_kind"
    if need.skill and need.skill not in offer.skills:
        return "no_skill"
    if need.private and not offer.trusted:
        return "private"
    if need.amount > offer.amount > 0:
        return "too_much"
    if need.slots and offer.slots and not need.slots & offer.slots:
        return "no_time"
    if offer.cap < 1:
        return "no_room"
    if offer.serves.isdisjoint(need.places):
        return "not_served"
    return ""


def price(need: Need, offer: Offer, weights: Weights) -> int:
    """Cost of an allowed pair, ≥ 0."""
    return _cost(need, offer, weights, distance(need.places, offer.places))


def _cost(need: Need, offer: Offer, weights: Weights, far: int) -> int:
    cost = weights.distance[far]
    if offer.refused_far is not None and far >= offer.refused_far:
        cost += weights.refused_far
    if not need.skill and offer.skills:
        # A special skill is kept for those who ask for it.
        cost += weights.no_skill_asked
    if offer.asked:
        cost += weights.asked_lately * min(offer.asked, weights.most_asked)
    if offer.refused and need.id in offer.refused:
        cost += weights.refused_pair
    if offer.refused_kinds:
        topic = need.skill or need.kind
        cost += weights.refused_kind * min(offer.refused_kinds.get(topic, 0), weights.most_refused)
    return cost


@dataclass(frozen=True)
class Reason:
    """One consideration of a pair: a code and its number; the words stand with the room."""

    code: str
    number: int = 0


def reasons(need: Need, offer: Offer) -> tuple[Reason, ...]:
    """Why a pair was proposed, and what spoke against it, in a fixed order."""
    far = distance(need.places, offer.places)
    found = [Reason("kind"), Reason("near", far)]
    if need.skill:
        found.append(Reason("skill"))
    if need.slots and offer.slots:
        found.append(Reason("time", (need.slots & offer.slots).bit_count()))
    if need.amount and offer.amount:
        found.append(Reason("amount", offer.amount))
    if need.private:
        found.append(Reason("trusted"))
    found.append(Reason("asked", offer.asked))
    if need.id in offer.refused:
        found.append(Reason("refused_pair"))
    if offer.refused_far is not None and far >= offer.refused_far:
        found.append(Reason("refused_far"))
    before = offer.refused_kinds.get(need.skill or need.kind, 0)
    if before:
        found.append(Reason("refused_kind", before))
    return tuple(found)


@dataclass(frozen=True)
class Problem:
    """Allowed pairs as parallel columns: pair k joins ``needs[k]`` with ``offers[k]`` at ``costs[k]``.

    The n-th need one offer takes costs ``(n - 1) * each_more`` besides; a need left out costs ``unmet``.
    """

    size: int
    caps: Sequence[int]
    needs: Sequence[int]
    offers: Sequence[int]
    costs: Sequence[int]
    each_more: int = 15
    unmet: int = 1_000_000


def pairs(
    needs: Sequence[Need], offers: Sequence[Offer], weights: Weights | None = None, nearest: int = 30
) -> Problem:
    """All allowed pairs, for each need the ``nearest`` ones (ring by ring outwards; a ring is never cut by chance:
    within it the cheapest stay). Linear in what is looked at, not in needs × offers."""
    weights = weights or Weights()
    index = _index(needs, offers)
    columns: tuple[list[int], list[int], list[int]] = ([], [], [])
    for number, need in enumerate(needs):
        for cost, other in _candidates(need, offers, index, weights, nearest):
            columns[0].append(number)
            columns[1].append(other)
            columns[2].append(cost)
    caps = [max(offer.cap, 0) for offer in offers]
    return Problem(len(needs), caps, *columns, each_more=weights.each_more, unmet=weights.unmet)


#: (kind, skill, place it is meant for, how far out, place it stands in) → offers.
Key = tuple[str, str, int, int, int | None]
Index = dict[Key, list[int]]


def _index(needs: Sequence[Need], offers: Sequence[Offer]) -> Index:
    """Offers by what is asked of them, each place they serve and each place they stand in; the ring FAR holds all.

    A city where few offers serve a place is looked at where those few are, not through everybody with the skill.
    """
    asked = {(need.kind, need.skill) for need in needs}
    index: Index = {}
    for number, offer in enumerate(offers):
        wanted = [skill for skill in ("", *offer.skills) if (offer.kind, skill) in asked]
        stands = [(far, place) for far, place in _rings(offer.places)]
        for skill in wanted:
            for served in offer.serves:
                for far, place in stands:
                    index.setdefault((offer.kind, skill, served, far, place), []).append(number)
    return index


def _rings(places: Sequence[int | None]) -> list[tuple[int, int | None]]:
    """How far out, and the place there: from the estate outwards, FAR for everybody at last."""
    found = [(far, place) for far, place in enumerate(reversed(places)) if place is not None]
    return [*found, (FAR, None)]


def _candidates(
    need: Need, offers: Sequence[Offer], index: Index, weights: Weights, nearest: int
) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    seen: set[int] = set()
    served = [place for place in need.places if place is not None]
    for far, place in _rings(need.places):
        ring: list[tuple[int, int]] = []
        for one in served:
            for number in index.get((need.kind, need.skill, one, far, place), ()):
                if number in seen:
                    continue
                seen.add(number)
                offer = offers[number]
                if not hindrance(need, offer):
                    ring.append((_cost(need, offer, weights, far), number))
        ring.sort()
        found += ring[: nearest - len(found)]
        if len(found) >= nearest:
            break
    return found
