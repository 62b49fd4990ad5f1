"""An assignment is right and best, or the house says where it is not; another solver comes to the same cost."""

from __future__ import annotations

from itertools import product

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from linli.domain.assignment import NOBODY, Improvable, certificate, faults, holds, solve_small, total
from linli.domain.matching import Problem


@st.composite
def problems(draw: st.DrawFn, most: int = 6) -> Problem:
    size, offers = draw(st.integers(0, most)), draw(st.integers(1, most))
    every = list(product(range(size), range(offers)))
    chosen = draw(st.lists(st.sampled_from(every), unique=True)) if every else []
    costs = draw(st.lists(st.integers(0, 120), min_size=len(chosen), max_size=len(chosen)))
    caps = draw(st.lists(st.integers(0, 3), min_size=offers, max_size=offers))
    return Problem(size, caps, [n for n, _ in chosen], [o for _, o in chosen], costs, each_more=15, unmet=500)


def by_networkx(problem: Problem) -> int:
    """The least cost by the network simplex of another library."""
    graph = nx.DiGraph()
    graph.add_node("end", demand=problem.size)
    for need in range(problem.size):
        graph.add_node(("n", need), demand=-1)
        graph.add_edge(("n", need), "end", capacity=1, weight=problem.unmet)
    for need, offer, cost in zip(problem.needs, problem.offers, problem.costs, strict=True):
        graph.add_edge(("n", need), ("o", offer), capacity=1, weight=cost)
    for offer, cap in enumerate(problem.caps):
        for nth in range(cap):
            graph.add_edge(("o", offer), ("s", offer, nth), capacity=1, weight=nth * problem.each_more)
            graph.add_edge(("s", offer, nth), "end", capacity=1, weight=0)
    return int(nx.min_cost_flow_cost(graph)) if problem.size else 0


def by_trying_all(problem: Problem) -> int:
    choices = [
        [NOBODY, *(o for n, o in zip(problem.needs, problem.offers, strict=True) if n == need)]
        for need in range(problem.size)
    ]
    return min(total(problem, one) for one in product(*choices) if not faults(problem, one))


@given(problems())
def test_the_reference_solver_is_right_proved_and_agrees_with_another_solver(problem: Problem) -> None:
    found = solve_small(problem)
    assert faults(problem, found) == []
    assert holds(problem, found, certificate(problem, found))
    assert total(problem, found) == by_networkx(problem)


@given(problems(most=4))
@settings(max_examples=60)
def test_no_other_assignment_is_cheaper(problem: Problem) -> None:
    assert total(problem, solve_small(problem)) == by_trying_all(problem)


@given(problems(), st.data())
def test_the_proof_exists_exactly_for_the_best(problem: Problem, data: st.DataObject) -> None:
    choices = [
        [NOBODY, *(o for n, o in zip(problem.needs, problem.offers, strict=True) if n == need)]
        for need in range(problem.size)
    ]
    tried = [data.draw(st.sampled_from(one)) for one in choices]
    if faults(problem, tried):
        assert not holds(problem, tried, [0] * (problem.size + len(problem.caps) + 1))
        return
    best = total(problem, solve_small(problem))
    if total(problem, tried) == best:
        assert holds(problem, tried, certificate(problem, tried))
        return
    with pytest.raises(Improvable) as caught:
        certificate(problem, tried)
    assert len(caught.value.cycle) >= 2


@given(problems())
def test_what_is_left_out_is_never_more_than_needed(problem: Problem) -> None:
    """The first goal: as many needs as possible (a matching bounded by the caps)."""
    found = solve_small(problem)
    graph = nx.Graph()
    tops = [("n", need) for need in range(problem.size)]
    graph.add_nodes_from(tops)
    for need, offer in zip(problem.needs, problem.offers, strict=True):
        for nth in range(problem.caps[offer]):
            graph.add_edge(("n", need), ("o", offer, nth))
    most = len(nx.bipartite.maximum_matching(graph, top_nodes=tops)) // 2
    assert problem.size - found.count(NOBODY) == most


def test_faults_name_what_is_wrong() -> None:
    problem = Problem(2, [1], [0, 1], [0, 0], [5, 5])
    assert faults(problem, [0]) == ["1 of 2 needs"]
    assert faults(problem, [0, 0]) == ["offer 0: 2 of 1"]
    assert faults(Problem(1, [1], [], [], []), [0]) == ["need 0 with offer 0"]


def test_load_is_spread_before_one_is_asked_twice() -> None:
    problem = Problem(2, [2, 1], [0, 0, 1, 1], [0, 1, 0, 1], [0, 10, 0, 10], each_more=15)
    assert sorted(solve_small(problem)) == [0, 1]


def test_a_potential_of_another_length_proves_nothing() -> None:
    problem = Problem(1, [1], [0], [0], [5])
    assert not holds(problem, [0], [0])
    with pytest.raises(Improvable):
        certificate(problem, [NOBODY])
