"""Chao's lower bound, and the sample coverage of Chao and Tsay: estimates without a model."""

from __future__ import annotations

import math
from itertools import combinations

import numpy as np

from asculum.terms.estimate import PROB
from asculum.terms.findings import Finding
from asculum.terms.status import Status, StatusCode
from asculum.terms.streams import stream
from asculum.undercount.codes import found
from asculum.undercount.overlap import OverlapTable, every_pattern
from asculum.undercount.total import (
    DRAWS,
    FloatArray,
    Total,
    draws_of_unseen,
    overlaps,
    refusal,
    too_thin,
)
from asculum.undercount.two_lists import log_normal_interval

BOUND = (
    "no list depends on another but through persons that differ, on all lists alike, in how easily "
    "they are listed; then the true total is at least this, and may be far above it"
)
COVERAGE = (
    "the lists' dependence is the same on average for persons listed and not listed, so that the "
    "coverage of the overlaps stands for that of all"
)
#: Below this sample coverage Chao and Tsay (1998) advise against the estimate.
LEAST_COVERAGE = 0.55


def lower_bound(
    table: OverlapTable,
    *,
    corrected: bool = True,
    alike: bool = False,
    prob: float = PROB,
    seed: int = 1,
    n: int = DRAWS,
) -> Total:
    """Estimate a lower bound of the total from those on one list and on two.

    N ≥ n + Σ x_i x_j / f₂ over pairs of lists, with x_j the persons on list j alone and f₂ those on
    exactly two lists. Where the chance to be on list j is a_j θ / (1 + a_j θ), θ of the person and
    a_j of the list, E x_i E x_j ≤ E n₀ E x_ij by Cauchy and Schwarz, with equality where persons
    are alike. ``alike`` gives Chao's n + f₁²/(2 f₂), f₁ = Σ x_j, which takes lists as many and
    alike: J lists that are alike it gives J / (J − 1) times as many on no list, others more.
    Bias-corrected, f₂ + 1 stands for f₂ and f₁(f₁ − 1) for f₁². Variance by the delta method,
    which for Chao's form is his; the interval is log-normal in the unseen part.

    Parameters
    ----------
    table
        Counts by pattern.
    corrected
        Whether the bias-corrected form is used, which needs nobody on exactly two lists.
    alike
        Whether lists are taken as many and alike in reach (Chao 1987), or each has its own.
    prob, seed, n
        Probability of the interval; seed and number of the draws.

    Returns
    -------
    The bound [persons]; ``DOUBTFUL`` because it is a bound and no estimate, ``NOT_IDENTIFIED``
    where fewer than two lists hold anybody, nobody is on two lists, or (plain form) nobody is on
    exactly two.

    Notes
    -----
    Assumes that lists do not depend on each other for one and the same person, and that persons
    differ on all lists alike.
    Biased when a list repels those of another (then it may exceed the truth).
    Do not use when a total is asked for: it is a floor. Chao's form is none for few lists.

    References
    ----------
    Chao (1987), equations 7 and 11, for lists that are alike.

    Examples
    --------
    >>> from asculum.undercount.coverage import lower_bound
    >>> from asculum.undercount.overlap import OverlapTable
    >>> seen = OverlapTable.from_dense(("a", "b", "c"), [0, 20, 20, 5, 20, 3, 2, 1])
    >>> lower_bound(seen, corrected=False).point
    191.0
    >>> lower_bound(seen, corrected=False, alike=True).point
    251.0
    """
    method = "Chao's lower bound" if alike else "lower bound, each list with its own reach"
    method += ", bias-corrected" if corrected else ""
    lists = len(table.valid)
    f2 = int((*table.by_times_listed(), 0, 0)[1])
    why = ""
    if table.persons == 0:
        why = "nobody is on any list"
    elif lists < 2:
        why = "a single list says nothing of the persons who are not on it"
    elif overlaps(table) == 0:
        why = "nobody is on two lists, so nothing tells how many are on none"
    elif f2 == 0 and not corrected:
        why = "nobody is on exactly two lists, so the bound has no end"
    if why:
        return refusal(
            table, StatusCode.NOT_IDENTIFIED, why, method=method, assumption=BOUND, prob=prob
        )
    unseen, variance = (_chao if alike else _by_pairs)(table, f2, corrected=corrected)
    lower, upper = log_normal_interval(table.persons, unseen, variance, prob)
    return Total(
        method=method,
        assumption=BOUND,
        lists=table.lists,
        sizes=tuple(int(size) for size in table.sizes),
        listed=table.persons,
        status=Status(code=StatusCode.DOUBTFUL, sentence=f"a floor, not a total: {BOUND}"),
        prob=prob,
        point=table.persons + unseen,
        lower=lower,
        upper=upper,
        se=math.sqrt(variance),
        draws=_draws(table, unseen, variance, seed, n),
    )


def _chao(table: OverlapTable, f2: int, *, corrected: bool) -> tuple[float, float]:
    """Return Chao's number on no list and its variance."""
    f1 = int(table.by_times_listed()[0])
    if corrected:
        unseen = f1 * (f1 - 1) / (2 * (f2 + 1))
        variance = (
            unseen
            + f1 * (2 * f1 - 1) ** 2 / (4 * (f2 + 1) ** 2)
            + f1**2 * f2 * (f1 - 1) ** 2 / (4 * (f2 + 1) ** 4)
        )
        return unseen, variance
    ratio = f1 / f2
    return f1**2 / (2 * f2), f2 * (ratio**4 / 4 + ratio**3 + ratio**2 / 2)


def _by_pairs(table: OverlapTable, f2: int, *, corrected: bool) -> tuple[float, float]:
    """Return the number on no list by pairs of lists, and its variance."""
    once = table.counts[table.patterns.sum(axis=1) == 1].astype(np.float64)
    others = once.sum() - once
    pairs, shared = float(once @ others) / 2, f2 + (1 if corrected else 0)
    unseen = pairs / shared
    variance = unseen + float(others**2 @ once) / shared**2 + pairs**2 * f2 / shared**4
    return unseen, variance


def sample_coverage(
    table: OverlapTable,
    *,
    replicates: int = 1000,
    prob: float = PROB,
    seed: int = 1,
    n: int = DRAWS,
) -> Total:
    """Estimate the total by the sample coverage of Chao and Tsay.

    With Z_j the persons on list j alone and n_j those on it, coverage is C = 1 − (1/3) Σ Z_j/n_j.
    With A_ij the persons on both i and j, and B_ij those on i but not on the third list k plus
    those on j but not on k, N = ΣA_ij/(3C) / (1 − (1/3C) Σ B_ij A_ij/(n_i n_j)). Where C is below
    55 % this is unstable, and their one-step estimate N₁ = D/C + (1/3C) Σ B_ij γ_ij is given, with
    D = n − (1/3) Σ Z_j and γ_ij = N' A_ij/(n_i n_j) − 1, N' being the same with D/C for N'. The
    interval is log-normal in the unseen part, with the variance of a parametric bootstrap.

    Parameters
    ----------
    table
        Counts by pattern of three lists.
    replicates
        Number of bootstrap tables.
    prob, seed, n
        Probability of the interval; seed and number of the draws.

    Returns
    -------
    The total [persons]; ``DOUBTFUL`` with finding UND020 where the coverage is below 55 %,
    ``NOT_IDENTIFIED`` where the table is too thin, the lists are not three, or the correction
    has no end.

    Notes
    -----
    Assumes that dependence among the listed stands for that among all.
    Biased when the coverage is low: the one-step estimate is then too low where lists attract.
    Do not use when the lists are of very different reach.

    References
    ----------
    Chao and Tsay (1998); Chao, Tsay, Lin, Shau and Chao (2001).
    """
    method = "sample coverage of Chao and Tsay"
    why = too_thin(table)
    if not why and len(table.lists) != 3:
        why = "the formula is for three lists; drop or merge lists"
    cells = table.dense().astype(np.float64) if not why else np.zeros(8)
    point, coverage = (np.nan, 0.0) if why else coverage_estimate(cells)
    if not why and not (np.isfinite(point) and point >= table.persons):
        why = "the lists depend on each other so strongly that the correction has no end"
    if why:
        return refusal(
            table, StatusCode.NOT_IDENTIFIED, why, method=method, assumption=COVERAGE, prob=prob
        )
    again = stream(seed, "undercount/coverage").multinomial(
        round(point),
        np.append(cells[1:], max(point - table.persons, 0.0)) / max(point, table.persons),
        size=replicates,
    )
    whole = np.concatenate([np.zeros((replicates, 1)), again[:, :-1]], axis=1)
    spread = np.array([coverage_estimate(row)[0] for row in whole])
    spread = spread[np.isfinite(spread)]
    variance = float(spread.var(ddof=1)) if len(spread) > 1 else math.inf
    lower, upper = log_normal_interval(table.persons, point - table.persons, variance, prob)
    low = coverage < LEAST_COVERAGE
    findings: tuple[Finding, ...] = ()
    if low:
        what = f"sample coverage {coverage:.0%}"
        findings = (found("UND020", what, fix="use another estimate, or more lists"),)
    return Total(
        method=method,
        assumption=COVERAGE,
        lists=table.lists,
        sizes=tuple(int(size) for size in table.sizes),
        listed=table.persons,
        status=Status(
            code=StatusCode.DOUBTFUL if low else StatusCode.OK,
            sentence=f"the overlaps cover {coverage:.0%} of those whom the lists hold",
        ),
        prob=prob,
        point=point,
        lower=lower,
        upper=upper,
        se=math.sqrt(variance),
        draws=_draws(table, point - table.persons, variance, seed, n),
        findings=findings,
    )


def _draws(table: OverlapTable, unseen: float, variance: float, seed: int, n: int) -> FloatArray:
    """Return draws of a total whose unseen part is log-normal."""
    if unseen <= 0:
        return np.full(n, float(table.persons))
    spread = math.sqrt(math.log1p(variance / unseen**2))
    log_unseen = math.log(unseen) - spread**2 / 2
    return table.persons + draws_of_unseen(log_unseen, spread, seed=seed, name="coverage", n=n)


def coverage_estimate(cells: FloatArray) -> tuple[float, float]:
    """Return the estimate of Chao and Tsay for three lists, and the sample coverage.

    ``cells`` are the counts of the 8 patterns, the first not used.
    """
    patterns = every_pattern(3).astype(np.float64)
    persons = cells[1:].sum()
    sizes = cells @ patterns
    alone = np.array([cells[1], cells[2], cells[4]])
    if (sizes == 0).any():
        return np.nan, 0.0
    coverage = float(1 - (alone / sizes).mean())
    if coverage <= 0:
        return np.nan, coverage
    both = np.zeros((3, 3))
    apart = np.zeros((3, 3))
    for i, j in combinations(range(3), 2):
        not_third = 1 - patterns[:, 3 - i - j]
        both[i, j] = (cells * patterns[:, i] * patterns[:, j]).sum() / (sizes[i] * sizes[j])
        apart[i, j] = (cells * (patterns[:, i] + patterns[:, j]) * not_third).sum()
    if coverage >= LEAST_COVERAGE:
        below = 1 - (apart * both).sum() / (3 * coverage)
        overlap = (both * np.outer(sizes, sizes)).sum() / (3 * coverage)
        return (float(overlap / below) if below > 0 else np.nan), coverage
    first = (persons - alone.mean()) / coverage
    once = first + (apart * np.triu(first * both - 1, 1)).sum() / (3 * coverage)
    twice = first + (apart * np.triu(once * both - 1, 1)).sum() / (3 * coverage)
    return float(twice), coverage
