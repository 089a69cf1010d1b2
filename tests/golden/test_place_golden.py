"""Flows that others print."""

from __future__ import annotations

from itertools import combinations, pairwise, permutations

import numba as nb
import numpy as np
import pytest

from asculum.place import _kernels


@nb.njit(error_model="numpy")
def augment(first, arcs, to, room, start, end, most, small):
    """Call the kernel, which is a part of others and not called from Python."""
    return _kernels.augment(first, arcs, to, room, start, end, most, small)


def test_networkx_s_example_of_a_greatest_flow() -> None:
    """NetworkX, reference page of ``maximum_flow_value``, which prints 3.0."""
    names = "xabcdey"
    links = [("x", "a", 3.0), ("x", "b", 1.0), ("a", "c", 3.0), ("b", "c", 5.0), ("b", "d", 4.0)]
    links += [("d", "e", 2.0), ("c", "y", 2.0), ("e", "y", 3.0)]
    tails = [names.index(tail) for tail, _, _ in links]
    heads = [names.index(head) for _, head, _ in links]
    room = np.array([value for _, _, carries in links for value in (carries, 0.0)])
    out_of = np.stack([tails, heads], axis=1).ravel()
    to = np.stack([heads, tails], axis=1).ravel()
    arcs = np.argsort(out_of, kind="stable")
    first = np.searchsorted(out_of[arcs], np.arange(len(names) + 1))
    assert augment(first, arcs, to, room, 0, 6, np.inf, 1e-12) == 3.0


#: The examples of network interdiction in the Pyomo Gallery: arcs with capacity, and with cost.
CARRIES = (
    *(("Start", "B", 10), ("Start", "C", 70), ("C", "B", 30)),
    *(("B", "End", 100), ("C", "D", 40), ("D", "End", 50)),
)
COSTS = (
    *(("Start", "B", 10), ("Start", "C", 2), ("C", "B", 2)),
    *(("B", "End", 1), ("C", "D", 7), ("D", "End", 8)),
)
PLACES = ("Start", "B", "C", "D", "End")


def greatest(arcs: tuple[tuple[str, str, int], ...]) -> float:
    """Return the greatest flow over one-way arcs by the kernel."""
    tails = [PLACES.index(tail) for tail, _, _ in arcs]
    heads = [PLACES.index(head) for _, head, _ in arcs]
    room = np.array([float(value) for _, _, carries in arcs for value in (carries, 0)])
    out_of = np.stack([tails, heads], axis=1).ravel()
    to = np.stack([heads, tails], axis=1).ravel()
    order = np.argsort(out_of, kind="stable")
    first = np.searchsorted(out_of[order], np.arange(len(PLACES) + 1))
    return float(augment(first, order, to, room, 0, 4, np.inf, 1e-12))


@pytest.mark.parametrize(("lost", "flow", "way"), [(0, 80, 5), (1, 10, 17), (2, 0, np.inf)])
def test_what_is_left_after_the_worst_loss_of_some_ways(lost: int, flow: float, way: float) -> None:
    """Pyomo Gallery, network interdiction: 80, 10 and 0 of flow; ways of 5, 17 and none."""
    flows = [greatest(kept) for kept in combinations(CARRIES, len(CARRIES) - lost)]
    assert min(flows) == flow
    assert max(shortest(kept) for kept in combinations(COSTS, len(COSTS) - lost)) == way


def shortest(arcs: tuple[tuple[str, str, int], ...]) -> float:
    """Return the shortest way over one-way arcs, by trying every order of places."""
    cost = {(tail, head): value for tail, head, value in arcs}
    ways = [
        sum(cost.get(step, np.inf) for step in pairwise(("Start", *middle, "End")))
        for size in range(4)
        for middle in permutations(PLACES[1:4], size)
    ]
    return min(ways)
