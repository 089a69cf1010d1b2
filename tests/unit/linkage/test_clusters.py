"""What a cluster of many records weighs: by the short way and by all of its pairs."""

from __future__ import annotations

from itertools import combinations

import numba as nb
import numpy as np
import pytest
from scipy.sparse.csgraph import minimum_spanning_tree

from asculum.linkage._clusters import FEW, MOST, weight_of
from asculum.linkage.graph import Graph, joined
from asculum.linkage.labels import Labels
from asculum.linkage.link import link
from asculum.linkage.linked import SETTINGS
from asculum.linkage.partitions import Chains, draw_partitions, even_weight
from asculum.linkage.scored import Scored
from asculum.terms.errors import EvidenceError
from asculum.terms.status import StatusCode

LISTS = 3
UNSCORED = np.array([[-1.5, -2.0, -1.0], [-2.0, -3.0, -2.5], [-1.0, -2.5, -0.5]])
ELL = np.array([[-3.0, -1.0, -1.5], [-1.0, -3.5, -0.5], [-1.5, -0.5, -2.5]])


@nb.njit
def weighed(members, of, start, to, weight, unscored, ell, once, spot):  # type: ignore[no-untyped-def]
    args = (of, start, to, weight, unscored, ell, once, spot)
    return weight_of(members, len(members), *args)


def made(records: int, share: float, seed: int) -> Graph:
    rng = np.random.default_rng(seed)
    pairs = [pair for pair in combinations(range(records), 2) if rng.random() < share]
    ends = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    return Graph(
        of=rng.integers(0, LISTS, records),
        sizes=np.full(LISTS, records),
        first=ends[:, 0].copy(),
        second=ends[:, 1].copy(),
        weight=rng.normal(0.0, 4.0, len(ends)),
        by=np.zeros(len(ends), dtype=np.int8),
    )


def by_hand(graph: Graph, members: list[int]) -> float:
    """The greatest spanning tree of all pairs, by SciPy, and the prior pair by pair."""
    scores = {
        (int(i), int(j)): float(w)
        for i, j, w in zip(graph.first, graph.second, graph.weight, strict=True)
    }
    cost, prior, most = np.zeros((len(members), len(members))), 0.0, 100.0
    told = sorted(members)
    for (one, i), (two, j) in combinations(enumerate(told), 2):
        a, b = int(graph.of[i]), int(graph.of[j])
        # to SciPy a cost of nought is no pair at all
        cost[one, two] = most - scores.get((i, j), UNSCORED[a, b])
        prior += ELL[a, b]
    assert (cost[np.triu_indices(len(told), 1)] > 0).all()
    tree = (len(told) - 1) * most - minimum_spanning_tree(cost).sum()
    return float(tree) + 2 / len(members) * prior


@pytest.mark.parametrize("share", [0.0, 0.1, 0.6, 1.0])
@pytest.mark.parametrize("size", [2, 3, FEW, FEW + 1, 25])
def test_a_cluster_weighs_its_best_tree_and_its_prior(size: int, share: float) -> None:
    rng = np.random.default_rng(size)
    for seed in range(4):
        graph = made(40, share, seed)
        members = rng.permutation(40)[:size].astype(np.int64)
        spot = np.full(40, -1, dtype=np.int64)
        args = (members, graph.of, *graph.adjacency(), UNSCORED, ELL)
        # round-off
        assert weighed(*args, False, spot) == pytest.approx(by_hand(graph, members.tolist()))
        assert (spot == -1).all()
        twice = len(set(graph.of[members].tolist())) < size
        assert np.isneginf(weighed(*args, True, spot)) == twice
        assert (spot == -1).all()


def test_a_beginning_of_long_lists_ties_no_thousands_together() -> None:
    """Pairs that are one in a million are like by chance where a list has a million records."""
    records = 2000
    chain = Graph(
        of=np.arange(records) % 2,
        sizes=np.array([1_000_000, 1_000_000]),
        first=np.arange(records - 1),
        second=np.arange(1, records),
        weight=np.full(records - 1, 13.0),
        by=np.zeros(records - 1, dtype=np.int8),
    )
    label = joined(chain, one_per_list=False, least=even_weight(chain.sizes))
    assert len(np.unique(label)) == records
    short = joined(chain, one_per_list=False, least=even_weight(np.array([1000, 1000])))
    assert np.bincount(short).max() == MOST
    assert len(np.unique(short)) == -(-records // MOST)


def test_records_that_are_all_alike_are_no_single_person() -> None:
    """Two hundred records, each like every other: no draw has a person of more than the most."""
    records = 200
    ends = np.array(list(combinations(range(records), 2)), dtype=np.int64)
    alike = Graph(
        of=np.arange(records) % 2,
        sizes=np.array([100, 100]),
        first=ends[:, 0].copy(),
        second=ends[:, 1].copy(),
        weight=np.full(len(ends), 20.0),
        by=np.zeros(len(ends), dtype=np.int8),
    )
    spot, unscored = np.full(records, -1, dtype=np.int64), np.full((2, 2), -3.0)
    rest = (alike.of, *alike.adjacency(), unscored, np.full((2, 2), -1.0), False, spot)
    assert weighed(np.arange(MOST), *rest) == pytest.approx(20.0 * (MOST - 1) - (MOST - 1))
    assert np.isneginf(weighed(np.arange(MOST + 1), *rest))
    assert np.bincount(joined(alike, one_per_list=False)).max() == MOST
    drawn = draw_partitions(alike, draws=1, unscored=unscored, chains=Chains(warm_up=3, thin=2))
    assert drawn.persons.min() >= -(-records // MOST)
    assert max(np.bincount(label).max() for label in drawn.labels.reshape(-1, records)) <= MOST


@pytest.mark.parametrize("records", [MOST - 1, MOST])
def test_a_person_of_the_most_records_is_doubtful(records: int) -> None:
    ends = np.array(list(combinations(range(records), 2)), dtype=np.int64)
    alike = Scored(
        first=ends[:, 0].copy(),
        second=ends[:, 1].copy(),
        weight=np.full(len(ends), 90.0),
        frequency=np.zeros(len(ends)),
        by=np.full(len(ends), 3, dtype=np.int8),
        gammas={},
        rules=(),
        levels=(),
        prior=-5.0,
        findings=(),
    )
    of = np.arange(records) % 2
    chains = Chains(warm_up=20, thin=1)
    linked = link(alike, of=of, lists=("a", "b"), draws=24, settings=(SETTINGS[0],), chains=chains)
    codes = [item.code for item in linked.findings]
    assert ("LNK023" in codes) == (records == MOST)
    assert linked.status.code is StatusCode.DOUBTFUL


def test_more_records_judged_one_person_than_a_person_may_have_are_refused() -> None:
    chain = tuple((at, at + 1) for at in range(MOST - 1))
    assert len(Labels(same=chain).same) == MOST - 1
    with pytest.raises(EvidenceError, match="LNK031"):
        Labels(same=(*chain, (0, MOST)))
