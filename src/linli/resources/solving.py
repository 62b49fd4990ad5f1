"""The solver for a whole city: min-cost flow by the extra ``matching``; what it finds is checked and proved by the domain.

The extra is imported here only, when a run asks for it: no server process carries it (docs/explanation/resources.md).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from linli.domain import assignment as proofs
from linli.domain.assignment import NOBODY, Assignment
from linli.domain.matching import Problem

#: What to install where the extra is missing.
INSTALL = "pip install 'linli[matching]'"
#: Up to so many needs the reference solver of the domain is quick enough, without any extra.
SMALL = 60
#: Rounds of the vectorised proof before the slow one is asked.
ROUNDS = 4000

Step = Callable[[str], None]


class SolverMissing(RuntimeError):  # noqa: N818 - named for what is missing
    """The extra is not installed and the problem is too large to do without."""


@dataclass(frozen=True)
class Solved:
    """An assignment with its cost and how it was proved."""

    assignment: list[int]
    cost: int
    proved: bool


def installed() -> bool:
    """Is the extra there?"""
    return find_spec("ortools") is not None and find_spec("numpy") is not None


def solve(problem: Problem, *, prove: bool = True, step: Step = lambda _name: None) -> Solved:
    """The best assignment. Raises :class:`SolverMissing` where the extra is needed and absent."""
    step("solve")
    if installed():
        found = _flow(problem)
    elif problem.size <= SMALL:
        found = proofs.solve_small(problem)
    else:
        raise SolverMissing(INSTALL)
    step("prove")
    wrong = proofs.faults(problem, found)
    if wrong:
        raise AssertionError(f"the solver broke a rule: {wrong[:3]}")
    proved = prove and proofs.holds(problem, found, potentials(problem, found))
    return Solved(found, proofs.total(problem, found), proved)


def _flow(problem: Problem) -> list[int]:
    """Source → needs → offers → end; one arc for each further task of an offer, dearer than the one before."""
    import numpy as np
    from ortools.graph.python import min_cost_flow  # type: ignore[import-untyped]

    if not problem.size:
        return []
    size, offers = problem.size, len(problem.caps)
    end = size + offers
    count = len(problem.needs)
    caps = np.asarray(problem.caps, dtype=np.int64)
    holder = np.repeat(np.arange(offers), caps)
    nth = np.arange(len(holder)) - np.repeat(np.cumsum(caps) - caps, caps)
    every = np.arange(size)
    tails = np.concatenate([np.asarray(problem.needs, dtype=np.int64), holder + size, every])
    heads = np.concatenate(
        [np.asarray(problem.offers, dtype=np.int64) + size, np.full(len(holder), end), np.full(size, end)]
    )
    costs = np.concatenate(
        [np.asarray(problem.costs, dtype=np.int64), nth * problem.each_more, np.full(size, problem.unmet)]
    )
    flow = min_cost_flow.SimpleMinCostFlow()
    flow.add_arcs_with_capacity_and_unit_cost(tails, heads, np.ones(len(tails), dtype=np.int64), costs)
    flow.set_nodes_supplies(
        np.concatenate([every, [end]]), np.concatenate([np.ones(size, dtype=np.int64), [-size]])
    )
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise AssertionError(f"min-cost flow: {status}")
    taken = np.nonzero(flow.flows(np.arange(count)))[0]
    found = np.full(size, NOBODY, dtype=np.int64)
    found[tails[taken]] = heads[taken] - size
    return [int(one) for one in found]


def potentials(problem: Problem, found: Assignment) -> Sequence[int]:
    """Potentials that prove the assignment, all edges at once; the domain's own search where they do not settle."""
    if not installed() or problem.size <= SMALL:
        return proofs.certificate(problem, found)
    import numpy as np

    edges: Any = np.array(list(proofs.residual(problem, found)), dtype=np.int64)
    edges = edges[np.argsort(edges[:, 1], kind="stable")]
    tails, heads, costs = edges[:, 0], edges[:, 1], edges[:, 2]
    starts = np.flatnonzero(np.r_[True, heads[1:] != heads[:-1]])
    reached = heads[starts]
    held = np.zeros(problem.size + len(problem.caps) + 1, dtype=np.int64)
    for _ in range(ROUNDS):
        best = np.minimum(held[reached], np.minimum.reduceat(held[tails] + costs, starts))
        if np.array_equal(best, held[reached]):
            return [int(one) for one in held]
        held[reached] = best
    return proofs.certificate(problem, found)
