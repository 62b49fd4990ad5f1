"""Who may take what: hindrances, prices, reasons, and the pairs of a whole city."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from linli.domain.matching import (
    FAR,
    Need,
    Offer,
    Weights,
    distance,
    hindrance,
    pairs,
    price,
    reasons,
)

PLACES = (1, 2, 3, 4, 5)
NEED = Need(id=7, kind="skill", places=PLACES, skill="plumbing")
OFFER = Offer(id=9, kind="skill", places=PLACES, serves=frozenset({3}), skills=frozenset({"plumbing"}), cap=2)


@pytest.mark.parametrize(
    ("need", "offer", "code"),
    [
        ({}, {}, ""),
        ({"kind": "money"}, {}, "other_kind"),
        ({"skill": "barber"}, {}, "no_skill"),
        ({"private": True}, {}, "private"),
        ({"private": True}, {"trusted": True}, ""),
        ({"amount": 50_000}, {"amount": 30_000}, "too_much"),
        ({"amount": 50_000}, {"amount": 0}, ""),
        ({"slots": 0b001}, {"slots": 0b110}, "no_time"),
        ({"slots": 0b001}, {"slots": 0}, ""),
        ({}, {"cap": 0}, "no_room"),
        ({}, {"serves": frozenset({8})}, "not_served"),
    ],
)
def test_each_hindrance_has_its_own_word(need: dict, offer: dict, code: str) -> None:
    assert hindrance(replace(NEED, **need), replace(OFFER, **offer)) == code


@pytest.mark.parametrize(
    ("places", "far"),
    [
        ((1, 2, 3, 4, 5), 0),
        ((1, 2, 3, 4, 6), 1),
        ((1, 2, 3, 6, None), 2),
        ((1, 2, 6, 7, 8), 3),
        ((1, 6, 7, 8, 9), 4),
        ((6, 7, 8, 9, 10), FAR),
        ((None,) * 5, FAR),
    ],
)
def test_distance_counts_the_levels_up_to_a_common_place(places: tuple, far: int) -> None:
    assert distance(PLACES, places) == distance(places, PLACES) == far


def test_a_refusal_is_learnt_for_the_pair_and_for_the_topic() -> None:
    plain = price(NEED, OFFER, Weights())
    assert price(NEED, replace(OFFER, refused_kinds={"plumbing": 1}), Weights()) == plain + 40
    assert price(NEED, replace(OFFER, refused_kinds={"plumbing": 99}), Weights()) == plain + 200
    assert price(NEED, replace(OFFER, refused=frozenset({7})), Weights()) == plain + 300


def test_what_was_refused_as_too_far_costs_more_from_that_distance_on() -> None:
    near, away = OFFER, replace(OFFER, places=(1, 2, 3, 6, None))
    for offer, more in ((near, 0), (away, 80)):
        told = replace(offer, refused_far=2)
        assert price(NEED, told, Weights()) == price(NEED, offer, Weights()) + more
        assert ("refused_far" in [one.code for one in reasons(NEED, told)]) == bool(more)


def test_whoever_was_asked_often_costs_more_and_a_skill_is_kept_for_those_who_ask_for_it() -> None:
    assert price(NEED, replace(OFFER, asked=3), Weights()) == price(NEED, OFFER, Weights()) + 18
    plain = replace(NEED, skill="")
    assert price(plain, OFFER, Weights()) > price(plain, replace(OFFER, skills=frozenset()), Weights())


def test_the_reasons_say_what_was_weighed() -> None:
    codes = [reason.code for reason in reasons(NEED, replace(OFFER, asked=2, refused_kinds={"plumbing": 1}))]
    assert codes == ["kind", "near", "skill", "asked", "refused_kind"]


def _chain(district: int, street: int, community: int, estate: int | None) -> tuple[int | None, ...]:
    """Ids as a tree has them: each id stands at one place only."""
    here = 100 + district
    street = here * 10 + street
    community = street * 10 + community
    return (1, here, street, community, None if estate is None else community * 10 + estate)


_places = st.builds(
    _chain, st.integers(1, 2), st.integers(1, 2), st.integers(1, 2), st.none() | st.integers(1, 2)
)
_skills = st.sampled_from(["", "plumbing", "barber"])
_needs = st.lists(
    st.builds(Need, id=st.integers(0, 99), kind=st.just("skill"), places=_places, skill=_skills), max_size=6
)
_offers = st.lists(
    st.builds(
        Offer,
        id=st.integers(0, 99),
        kind=st.sampled_from(["skill", "money"]),
        places=_places,
        serves=st.frozensets(st.sampled_from([1, 101, 102, 1011, 10111]), min_size=1),
        skills=st.frozensets(st.sampled_from(["plumbing", "barber"])),
        cap=st.integers(0, 3),
        asked=st.integers(0, 9),
    ),
    max_size=8,
)


@given(_needs, _offers)
def test_the_index_finds_exactly_the_pairs_that_are_allowed(needs: list, offers: list) -> None:
    problem = pairs(needs, offers, nearest=1000)
    found = set(zip(problem.needs, problem.offers, strict=True))
    assert found == {
        (n, o) for n, need in enumerate(needs) for o, offer in enumerate(offers) if not hindrance(need, offer)
    }
    assert all(
        cost == price(needs[n], offers[o], Weights())
        for n, o, cost in zip(problem.needs, problem.offers, problem.costs, strict=True)
    )


@given(_needs, _offers, st.integers(1, 4))
def test_only_so_many_are_compared_and_the_nearest_stay(needs: list, offers: list, nearest: int) -> None:
    problem = pairs(needs, offers, nearest=nearest)
    whole = pairs(needs, offers, nearest=1000)
    for number in range(len(needs)):
        kept = [o for n, o in zip(problem.needs, problem.offers, strict=True) if n == number]
        every = [o for n, o in zip(whole.needs, whole.offers, strict=True) if n == number]
        assert len(kept) == min(nearest, len(every))
        left = set(every) - set(kept)
        if left and kept:
            far = max(distance(needs[number].places, offers[o].places) for o in kept)
            assert far <= min(distance(needs[number].places, offers[o].places) for o in left)
