"""Supply networks for tests, and second programs that solve them: SciPy, linear programmes."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array
from scipy.sparse.csgraph import dijkstra, maximum_flow

from asculum.place.network import Network


def made_up(seed: int, *, nodes: int = 9, links: int = 16, draws: int = 1) -> Network:
    """Return a random network with whole capacities, two depots and three lines of troops."""
    rng = np.random.default_rng(seed)
    names = tuple(f"n{i}" for i in range(nodes))
    pairs: set[tuple[int, int]] = set()
    while len(pairs) < links:
        a, b = rng.integers(0, nodes, 2)
        if a != b:
            pairs.add((int(min(a, b)), int(max(a, b))))
    ends = sorted(pairs)
    supply, need = np.zeros((draws, nodes)), np.zeros((draws, nodes))
    supply[:, :2] = rng.integers(20, 90, (draws, 2))
    need[:, -3:] = rng.integers(5, 50, (draws, 3))
    return Network(
        nodes=names,
        links=tuple((names[a], names[b]) for a, b in ends),
        length=rng.integers(3, 40, links),
        capacity=rng.integers(1, 40, (draws, links)),
        supply=supply,
        need=need,
    )


def without(network: Network, *places: str) -> Network:
    """Return the network without some nodes and the ways to them."""
    kept = [i for i, name in enumerate(network.nodes) if name not in places]
    ways = [i for i, pair in enumerate(network.links) if not set(pair) & set(places)]
    return Network(
        nodes=tuple(network.nodes[i] for i in kept),
        links=tuple(network.links[i] for i in ways),
        length=network.lengths[ways],
        capacity=network.capacities[:, ways],
        supply=network.supplied[:, kept],
        need=network.needed[:, kept],
    )


def passable(network: Network, *, place: str) -> Network:
    """Return the network without closed nodes, the troops at the place unfed."""
    at = network.nodes.index(place)
    need = network.needed.copy()
    need[:, at] = 0.0
    whole = Network(
        nodes=network.nodes,
        links=network.links,
        length=network.lengths,
        capacity=network.capacities,
        supply=network.supplied,
        need=need,
    )
    closed = [
        name for i, name in enumerate(network.nodes) if not network.passable[i] and name != place
    ]
    return without(whole, *closed)


def carrying(network: Network, draw: int = 0) -> Network:
    """Return the network without the ways that carry nothing in a draw."""
    kept = [i for i in range(len(network.links)) if network.capacities[draw, i] > 0]
    return Network(
        nodes=network.nodes,
        links=tuple(network.links[i] for i in kept),
        length=network.lengths[kept],
        capacity=network.capacities[:, kept],
        supply=network.supplied,
        need=network.needed,
    )


def greatest_flow(network: Network, draw: int = 0) -> int:
    """Return the greatest flow by SciPy (Dinic's method), of whole capacities."""
    n = len(network.nodes)
    table = np.zeros((n + 2, n + 2), dtype=np.int32)
    for (a, b), carries in zip(network.ends, network.capacities[draw], strict=True):
        table[a, b] = table[b, a] = int(carries)
    table[n, :n] = np.minimum(network.supplied[draw], 10**6)
    table[:n, n + 1] = network.needed[draw]
    return int(maximum_flow(csr_array(table), n, n + 1).flow_value)


def least_cut(network: Network, draw: int = 0) -> float:
    """Return the capacity of the least cut, by the dual linear programme; never which cut it is."""
    # min sum of capacity × d over arcs, d >= p(tail) - p(head), p(source) = 1, p(sink) = 0
    arcs = _arcs(network, draw)
    n, m = len(network.nodes) + 2, len(arcs)
    rows = np.zeros((m, n + m))
    for row, (a, b, _, _) in enumerate(arcs):
        rows[row, a], rows[row, b], rows[row, n + row] = 1.0, -1.0, -1.0
    bounds = [(0.0, 1.0)] * (n - 2) + [(1.0, 1.0), (0.0, 0.0)] + [(0.0, 1.0)] * m
    costs = np.concatenate([np.zeros(n), [carries for _, _, carries, _ in arcs]])
    return float(linprog(costs, A_ub=rows, b_ub=np.zeros(m), bounds=bounds, method="highs").fun)


def least_hauling(network: Network, tonnes: float, draw: int = 0) -> float:
    """Return the least tonne-kilometres for ``tonnes``, by a linear programme (HiGHS)."""
    arcs = _arcs(network, draw)
    n = len(network.nodes)
    balance = np.zeros((n + 2, len(arcs)))
    for column, (a, b, _, _) in enumerate(arcs):
        balance[a, column], balance[b, column] = 1.0, -1.0
    wanted = np.zeros(n + 2)
    wanted[n], wanted[n + 1] = tonnes, -tonnes
    found = linprog(
        [length for _, _, _, length in arcs],
        A_eq=balance,
        b_eq=wanted,
        bounds=[(0.0, None if np.isinf(carries) else carries) for _, _, carries, _ in arcs],
        method="highs",
    )
    assert found.success
    return float(found.fun)


def most_delivered(network: Network, draw: int = 0) -> float:
    """Return the greatest flow by the programme itself (HiGHS), of any capacities."""
    arcs = _arcs(network, draw)
    n = len(network.nodes)
    balance = np.zeros((n, len(arcs)))
    arrives = np.zeros(len(arcs))
    for column, (a, b, _, _) in enumerate(arcs):
        if a < n:
            balance[a, column] = 1.0
        if b < n:
            balance[b, column] = -1.0
        arrives[column] = -1.0 if b == n + 1 else 0.0
    if not n:
        return 0.0
    found = linprog(
        arrives,
        A_eq=balance,
        b_eq=np.zeros(n),
        bounds=[(0.0, None if np.isinf(carries) else carries) for _, _, carries, _ in arcs],
        method="highs",
    )
    assert found.success
    return -float(found.fun)


def access(network: Network, draw: int = 0) -> float:
    """Return the mean of 1/way over the need, ways by SciPy."""
    n = len(network.nodes)
    table = np.zeros((n, n))
    for (a, b), length in zip(network.ends, network.lengths, strict=True):
        # of ways side by side the shortest
        table[a, b] = table[b, a] = min(length, table[a, b] or np.inf)
    depots = np.flatnonzero(network.supplied[draw] > 0)
    far = dijkstra(csr_array(table), directed=False, indices=depots, min_only=True)
    need = network.needed[draw]
    return float(sum(need[i] / far[i] for i in np.flatnonzero(need)) / need.sum())


def shapley(values: dict[frozenset[str], float], players: Sequence[str], one: str) -> float:
    """Return a Shapley value from the worth of every group, order by order."""
    from itertools import permutations

    orders = list(permutations(players))
    total = 0.0
    for order in orders:
        before = frozenset(order[: order.index(one)])
        total += values[before | {one}] - values[before]
    return total / len(orders)


def _arcs(network: Network, draw: int) -> list[tuple[int, int, float, float]]:
    n = len(network.nodes)
    arcs: list[tuple[int, int, float, float]] = []
    for (a, b), carries, length in zip(
        network.ends, network.capacities[draw], network.lengths, strict=True
    ):
        arcs += [(a, b, carries, length), (b, a, carries, length)]
    arcs += [(n, i, float(network.supplied[draw, i]), 0.0) for i in range(n)]
    arcs += [(i, n + 1, float(network.needed[draw, i]), 0.0) for i in range(n)]
    return arcs
