"""Partitions: the sampler against all partitions of a few records, and what is put back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations

import numpy as np
import pytest

from asculum.linkage import _kernels, _persons, _small
from asculum.linkage.components import exact_of, near_order
from asculum.linkage.graph import Graph, joined, person_cells
from asculum.linkage.labels import Labels
from asculum.linkage.partitions import draw_partitions, prior_odds
from asculum.linkage.recall import missing_pairs, recall
from asculum.terms.errors import EvidenceError

OF = np.array([0, 1, 2, 0, 1], dtype=np.int64)
PAIRS = ((0, 1, 3.0), (1, 2, 1.5), (0, 2, -0.5), (3, 4, 2.0), (1, 3, 1.0), (2, 4, 0.5))
UNSCORED = np.full((3, 3), -1.5)
ELL = np.array([[-3.0, -1.0, -1.5], [-1.0, -3.5, -0.5], [-1.5, -0.5, -2.5]])


def graph() -> Graph:
    first, second, weight = (np.array(column) for column in zip(*PAIRS, strict=True))
    return Graph(
        of=OF,
        sizes=np.array([2, 2, 1]),
        first=first.astype(np.int64),
        second=second.astype(np.int64),
        weight=weight.astype(float),
        by=np.array([3, 1, 2, 3, 0, 0], dtype=np.int8),
    )


def partitions(n: int) -> Iterator[tuple[int, ...]]:
    """Yield all partitions of n records as labels in order of first use."""

    def grow(told: tuple[int, ...]) -> Iterator[tuple[int, ...]]:
        if len(told) == n:
            yield told
            return
        for label in range(max(told, default=-1) + 2):
            yield from grow((*told, label))

    yield from grow(())


def best_tree(members: list[int], scores: dict[tuple[int, int], float]) -> float:
    """The greatest sum of k - 1 pairs that join the members, by trying all sets of pairs."""
    best = -np.inf
    for chosen in combinations(list(combinations(members, 2)), len(members) - 1):
        root = {member: member for member in members}
        for i, j in chosen:
            root = {own: root[i] if at == root[j] else at for own, at in root.items()}
        if len(set(root.values())) == 1:
            best = max(best, sum(scores.get((i, j), UNSCORED[OF[i], OF[j]]) for i, j in chosen))
    return float(best)


def log_weight(label: tuple[int, ...], *, once: bool) -> float:
    """The weight of the model, cluster by cluster, as the methods page has it."""
    scores = {(i, j): w for i, j, w in PAIRS}
    total = 0.0
    for cluster in set(label):
        members = [i for i, own in enumerate(label) if own == cluster]
        pairs = list(combinations(members, 2))
        if once and any(OF[i] == OF[j] for i, j in pairs):
            return -np.inf
        total += best_tree(members, scores)
        total += 2 / len(members) * sum(ELL[OF[i], OF[j]] for i, j in pairs)
    return total


@pytest.mark.parametrize("once", [True, False])
def test_draws_have_the_probabilities_of_all_partitions(once: bool) -> None:
    asked = list(partitions(5))
    assert len(asked) == 52
    weights = np.exp([log_weight(label, once=once) for label in asked])
    exact = dict(zip(asked, weights / weights.sum(), strict=True))
    one = graph()
    start, to, weight = one.adjacency()
    rng = np.random.default_rng(5)
    label = np.arange(5, dtype=np.int64)
    seen: Counter[tuple[int, ...]] = Counter()
    sweeps = 20_000
    for _ in range(sweeps):
        _kernels.gibbs_sweep(rng, label, OF, start, to, weight, UNSCORED, ELL, once)
        _kernels.merge_or_split(rng, 3, label, OF, start, to, weight, UNSCORED, ELL, once)
        order: dict[int, int] = {}
        seen[tuple(order.setdefault(int(own), len(order)) for own in label)] += 1
    far = {
        key: (seen[key] / sweeps, share)
        for key, share in exact.items()
        # Monte Carlo: four standard errors, with draws correlated over some five sweeps
        if abs(seen[key] / sweeps - share) > 4 * np.sqrt(5 * share * (1 - share) / sweeps) + 1e-4
    }
    assert far == {}


def test_hard_clustering_joins_from_the_likeliest_down() -> None:
    assert len(set(joined(graph(), one_per_list=True, least=1.2).tolist())) == 2
    assert len(set(joined(graph(), one_per_list=True, least=10.0).tolist())) == 5


def test_masks_and_links_of_a_partition() -> None:
    codes, counts, by_rule, unscored = person_cells(graph(), np.array([0, 0, 0, 3, 3]))
    assert codes.tolist() == [0b011, 0b111]
    assert counts.tolist() == [1, 1]
    assert by_rule[0, 1].tolist() == [0, 0, 0, 2]
    assert by_rule[1, 2].tolist() == [0, 1, 0, 0]
    assert unscored.sum() == 0
    codes, counts, _, unscored = person_cells(graph(), np.array([0, 1, 0, 3, 0]))
    assert codes.tolist() == [0b001, 0b010, 0b111]
    assert unscored[0, 1] == 1


def test_merges_put_back_are_of_persons_who_can_be_one() -> None:
    codes, counts = np.array([1, 2, 4, 3]), np.array([50, 50, 50, 20])
    missing = np.zeros((3, 3), dtype=np.int64)
    missing[0, 1], missing[1, 2], missing[2, 2] = 10, 5, 3
    rng = np.random.default_rng(1)
    after, persons, made = _persons.merge_missing(rng, codes, counts, missing)
    assert persons.sum() == 170 - made
    assert (persons >= 0).all()
    on = [int(persons[(after >> at & 1) == 1].sum()) for at in range(3)]
    assert on == [70, 70, 47]
    assert made <= 18
    assert missing.max() <= 0


def test_merges_that_cannot_be_made_are_given_up() -> None:
    codes, counts = np.array([1]), np.array([3])
    missing = np.array([[0, 5], [0, 0]], dtype=np.int64)
    assert _persons.merge_missing(np.random.default_rng(1), codes, counts, missing)[2] == 0
    codes, counts = np.array([1]), np.array([1])
    missing = np.array([[5, 0], [0, 0]], dtype=np.int64)
    assert _persons.merge_missing(np.random.default_rng(1), codes, counts, missing)[2] == 0


def test_recall_is_that_of_two_lists() -> None:
    assert recall(np.array([0, 100, 100, 800])) == pytest.approx(1000 / 1012.5)
    assert recall(np.array([10, 100, 100, 800])) == pytest.approx(1010 / 1012.5)
    assert recall(np.array([0, 100, 100, 800]), ratio=2.0) == pytest.approx(1000 / 1025)
    assert np.isnan(recall(np.array([0, 100, 0, 0])))
    rng = np.random.default_rng(1)
    assert missing_pairs(np.array([0, 100, 0, 0]), ratio=1.0, rng=rng) == 0


def test_the_prior_learns_the_share_of_links() -> None:
    links = np.array([[0, 300], [0, 0]])
    sizes = np.array([1000, 600])
    rng = np.random.default_rng(1)
    drawn = np.array([prior_odds(links, sizes, rng)[0, 1] for _ in range(500)])
    assert np.mean(drawn) == pytest.approx(np.log(300 / 300) - np.log(700), abs=0.02)


def test_each_chain_is_told_as_it_has_run() -> None:
    said: list[str] = []
    drawn = draw_partitions(graph(), draws=2, unscored=UNSCORED, told=said.append)
    assert said == [f"chain {number} of 4 has run" for number in (1, 2, 3, 4)]
    quiet = draw_partitions(graph(), draws=2, unscored=UNSCORED)
    assert (drawn.labels == quiet.labels).all()


def test_labels_that_contradict_one_another_are_refused() -> None:
    with pytest.raises(EvidenceError, match="LNK031"):
        Labels(same=((0, 1), (1, 2)), different=((0, 2),))
    assert Labels(same=((0, 1),), different=((0, 2),)).same == ((0, 1),)


@pytest.mark.parametrize("once", [True, False])
def test_a_small_component_is_weighed_and_drawn_exactly(once: bool) -> None:
    one = graph()
    part = exact_of(
        5,
        np.arange(5, dtype=np.int64),
        of=OF,
        lists=3,
        unscored=UNSCORED,
        pairs=(one.first, one.second, one.weight),
    )
    prior = _small.prior_of(part.patterns, part.partitions, ELL, once)
    labels = [tuple(told) for told in part.partitions.tolist()]
    weights = np.array([log_weight(label, once=once) for label in labels])
    # round-off
    assert np.allclose(part.evidence[0] + prior[0], weights, rtol=1e-12, atol=1e-12)
    share = np.exp(weights - weights.max())
    share /= share.sum()
    drawn, counts = np.zeros(1, dtype=np.int8), np.zeros(part.shape, dtype=np.int64)
    rng, seen = np.random.default_rng(3), np.zeros(len(labels))
    for _ in range(20_000):
        _small.draw_each(rng, part.evidence, prior, part.pattern, drawn, counts)
        seen[drawn[0]] += 1
    # Monte Carlo: four standard errors
    assert (np.abs(seen / 20_000 - share) <= 4 * np.sqrt(share / 20_000) + 1e-4).all()
    assert (seen[share == 0.0] == 0).all()


def test_a_small_component_counts_its_links_as_the_sampler_does() -> None:
    one = graph()
    pairs = (one.first, one.second, one.weight)
    records = np.arange(5, dtype=np.int64)
    part = exact_of(5, records, of=OF, lists=3, unscored=UNSCORED, pairs=pairs)
    for drawn in range(52):
        told = np.array([drawn], dtype=np.int8)
        label = np.zeros(5, dtype=np.int64)
        part.place(told, label)
        masks, held, _, _ = _persons.tally(label, OF, 3)
        links, persons = part.held(part.counted(told))
        assert links.tolist() == held.tolist()
        assert persons == np.count_nonzero(masks)


def test_records_of_a_pair_stand_near_each_other() -> None:
    """A path of records told in any order comes out as the path."""
    rng = np.random.default_rng(4)
    path = rng.permutation(200)
    order = near_order(200, path[:-1], path[1:])
    assert sorted(order.tolist()) == list(range(200))
    place = np.argsort(order)
    assert np.abs(place[path[:-1]] - place[path[1:]]).max() == 1
    nowhere = np.zeros(0, dtype=np.int64)
    assert near_order(3, nowhere, nowhere).tolist() == [0, 1, 2]
