"""Is an assignment right, and is none better? Checked and proved here, so that no solver has to be believed.

It is right when only allowed pairs stand in it and no cap is passed (:func:`faults`). It is best when the residual
graph has no negative cycle: potentials of its nodes prove that and are checked edge by edge (:func:`certificate`,
:func:`holds`). :func:`solve_small` is the reference for tests and small places; cities use a solver outside.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Sequence

from linli.domain.matching import Problem

#: Nobody takes the need.
NOBODY = -1
Assignment = Sequence[int]


def loads(problem: Problem, assignment: Assignment) -> list[int]:
    """How many needs each offer takes."""
    found = [0] * len(problem.caps)
    for offer in assignment:
        if offer != NOBODY:
            found[offer] += 1
    return found


def faults(problem: Problem, assignment: Assignment) -> list[str]:
    """What is wrong with an assignment (empty: nothing): its length, pairs that are not allowed, caps passed."""
    if len(assignment) != problem.size:
        return [f"{len(assignment)} of {problem.size} needs"]
    allowed = set(zip(problem.needs, problem.offers, strict=True))
    wrong = [
        f"need {need} with offer {offer}"
        for need, offer in enumerate(assignment)
        if offer != NOBODY and (need, offer) not in allowed
    ]
    if wrong:
        return wrong
    return [
        f"offer {offer}: {load} of {problem.caps[offer]}"
        for offer, load in enumerate(loads(problem, assignment))
        if load > problem.caps[offer]
    ]


def total(problem: Problem, assignment: Assignment) -> int:
    """Cost of a right assignment."""
    price_of = _cheapest(problem)
    paired = sum(
        problem.unmet if offer == NOBODY else price_of[need, offer] for need, offer in enumerate(assignment)
    )
    return paired + sum(problem.each_more * load * (load - 1) // 2 for load in loads(problem, assignment))


def _cheapest(problem: Problem) -> dict[tuple[int, int], int]:
    found: dict[tuple[int, int], int] = {}
    for need, offer, cost in zip(problem.needs, problem.offers, problem.costs, strict=True):
        held = found.get((need, offer))
        if held is None or cost < held:
            found[need, offer] = cost
    return found


Edge = tuple[int, int, int]


def residual(problem: Problem, assignment: Assignment) -> Iterable[Edge]:
    """Edges (from, to, cost) along which an assignment could be changed.

    Nodes: needs first, then offers, last the end where every need's unit arrives.
    """
    end = problem.size + len(problem.caps)
    for (need, offer), cost in _cheapest(problem).items():
        node = problem.size + offer
        yield (node, need, -cost) if assignment[need] == offer else (need, node, cost)
    for offer, load in enumerate(loads(problem, assignment)):
        node = problem.size + offer
        if load < problem.caps[offer]:
            yield node, end, load * problem.each_more
        if load:
            yield end, node, -(load - 1) * problem.each_more
    for need, offer in enumerate(assignment):
        yield (end, need, -problem.unmet) if offer == NOBODY else (need, end, problem.unmet)


class Improvable(ValueError):  # noqa: N818 - named for what was found
    """A better assignment exists; ``cycle`` names nodes of a chain of changes that lowers the cost."""

    def __init__(self, cycle: tuple[int, ...]) -> None:
        self.cycle = cycle
        super().__init__(f"better along {cycle}")


def certificate(problem: Problem, assignment: Assignment) -> list[int]:
    """A potential for each node under which no change pays. Raises :class:`Improvable` where one does."""
    size = problem.size + len(problem.caps) + 1
    out: list[list[tuple[int, int]]] = [[] for _ in range(size)]
    for start, end, cost in residual(problem, assignment):
        out[start].append((end, cost))
    potential, came, entered = [0] * size, [NOBODY] * size, [0] * size
    waiting, inside = deque(range(size)), [True] * size
    while waiting:
        node = waiting.popleft()
        inside[node] = False
        for end, cost in out[node]:
            if potential[node] + cost >= potential[end]:
                continue
            potential[end], came[end] = potential[node] + cost, node
            if not inside[end]:
                entered[end] += 1
                if entered[end] > size:
                    raise Improvable(_cycle(came, end))
                waiting.append(end)
                inside[end] = True
    return potential


def _cycle(came: Sequence[int], node: int) -> tuple[int, ...]:
    for _ in came:
        node = came[node]
    found, here = [node], came[node]
    while here != node:
        found.append(here)
        here = came[here]
    return tuple(reversed(found))


def holds(problem: Problem, assignment: Assignment, potential: Sequence[int]) -> bool:
    """Does this potential prove the assignment best? Each edge is looked at once; right pairs are asked as well."""
    if faults(problem, assignment) or len(potential) != problem.size + len(problem.caps) + 1:
        return False
    return all(
        potential[start] + cost >= potential[end] for start, end, cost in residual(problem, assignment)
    )


def solve_small(problem: Problem) -> list[int]:
    """The best assignment by shortest improving chains, one need after another; for some hundred needs."""
    assignment = [NOBODY] * problem.size
    for need in range(problem.size):
        _improve(problem, assignment, need)
    return assignment


def _improve(problem: Problem, assignment: list[int], need: int) -> None:
    """Bring one more need in along the cheapest chain of changes, if that costs less than leaving it out."""
    end = problem.size + len(problem.caps)
    far, came = {need: 0}, {need: NOBODY}
    waiting = deque([need])
    out: dict[int, list[tuple[int, int]]] = {}
    for start, stop, cost in residual(problem, assignment):
        # A need that was left out before stays out: it was tried with every chain there is.
        if start != end:
            out.setdefault(start, []).append((stop, cost))
    while waiting:
        node = waiting.popleft()
        for stop, cost in out.get(node, ()):
            if stop not in far or far[node] + cost < far[stop]:
                far[stop], came[stop] = far[node] + cost, node
                waiting.append(stop)
    if far.get(end, problem.unmet) >= problem.unmet:
        return
    node, after = came[end], end
    while node != NOBODY:
        if node < problem.size:
            assignment[node] = NOBODY if after == end else after - problem.size
        node, after = came[node], node
