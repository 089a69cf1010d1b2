"""One side's supply network: nodes, the ways between them, what enters and what is needed.

Codes: PLA001 arrays that do not fit each other · PLA002 a number outside its range ·
PLA003 a place that is no node, or more than one place · PLA004 a worth that cannot be drawn from ·
PLA005 a dossier without a network · PLA006 a day outside the battle.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import numpy.typing as npt

from asculum.place.arrays import BoolArray, FloatArray, IntArray
from asculum.terms.errors import UsageError


@dataclass(frozen=True, kw_only=True, eq=False)
class Network:
    """A supply network as draws that share one index.

    ``links`` names the ends of each way; ways run both ways. ``length`` (link,) is in [km];
    ``capacity`` (draw, link) in [tonnes a day, one way], infinite where nothing limits it, 0 where
    the way is not there in a draw;
    ``supply`` and ``need`` (draw, node) in [tonnes a day], 0 where there is none. ``open`` (node,)
    says which nodes the side may pass. Arrays without draws are taken as one draw.

    Raises ``UsageError`` PLA001 where arrays do not fit, PLA002 where a number is outside its
    range or a node both supplies and needs.
    """

    nodes: tuple[str, ...]
    links: tuple[tuple[str, str], ...]
    length: npt.ArrayLike
    capacity: npt.ArrayLike
    supply: npt.ArrayLike
    need: npt.ArrayLike
    open: npt.ArrayLike | None = None

    def __post_init__(self) -> None:
        if len(set(self.nodes)) < len(self.nodes):
            raise _misfit("a node named twice", "give each node its own name")
        known = set(self.nodes)
        for a, b in self.links:
            if a == b or a not in known or b not in known:
                raise _misfit(f"a link from {a!r} to {b!r}", "name two different nodes")
        open_ = np.ones(len(self.nodes), dtype=np.bool_) if self.open is None else self.open
        object.__setattr__(self, "open", np.asarray(open_, dtype=np.bool_))
        object.__setattr__(self, "length", np.asarray(self.length, dtype=np.float64))
        for name in ("capacity", "supply", "need"):
            values = np.atleast_2d(np.asarray(getattr(self, name), dtype=np.float64))
            object.__setattr__(self, name, np.ascontiguousarray(values))
        self._check()

    @property
    def draws(self) -> int:
        """The number of draws."""
        return int(self.capacities.shape[0])

    @property
    def lengths(self) -> FloatArray:
        """Lengths [km], (link,)."""
        return np.asarray(self.length)

    @property
    def capacities(self) -> FloatArray:
        """Capacities [tonnes a day], (draw, link)."""
        return np.asarray(self.capacity)

    @property
    def supplied(self) -> FloatArray:
        """What can enter [tonnes a day], (draw, node)."""
        return np.asarray(self.supply)

    @property
    def needed(self) -> FloatArray:
        """What is needed [tonnes a day], (draw, node)."""
        return np.asarray(self.need)

    @property
    def passable(self) -> BoolArray:
        """Which nodes the side may pass, (node,)."""
        return np.asarray(self.open, dtype=np.bool_)

    def at(self, place: str) -> int:
        """Return where the one place asked about stands among the nodes (PLA003)."""
        if not isinstance(place, str):
            raise UsageError(
                "PLA003",
                "more than one place",
                why="what one place was worth is told; places are never ranked against each other, "
                "for a list of them is a list of targets",
                fix="name the place that was fought over",
            )
        if place not in self.nodes:
            raise UsageError(
                "PLA003",
                f"{place!r} is no node of the network",
                why="what a place was worth is told by the ways that lead through it",
                fix="add it with its ways, or name it as the network does",
            )
        return self.nodes.index(place)

    @cached_property
    def ends(self) -> IntArray:
        """The two ends of each link, (link, 2)."""
        index = {name: at for at, name in enumerate(self.nodes)}
        pairs = [(index[a], index[b]) for a, b in self.links]
        return np.array(pairs, dtype=np.int64).reshape(len(pairs), 2)

    @cached_property
    def flow_graph(self) -> tuple[IntArray, IntArray, IntArray, FloatArray]:
        """Arcs of the split graph as the kernels read them: first, arcs, to, length."""
        n, pairs = len(self.nodes), self.ends
        node = np.arange(n)
        tail = [2 * node, np.empty(0, dtype=np.int64), np.full(n, 2 * n), 2 * node + 1]
        head = [2 * node + 1, np.empty(0, dtype=np.int64), 2 * node, np.full(n, 2 * n + 1)]
        a, b = pairs[:, 0], pairs[:, 1]
        tail[1] = np.stack([2 * a + 1, 2 * b + 1], axis=1).ravel()
        head[1] = np.stack([2 * b, 2 * a], axis=1).ravel()
        tails, heads = np.concatenate(tail), np.concatenate(head)
        to = np.stack([heads, tails], axis=1).ravel()
        out_of = np.stack([tails, heads], axis=1).ravel()
        arcs = np.argsort(out_of, kind="stable")
        first = np.searchsorted(out_of[arcs], np.arange(2 * n + 3))
        length = np.zeros(len(to))
        road = np.repeat(self.lengths, 2)
        length[2 * n : 2 * n + 4 * len(pairs) : 2] = road
        length[2 * n + 1 : 2 * n + 4 * len(pairs) : 2] = -road
        return first.astype(np.int64), arcs.astype(np.int64), to.astype(np.int64), length

    @property
    def shut(self) -> BoolArray:
        """Which ways are not there, for they carry nothing, (draw, link)."""
        return np.asarray(self.capacities == 0.0)

    def middle(self) -> Network:
        """Return the network at the middle of its draws, as one draw.

        A way that is there in fewer than half of the draws is not there; the middle of the others
        is that of the draws in which they are.
        """
        there = ~self.shut
        known = there.mean(axis=0) >= 0.5
        held = np.where(there, self.capacities, np.nan)[:, known]
        capacity = np.zeros(len(self.links))
        capacity[known] = np.nanmedian(held, axis=0) if known.any() else 0.0
        return replace(
            self,
            capacity=capacity,
            supply=np.median(self.supplied, axis=0),
            need=np.median(self.needed, axis=0),
        )

    def lengths_open(self, shut: BoolArray) -> FloatArray:
        """Return the lengths of ``way_graph``, infinite for the links (link,) that are shut."""
        begins, ends, lengths = self.way_graph
        del begins, ends
        return np.where(shut[self._way_links], np.inf, lengths)

    @cached_property
    def _way_links(self) -> IntArray:
        """The link behind each entry of ``way_graph``."""
        pairs = self.ends
        order = np.argsort(np.concatenate([pairs[:, 0], pairs[:, 1]]), kind="stable")
        return np.asarray(order % max(len(pairs), 1))

    @cached_property
    def way_graph(self) -> tuple[IntArray, IntArray, FloatArray]:
        """Links out of each node as the kernels read them: begins, ends, lengths."""
        pairs = self.ends
        out_of = np.concatenate([pairs[:, 0], pairs[:, 1]])
        there = np.concatenate([pairs[:, 1], pairs[:, 0]])
        order = np.argsort(out_of, kind="stable")
        begins = np.searchsorted(out_of[order], np.arange(len(self.nodes) + 1))
        lengths = np.concatenate([self.lengths, self.lengths])[order]
        return begins.astype(np.int64), there[order].astype(np.int64), lengths

    def _check(self) -> None:
        n, m = len(self.nodes), len(self.links)
        shapes = {
            "length": (self.lengths.shape, (m,)),
            "open": (self.passable.shape, (n,)),
            "capacity": (self.capacities.shape, (self.draws, m)),
            "supply": (self.supplied.shape, (self.draws, n)),
            "need": (self.needed.shape, (self.draws, n)),
        }
        for name, (seen, wanted) in shapes.items():
            if seen != wanted:
                what = f"{name} of shape {seen}, not {wanted}"
                raise _misfit(what, "give one value for each link or node, in the same draws")
        finite = {"length": self.lengths, "need": self.needed}
        for name, values in (
            finite | {"capacity": self.capacities, "supply": self.supplied}
        ).items():
            bad = np.isnan(values) | (values < 0) | (np.isinf(values) & (name in finite))
            bad |= (values == 0) & (name == "length")
            if bad.any():
                raise UsageError(
                    "PLA002",
                    f"{name} of {values[bad][0]:g}",
                    why="tonnes are not negative, lengths are above zero, needs and lengths finite",
                    fix="leave out what is not known, or give its range as draws",
                )
        both = ((self.supplied > 0) & (self.needed > 0)).any(axis=0)
        if both.any():
            raise UsageError(
                "PLA002",
                f"{self.nodes[int(np.argmax(both))]!r} both supplies and needs",
                why="what is needed where it enters needs no way",
                fix="make two nodes of it, joined by a short link",
            )


def _misfit(what: str, fix: str) -> UsageError:
    return UsageError("PLA001", what, why="a network's arrays fit its nodes and links", fix=fix)


def through_nodes(network: Network) -> Sequence[int]:
    """Return the nodes that are only passed: open, of several links, nothing entering or needed."""
    degree = np.bincount(network.ends.ravel(), minlength=len(network.nodes))
    own = (network.supplied > 0).any(axis=0) | (network.needed > 0).any(axis=0)
    return [int(i) for i in np.flatnonzero(network.passable & (degree > 1) & ~own)]
