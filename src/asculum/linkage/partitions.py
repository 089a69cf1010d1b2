"""Draws of who is who: partitions of the records of all lists, by Markov chains.

A partition Z of the records into persons has

    log p(Z | scores) = sum over clusters of  max_trees sum_tree s_ij + (2 / k) sum_pairs ell_ab,

up to a constant, s_ij the log Bayes factor of a scored pair, log(1 - recall) for one that no rule
looked at, the trees those that join the k records by k - 1 of their pairs (``_clusters.py``), and
ell the prior log-odds of a link between lists a and b. That records of one person stay together is
kept by construction. The share of linked records is learned: pi_ab | Z ~ Beta(1 + L, 1 + n - L)
with n the shorter list, ell_ab = logit pi_ab - log(longer list - L); within a list the longer one
is half its length. See docs/methods/linkage.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from asculum.linkage import _kernels, _persons, _small
from asculum.linkage.components import MOST_EXACT, Exact, component_of, exact_of, fits
from asculum.linkage.graph import Graph, joined
from asculum.terms.streams import stream

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

#: The least weight of pairs that half of the chains begin with joined [nats].
LEAST_JOINED = 12.0


@dataclass(frozen=True, kw_only=True)
class Chains:
    """How the partitions are drawn: chains, sweeps of each to begin with, and between draws.

    ``cores`` chains run at a time; the draws are the same whatever their number.
    """

    chains: int = 4
    warm_up: int = 30
    thin: int = 6
    cores: int = 2


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
    told: Callable[[str], None] | None = None,
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
    told
        Called as each chain has run.

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
    pieces = _pieces(graph, unscored, draws=draws, chains=chains, one_per_list=one_per_list)
    rngs = [stream(seed, f"linkage/chain {chain}") for chain in range(chains.chains)]
    with ThreadPoolExecutor(max_workers=min(chains.cores, chains.chains)) as pool:
        runs = [
            pool.submit(_chain, graph, pieces, rng, joined_first=bool(at % 2), odds=odds)
            for at, rng in enumerate(rngs)
        ]
        if told is not None:
            for number, _ in enumerate(as_completed(runs), start=1):
                told(f"chain {number} of {chains.chains} has run")
        made = [run.result() for run in runs]
    return Partitions(
        labels=np.stack([labels for labels, _, _ in made]),
        links=np.stack([links for _, links, _ in made]),
        persons=np.stack([persons for _, _, persons in made]),
    )


@dataclass(frozen=True, kw_only=True, eq=False, repr=False)
class _Pieces:
    """What the chains of one graph share: small components, and the records of larger ones.

    ``neighbours`` are the pairs of the larger ones from both ends: see ``Graph.adjacency``.
    """

    exact: tuple[Exact, ...]
    rest: IntArray
    large: Graph
    neighbours: tuple[IntArray, IntArray, FloatArray]
    unscored: FloatArray
    draws: int
    chains: Chains
    one_per_list: bool


def _pieces(
    graph: Graph, unscored: FloatArray, *, draws: int, chains: Chains, one_per_list: bool
) -> _Pieces:
    lists, n = len(graph.sizes), len(graph.of)
    component = component_of(n, graph.first, graph.second)
    size = np.bincount(component)[component] if n else np.zeros(0, dtype=np.int64)
    order = np.lexsort((np.arange(n), component))
    exact, small = [], np.zeros(n, dtype=np.bool_)
    for k in range(1, MOST_EXACT + 1):
        records, held = order[size[order] == k], size[graph.first] == k
        if not len(records):
            continue
        if not fits(k, graph.of[records], lists):
            break
        pairs = (graph.first[held], graph.second[held], graph.weight[held])
        exact.append(exact_of(k, records, of=graph.of, lists=lists, unscored=unscored, pairs=pairs))
        small[records] = True
    rest = order[~small[order]]
    spot = np.zeros(n, dtype=np.int64)
    spot[rest] = np.arange(len(rest))
    held = ~small[graph.first]
    large = Graph(
        of=graph.of[rest],
        sizes=graph.sizes,
        first=spot[graph.first[held]],
        second=spot[graph.second[held]],
        weight=graph.weight[held],
        by=graph.by[held],
    )
    return _Pieces(
        exact=tuple(exact),
        rest=rest,
        large=large,
        neighbours=large.adjacency(),
        unscored=unscored,
        draws=draws,
        chains=chains,
        one_per_list=one_per_list,
    )


def _chain(
    graph: Graph, pieces: _Pieces, rng: np.random.Generator, *, joined_first: bool, odds: float
) -> tuple[npt.NDArray[np.int32], IntArray, IntArray]:
    """Run one chain; return its labels, links and numbers of persons."""
    large, plan, once = pieces.large, pieces.chains, pieces.one_per_list
    lists, n = len(graph.sizes), len(graph.of)
    args = (large.of, *pieces.neighbours, pieces.unscored)
    labels = np.zeros((pieces.draws, n), dtype=np.int32)
    links = np.zeros((pieces.draws, lists, lists), dtype=np.int64)
    persons = np.zeros(pieces.draws * plan.thin, dtype=np.int64)
    label = np.arange(len(large.of), dtype=np.int64)
    drawn = [np.zeros(len(part.records), dtype=np.int8) for part in pieces.exact]
    counts = [np.zeros(part.shape, dtype=np.int64) for part in pieces.exact]
    for part, told in zip(pieces.exact, drawn, strict=True):
        told[:] = part.apart
    if joined_first:
        label = joined(large, one_per_list=once, least=even_weight(graph.sizes))
        drawn = [part.likeliest() for part in pieces.exact]
    for part, told, count in zip(pieces.exact, drawn, counts, strict=True):
        count[:] = part.counted(told)
    held, _ = _held(pieces, label, counts)
    for sweep in range(plan.warm_up + pieces.draws * plan.thin):
        ell = prior_odds(held, graph.sizes, rng) + odds
        for part, told, count in zip(pieces.exact, drawn, counts, strict=True):
            prior = _small.prior_of(part.patterns, part.partitions, ell, once)
            _small.draw_each(rng, part.evidence, prior, part.pattern, told, count)
        if len(label):
            _kernels.gibbs_sweep(rng, label, *args, ell, once)
            _kernels.merge_or_split(rng, len(label) // 4 + 1, label, *args, ell, once)
        held, clusters = _held(pieces, label, counts)
        at = sweep - plan.warm_up
        if at < 0:
            continue
        persons[at] = int(graph.sizes.sum()) - n + clusters
        if at % plan.thin == plan.thin - 1:
            whole = np.zeros(n, dtype=np.int64)
            whole[pieces.rest] = pieces.rest[label]
            for part, told in zip(pieces.exact, drawn, strict=True):
                part.place(told, whole)
            labels[at // plan.thin] = whole
            links[at // plan.thin] = held
    return labels, links, persons


def _held(pieces: _Pieces, label: IntArray, counts: Sequence[IntArray]) -> tuple[IntArray, int]:
    """Return links by list and list, and the persons, of all records in the graph."""
    masks, held, _, _ = _persons.tally(label, pieces.large.of, len(pieces.large.sizes))
    clusters = int(np.count_nonzero(masks))
    for part, count in zip(pieces.exact, counts, strict=True):
        links, more = part.held(count)
        held += links
        clusters += more
    return held, clusters


def even_weight(sizes: IntArray) -> float:
    """Return the weight [nats] from which a chain that begins with pairs joined joins them.

    The log of the longest list, since so many records could be a record's like by chance; 12 at
    least. A lower line would tie thousands of records together in long lists, and a sweep takes
    the square of a cluster's records and more.

    Examples
    --------
    >>> import numpy as np
    >>> [round(even_weight(np.array([400, records])), 2) for records in (600, 100_000, 1_000_000)]
    [12.0, 12.0, 13.82]
    """
    return max(LEAST_JOINED, float(np.log(max(1, int(sizes.max(initial=1))))))


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
