"""The network of one side on one day, drawn from what a dossier states."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np

from asculum.evidence.claims import CONTESTED, Control
from asculum.evidence.network import NetworkEdge, NetworkNode, within
from asculum.place.arrays import BoolArray, FloatArray
from asculum.place.network import Network

#: Draws of the capacities and needs.
DRAWS = 1000
#: An unknown capacity is drawn between this share of the whole need and all of it.
UNKNOWN = 0.01

Streams = Callable[[str], np.random.Generator]


class Unsure(StrEnum):
    """How the ways are taken of which it is not known that they were there."""

    DRAWN = "drawn"
    THERE = "there"
    GONE = "gone"


@dataclass(frozen=True, kw_only=True, eq=False)
class SideNetwork:
    """A side's network on one day, with what was taken for its unknown capacities.

    ``unknown`` are the ids of the links that may be used and whose capacity nobody states;
    ``assumed`` is the range [tonnes a day] that they were drawn from, ``None`` without any.
    ``unsure`` are the ids of the links that may be used and that nobody says were there, or of
    which the dossier gives a chance below 1.
    """

    network: Network
    unknown: tuple[str, ...]
    assumed: tuple[float, float] | None
    unsure: tuple[str, ...] = ()


def side_network(
    nodes: Sequence[NetworkNode],
    edges: Sequence[NetworkEdge],
    *,
    control: Iterable[Control],
    side: str,
    day: date,
    streams: Streams,
    draws: int = DRAWS,
    unsure: Unsure = Unsure.DRAWN,
) -> SideNetwork:
    """Return the network that ``side`` could use on ``day``.

    It may pass nodes that it holds, that are contested, or that nobody is said to hold; who holds a
    node is told by ``control`` under the node's name, else by the node. Supplies and needs are its
    own on that day, links those open on it.

    A range is drawn evenly in its logarithm, with a best figure as a triangle whose peak it is; a
    best figure alone is taken as it stands. Every row draws from a stream of its own, so that
    adding a row moves no other. An unknown capacity lies between ``UNKNOWN`` of the whole need of
    the side and all of it, where it no longer binds.

    A link with a chance below 1 is there in that share of the draws, taken at random. ``unsure``
    may instead take all links that nobody vouches for, or whose chance is below 1, to be there, or
    none of them; nothing else is drawn otherwise.

    Assumes: ranges and chances of different rows are independent.
    Biased when: roads were bad all at once (mud, guns): then the interval is too narrow.
    Do not use when: most capacities are unknown; the ways (access, hauling) can still be told.
    """
    rows = tuple(control)
    doubted = {edge.id for edge in edges if not edge.vouched or edge.chance < 1}
    ways = [
        edge
        for edge in edges
        if edge.usable(day) and not (unsure is Unsure.GONE and edge.id in doubted)
    ]
    known = {node.id: node for node in nodes}
    passable = [holder(node, rows, day) in ("", CONTESTED, side) for node in nodes]
    open_ = {node.id for node, may in zip(nodes, passable, strict=True) if may}
    need = np.zeros((draws, len(nodes)))
    supply = np.zeros((draws, len(nodes)))
    for column, node in enumerate(nodes):
        if not node.active(day):
            continue
        if node.needs == side and node.id in open_:
            need[:, column] = _range(node, streams, draws)
        if node.supplies == side and node.id in open_:
            given = node.best is not None or node.low is not None
            supply[:, column] = _range(node, streams, draws) if given else np.inf
    whole = need.sum(axis=1)
    unknown = [edge for edge in ways if edge.best is None and edge.low is None]
    capacity = np.zeros((draws, len(ways)))
    length = np.zeros(len(ways))
    for column, edge in enumerate(ways):
        length[column] = edge.kilometres(known) or np.nan
        if edge in unknown:
            share = streams(f"edge/{edge.id}").random(draws)
            capacity[:, column] = whole * UNKNOWN ** (1.0 - share)
        else:
            capacity[:, column] = _range(edge, streams, draws)
        if unsure is Unsure.DRAWN and edge.chance < 1:
            capacity[~_there(edge, streams, draws), column] = 0.0
    used = tuple(edge.id for edge in unknown if {edge.a, edge.b} <= open_)
    middle = float(np.median(whole))
    return SideNetwork(
        network=Network(
            nodes=tuple(known),
            links=tuple((edge.a, edge.b) for edge in ways),
            length=length,
            capacity=capacity,
            supply=supply,
            need=need,
            open=passable,
        ),
        unknown=used,
        assumed=(UNKNOWN * middle, middle) if used else None,
        unsure=tuple(e.id for e in ways if e.id in doubted and {e.a, e.b} <= open_),
    )


def holder(node: NetworkNode, control: Sequence[Control], day: date) -> str:
    """Return who held a node on a day: a side, contested, or ``""`` where nobody says."""
    for row in control:
        if row.place.casefold() == node.name.casefold() and within(row.start, row.end, day):
            return row.status
    return node.holder


def _there(edge: NetworkEdge, streams: Streams, draws: int) -> BoolArray:
    """Return in which draws a way is there: in its chance of them, rounded up, at random."""
    count = int(np.ceil(edge.chance * draws - 1e-9))
    order = streams(f"edge/{edge.id}/there").permutation(draws)
    return np.asarray(order < count)


def _range(row: NetworkNode | NetworkEdge, streams: Streams, draws: int) -> FloatArray:
    if row.low is None or row.high is None:
        assert row.best is not None, "the reader refuses a row without a figure"
        return np.full(draws, row.best)
    kind = "edge" if isinstance(row, NetworkEdge) else "node"
    share = streams(f"{kind}/{row.id}").random(draws)
    low, high = np.log(row.low), np.log(row.high)
    if low == high:
        return np.full(draws, row.low)
    if row.best is None:
        return np.asarray(np.exp(low + share * (high - low)))
    peak = (np.log(row.best) - low) / (high - low)
    rising = np.sqrt(share * peak)
    falling = 1.0 - np.sqrt((1.0 - share) * (1.0 - peak))
    return np.asarray(np.exp(low + np.where(share < peak, rising, falling) * (high - low)))
