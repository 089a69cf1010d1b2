"""What a place was worth for supply: the network with it and without it."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from asculum.place.arrays import BoolArray, FloatArray
from asculum.place.network import Network, through_nodes
from asculum.terms.status import Status, StatusCode

#: Groups of other nodes are gone through one by one up to this many of those nodes.
EXACT = 10
#: Groups drawn where there are more.
SAMPLED = 400
#: The order-free value is taken over at least so many draws, and over all while flows are few.
ORDER_DRAWS, ORDER_FLOWS = 200, 200_000


@dataclass(frozen=True, kw_only=True, eq=False)
class OrderFree:
    """A place's Shapley value for the flow among the nodes that supplies pass.

    ``draws`` (draw,) is in [tonnes a day]; ``others`` is how many other nodes may be lost before
    or after it; ``error`` is the standard error of the mean where groups were sampled, 0 where all
    were gone through.
    """

    draws: FloatArray
    others: int
    error: float


@dataclass(frozen=True, kw_only=True, eq=False)
class PlaceWorth:
    """What one place did for one side's supply, as draws of shape (draw,).

    ``need`` is what the troops beyond the place need and ``own_need`` those at it, ``flow_with``
    and ``flow_without`` what reaches those beyond [tonnes a day]. ``haul_with`` and
    ``haul_without`` [tonne-kilometres a day] deliver the same tonnes: those that can be delivered
    without the place. ``access_with`` and ``access_without`` are the mean of 1/way over the need
    [1/km], 0 for a need without a way. Where ``status`` refuses all are empty.
    """

    place: str
    status: Status
    need: FloatArray
    own_need: FloatArray
    flow_with: FloatArray
    flow_without: FloatArray
    haul_with: FloatArray
    haul_without: FloatArray
    access_with: FloatArray
    access_without: FloatArray
    order_free: OrderFree | None = None

    @property
    def cut_off(self) -> bool:
        """Whether troops of the side stand at the place, to whom nothing comes when it is cut."""
        return bool((self.own_need > 0).any())

    @property
    def flow(self) -> FloatArray:
        """Tonnes a day that reach the troops beyond only with the place."""
        return self.flow_with - self.flow_without

    @property
    def haul(self) -> FloatArray:
        """Tonne-kilometres a day that the place spares on what arrives either way."""
        return self.haul_without - self.haul_with

    @property
    def flow_share(self) -> FloatArray:
        """The share of the need beyond that is met only with the place."""
        return self.flow / self.need

    @property
    def access_share(self) -> FloatArray:
        """The share of access that goes with the place, 0 in a draw in which there is none."""
        some = self.access_with > 0
        return np.where(
            some, 1.0 - self.access_without / np.where(some, self.access_with, 1.0), 0.0
        )


def worth_of(network: Network, *, place: str, rng: np.random.Generator | None = None) -> PlaceWorth:
    """Set a supply network with a place beside the same network without it.

    Flow: D = F(G) - F(G without v), F the greatest flow from where supplies enter to the troops
    beyond the place, whose needs bound it. Hauling: the least tonne-kilometres for the F(G without
    v) tonnes, without v less with v. Access: sum of need/way over the sum of need. Order-free: the
    mean of F(S and v) - F(S) over all orders in which the nodes that supplies pass may be lost.

    Parameters
    ----------
    network
        One side's network on one day, as draws.
    place
        The one node asked about. Troops at the place itself are left out of all measures: that
        they are fed through the place they hold is no reason to hold it.
    rng
        Randomness for the groups of the order-free value, used beyond ``EXACT`` other nodes;
        ``None`` leaves that value out.

    Returns
    -------
    The measures as draws, each at least 0 (nothing that is open gets worse for being open).

    Raises ``UsageError`` PLA003 where the place is no node, or several are asked about: places and
    ways are never ranked as objectives, and no cut is ever named (it is seldom the only one).

    Assumes: supplies are one good; ways fail alone; a day is like another; nobody answers a loss
    by building a way.
    Biased when: ways that existed are missing (the place is worth too much), or capacities are
    alike in truth and drawn apart (the interval is too narrow).
    Do not use when: a place is to be chosen: this judges one that was fought over.

    References: Ford & Fulkerson 1956; Harris & Ross 1955 (RM-1573); Shapley 1953.

    Examples
    --------
    >>> import numpy as np
    >>> from asculum.place.network import Network
    >>> roads = Network(
    ...     nodes=("depot", "town", "line"),
    ...     links=(("depot", "town"), ("town", "line"), ("depot", "line")),
    ...     length=[10, 10, 40], capacity=[300, 300, 100], supply=[900, 0, 0], need=[0, 0, 250])
    >>> worth = worth_of(roads, place="town", rng=np.random.default_rng(1))
    >>> worth.flow.tolist(), worth.haul.tolist()
    ([150.0], [2000.0])
    """
    from asculum.place import _kernels

    at = network.at(place)
    own = network.needed[:, at].copy()
    need = network.needed.copy()
    need[:, at] = 0.0
    alive = network.passable.copy()
    alive[at] = True
    need[:, ~alive] = 0.0
    supply = np.where(alive, network.supplied, 0.0)
    refusal = _refusal(need, supply)
    if refusal:
        return _refused(place, refusal)
    first, arcs, to, length = network.flow_graph
    flows = _kernels.with_and_without(
        first, arcs, to, length, alive, at, network.capacities, supply, need
    )
    if not (flows[:, 0] > 0).any():
        why = (
            "nothing reaches the troops even with the place: the network lacks what fed them; add "
            "the ways and depots that did"
        )
        return _refused(place, why)
    whole = need.sum(axis=1)
    asked = replace(network, supply=supply, need=need, open=alive)
    lost = alive.copy()
    lost[at] = False
    return PlaceWorth(
        place=place,
        status=Status(code=StatusCode.OK, sentence="Every way and need is stated."),
        need=whole,
        own_need=own,
        flow_with=flows[:, 0],
        flow_without=flows[:, 1],
        haul_with=flows[:, 2],
        haul_without=np.maximum(flows[:, 3], flows[:, 2]),
        access_with=_access(asked, alive),
        access_without=_access(asked, lost),
        order_free=_order_free(asked, at, rng) if rng is not None else None,
    )


def _refusal(need: FloatArray, supply: FloatArray) -> str:
    if not (need.sum(axis=1) > 0).all():
        return (
            "no troops of this side stand beyond the place on this day in the network: give the "
            "node where they stood a need"
        )
    if not (supply.sum(axis=1) > 0).any():
        return (
            "no supplies of this side enter the network on this day: say at which node that it "
            "held they did"
        )
    return ""


def _refused(place: str, why: str) -> PlaceWorth:
    empty = np.empty(0)
    status = Status(code=StatusCode.NOT_IDENTIFIED, sentence=f"{why[0].upper()}{why[1:]}.")
    return PlaceWorth(
        place=place,
        status=status,
        need=empty,
        own_need=empty,
        flow_with=empty,
        flow_without=empty,
        haul_with=empty,
        haul_without=empty,
        access_with=empty,
        access_without=empty,
    )


def _access(network: Network, alive: BoolArray) -> FloatArray:
    """Return the mean of 1/way over the need [1/km], (draw,)."""
    from asculum.place import _kernels

    begins, ends, _ = network.way_graph
    came = np.empty(len(alive), dtype=np.int64)
    enters: FloatArray = np.max(network.supplied, axis=0)
    patterns, of = np.unique(network.shut, axis=0, return_inverse=True)
    near = np.zeros((len(patterns), len(alive)))
    for at, shut in enumerate(patterns):
        far = _kernels.ways(begins, ends, network.lengths_open(shut), alive, enters, came)
        reached = np.isfinite(far) & (far > 0)
        near[at, reached] = 1.0 / far[reached]
    met = (network.needed * near[of.reshape(-1)]).sum(axis=1)
    return np.asarray(met / network.needed.sum(axis=1))


def _order_free(network: Network, at: int, rng: np.random.Generator) -> OrderFree:
    from asculum.place import _kernels

    others = [i for i in through_nodes(network) if i != at]
    members, weights = groups(len(others), rng)
    draws = min(network.draws, max(ORDER_DRAWS, ORDER_FLOWS // len(members)))
    open_ = np.ones((len(members), len(network.nodes)), dtype=np.bool_)
    open_[:, others] = members
    first, arcs, to, _ = network.flow_graph
    added = _kernels.marginals(
        first,
        arcs,
        to,
        network.passable,
        at,
        open_,
        network.capacities[:draws],
        network.supplied[:draws],
        network.needed[:draws],
    )
    exact = len(others) <= EXACT
    spread = added.mean(axis=0).std(ddof=1) if not exact else 0.0
    error = float(spread / np.sqrt(len(members)))
    return OrderFree(draws=added @ weights, others=len(others), error=error)


def groups(count: int, rng: np.random.Generator) -> tuple[BoolArray, FloatArray]:
    """Return groups of ``count`` other nodes as (group, node) and their weights, which sum to 1.

    A group of s comes before the place in s!(count - s)!/(count + 1)! of all orders. Beyond
    ``EXACT`` others, ``SAMPLED`` groups are drawn with those chances and weigh the same.
    """
    if count <= EXACT:
        masks = np.arange(2**count)[:, None] >> np.arange(count)[None, :] & 1
        members: BoolArray = masks.astype(np.bool_)
        size = members.sum(axis=1)
        chance = np.array([1.0])
        for step in range(1, count + 1):
            chance = np.append(chance, chance[-1] * step / (count - step + 1))
        return members, chance[size] / (count + 1)
    places = rng.random((SAMPLED, count + 1))
    return places[:, :count] < places[:, count:], np.full(SAMPLED, 1.0 / SAMPLED)
