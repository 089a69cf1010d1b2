"""The latent-class model a second time, in plain numpy, and tables for its calibration."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from overlap_tables import classes as draw_classes
from scipy.stats import nbinom

from asculum.undercount.latent import Effort, LatentClass, latent_class
from asculum.undercount.latent_design import make_priors, prior_states
from asculum.undercount.overlap import OverlapTable, every_pattern

#: Draws that the truth is ranked among: ranks run from 0 to this.
KEPT = 19
#: A light effort for simulated tables, in one thread.
LIGHT = Effort(runs=2, chains=32, steps=5, settle=6, kept=24, cores=1)


def unpack(states: np.ndarray, classes: int, lists: int) -> tuple[np.ndarray, np.ndarray]:
    """Return weights, shape (state, class), and captures, shape (state, list, class)."""
    shares = -np.expm1(-np.exp(states[:, : classes - 1]))
    left = np.cumprod(1 - shares, axis=1)
    ones = np.ones((len(states), 1))
    weights = np.hstack([shares, ones]) * np.hstack([ones, left])
    captures = 1 / (1 + np.exp(-states[:, classes - 1 :]))
    return weights, captures.reshape(len(states), lists, classes)


def chances(states: np.ndarray, classes: int, patterns: np.ndarray) -> np.ndarray:
    """Return the chance of each pattern, shape (state, pattern)."""
    weights, captures = unpack(states, classes, patterns.shape[1])
    total = np.zeros((len(states), len(patterns)))
    for at, pattern in enumerate(patterns):
        by_list = np.where(pattern[None, :, None] == 1, captures, 1 - captures)
        total[:, at] = (weights * by_list.prod(axis=1)).sum(axis=1)
    return total


def log_likelihood(table: OverlapTable, states: np.ndarray, classes: int, most: int) -> np.ndarray:
    """Return the log likelihood with the unlisted summed out up to ``most``, up to a constant."""
    n = table.persons
    missed = chances(states, classes, np.zeros((1, len(table.lists)), dtype=int))[:, 0]
    seen = 1 - missed
    value = np.log(chances(states, classes, table.patterns)) @ table.counts - n * np.log(seen)
    return value + nbinom.logcdf(most, n, seen)


@dataclass(frozen=True, kw_only=True)
class Weighed:
    """What weighting draws of the prior gives: cdf of the total, its mean, effective draws."""

    totals: np.ndarray
    cdf: np.ndarray
    mean: float
    effective: float


def weigh(table: OverlapTable, *, classes: int, bound: float, draws: int, seed: int) -> Weighed:
    """Return the posterior of N by weighting draws of the prior: no chain, nothing to converge."""
    most = round(bound * table.persons)
    priors = make_priors(table.persons, most, concentration=(0.25, 0.25), captures=(1.0, 1.0))
    random = np.random.default_rng(seed)
    states = prior_states(draws, classes, len(table.lists), priors, random)
    logs = log_likelihood(table, states, classes, most)
    weights = np.exp(logs - logs.max())
    weights /= weights.sum()
    heavy = weights > 1e-9
    states, weights = states[heavy], weights[heavy] / weights[heavy].sum()
    seen = 1 - chances(states, classes, np.zeros((1, len(table.lists)), dtype=int))[:, 0]
    unseen = np.arange(most + 1)
    mass = np.zeros(most + 1)
    for share, weight in zip(seen, weights, strict=True):
        found = nbinom.pmf(unseen, table.persons, share)
        mass += weight * found / found.sum()
    return Weighed(
        totals=table.persons + unseen,
        cdf=np.cumsum(mass),
        mean=float((table.persons + unseen) @ mass),
        effective=float(1 / (weights**2).sum()),
    )


@dataclass(frozen=True, kw_only=True)
class Ranked:
    """The rank of the true total among posterior draws, where the runs agreed."""

    rank: int
    settled: bool
    truth: int


def simulate(seed: int, *, lists: int = 4, classes: int = 5) -> tuple[OverlapTable, int]:
    """Draw classes, captures and a population from the prior; return its table and its size.

    N has p(N) ∝ 1/N between 40 and 400; ``calibrate`` cuts the posterior to the same.
    """
    random = np.random.default_rng([seed, 7])
    priors = make_priors(1, 1, concentration=(0.25, 0.25), captures=(1.0, 1.0))
    state = prior_states(1, classes, lists, priors, random)
    total = round(float(np.exp(random.uniform(np.log(39.5), np.log(400.5)))))
    cells = random.multinomial(total, chances(state, classes, every_pattern(lists))[0])
    cells[0] = 0
    return OverlapTable.from_dense(tuple("abcdefgh"[:lists]), cells), total


def calibrate(seed: int) -> Ranked | None:
    """Rank the truth of one simulated table; ``None`` where the estimator refuses the table."""
    table, truth = simulate(seed)
    if table.persons == 0:
        return None
    model = LatentClass(classes=5, bound=max(20.0, 400 / table.persons), effort=LIGHT)
    found = latent_class(table, model=model, seed=seed)
    if found.agreement is None:
        return None
    if not found.status.ok:
        return Ranked(rank=0, settled=False, truth=truth)
    # what the simulator could not have drawn is left out of the posterior
    draws = found.draws[(found.draws >= 40) & (found.draws <= 400)]
    random = np.random.default_rng([seed, 8])
    kept = random.choice(draws, KEPT)
    rank = int((kept < truth).sum() + random.integers((kept == truth).sum() + 1))
    return Ranked(rank=rank, settled=True, truth=truth)


def heterogeneous(seed: int) -> OverlapTable:
    """Return a table of the design of Manrique-Vallier 2016, whose truth is 2,000."""
    chances_ = [[0.033, 0.033, 0.099, 0.132, 0.033], [0.660, 0.825, 0.759, 0.990, 0.693]]
    return draw_classes([1800, 200], chances_, np.random.default_rng([seed, 9]))
