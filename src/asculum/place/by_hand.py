"""The middle of every range, so that a reader can do the sums again by hand."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from asculum.place.arrays import BoolArray, FloatArray
from asculum.place.network import Network
from asculum.place.worth import PlaceWorth, worth_of


@dataclass(frozen=True, kw_only=True)
class Fed:
    """Troops beyond the place: what they need [tonnes a day] and how far supplies come [km].

    A way is infinite where there is none.
    """

    node: str
    need: float
    way_with: float
    way_without: float


@dataclass(frozen=True, kw_only=True, eq=False)
class ByHand:
    """The place at the middle of every range: its worth, and the ways behind its access."""

    worth: PlaceWorth
    fed: tuple[Fed, ...]


def by_hand(network: Network, *, place: str) -> ByHand:
    """Return the worth of a place where every capacity and need is the middle of its draws."""
    at = network.at(place)
    middle = network.middle()
    alive = network.passable.copy()
    alive[at] = True
    with_it = _ways(middle, alive)
    lost = alive.copy()
    lost[at] = False
    without_it = _ways(middle, lost)
    fed = tuple(
        Fed(
            node=network.nodes[i],
            need=float(middle.needed[0, i]),
            way_with=float(with_it[i]),
            way_without=float(without_it[i]),
        )
        for i in np.flatnonzero(middle.needed[0] > 0)
        if i != at and alive[i]
    )
    worth = worth_of(middle, place=place)
    return ByHand(worth=worth, fed=fed)


def _ways(network: Network, alive: BoolArray) -> FloatArray:
    from asculum.place import _kernels

    begins, ends, _ = network.way_graph
    lengths = network.lengths_open(network.shut[0])
    came = np.empty(len(alive), dtype=np.int64)
    return _kernels.ways(begins, ends, lengths, alive, network.supplied[0], came)
