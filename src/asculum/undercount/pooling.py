"""Pooling across strata: the lists' dependence alike in all strata, as far as the tables say.

The model is on the methods page, docs/methods/pooling.md. For stratum s and term t of the
log-linear model, beta[s, t] ~ N(m[t], tau[k]^2) with k the number of lists in t, m ~ the calibrated
prior, and the number on no list of each stratum free.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from asculum.undercount.dependence import Dependence, IntArray, prior_of, terms_in
from asculum.undercount.overlap import OverlapTable
from asculum.undercount.total import FloatArray

#: Prior of the spread between strata: its middle by the number of lists in a term, and the standard
#: deviation of its logarithm.
SPREAD, SPREAD_SD = (0.7, 0.35, 0.25), 0.7
#: Steps of the climb, and the change of the common terms at which it ends.
MOST_STEPS, SETTLED = 200, 1e-6


@dataclass(frozen=True, kw_only=True, eq=False)
class Common:
    """What strata have in common: draws of the common terms and of the spread about them.

    ``means`` has shape (draw, term) and ``spreads`` (draw, term), both without the term of no
    list; ``middle`` is the middle spread by the number of lists in a term (1, 2, 3 and more).
    """

    means: FloatArray
    spreads: FloatArray
    middle: tuple[float, ...]


@dataclass(frozen=True, kw_only=True, eq=False)
class _Fit:
    """The joint mode under one width of the prior, and what the draws need."""

    centre: FloatArray
    covariance: FloatArray
    spread: FloatArray
    knows: FloatArray
    evidence: float


def common_terms(
    tables: Sequence[OverlapTable],
    options: Dependence,
    *,
    draws: int,
    random: np.random.Generator,
) -> Common:
    """Draw what strata of the same lists have in common.

    For each width of the prior's tails the joint mode of all terms is climbed to, the spreads by
    expectation maximisation; the common terms given the tables are normal about it, each stratum's
    own terms integrated out by Laplace's method. The widths are weighed by their evidence.
    """
    lists = len(tables[0].lists)
    terms = terms_in(lists)
    order = np.minimum(np.array([int(term).bit_count() for term in terms[1:]]), len(SPREAD))
    counts = np.stack([table.dense()[1:] for table in tables]).astype(np.float64)
    cells = np.arange(1, 2**lists)
    holds = ((cells[:, None] & terms) == terms).astype(np.float64)
    fits = []
    for factor, weight in options.prior.tails:
        mean, precision, log_determinant = prior_of(terms, options.prior, factor)
        fit = _fit(counts, holds, mean[1:], precision[1:, 1:], order)
        fits.append((fit, fit.evidence + log_determinant / 2 + np.log(weight)))
    logs = np.array([log for _, log in fits])
    share = np.exp(logs - logs.max())
    chosen = random.choice(len(fits), size=draws, p=share / share.sum())
    means, spreads = np.empty((draws, len(order))), np.empty((draws, len(order)))
    for row, at in enumerate(chosen):
        fit = fits[at][0]
        means[row] = random.multivariate_normal(fit.centre, fit.covariance, method="cholesky")
        log_spread = np.log(fit.spread) + random.standard_normal(len(SPREAD)) / np.sqrt(
            2.0 * fit.knows + SPREAD_SD**-2
        )
        spreads[row] = np.exp(log_spread)[order - 1]
    middle = np.median(spreads, axis=0)
    return Common(
        means=means,
        spreads=spreads,
        middle=tuple(
            float(middle[order == k][0]) for k in range(1, len(SPREAD) + 1) if (order == k).any()
        ),
    )


def _fit(
    counts: FloatArray, holds: FloatArray, mean: FloatArray, precision: FloatArray, order: IntArray
) -> _Fit:
    """Climb to the joint mode of common and own terms, and of the spreads."""
    strata, own = len(counts), len(order)
    spread = np.array(SPREAD)
    common = mean.copy()
    beta = np.tile(np.concatenate([[0.0], common]), (strata, 1))
    # as many on no list as on any, to begin with
    beta[:, 0] = np.log(counts.sum(axis=1) + 1.0)
    for _ in range(MOST_STEPS):
        tight = 1.0 / spread[order - 1] ** 2
        beta, value = _own_modes(counts, holds, beta, common, tight)
        told = _told(holds, beta)
        inner = np.linalg.inv(told + np.diag(tight))
        # information on the common terms: tight - tight (told + tight)^-1 tight
        about = np.diag(tight) - tight[:, None] * inner * tight[None, :]
        pull = tight * (beta[:, 1:] - common)
        gained = np.einsum("sij,sj->si", inner, np.einsum("sij,sj->si", told, beta[:, 1:]) + pull)
        whole = precision + about.sum(axis=0)
        covariance = np.linalg.inv(whole)
        moved = covariance @ (precision @ mean + (tight * gained).sum(axis=0))
        left = np.einsum("sij,j->sij", inner, tight) - np.eye(own)
        apart = (beta[:, 1:] - common) ** 2 + np.einsum("sii->si", inner)
        apart += np.einsum("sij,jk,sik->si", left, covariance, left)
        knows, now = np.empty(len(SPREAD)), spread.copy()
        for k in range(len(SPREAD)):
            at = order == k + 1
            if not at.any():
                knows[k] = 0.0
                continue
            seen = 1.0 - np.einsum("sii->si", inner)[:, at] * tight[at]
            knows[k] = max(float(seen.sum()) - at.sum() / 2, 0.0)
            now[k] = _middle_spread(float(apart[:, at].sum()), strata * int(at.sum()), k)
        change = float(np.abs(moved - common).max() + np.abs(np.log(now / spread)).max())
        common, spread = moved, now
        if change < SETTLED:
            break
    gap = common - mean
    determinants = np.linalg.slogdet(told + np.diag(tight))[1].sum()
    evidence = float(value.sum() - 0.5 * gap @ precision @ gap)
    evidence += 0.5 * (strata * np.log(tight).sum() - determinants - np.linalg.slogdet(whole)[1])
    return _Fit(centre=common, covariance=covariance, spread=spread, knows=knows, evidence=evidence)


def _middle_spread(squares: float, count: int, k: int) -> float:
    """Return the spread where count/2 ln(tau^2) + squares/(2 tau^2) + its prior is least."""
    log = 0.5 * np.log(squares / count)
    for _ in range(50):
        slope = count - squares * np.exp(-2 * log) + (log - np.log(SPREAD[k])) / SPREAD_SD**2
        bend = 2 * squares * np.exp(-2 * log) + SPREAD_SD**-2
        log -= slope / bend
    return float(np.exp(log))


def _own_modes(
    counts: FloatArray, holds: FloatArray, beta: FloatArray, common: FloatArray, tight: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Climb to each stratum's mode given the common terms (Newton); return log densities too."""
    prior = np.concatenate([[0.0], tight])
    middle = np.concatenate([[0.0], common])

    def height(values: FloatArray) -> FloatArray:
        """Return each stratum's log density, without its factorials."""
        logs = values @ holds.T
        found: FloatArray = (counts * logs - np.exp(np.minimum(logs, 700.0))).sum(axis=1)
        found -= 0.5 * ((values - middle) ** 2 * prior).sum(axis=1)
        return found

    now = height(beta)
    for _ in range(60):
        means = np.exp(beta @ holds.T)
        slope = (counts - means) @ holds - prior * (beta - middle)
        bend = np.einsum("sc,ci,cj->sij", means, holds, holds) + np.diag(prior)
        step = np.linalg.solve(bend, slope[..., None])[..., 0]
        scale = np.minimum(1.0, 3.0 / np.maximum(np.abs(step).max(axis=1), 1e-9))
        for _ in range(30):
            trial = beta + scale[:, None] * step
            then = height(trial)
            worse = ~(then >= now - 1e-9 * (1 + np.abs(now)))
            if not worse.any():
                break
            scale = np.where(worse, scale / 2, scale)
        beta, now = trial, then
        if np.abs(step * scale[:, None]).max() < 1e-8:
            break
    return beta, now


def _told(holds: FloatArray, beta: FloatArray) -> FloatArray:
    """Return what each table tells of its terms, the one of no list integrated out (S, T, T)."""
    means = np.exp(beta @ holds.T)
    whole = np.einsum("sc,ci,cj->sij", means, holds, holds)
    cross = whole[:, 1:, :1]
    found: FloatArray = whole[:, 1:, 1:] - cross * cross.swapaxes(1, 2) / whole[:, :1, :1]
    return found
