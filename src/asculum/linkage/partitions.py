"""Draws of who is who: partitions of the records of all lists, by Markov chains.

A partition Z of the records into persons has

    log p(Z | scores) = sum over clusters of  sum_pairs s_ij + (2 / k) sum_pairs ell_ab  + constant,

s_ij the log Bayes factor of a scored pair, log(1 - recall) for one that no rule looked at, and ell
the prior log-odds of a link between lists a and b. That records of one person stay together is kept
by construction. The share of linked records is learned: pi_ab | Z ~ Beta(1 + L, 1 + n - L) with n
the shorter list, ell_ab = logit pi_ab - log(longer list - L); within a list the longer one is half
its length. See docs/methods/linkage.md.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from asculum.linkage import _kernels
from asculum.terms.streams import stream

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
SmallArray = npt.NDArray[np.int8]


@dataclass(frozen=True, kw_only=True)
class Chains:
    """How the partitions are drawn: chains, sweeps of each to begin with, and between draws."""

    chains: int = 4
    warm_up: int = 30
    thin: int = 6


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Graph:
    """The scored pairs between records that have any, and the list of each record.

    Parameters
    ----------
    of
        The list of each record in the graph, shape (record,).
    sizes
        Records of each list, those outside the graph included, shape (list,).
    first, second, weight, by
        Places of the two records, log Bayes factor [nats] and how the pair was found (bit 1 by
        names, bit 2 by days and places), shape (pair,).
    """

    of: IntArray
    sizes: IntArray
    first: IntArray
    second: IntArray
    weight: FloatArray
    by: SmallArray

    def adjacency(self) -> tuple[IntArray, IntArray, FloatArray]:
        """Return the pairs from both ends: where each record's begin, the others, the weights."""
        tails = np.concatenate([self.first, self.second])
        heads = np.concatenate([self.second, self.first])
        order = np.lexsort((heads, tails))
        start = np.searchsorted(tails[order], np.arange(len(self.of) + 1)).astype(np.int64)
        weights = np.concatenate([self.weight, self.weight])[order]
        return start, heads[order].astype(np.int64), weights


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class Partitions:
    """Draws of who is who.

    ``labels`` has the cluster of each record in the graph, shape (chain, draw, record); ``links``
    the persons on both of two lists, shape (chain, draw, list, list), repeats on the diagonal;
    ``persons`` how many there are at every sweep after the warm-up, records outside the graph
    included, shape (chain, sweep).
    """

    labels: npt.NDArray[np.int32]
    links: IntArray
    persons: IntArray

    @property
    def rhat(self) -> float:
        """The split R-hat of the number of persons; 1 where no chain moves at all."""
        chains, draws = self.persons.shape
        half = draws // 2
        if half < 2:
            return float("nan")
        parts = self.persons[:, : 2 * half].reshape(chains * 2, half).astype(float)
        within = parts.var(axis=1, ddof=1).mean()
        between = half * parts.mean(axis=1).var(ddof=1)
        if within == 0.0:
            return 1.0 if between == 0.0 else float("inf")
        return float(np.sqrt(((half - 1) / half * within + between / half) / within))


def draw_partitions(
    graph: Graph,
    *,
    draws: int,
    unscored: FloatArray,
    odds: float = 0.0,
    one_per_list: bool = False,
    chains: Chains | None = None,
    seed: int = 1,
) -> Partitions:
    """Draw partitions of the records, in several chains from different beginnings.

    Parameters
    ----------
    graph
        Scored pairs.
    draws
        Draws of each chain.
    unscored
        Log weight of a pair in one cluster that was never scored, shape (list, list).
    odds
        What is added to every prior log-odds [nats]: the setting of a prior match rate.
    one_per_list
        Whether a list holds nobody twice; else repeats within a list are drawn too.
    chains, seed
        How the chains run; half begin with every record alone, half with the likely pairs joined.

    Returns
    -------
    The draws by chain.

    Notes
    -----
    Assumes that the comparisons of a pair are independent given whether it is one person, and
    those of a cluster's pairs of one another.
    Biased when faults come together (a clerk who mishears the name and the place): links are
    then surer than they should be, and records of one person are left apart.
    Do not use when names alone are told: homonyms cannot be told apart.
    References: Sadinle (2014, 2018); Steorts, Hall and Fienberg (2016); Jain and Neal (2004).
    """
    chains = chains or Chains()
    lists, n = len(graph.sizes), len(graph.of)
    start, to, weight = graph.adjacency()
    args = (graph.of, start, to, weight, unscored)
    labels = np.zeros((chains.chains, draws, n), dtype=np.int32)
    links = np.zeros((chains.chains, draws, lists, lists), dtype=np.int64)
    persons = np.zeros((chains.chains, draws * chains.thin), dtype=np.int64)
    outside = int(graph.sizes.sum()) - n
    for chain in range(chains.chains):
        rng = stream(seed, f"linkage/chain {chain}")
        label = np.arange(n, dtype=np.int64)
        if chain % 2:
            label = joined(graph, one_per_list=one_per_list)
        _, held, _, _ = _kernels.tally(label, graph.of, lists)
        for sweep in range(chains.warm_up + draws * chains.thin):
            ell = prior_odds(held, graph.sizes, rng) + odds
            _kernels.gibbs_sweep(rng, label, *args, ell, one_per_list)
            _kernels.merge_or_split(rng, n // 4 + 1, label, *args, ell, one_per_list)
            masks, held, _, _ = _kernels.tally(label, graph.of, lists)
            at = sweep - chains.warm_up
            if at < 0:
                continue
            persons[chain, at] = outside + np.count_nonzero(masks)
            if at % chains.thin == chains.thin - 1:
                labels[chain, at // chains.thin] = label
                links[chain, at // chains.thin] = held
    return Partitions(labels=labels, links=links, persons=persons)


def prior_odds(links: IntArray, sizes: IntArray, rng: np.random.Generator) -> FloatArray:
    """Return a draw of the prior log-odds of a link between two lists, shape (list, list)."""
    lists = len(sizes)
    ell = np.zeros((lists, lists))
    for a in range(lists):
        for b in range(a, lists):
            least, most = min(sizes[a], sizes[b]), max(sizes[a], sizes[b])
            held = min(int(links[a, b]), int(least))
            share = min(max(rng.beta(1 + held, 1 + least - held), 1e-12), 1 - 1e-12)
            rest = max(1.0, most / 2 if a == b else float(most - held))
            ell[a, b] = ell[b, a] = np.log(share / (1 - share)) - np.log(rest)
    return ell


def joined(graph: Graph, *, one_per_list: bool, least: float = 12.0) -> IntArray:
    """Return clusters made by joining pairs from the likeliest down to a weight [nats].

    Hard clustering: what most studies do, and here a beginning of chains and a comparison.
    """
    label = np.arange(len(graph.of), dtype=np.int64)
    members: dict[int, list[int]] = {}
    for e in np.argsort(-graph.weight, kind="stable"):
        if graph.weight[e] < least:
            break
        one, two = int(label[graph.first[e]]), int(label[graph.second[e]])
        if one == two:
            continue
        ones, twos = members.get(one, [one]), members.get(two, [two])
        if one_per_list and {int(graph.of[i]) for i in ones} & {int(graph.of[i]) for i in twos}:
            continue
        label[twos] = one
        members[one] = ones + twos
        members.pop(two, None)
    return label


def person_masks(
    graph: Graph, label: npt.NDArray[np.integer]
) -> tuple[IntArray, IntArray, IntArray]:
    """Return the mask of lists of every person, found links by rule, and unscored linked pairs.

    Persons are in no order; records outside the graph are a person each. The links are by list
    and list and the bits of how they were found, shape (list, list, 4); the pairs that are
    together though no rule looked at them have shape (list, list).
    """
    lists = len(graph.sizes)
    wide = label.astype(np.int64)
    masks, _, together, _ = _kernels.tally(wide, graph.of, lists)
    by_rule = _kernels.linked_by_rule(
        wide, graph.of, graph.first, graph.second, (graph.by & 3).astype(np.int8), lists
    )
    alone = graph.sizes - np.bincount(graph.of, minlength=lists)
    outside = np.repeat(np.int64(1) << np.arange(lists, dtype=np.int64), alone)
    return np.concatenate([masks[masks > 0], outside]), by_rule, together - by_rule.sum(axis=2)
