"""Node values of a large supply network: ours beside a whole flow for every node by SciPy.

Run as ``uv run python bench/place.py``. A random planar-like grid of about 5,000 links; the median
of three runs, the two side by side in one run.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

from asculum.place.disagreement import MEASURES, node_values
from asculum.place.network import Network

SIDE = 50
#: Nodes of which SciPy is asked; the rest would take as long each.
ASKED = 60


def grid(seed: int = 1) -> Network:
    """Return a grid of towns with depots along one edge and troops along the other."""
    rng = np.random.default_rng(seed)
    names = [f"{row}-{column}" for row in range(SIDE) for column in range(SIDE)]
    links = []
    for row in range(SIDE):
        for column in range(SIDE):
            if column + 1 < SIDE:
                links.append((f"{row}-{column}", f"{row}-{column + 1}"))
            if row + 1 < SIDE:
                links.append((f"{row}-{column}", f"{row + 1}-{column}"))
    supply, need = np.zeros(len(names)), np.zeros(len(names))
    for row in range(SIDE):
        supply[names.index(f"{row}-0")] = 400
        need[names.index(f"{row}-{SIDE - 1}")] = rng.integers(50, 400)
    return Network(
        nodes=tuple(names),
        links=tuple(links),
        length=rng.integers(2, 15, len(links)),
        capacity=rng.integers(20, 300, len(links)),
        supply=supply,
        need=need,
    )


def by_scipy(network: Network, lost: int) -> int:
    """Return the greatest flow without a node."""
    n = len(network.nodes)
    a, b = network.ends.T
    kept = (a != lost) & (b != lost)
    a, b, carries = a[kept], b[kept], network.capacities[0][kept]
    nodes = np.array([i for i in range(n) if i != lost])
    rows = np.concatenate([a, b, np.full(len(nodes), n), nodes])
    columns = np.concatenate([b, a, nodes, np.full(len(nodes), n + 1)])
    values = [carries, carries, network.supplied[0][nodes], network.needed[0][nodes]]
    table = csr_array(
        (np.concatenate(values).astype(np.int32), (rows, columns)), shape=(n + 2, n + 2)
    )
    return int(maximum_flow(table, n, n + 1).flow_value)


def seconds(call: Callable[[], object]) -> float:
    """Return the median seconds of three calls."""
    taken = []
    for _ in range(3):
        started = time.perf_counter()
        call()
        taken.append(time.perf_counter() - started)
    return statistics.median(taken)


def main() -> None:
    """Measure, and hold the values of the two against each other."""
    network = grid()
    node_values(network)  # compiled once
    asked = np.random.default_rng(2).choice(len(network.nodes), ASKED, replace=False)
    ours = seconds(lambda: node_values(network))
    whole = by_scipy(network, -1)
    theirs = seconds(lambda: [by_scipy(network, int(at)) for at in asked])
    values = node_values(network)[:, MEASURES.index("flow")]
    told = [whole - by_scipy(network, int(at)) for at in asked]
    assert np.allclose(values[asked], told, atol=1e-6)
    per_node = theirs / ASKED
    print(f"{len(network.nodes):,} nodes, {len(network.links):,} links")
    print(f"four measures of every node: {ours:.1f} s")
    print(f"a whole flow for each by SciPy: {per_node * len(network.nodes):.1f} s ", end="")
    print(f"({ASKED} of them timed; the flows agree)")


if __name__ == "__main__":
    main()
