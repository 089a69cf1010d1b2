"""Places in networks as rough as rows of a dossier may make them, beside linear programmes (HiGHS).

Ways twice and three times between the same nodes, ways that carry nothing, nodes and whole parts
apart, closed nodes, troops that need nothing, depots that never run dry, networks of one node.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from place_networks import (
    access,
    carrying,
    least_hauling,
    most_delivered,
    passable,
    shapley,
    without,
)

from asculum.place.disagreement import MEASURES, node_values
from asculum.place.network import Network, through_nodes
from asculum.place.worth import worth_of
from asculum.terms.status import StatusCode

SEEDS = range(42)


def rough(seed: int) -> Network:
    """Return a random network with all that a table of ways may hold."""
    rng = np.random.default_rng(seed)
    count = int(rng.integers(2, 10))
    names = tuple(f"n{i}" for i in range(count))
    links = []
    for _ in range(int(rng.integers(0, 2 * count))):
        a, b = rng.choice(count, 2, replace=False)
        links += [(names[a], names[b])] * int(rng.choice([1, 1, 1, 2, 3]))
    m = len(links)
    capacity = rng.choice([0.0, 1e-3, 0.5, 3.0, 7.25, 40.0, 1e4, np.inf], m)
    kind = rng.choice(["through", "depot", "troops"], count, p=[0.5, 0.25, 0.25])
    plenty = rng.choice([0.0, 5.0, 33.3, np.inf], count)
    wants = rng.choice([0.0, 0.25, 8.0, 21.5], count)
    return Network(
        nodes=names,
        links=tuple(links),
        length=rng.uniform(0.1, 60, m),
        capacity=capacity,
        supply=np.where(kind == "depot", plenty, 0.0),
        need=np.where(kind == "troops", wants, 0.0),
        open=rng.random(count) < 0.9,
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_measures_or_refusals_as_programmes_find_them(seed: int) -> None:
    network = rough(seed)
    for place in network.nodes[:3]:
        open_ = passable(network, place=place)
        gone = without(open_, place)
        found = worth_of(network, place=place, rng=np.random.default_rng(1))
        whole = most_delivered(open_)
        if found.status.code is StatusCode.NOT_IDENTIFIED:
            assert found.flow.size == 0
            assert whole == pytest.approx(0, abs=1e-6)  # as near as the programme comes
            continue
        rest = most_delivered(gone)
        assert whole > 0
        assert found.flow_with[0] == pytest.approx(whole, abs=1e-6)
        assert found.flow_without[0] == pytest.approx(rest, abs=1e-6)
        # the programmes keep to their bounds by 1e-7 a way, on up to 60 km of each
        carried = min(rest, found.flow_without[0]) * (1 - 1e-9)
        near = 1e-5 * (1 + found.haul_without[0])
        assert found.haul_with[0] == pytest.approx(least_hauling(open_, carried), abs=near)
        assert found.haul_without[0] == pytest.approx(least_hauling(gone, carried), abs=near)
        # no way that carries nothing brings anybody nearer
        assert found.access_with[0] == pytest.approx(access(carrying(open_)))
        assert found.access_without[0] == pytest.approx(access(carrying(gone)))


@pytest.mark.parametrize("seed", SEEDS)
def test_order_free_value_of_rough_networks(seed: int) -> None:
    network = rough(seed)
    place = network.nodes[0]
    open_ = passable(network, place=place)
    found = worth_of(network, place=place, rng=np.random.default_rng(1))
    if found.order_free is None:
        assert found.status.code is StatusCode.NOT_IDENTIFIED
        return
    others = [network.nodes[i] for i in through_nodes(network) if network.nodes[i] != place]
    assert found.order_free.others == len(others)
    if len(others) > 5:
        others_left = found.order_free.draws[0]
        # too many orders for a brute force in a test: bounded by alone and by last
        assert -1e-9 <= others_left <= most_delivered(open_) + 1e-6
        return
    players = [*others, place]
    values = {
        frozenset(group): most_delivered(without(open_, *(set(players) - set(group))))
        for size in range(len(players) + 1)
        for group in combinations(players, size)
    }
    assert found.order_free.draws[0] == pytest.approx(shapley(values, players, place), abs=1e-6)


@pytest.mark.parametrize("seed", SEEDS)
def test_every_node_taken_away_from_a_rough_network(seed: int) -> None:
    network = rough(seed)
    values = node_values(network)[:, MEASURES.index("flow")]
    closed = [name for i, name in enumerate(network.nodes) if not network.passable[i]]
    whole = most_delivered(without(network, *closed))
    for at, name in enumerate(network.nodes):
        left = most_delivered(without(network, *closed, name))
        assert values[at] == pytest.approx(whole - left, abs=1e-6)


def test_a_network_of_one_node_is_refused() -> None:
    alone = Network(nodes=("town",), links=(), length=[], capacity=[], supply=[3], need=[0])
    found = worth_of(alone, place="town", rng=np.random.default_rng(1))
    assert found.status.code is StatusCode.NOT_IDENTIFIED
    assert "beyond" in found.status.sentence
    assert found.flow.size == 0
