"""Decomposable graphs: a posterior of the total averaged over which lists depend on which."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cache
from itertools import combinations

import numpy as np
import numpy.typing as npt
from scipy.special import gammaln

from asculum.terms.estimate import PROB
from asculum.terms.findings import Finding
from asculum.terms.status import Status, StatusCode
from asculum.terms.streams import stream
from asculum.undercount.codes import found
from asculum.undercount.overlap import OverlapTable
from asculum.undercount.total import (
    DRAWS,
    FloatArray,
    Total,
    from_draws,
    overlap_status,
    refusal,
    too_thin,
)

IntArray = npt.NDArray[np.int64]

ASSUMPTION = (
    "lists that no line joins are independent given those between them, and the prior counts of "
    "δ persons in every cell are right; the answer moves with δ"
)
#: The most lists whose graphs are gone through: five have 822.
MOST_LISTS = 5
#: Below so many persons on no list every number is gone through; above, numbers are spaced.
EVERY = 15_000
#: Posterior probability in the last hundredth of the range that counts as touching the bound.
TOUCHING = 1e-3


@dataclass(frozen=True, kw_only=True)
class Decomposable:
    """The prior of the average over decomposable graphs.

    ``delta`` is the prior count of every cell, 2^−J where left out. ``least`` is the fewest persons
    on no list, ``bound`` the most in multiples of those listed. ``log_prior`` is the log prior of
    the total N, 1/N where left out. Graphs are equally likely.
    """

    delta: float | None = None
    bound: float = 50.0
    least: int = 0
    log_prior: Callable[[FloatArray], FloatArray] | None = None

    def __post_init__(self) -> None:
        if self.delta is not None and not self.delta > 0:
            raise ValueError("delta is above zero")
        if not self.bound > 0 or self.least < 0:
            raise ValueError("the bound is above zero, and the least number not below")


@dataclass(frozen=True, kw_only=True, eq=False)
class GraphPosterior:
    """Joint posterior of graph and number on no list.

    ``unseen`` has shape (grid,), with the ``step`` of whole numbers about each that it stands for;
    ``weights`` has shape (graph, grid) and adds up to 1.
    """

    cliques: tuple[tuple[int, ...], ...]
    unseen: FloatArray
    step: FloatArray
    weights: FloatArray

    @property
    def graphs(self) -> FloatArray:
        """Posterior probability of each graph, shape (graph,)."""
        each: FloatArray = self.weights.sum(axis=1)
        return each

    @property
    def mode(self) -> int:
        """The most probable number on no list."""
        return int(self.unseen[np.argmax(self.weights.sum(axis=0) / self.step)])

    @property
    def mean(self) -> float:
        """The mean number on no list."""
        return float(self.weights.sum(axis=0) @ self.unseen)

    def quantile(self, share: float) -> float:
        """Return the smallest number on no list with at least ``share`` of the posterior."""
        summed = np.cumsum(self.weights.sum(axis=0))
        return float(self.unseen[min(int(np.searchsorted(summed, share)), len(summed) - 1)])


def average_of_graphs(
    table: OverlapTable,
    *,
    options: Decomposable | None = None,
    prob: float = PROB,
    seed: int = 1,
    n: int = DRAWS,
) -> Total:
    """Estimate the total by the posterior averaged over all decomposable graphs.

    Cell probabilities have the hyper-Dirichlet prior of δ in each cell; given the graph, the
    evidence of the whole table is a product over cliques over one over separators of
    Dirichlet–multinomial terms, so the posterior of graph and total is a sum over a table.

    Parameters
    ----------
    table
        Counts by pattern of 3 to 5 lists.
    options
        Prior count δ, bound on the total, prior of the total.
    prob, seed, n
        Probability of the interval; seed and number of the draws.

    Returns
    -------
    The total [persons], its point the posterior median; UND022 shows δ, UND023 says that the
    bound is touched.

    Notes
    -----
    Assumes that one decomposable graph describes how the lists depend on each other.
    Biased when persons differ in how easily they are listed (too low), and by δ.
    Do not use when the answer changes with δ more than you can accept: try several.

    References
    ----------
    Madigan and York (1997); Dawid and Lauritzen (1993).
    """
    options = options or Decomposable()
    lists = len(table.lists)
    why = too_thin(table)
    if not why and lists > MOST_LISTS:
        why = f"{lists} lists have too many graphs to go through; {MOST_LISTS} are the most"
    method = "decomposable graphs, averaged"
    if why:
        return refusal(
            table, StatusCode.NOT_IDENTIFIED, why, method=method, assumption=ASSUMPTION, prob=prob
        )
    delta = 2.0**-lists if options.delta is None else options.delta
    posterior = graph_posterior(table, options)
    random = stream(seed, "undercount/decomposable")
    chosen = random.choice(len(posterior.unseen), size=n, p=posterior.weights.sum(axis=0))
    step = posterior.step[chosen]
    first = posterior.unseen[chosen] - (step - 1) / 2
    draws = table.persons + first + np.floor(random.random(n) * step)
    fix = "show the estimate under other values of delta beside it"
    findings = [found("UND022", f"δ = {delta:g} persons in each of {2**lists} cells", fix=fix)]
    top = int(np.argmax(posterior.graphs))
    status = overlap_status(
        table,
        f"{posterior.graphs[top]:.0%} of the posterior is on "
        f"{clique_names(posterior.cliques[top], table.lists)}",
    )
    complete = posterior.cliques.index(((1 << lists) - 1,))
    if posterior.graphs[complete] > 0.5:
        sentence = f"where all lists are joined the prior count δ alone decides; {status.sentence}"
        status = Status(code=StatusCode.DOUBTFUL, sentence=sentence)
    status, more = bound_status(posterior, options.bound * table.persons + table.persons, status)
    tail = (1 - prob) / 2
    total = from_draws(
        table,
        draws,
        method=method,
        assumption=ASSUMPTION,
        status=status,
        prob=prob,
        point=table.persons + posterior.quantile(0.5),
        findings=(*findings, *more),
    )
    return replace(
        total,
        lower=table.persons + posterior.quantile(tail),
        upper=table.persons + posterior.quantile(1 - tail),
    )


def graph_posterior(table: OverlapTable, options: Decomposable) -> GraphPosterior:
    """Return the joint posterior of graph and number on no list."""
    lists = len(table.lists)
    delta = 2.0**-lists if options.delta is None else options.delta
    unseen, step = _grid(
        options.least, max(round(options.bound * table.persons), options.least + 1)
    )
    evidence = _subset_evidence(table.dense(), unseen, delta)
    names, signs = decomposable_graphs(lists)
    logs = signs @ evidence
    totals = table.persons + unseen
    logs += gammaln(totals + 1) - gammaln(unseen + 1)
    prior = -np.log(totals) if options.log_prior is None else options.log_prior(totals)
    logs += prior + np.log(step)
    weights = np.exp(logs - logs.max())
    return GraphPosterior(cliques=names, unseen=unseen, step=step, weights=weights / weights.sum())


def bound_status(
    posterior: GraphPosterior, bound: float, status: Status
) -> tuple[Status, list[Finding]]:
    """Return DOUBTFUL and UND023 where the posterior reaches the bound on the total."""
    near = posterior.unseen >= 0.99 * posterior.unseen[-1]
    touching = float(posterior.weights[:, near].sum())
    if touching < TOUCHING:
        return status, []
    what = f"{touching:.1%} of the posterior lies within 1 % of the bound, {bound:,.0f} persons"
    told = Status(
        code=StatusCode.DOUBTFUL,
        sentence=f"the bound on the total decides the upper end; {status.sentence}",
    )
    return told, [found("UND023", what, fix="raise the bound, and say that it decides")]


def _grid(least: int, most: int) -> tuple[FloatArray, FloatArray]:
    """Return numbers on no list, every one up to ``EVERY``, and how many each stands for."""
    if most <= EVERY:
        every = np.arange(least, most + 1, dtype=np.float64)
        return every, np.ones_like(every)
    above = np.unique(np.round(np.geomspace(EVERY, most, 3000)))
    starts = np.concatenate([np.arange(least, EVERY, dtype=np.float64), above])
    step = np.diff(starts)
    return starts[:-1] + (step - 1) / 2, step


def _subset_evidence(cells: IntArray, unseen: FloatArray, delta: float) -> FloatArray:
    """Return the log Dirichlet–multinomial term of every set of lists, shape (2^J, grid).

    Σ over the set's own cells of log Γ(count + δ') − log Γ(δ'), with δ' the prior count of the
    cells added up, less the same of the total; only the cell of no list moves with ``unseen``.
    """
    codes = np.arange(len(cells))
    found_ = np.zeros((len(cells), len(unseen)))
    persons = cells.sum() + unseen
    whole = delta * len(cells)
    for chosen in range(1, len(cells)):
        own = np.bincount(codes & chosen, weights=cells, minlength=len(cells))
        inside = codes[(codes & ~chosen) == 0]
        each = delta * len(cells) / len(inside)
        fixed = (gammaln(own[inside[1:]] + each) - gammaln(each)).sum()
        found_[chosen] = fixed + gammaln(own[0] + unseen + each) - gammaln(each)
        found_[chosen] += gammaln(whole) - gammaln(persons + whole)
    return found_


@cache
def decomposable_graphs(lists: int) -> tuple[tuple[tuple[int, ...], ...], FloatArray]:
    """Return the cliques of every decomposable graph, and +1 or −1 for each clique or separator.

    8 graphs for 3 lists, 61 for 4, 822 for 5. Sets of lists are whole numbers; the signs have
    shape (graph, 2^J), so that a graph's evidence is a signed sum over sets.
    """
    pairs = list(combinations(range(lists), 2))
    names: list[tuple[int, ...]] = []
    rows: list[FloatArray] = []
    for chosen in range(2 ** len(pairs)):
        near = [1 << at for at in range(lists)]
        for bit, (one, other) in enumerate(pairs):
            if chosen >> bit & 1:
                near[one] |= 1 << other
                near[other] |= 1 << one
        order = _perfect_order(near)
        if order is not None:
            signs, cliques = _signs(near, order)
            names.append(cliques)
            rows.append(signs)
    return tuple(names), np.array(rows)


def _perfect_order(near: list[int]) -> list[int] | None:
    """Return an order in which each list's later neighbours are all joined, or ``None``."""
    left = (1 << len(near)) - 1
    order: list[int] = []
    while left:
        for at in range(len(near)):
            around = near[at] & left
            if left >> at & 1 and all(
                near[other] & around == around for other in range(len(near)) if around >> other & 1
            ):
                order.append(at)
                left &= ~(1 << at)
                break
        else:
            return None
    return order


def _signs(near: list[int], order: list[int]) -> tuple[FloatArray, tuple[int, ...]]:
    """Return +1 for each list with its later neighbours and −1 for those alone, and the cliques."""
    signs = np.zeros(2 ** len(near))
    left = (1 << len(near)) - 1
    for at in order:
        around = near[at] & left
        signs[around] += 1
        left &= ~(1 << at)
        signs[around & left] -= 1
    signs[0] = 0
    return signs, tuple(int(place) for place in np.flatnonzero(signs > 0))


def clique_names(cliques: tuple[int, ...], names: tuple[str, ...]) -> str:
    """Return a graph by its cliques: ``[EXH·HRW, ABA]``."""
    words = [
        "·".join(name for at, name in enumerate(names) if clique >> at & 1) for clique in cliques
    ]
    return "[" + ", ".join(words) + "]"
