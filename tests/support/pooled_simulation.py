"""Strata whose lists depend alike, with known totals: made from the model of pooling."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from asculum.undercount.dependence import DependencePrior, prior_of, terms_in
from asculum.undercount.overlap import OverlapTable
from asculum.undercount.pooled import estimate_pooled
from asculum.undercount.pooling import SPREAD, SPREAD_SD
from asculum.undercount.strata import estimate_strata

LISTS = 4
Ends = tuple[float, float, float]


@dataclass(frozen=True, kw_only=True)
class Made:
    """Strata with their true totals."""

    tables: dict[str, OverlapTable]
    truth: dict[str, int]


def make_strata(seed: int, strata: int, *, least: int = 150, most: int = 3000) -> Made:
    """Draw what strata have in common, each stratum's own terms, its total and its table."""
    random = np.random.default_rng(seed)
    terms = terms_in(LISTS)
    order = np.minimum([int(term).bit_count() for term in terms[1:]], len(SPREAD))
    prior = DependencePrior()
    factors, weights = zip(*prior.tails, strict=True)
    mean, precision, _ = prior_of(terms, prior, float(random.choice(factors, p=weights)))
    common = random.multivariate_normal(mean[1:], np.linalg.inv(precision[1:, 1:]))
    spread = np.array(SPREAD) * np.exp(SPREAD_SD * random.standard_normal(len(SPREAD)))
    tables, truth = {}, {}
    for at in range(strata):
        logs = np.zeros(2**LISTS)
        logs[1:] = common + spread[order - 1] * random.standard_normal(len(order))
        for j in range(LISTS):
            for code in range(2**LISTS):
                if code >> j & 1:
                    logs[code] += logs[code ^ (1 << j)]
        chance = np.exp(logs - logs.max())
        persons = int(np.exp(random.uniform(np.log(least), np.log(most))))
        cells = random.multinomial(persons, chance / chance.sum())
        cells[0] = 0
        name = f"stratum {at}"
        tables[name] = OverlapTable.from_dense(tuple("abcd"), cells)
        truth[name] = persons
    return Made(tables=tables, truth=truth)


@dataclass(frozen=True, kw_only=True)
class Trial:
    """Intervals of every stratum and of the sum, with their truths."""

    strata: Sequence[tuple[int, Ends]]
    whole: tuple[int, Ends] | None


def pooled_trial(made: Made, *, pooled: bool, seed: int = 1, prob: float = 0.9) -> Trial:
    """Estimate strata together or each alone; those refused are left out of both."""
    way = estimate_pooled if pooled else estimate_strata
    found = way(made.tables, prob=prob, seed=seed, n=2000)
    strata = []
    for name, item in found.strata.items():
        total = item.total
        if total.lower is not None and total.point is not None and total.upper is not None:
            strata.append((made.truth[name], (total.lower, total.point, total.upper)))
    whole, truth = found.total, sum(made.truth[n] for n in made.truth if n not in found.refused)
    if whole.lower is None or whole.point is None or whole.upper is None:
        return Trial(strata=strata, whole=None)
    return Trial(strata=strata, whole=(truth, (whole.lower, whole.point, whole.upper)))


def scored(told: Sequence[tuple[int, Ends]]) -> tuple[float, float, float, float]:
    """Return coverage, mean and root mean square of the log error, and the middle log width."""
    held = [low <= truth <= high for truth, (low, _, high) in told]
    logs = np.array([np.log(point / truth) for truth, (_, point, _) in told])
    widths = [np.log(high / low) for _, (low, _, high) in told]
    return (
        float(np.mean(held)),
        float(logs.mean()),
        float(np.sqrt((logs**2).mean())),
        float(np.median(widths)),
    )
