"""The default: every interaction of lists, as strong as interactions were where they could be seen.

The model and why it stands are on the methods page, docs/methods/undercount.md.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from asculum.terms.estimate import PROB
from asculum.terms.findings import Finding
from asculum.terms.status import Status, StatusCode
from asculum.terms.streams import stream
from asculum.undercount.codes import found
from asculum.undercount.hierarchical import orders
from asculum.undercount.loglinear import observed
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

METHOD = "log-linear with calibrated dependence"
ASSUMPTION = (
    "lists depend on each other, those on no list included, as strongly as lists of other studies "
    "did where it could be seen: on average persons of one list were likelier to be on another"
)
#: Up to so many lists every interaction is in the model; beyond, those of three lists at most.
ALL_ORDERS, MOST_LISTS = 5, 10
#: The fewest persons on no list that are told apart from none, and points of the grid.
LEAST_UNSEEN, COARSE, FINE = 0.05, 41, 121
#: Log evidence this far below the top is nothing.
NOTHING = 14.0
#: Posterior probability in the last hundredth of the range that counts as touching the bound.
TOUCHING = 1e-3


@dataclass(frozen=True, kw_only=True)
class DependencePrior:
    """How likely persons are to be on lists, and on several: normal priors on the log scale.

    ``alone`` is the log odds of being on a list given that one is on no other, ``pair`` the log
    odds ratio of two lists given that one is on no other, ``triple`` by how much a third list
    changes that of a pair, ``more`` the same of four lists and beyond. Each term of a table is
    mean + shared + own: ``shared`` is the standard deviation of what all terms of the table have
    in common, ``own`` of what each has for itself.

    The defaults were calibrated on the tables of ten published studies (see ``calibration``) but
    ``triple_own`` and ``tails``, which are stated. With three lists ``triple_own`` is the width of
    the prior on the one interaction that no data can show. ``tails`` are factors on the standard
    deviations of interactions of three lists and more, each with its prior probability: a core of
    persons whom every list holds makes for interactions far beyond the usual, and the table itself
    must be able to say so.
    """

    alone_mean: float = -2.661
    alone_shared: float = 0.856
    alone_own: float = 1.411
    pair_mean: float = 0.506
    pair_shared: float = 0.21
    pair_own: float = 0.739
    triple_mean: float = -0.26
    triple_own: float = 0.5
    more_mean: float = -0.036
    more_own: float = 0.187
    tails: tuple[tuple[float, float], ...] = ((1.0, 0.6), (3.0, 0.3), (9.0, 0.1))

    def __post_init__(self) -> None:
        for name in ("alone_own", "pair_own", "triple_own", "more_own"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} is above zero")
        if self.alone_shared < 0 or self.pair_shared < 0:
            raise ValueError("a standard deviation is not below zero")
        if not self.tails or min(min(tail) for tail in self.tails) <= 0:
            raise ValueError("tails are factors and probabilities above zero")

    def of_order(self, order: int, factor: float = 1.0) -> tuple[float, float, float]:
        """Return mean, shared and own standard deviation of interactions of ``order`` lists."""
        if order == 1:
            return self.alone_mean, self.alone_shared, self.alone_own
        if order == 2:
            return self.pair_mean, self.pair_shared, self.pair_own
        if order == 3:
            return self.triple_mean, 0.0, self.triple_own * factor
        return self.more_mean, 0.0, self.more_own * factor


@dataclass(frozen=True, kw_only=True)
class Dependence:
    """The default estimate: its prior, and the most persons on no list per person listed."""

    prior: DependencePrior = DependencePrior()
    bound: float = 1000.0

    def __post_init__(self) -> None:
        if not self.bound > 0:
            raise ValueError("the bound is above zero")


def with_dependence(
    table: OverlapTable,
    *,
    options: Dependence | None = None,
    prob: float = PROB,
    seed: int = 1,
    n: int = DRAWS,
) -> Total:
    """Estimate the total, integrating over every way in which the lists may depend.

    log μ_c = Σ of the terms within pattern c, all interactions in the model, with normal priors
    by order; counts Poisson; p(N) ∝ 1/N. The number on no list has a posterior on a grid, the
    other terms integrated out by Laplace's method at each point.

    Parameters
    ----------
    table
        Counts by pattern of 3 to 10 lists that hold anybody; empty lists are left out.
    options
        The prior of dependence and the bound on the total.
    prob, seed, n
        Probability of the interval; seed and number of the draws.

    Returns
    -------
    The total [persons], its point the posterior median; ``DOUBTFUL`` where fewer than 10 persons
    are on two lists, ``NOT_IDENTIFIED`` where fewer than three lists hold anybody or nobody is on
    two. UND023 says that the bound is touched.

    Notes
    -----
    Assumes that those on no list are tied to the lists as those on one list were, in other
    studies, to the others.
    Biased when persons could not be on any list at all: they are not counted.
    Do not use when the lists are known to be independent by design: a narrower model is right.

    References
    ----------
    Fienberg (1972) for the family; Aleshin-Guendel, Sadinle and Wakefield (2024) for what cannot
    be seen; Hook and Regal (1995) for estimating lists from each other.

    Examples
    --------
    >>> from asculum.undercount.dependence import with_dependence
    >>> from asculum.undercount.overlap import OverlapTable
    >>> seen = OverlapTable.from_dense(("a", "b", "c"), [0, 90, 80, 30, 70, 25, 20, 10])
    >>> total = with_dependence(seen)
    >>> total.status.code.value, total.listed < total.lower < total.point < total.upper
    ('OK', True)
    """
    options = options or Dependence()
    why = too_thin(table)
    held = table.only(table.valid) if not why else table
    lists = len(held.lists)
    if not why and lists > MOST_LISTS:
        why = f"{lists} lists have too many patterns to go through; {MOST_LISTS} are the most"
    if why:
        return refusal(
            table, StatusCode.NOT_IDENTIFIED, why, method=METHOD, assumption=ASSUMPTION, prob=prob
        )
    grid, share = unseen_posterior(held, options)
    random = stream(seed, "undercount/dependence")
    at = random.choice(len(grid), size=n, p=share)
    logs = grid[at] + (grid[1] - grid[0]) * (random.random(n) - 0.5)
    draws = table.persons + random.poisson(np.exp(logs)).astype(np.float64)
    prior = options.prior
    sentence = (
        f"two lists attract by a factor {np.exp(prior.pair_mean):.1f} a priori, "
        f"±{prior.pair_own:.1f} on the log scale"
    )
    status, findings = _bound(grid, share, options.bound, table.persons, held, sentence)
    return from_draws(
        table,
        draws,
        method=METHOD,
        assumption=ASSUMPTION,
        status=status,
        prob=prob,
        findings=findings,
    )


def unseen_posterior(table: OverlapTable, options: Dependence) -> tuple[FloatArray, FloatArray]:
    """Return values of the log of the mean number on no list, and the posterior share of each."""
    terms = terms_in(len(table.lists))
    priors = [
        TermPrior(*prior_of(terms, options.prior, factor), np.log(weight))
        for factor, weight in options.prior.tails
    ]
    return posterior_along(table, priors, bound=options.bound)


class TermPrior(NamedTuple):
    """A normal prior of all terms but that of no list, and the log of its prior probability."""

    mean: FloatArray
    precision: FloatArray
    log_determinant: float
    log_weight: float


def posterior_along(
    table: OverlapTable, priors: Sequence[TermPrior], *, bound: float, fine: int = FINE
) -> tuple[FloatArray, FloatArray]:
    """Return a grid of the log mean number on no list and the posterior share of each point.

    The prior of the other terms is the mixture ``priors``; they are integrated out by Laplace's
    method at each point.
    """
    from asculum.undercount._loglinear_kernels import evidence_along

    lists = len(table.lists)
    terms = terms_in(lists)
    counts = table.dense().astype(np.float64)
    low, high = np.log(LEAST_UNSEEN), np.log(bound * table.persons)
    for points in (COARSE, fine):
        grid = np.linspace(low, high, points)
        each = np.empty((len(priors), points))
        for row, prior in zip(each, priors, strict=True):
            mean, precision = prior.mean, prior.precision
            evidence_along(counts, observed(lists), terms, mean, precision, grid, lists, row)
            row += prior.log_determinant / 2 + prior.log_weight
        logs = np.logaddexp.reduce(each, axis=0)
        logs += grid - np.logaddexp(np.log(table.persons), grid)
        some = np.flatnonzero(logs > logs.max() - NOTHING)
        low, high = grid[max(some[0] - 1, 0)], grid[min(some[-1] + 1, points - 1)]
    share = np.exp(logs - logs.max())
    return grid, share / share.sum()


def terms_in(lists: int) -> IntArray:
    """Return the terms of the model: all of them, or of many lists those of three at most."""
    most = lists if lists <= ALL_ORDERS else 3
    terms: IntArray = np.flatnonzero(orders(lists) <= most)
    return terms


def prior_of(
    terms: IntArray, prior: DependencePrior, factor: float = 1.0
) -> tuple[FloatArray, FloatArray, float]:
    """Return mean, precision and log determinant of the precision of all terms but the first.

    The term of no list has none: its row and column of the precision are zero. ``factor`` widens
    interactions of three lists and more.
    """
    order = np.array([int(term).bit_count() for term in terms])
    mean = np.zeros(len(terms))
    precision = np.zeros((len(terms), len(terms)))
    log_determinant = 0.0
    for level in range(1, int(order.max()) + 1):
        at = np.flatnonzero(order == level)
        centre, shared, own = prior.of_order(level, factor)
        mean[at] = centre
        # the inverse of own² I + shared² 11ᵀ
        whole = own**2 + len(at) * shared**2
        block = np.eye(len(at)) / own**2 - shared**2 / (own**2 * whole)
        precision[np.ix_(at, at)] = block
        log_determinant -= (len(at) - 1) * 2 * np.log(own) + np.log(whole)
    return mean, precision, float(log_determinant)


def _bound(
    grid: FloatArray,
    share: FloatArray,
    bound: float,
    listed: int,
    table: OverlapTable,
    sentence: str,
) -> tuple[Status, tuple[Finding, ...]]:
    status = overlap_status(table, sentence)
    touching = float(share[grid > np.log(0.99 * bound * listed)].sum())
    if touching < TOUCHING:
        return status, ()
    what = f"{touching:.1%} of the posterior lies at the bound, {(1 + bound) * listed:,.0f} persons"
    told = Status(
        code=StatusCode.DOUBTFUL,
        sentence=f"the bound on the total decides the upper end; {status.sentence}",
    )
    return told, (found("UND023", what, fix="raise the bound, and say that it decides"),)
