"""Where one place stands under several measures of a hub, and how little those agree."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from asculum.place.arrays import FloatArray, IntArray
from asculum.place.network import Network, through_nodes

#: The measures, from the plainest to the one that asks what is lost.
MEASURES = ("links", "passing", "access", "flow")
#: Fewer nodes than this tell nothing of agreement.
FEWEST = 4


@dataclass(frozen=True, kw_only=True)
class Standing:
    """Where the place stands by one measure among the nodes that supplies pass.

    ``above`` nodes count for more by it and ``level`` for the same; ``value`` is its own.
    """

    measure: str
    value: float
    above: int
    level: int


@dataclass(frozen=True, kw_only=True, eq=False)
class Disagreement:
    """One place under four measures, and the rank correlations between these over all nodes.

    ``links``: how many ways meet there. ``passing``: the need [tonnes a day] whose shortest way
    leads through. ``access``: the need over its way that goes with it [tonnes a day a km].
    ``flow``: the tonnes a day that no longer arrive. ``correlations`` (measure, measure) are
    Spearman's, NaN where a measure is the same for all nodes; ``None`` below ``FEWEST`` nodes. No
    other node is named, by design.
    """

    standings: tuple[Standing, ...]
    nodes: int
    correlations: FloatArray | None


def disagreement(network: Network, *, place: str) -> Disagreement:
    """Measure one place as a hub in four ways at the middle of the draws.

    All nodes that supplies only pass are measured, so that the place has a standing; only the
    place's own is told, for a list of places by what is lost with them is a list of targets. What
    is needed at the place itself does not count.

    Raises ``UsageError`` PLA003 where the place is no node, or several are asked about.

    Assumes: the middle of each capacity and need stands for its draws, and a way that is there in
    half of them or more is there.
    Biased when: ways are missing: a junction drawn with few of its ways looks less of a hub.
    Do not use when: a hub is to be found: the measures disagree, which is the point.

    References: Jenelius & Mattsson 2015 on criticality; Spearman 1904.

    Examples
    --------
    >>> from asculum.place.network import Network
    >>> roads = Network(
    ...     nodes=("depot", "town", "line"),
    ...     links=(("depot", "town"), ("town", "line"), ("depot", "line")),
    ...     length=[10, 10, 40], capacity=[300, 300, 100], supply=[900, 0, 0], need=[0, 0, 250])
    >>> [round(standing.value, 2) for standing in disagreement(roads, place="town").standings]
    [2.0, 250.0, 6.25, 150.0]
    """
    at = network.at(place)
    beyond = network.needed.copy()
    beyond[:, at] = 0.0
    values = node_values(replace(network, need=beyond))
    among = np.array(sorted({at, *through_nodes(network)}), dtype=np.int64)
    own = values[at]
    told = values[among]
    standings = []
    for column, measure in enumerate(MEASURES):
        slack = 1e-9 * max(1.0, float(np.abs(told[:, column]).max()))
        ahead = told[:, column] - own[column]
        standings.append(
            Standing(
                measure=measure,
                value=float(own[column]),
                above=int((ahead > slack).sum()),
                level=int((np.abs(ahead) <= slack).sum()) - 1,
            )
        )
    enough = len(among) >= FEWEST
    return Disagreement(
        standings=tuple(standings),
        nodes=len(among),
        correlations=rank_correlations(told) if enough else None,
    )


def node_values(network: Network) -> FloatArray:
    """Return the measures of every node at the middle of the draws, (node, measure)."""
    from asculum.place import _kernels

    middle = network.middle()
    capacity, supply, need = middle.capacities[0], middle.supplied[0], middle.needed[0]
    there = ~middle.shut[0]
    alive = network.passable
    need, supply = np.where(alive, need, 0.0), np.where(alive, supply, 0.0)
    first, arcs, to, _ = network.flow_graph
    begins, ends, _ = network.way_graph
    lengths = middle.lengths_open(~there)
    found = np.zeros((len(network.nodes), len(MEASURES)))
    pairs: IntArray = network.ends[there & alive[network.ends].all(axis=1)]
    found[:, 0] = np.bincount(pairs.ravel(), minlength=len(network.nodes))
    found[:, 1:3] = _kernels.by_ways(begins, ends, lengths, alive, supply, need)
    found[:, 3] = _kernels.flow_lost(first, arcs, to, alive, capacity, supply, need)
    return found


def rank_correlations(values: FloatArray) -> FloatArray:
    """Return Spearman's rank correlations between columns; NaN with a column that is constant."""
    ranks = np.stack([_ranks(column) for column in values.T])
    ranks -= ranks.mean(axis=1, keepdims=True)
    size = np.sqrt((ranks**2).sum(axis=1))
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(ranks @ ranks.T / np.outer(size, size))


def _ranks(values: FloatArray) -> FloatArray:
    """Return ranks from 0, ties at their mean; what differs by round-off is a tie."""
    scale = float(np.abs(values).max()) or 1.0
    _, level, counts = np.unique(
        np.round(values / scale, 9), return_inverse=True, return_counts=True
    )
    return np.asarray((np.cumsum(counts) - (counts + 1) / 2)[level])
