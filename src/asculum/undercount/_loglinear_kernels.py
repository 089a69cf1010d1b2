"""Kernels of log-linear models over the 2^J patterns of J lists.

A pattern is a whole number whose bit j says whether list j holds the person; so is a term, the
set of lists whose interaction it is. The linear predictor of pattern c is the sum of the terms
within c, so fits need no design matrix: predictors are sums over subsets, scores and the
information are sums over supersets, each in J·2^J additions. The term of no list is the log of
the number expected on no list.

All kernels that call one another stand in this file, for numba keeps what it compiled under the
file's own stamp.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba as nb
import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
Function = TypeVar("Function", bound=Callable[..., object])

#: How a fit ended.
CONVERGED, TOO_MANY_STEPS, NOT_FULL_RANK = 0, 1, 2
#: Most Newton steps, the decrement that ends them, and the least pivot of a full-rank matrix.
STEPS, DECREMENT, PIVOT = 60, 1e-10, 1e-12
#: A fit whose information on some term is less than this runs off to infinity: the totals that a
#: model fits are whole numbers of persons, so the information at a true optimum is not this small.
VANISHING = 1e-5


def jit(function: Function) -> Function:
    """Compile a kernel with strict floating point, kept between runs."""
    options: Any = {"cache": True, "nogil": True, "error_model": "numpy"}
    return cast(Function, nb.njit(**options)(function))


@jit
def add_subsets(values: FloatArray, lists: int) -> None:
    """Turn each value into the sum of the values of its pattern's subsets, in place."""
    for j in range(lists):
        bit = 1 << j
        for c in range(len(values)):
            if c & bit:
                values[c] += values[c ^ bit]


@jit
def add_supersets(values: FloatArray, lists: int) -> None:
    """Turn each value into the sum of the values of its pattern's supersets, in place."""
    for j in range(lists):
        bit = 1 << j
        for c in range(len(values)):
            if not c & bit:
                values[c] += values[c | bit]


@jit
def cholesky(matrix: FloatArray) -> bool:
    """Put the lower factor into ``matrix``; False where a pivot is nothing next to its row."""
    size = matrix.shape[0]
    for i in range(size):
        before = matrix[i, i]
        for k in range(i):
            total = matrix[i, k]
            for m in range(k):
                total -= matrix[i, m] * matrix[k, m]
            matrix[i, k] = total / matrix[k, k]
            matrix[i, i] -= matrix[i, k] * matrix[i, k]
        if not matrix[i, i] > PIVOT * before:
            return False
        matrix[i, i] = np.sqrt(matrix[i, i])
    return True


@jit
def solve(factor: FloatArray, right: FloatArray) -> None:
    """Solve factor · factorᵀ · x = right in place."""
    size = len(right)
    for i in range(size):
        for k in range(i):
            right[i] -= factor[i, k] * right[k]
        right[i] /= factor[i, i]
    for i in range(size - 1, -1, -1):
        for k in range(i + 1, size):
            right[i] -= factor[k, i] * right[k]
        right[i] /= factor[i, i]


@jit
def gather(
    weights: FloatArray, terms: IntArray, precision: FloatArray, lists: int, out: FloatArray
) -> None:
    """Put Σ weights over the patterns that hold both terms, plus ``precision``, into ``out``."""
    add_supersets(weights, lists)
    for a in range(len(terms)):
        for b in range(a + 1):
            out[a, b] = weights[terms[a] | terms[b]] + precision[a, b]


@jit
def predict(terms: IntArray, beta: FloatArray, kept: BoolArray, lists: int) -> FloatArray:
    """Return the mean of every kept pattern; 0 elsewhere."""
    means = np.zeros(len(kept))
    for a in range(len(terms)):
        means[terms[a]] = beta[a]
    add_subsets(means, lists)
    for c in range(len(means)):
        means[c] = np.exp(min(means[c], 500.0)) if kept[c] else 0.0
    return means


@jit
def objective(
    counts: FloatArray,
    means: FloatArray,
    kept: BoolArray,
    beta: FloatArray,
    prior: FloatArray,
    precision: FloatArray,
) -> float:
    """Return the Poisson log-likelihood without its factorials, less the prior's quadratic."""
    value = 0.0
    for c in range(len(counts)):
        if kept[c]:
            value -= means[c]
            if counts[c] > 0:
                value += counts[c] * np.log(means[c])
    for a in range(len(beta)):
        for b in range(len(beta)):
            value -= 0.5 * (beta[a] - prior[a]) * precision[a, b] * (beta[b] - prior[b])
    return value


@jit
def newton(
    counts: FloatArray,
    kept: BoolArray,
    terms: IntArray,
    prior: FloatArray,
    precision: FloatArray,
    beta: FloatArray,
    factor: FloatArray,
    lists: int,
) -> int:
    """Climb from ``beta`` to the mode in place; ``factor`` becomes that of the information.

    The prior is normal with ``precision``, zeros where a term has none. Steps are halved where
    they would descend.
    """
    size = len(terms)
    means = predict(terms, beta, kept, lists)
    value = objective(counts, means, kept, beta, prior, precision)
    for _ in range(STEPS):
        gather(means.copy(), terms, precision, lists, factor)
        if not cholesky(factor):
            return NOT_FULL_RANK
        gaps = np.where(kept, counts - means, 0.0)
        add_supersets(gaps, lists)
        score = np.empty(size)
        for a in range(size):
            score[a] = gaps[terms[a]]
            for b in range(size):
                score[a] -= precision[a, b] * (beta[b] - prior[b])
        step = score.copy()
        solve(factor, step)
        decrement = 0.0
        for a in range(size):
            decrement += score[a] * step[a]
        if not decrement < 1e300:
            return TOO_MANY_STEPS
        length = 1.0
        for _ in range(30):
            tried = beta + length * step
            means = predict(terms, tried, kept, lists)
            after = objective(counts, means, kept, tried, prior, precision)
            if after >= value - 1e-9 * (1.0 + abs(value)):
                break
            length *= 0.5
        beta[:] = tried
        value = after
        if decrement < DECREMENT:
            gather(means.copy(), terms, precision, lists, factor)
            return CONVERGED if cholesky(factor) else NOT_FULL_RANK
    return TOO_MANY_STEPS


@jit
def begin(counts: FloatArray, kept: BoolArray, terms: IntArray, lists: int) -> FloatArray:
    """Return where to begin: as many on no list as on any, lists independent, no interactions."""
    totals = np.where(kept, counts, 0.0)
    add_supersets(totals, lists)
    persons = totals[0] + 1.0
    beta = np.zeros(len(terms))
    beta[0] = np.log(persons)
    for a in range(len(terms)):
        term = terms[a]
        if term != 0 and term & (term - 1) == 0:
            share = (totals[term] + 0.5) / (2.0 * persons)
            beta[a] = np.log(share / (1.0 - share))
    return beta


@jit
def unseen_variance(factor: FloatArray) -> float:
    """Return the variance of the first term: the first entry of the inverse information."""
    first = np.zeros(factor.shape[0])
    first[0] = 1.0
    solve(factor, first)
    return float(first[0])


@jit
def full_rank(terms: IntArray, kept: BoolArray, lists: int) -> bool:
    """Whether the kept patterns can tell all terms apart."""
    factor = np.zeros((len(terms), len(terms)))
    gather(kept.astype(np.float64), terms, np.zeros_like(factor), lists, factor)
    return cholesky(factor)


@jit
def reduced(
    counts: FloatArray, kept: BoolArray, terms: IntArray, lists: int
) -> tuple[IntArray, BoolArray]:
    """Return the terms and patterns left after those whose totals are zero are taken out.

    A term whose persons number none is estimated as minus infinity: the patterns that hold it
    are expected to be empty and say nothing of the rest (the extended maximum likelihood).
    """
    totals = np.where(kept, counts, 0.0)
    add_supersets(totals, lists)
    stays = np.ones(len(terms), dtype=np.bool_)
    left = kept.copy()
    for a in range(len(terms)):
        if totals[terms[a]] == 0.0:
            stays[a] = False
            for c in range(len(left)):
                if c & terms[a] == terms[a]:
                    left[c] = False
    return terms[stays], left


@jit
def fit_models(
    counts: FloatArray, kept: BoolArray, models: BoolArray, lists: int, out: FloatArray
) -> None:
    """Fit each model, a row saying of each term whether it has it; a row of ``out`` is

    code, term of no list, its variance, log-likelihood without factorials, terms estimated,
    patterns used, least pivot of the information.
    """
    for m in range(len(models)):
        terms, left = reduced(counts, kept, np.flatnonzero(models[m]), lists)
        size = len(terms)
        none = np.zeros((size, size))
        factor = np.zeros((size, size))
        beta = begin(counts, left, terms, lists)
        code = newton(counts, left, terms, none[0], none, beta, factor, lists)
        out[m, :] = np.nan
        out[m, 0] = code
        out[m, 4] = size
        out[m, 5] = left.sum()
        if code == NOT_FULL_RANK and full_rank(terms, left, lists):
            out[m, 0] = TOO_MANY_STEPS
        if code == CONVERGED:
            means = predict(terms, beta, left, lists)
            out[m, 1] = beta[0]
            out[m, 2] = unseen_variance(factor)
            out[m, 3] = objective(counts, means, left, beta, none[0], none)
            least = np.inf
            for a in range(size):
                least = min(least, factor[a, a] * factor[a, a])
            out[m, 6] = least


@jit
def poisson_tail(count: float, mean: float) -> float:
    """Return the smaller of the probabilities of at most and of at least ``count``."""
    if mean <= 0.0:
        return 1.0 if count == 0.0 else 0.0
    at = np.exp(count * np.log(mean) - mean - math.lgamma(count + 1.0))
    below, above = at, at
    term, x = at, count
    while x > 0.0 and term > 1e-17 * below:
        term *= x / mean
        x -= 1.0
        below += term
    term, x = at, count
    while term > 1e-17 * above:
        x += 1.0
        term *= mean / x
        above += term
    return float(min(below, above))


@jit
def unseen(
    counts: FloatArray, kept: BoolArray, model: BoolArray, lists: int
) -> tuple[float, float]:
    """Return the term of no list and its variance where an estimate exists, else infinities."""
    out = np.empty((1, 7))
    fit_models(counts, kept, model.reshape(1, -1), lists, out)
    if out[0, 0] == CONVERGED and out[0, 6] > VANISHING:
        return out[0, 1], out[0, 2]
    return np.inf, np.inf


@jit
def unseen_with(
    counts: FloatArray, kept: BoolArray, model: BoolArray, term: int, lists: int
) -> tuple[float, float]:
    """Return what ``unseen`` does for the model with one more term."""
    larger = model.copy()
    larger[term] = True
    return unseen(counts, kept, larger, lists)


@jit
def surprise(
    counts: FloatArray, kept: BoolArray, model: BoolArray, lists: int, tails: FloatArray
) -> None:
    """Put into ``tails`` how surprising each pair's total is under the model; 2 for others."""
    terms, left = reduced(counts, kept, np.flatnonzero(model), lists)
    size = len(terms)
    none = np.zeros((size, size))
    beta = begin(counts, left, terms, lists)
    newton(counts, left, terms, none[0], none, beta, np.zeros((size, size)), lists)
    means = predict(terms, beta, left, lists)
    add_supersets(means, lists)
    totals = np.where(kept, counts, 0.0)
    add_supersets(totals, lists)
    tails[:] = 2.0
    for i in range(lists):
        for j in range(i):
            pair = (1 << i) | (1 << j)
            if not model[pair]:
                tails[pair] = poisson_tail(totals[pair], means[pair])


@jit
def choose_pairs(counts: FloatArray, lists: int, threshold: float) -> BoolArray:
    """Return the terms of the model that forward selection of pairs ends with.

    From main effects on, the pair whose total is the most surprising under the model so far is
    added, if its one-sided Poisson tail is below ``threshold`` and the larger model has an
    estimate; then the next.
    """
    kept = np.ones(len(counts), dtype=np.bool_)
    kept[0] = False
    model = np.zeros(len(counts), dtype=np.bool_)
    model[0] = True
    for j in range(lists):
        model[1 << j] = True
    tails = np.empty(len(counts))
    while True:
        if unseen(counts, kept, model, lists)[0] == np.inf:
            return model
        surprise(counts, kept, model, lists, tails)
        added = False
        while not added:
            pair = int(np.argmin(tails))
            if not tails[pair] < threshold:
                return model
            model[pair] = unseen_with(counts, kept, model, pair, lists)[0] < np.inf
            added = model[pair]
            tails[pair] = 2.0


@jit
def choose_and_estimate(tables: FloatArray, lists: int, threshold: float, out: FloatArray) -> None:
    """Put the estimated total of each table, by forward selection, into ``out``."""
    kept = np.ones(tables.shape[1], dtype=np.bool_)
    kept[0] = False
    for r in range(len(tables)):
        model = choose_pairs(tables[r], lists, threshold)
        log_unseen, _ = unseen(tables[r], kept, model, lists)
        out[r] = tables[r].sum() + np.exp(log_unseen)


@jit
def evidence_along(
    counts: FloatArray,
    kept: BoolArray,
    terms: IntArray,
    prior: FloatArray,
    precision: FloatArray,
    grid: FloatArray,
    lists: int,
    out: FloatArray,
) -> None:
    """Put the log evidence of each value of the term of no list into ``out``.

    All other terms, normal a priori, are integrated out by Laplace's method about their mode given
    that value. A pin on the first term, the same at every value, holds it there.
    """
    pinned = precision.copy()
    pinned[0, 0] = 1e12
    centre = prior.copy()
    beta = prior.copy()
    factor = np.zeros_like(precision)
    for g in range(len(grid) - 1, -1, -1):
        centre[0] = grid[g]
        beta[0] = grid[g]
        newton(counts, kept, terms, centre, pinned, beta, factor, lists)
        means = predict(terms, beta, kept, lists)
        out[g] = objective(counts, means, kept, beta, centre, pinned)
        for a in range(1, len(terms)):
            out[g] -= np.log(factor[a, a])


@jit
def evidence(
    counts: FloatArray,
    terms: IntArray,
    prior: FloatArray,
    precision: FloatArray,
    lists: int,
) -> float:
    """Return the log evidence of a table whose count on no list is known, by Laplace's method."""
    kept = np.ones(len(counts), dtype=np.bool_)
    beta = prior.copy()
    beta[0] = np.log(counts[0] + 0.5)
    factor = np.zeros_like(precision)
    newton(counts, kept, terms, prior, precision, beta, factor, lists)
    means = predict(terms, beta, kept, lists)
    value = objective(counts, means, kept, beta, prior, precision)
    for a in range(len(terms)):
        value -= np.log(factor[a, a])
    return value
