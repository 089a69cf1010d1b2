"""A place set beside the network without it: by hand, by second programs, and refused."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest
from place_networks import (
    access,
    greatest_flow,
    least_cut,
    least_hauling,
    made_up,
    shapley,
    without,
)

from asculum.place import worth as worths
from asculum.place.disagreement import MEASURES, disagreement, node_values, rank_correlations
from asculum.place.network import Network, through_nodes
from asculum.place.worth import PlaceWorth, groups, worth_of
from asculum.terms.errors import UsageError
from asculum.terms.status import StatusCode

SEEDS = range(12)


def weigh(network: Network, place: str) -> PlaceWorth:
    return worth_of(network, place=place, rng=np.random.default_rng(1))


def diamond(**changed: object) -> Network:
    """A depot, two towns, a line of troops: one short way and one long."""
    parts: dict[str, object] = {
        "nodes": ("depot", "north", "south", "line"),
        "links": (("depot", "north"), ("north", "line"), ("depot", "south"), ("south", "line")),
        "length": [10, 10, 20, 20],
        "capacity": [60, 60, 50, 50],
        "supply": [np.inf, 0, 0, 0],
        "need": [0, 0, 0, 80],
    }
    return Network(**(parts | changed))  # type: ignore[arg-type]


def test_a_diamond_by_hand() -> None:
    found = weigh(diamond(), "north")
    assert found.flow_with.tolist() == [80]
    assert found.flow_without.tolist() == [50]
    # the 50 that go either way: 50 × 20 km by the north, 50 × 40 km by the south
    assert (found.haul_with.tolist(), found.haul_without.tolist()) == ([1000], [2000])
    assert found.access_share.tolist() == [0.5]
    # alone the north carries 60, after the south 30 more
    assert found.order_free is not None
    assert found.order_free.draws.tolist() == [pytest.approx(45)]
    assert (found.order_free.others, found.order_free.error) == (1, 0.0)


@pytest.mark.parametrize("seed", SEEDS)
def test_flows_hauling_and_access_by_second_programs(seed: int) -> None:
    network = made_up(seed, draws=2)
    place = network.nodes[3]
    gone = without(network, place)
    found = weigh(network, place)
    for draw in range(2):
        whole, rest = greatest_flow(network, draw), greatest_flow(gone, draw)
        assert found.flow_with[draw] == pytest.approx(whole, abs=1e-7)
        assert found.flow_without[draw] == pytest.approx(rest, abs=1e-7)
        assert least_cut(network, draw) == pytest.approx(whole, abs=1e-6)
        assert found.haul_with[draw] == pytest.approx(least_hauling(network, rest, draw), abs=1e-5)
        assert found.haul_without[draw] == pytest.approx(least_hauling(gone, rest, draw), abs=1e-5)
        assert found.access_with[draw] == pytest.approx(access(network, draw))
        assert found.access_without[draw] == pytest.approx(access(gone, draw))


@pytest.mark.parametrize("seed", range(4))
def test_order_free_value_order_by_order(seed: int) -> None:
    network = made_up(seed, nodes=9, links=13)
    players = [network.nodes[i] for i in through_nodes(network)]
    place = players[0]
    values = {}
    for size in range(len(players) + 1):
        for group in combinations(players, size):
            gone = set(players) - set(group)
            values[frozenset(group)] = float(greatest_flow(without(network, *gone)))
    found = weigh(network, place)
    assert found.order_free is not None
    assert found.order_free.others == len(players) - 1
    expected = shapley(values, players, place)
    assert found.order_free.draws[0] == pytest.approx(expected, abs=1e-7)


def test_sampled_orders_agree_within_their_error(monkeypatch: pytest.MonkeyPatch) -> None:
    network = made_up(3, nodes=14, links=26)
    place = network.nodes[4]
    exact = weigh(network, place).order_free
    monkeypatch.setattr(worths, "EXACT", 2)
    sampled = weigh(network, place).order_free
    assert exact is not None
    assert sampled is not None
    assert exact.error == 0
    assert sampled.error > 0
    assert abs(sampled.draws.mean() - exact.draws.mean()) < 4 * sampled.error


def test_groups_weigh_as_in_all_orders() -> None:
    members, weights = groups(3, np.random.default_rng(1))
    size = members.sum(axis=1)
    assert weights.sum() == pytest.approx(1)
    # with four players each position of the place has a quarter of the orders
    assert [weights[size == s].sum() for s in range(4)] == pytest.approx([0.25] * 4)


@pytest.mark.parametrize("seed", SEEDS)
def test_each_node_s_flow_lost_by_taking_it_away(seed: int) -> None:
    network = made_up(seed, nodes=12, links=20)
    values = node_values(network)[:, MEASURES.index("flow")]
    whole = greatest_flow(network)
    for at, name in enumerate(network.nodes):
        assert values[at] == pytest.approx(whole - greatest_flow(without(network, name)), abs=1e-6)


@pytest.mark.parametrize("seed", range(5))
def test_each_node_s_access_by_taking_it_away(seed: int) -> None:
    network = made_up(seed, nodes=12, links=20)
    values = node_values(network)[:, MEASURES.index("access")]
    need = network.needed.sum()
    for at in through_nodes(network):
        lost = (access(network) - access(without(network, network.nodes[at]))) * need
        assert values[at] == pytest.approx(lost, abs=1e-9)


def test_a_node_apart_is_worth_nothing() -> None:
    network = diamond(
        nodes=("depot", "north", "south", "line", "island"),
        supply=[np.inf, 0, 0, 0, 0],
        need=[0, 0, 0, 80, 0],
    )
    found = weigh(network, "island")
    assert found.flow.tolist() == found.haul.tolist() == found.access_share.tolist() == [0]
    assert found.order_free is not None
    assert found.order_free.draws.tolist() == [0]


def test_troops_at_the_place_do_not_count() -> None:
    found = weigh(diamond(need=[0, 500, 0, 80]), "north")
    assert found.own_need.tolist() == [500]
    assert found.need.tolist() == [80]
    assert found.flow.tolist() == [30]


def test_closed_nodes_are_not_passed() -> None:
    found = weigh(diamond(open=[True, True, False, True]), "north")
    assert (found.flow_with.tolist(), found.flow_without.tolist()) == ([60], [0])
    assert found.haul.tolist() == [0]


@pytest.mark.parametrize(
    ("changed", "words", "fix"),
    [
        ({"need": [0, 9, 0, 0]}, "No troops of this side", "give the node where they stood a need"),
        ({"supply": [0, 0, 0, 0]}, "No supplies of this side", "say at which node that it held"),
        ({"open": [False, True, True, True]}, "No supplies of this side", "say at which node"),
        ({"capacity": [0, 0, 0, 0]}, "Nothing reaches the troops", "add the ways and depots"),
        ({"links": (("depot", "north"),) * 4}, "Nothing reaches the troops", "add the ways"),
    ],
)
def test_what_cannot_be_told_is_refused(changed: dict[str, object], words: str, fix: str) -> None:
    found = weigh(diamond(**changed), "north")
    assert found.status.code is StatusCode.NOT_IDENTIFIED
    assert found.status.sentence.startswith(words)
    assert fix in found.status.sentence
    assert found.flow.size == 0


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"length": [10, 10, 20]}, "PLA001"),
        ({"length": [10, 10, 20, 0]}, "PLA002"),
        ({"capacity": [60, 60, 50, -1]}, "PLA002"),
        ({"capacity": [60, 60, 50, np.nan]}, "PLA002"),
        ({"need": [0, 0, 0, np.inf]}, "PLA002"),
        ({"need": [5, 0, 0, 80]}, "PLA002"),
        ({"nodes": ("depot", "north", "north", "line")}, "PLA001"),
        ({"links": (("depot", "depot"),) * 4}, "PLA001"),
        ({"open": [True]}, "PLA001"),
        ({"need": [[0, 0, 0, 80]] * 2}, "PLA001"),
    ],
)
def test_networks_that_do_not_hold(changed: dict[str, object], code: str) -> None:
    with pytest.raises(UsageError) as refusal:
        diamond(**changed)
    assert refusal.value.code == code
    assert refusal.value.fix


@pytest.mark.parametrize("places", [["north", "south"], ("north",), "nowhere"])
def test_places_are_never_ranked(places: str) -> None:
    with pytest.raises(UsageError, match="PLA003"):
        weigh(diamond(), places)
    with pytest.raises(UsageError, match="PLA003"):
        disagreement(diamond(), place=places)


def test_measures_disagree_and_only_the_place_is_told() -> None:
    found = disagreement(made_up(6, nodes=14, links=26), place="n4")
    assert [standing.measure for standing in found.standings] == list(MEASURES)
    assert found.correlations is not None
    assert np.diag(found.correlations) == pytest.approx(np.ones(4))
    assert found.correlations[0, 3] < 1
    assert not {"n2", "n3", "n5"} & set(str(found.standings))


def test_rank_correlations_with_ties() -> None:
    values = np.array([[1, 10.0, 1], [2, 20.0, 1], [2, 15.0, 1], [4, 5.0, 1]])
    found = rank_correlations(values)
    # ranks 1, 2.5, 2.5, 4 against 2, 4, 3, 1: covariance -1.5, spreads 4.5 and 5
    assert found[0, 1] == pytest.approx(-1.5 / np.sqrt(4.5 * 5))
    assert np.isnan(found[0, 2])
