"""Laws of what a place is worth: units, order of rows, more roads, one more node."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from place_networks import made_up

from asculum.place.network import Network
from asculum.place.worth import PlaceWorth, worth_of

SEEDS = range(6)


def weigh(network: Network) -> PlaceWorth:
    return worth_of(network, place="n3", rng=np.random.default_rng(1))


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_lost_by_holding(seed: int) -> None:
    found = weigh(made_up(seed, draws=20))
    assert found.order_free is not None
    for draws in (found.flow, found.haul, found.access_share, found.order_free.draws):
        assert (draws >= -1e-6).all()
    assert (found.flow_with <= found.need + 1e-9).all()


@pytest.mark.parametrize("seed", SEEDS)
def test_change_of_unit(seed: int) -> None:
    network = made_up(seed)
    plain = weigh(network)
    kilos = weigh(
        replace(
            network,
            capacity=network.capacities * 1000,
            supply=network.supplied * 1000,
            need=network.needed * 1000,
            length=network.lengths / 1.609344,
        )
    )
    assert kilos.flow == pytest.approx(plain.flow * 1000, abs=1e-4)
    assert kilos.haul == pytest.approx(plain.haul * 1000 / 1.609344, abs=1e-2)
    assert kilos.access_share == pytest.approx(plain.access_share)


@pytest.mark.parametrize("seed", SEEDS)
def test_order_of_rows_does_not_matter(seed: int) -> None:
    network = made_up(seed)
    rng = np.random.default_rng(seed)
    nodes, links = rng.permutation(len(network.nodes)), rng.permutation(len(network.links))
    mixed = Network(
        nodes=tuple(network.nodes[i] for i in nodes),
        links=tuple(network.links[i][::-1] for i in links),
        length=network.lengths[links],
        capacity=network.capacities[:, links],
        supply=network.supplied[:, nodes],
        need=network.needed[:, nodes],
    )
    one, other = weigh(network), weigh(mixed)
    assert one.order_free is not None
    assert other.order_free is not None
    assert other.flow == pytest.approx(one.flow, abs=1e-7)
    assert other.haul == pytest.approx(one.haul, abs=1e-5)
    assert other.access_share == pytest.approx(one.access_share)
    assert other.order_free.draws == pytest.approx(one.order_free.draws, abs=1e-7)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_node_in_the_middle_of_a_road_changes_nothing(seed: int) -> None:
    network = made_up(seed)
    a, b = network.links[0]
    halved = Network(
        nodes=(*network.nodes, "milestone"),
        links=((a, "milestone"), ("milestone", b), *network.links[1:]),
        length=[network.lengths[0] / 2, network.lengths[0] / 2, *network.lengths[1:]],
        capacity=np.insert(network.capacities, 0, network.capacities[:, 0], axis=1),
        supply=np.append(network.supplied, [[0]], axis=1),
        need=np.append(network.needed, [[0]], axis=1),
    )
    one, other = weigh(network), weigh(halved)
    assert other.flow == pytest.approx(one.flow, abs=1e-7)
    assert other.haul == pytest.approx(one.haul, abs=1e-5)
    assert other.access_share == pytest.approx(one.access_share)


@pytest.mark.parametrize("seed", SEEDS)
def test_a_by_pass_makes_a_place_worth_no_more(seed: int) -> None:
    network = made_up(seed)
    around = Network(
        nodes=network.nodes,
        links=(*network.links, ("n0", "n8"), ("n0", "n7"), ("n0", "n6")),
        length=[*network.lengths, 5, 5, 5],
        capacity=np.append(network.capacities, [[np.inf] * 3], axis=1),
        supply=np.where(network.supplied > 0, np.inf, 0.0),
        need=network.needed,
    )
    # with ways that carry all from a depot without end to each line, no junction is needed
    assert weigh(around).flow == pytest.approx([0.0], abs=1e-7)
