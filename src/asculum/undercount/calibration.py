"""Calibrating the prior of dependence on populations of known size."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from asculum.undercount.dependence import DependencePrior, IntArray, prior_of, terms_in
from asculum.undercount.overlap import OverlapTable
from asculum.undercount.total import FloatArray, too_thin

#: Populations of fewer persons are not estimated from the other lists.
LEAST_PERSONS = 10
#: What is calibrated, where the search begins; logs where it says so. The search is held to the
#: beginning by a normal prior with this standard deviation, which some forty tables outweigh.
BEGIN = {
    "alone_mean": -2.0,
    "log alone_shared": 0.0,
    "log alone_own": 0.0,
    "pair_mean": 0.5,
    "log pair_shared": -0.7,
    "log pair_own": -0.3,
    "triple_mean": -0.3,
    "more_mean": 0.0,
    "log more_own": -0.5,
}
HELD = 2.0


@dataclass(frozen=True, kw_only=True, eq=False)
class KnownPopulation:
    """A list as a population of known size, seen by the other lists of its study."""

    study: str
    name: str
    others: OverlapTable
    size: int


def known_populations(study: str, table: OverlapTable) -> list[KnownPopulation]:
    """Return each list of a table as a population, but those too thin to be estimated.

    Left out are lists of fewer than 10 persons, and those for which the others would be refused:
    fewer than three of them hold anybody, or nobody is on two.
    """
    found = []
    for name in table.lists:
        others, size = table.within(name)
        if size >= LEAST_PERSONS and not too_thin(others):
            held = others.only(others.valid)
            found.append(KnownPopulation(study=study, name=name, others=held, size=size))
    return found


def calibrate(
    populations: Sequence[KnownPopulation], *, triple_own: float = DependencePrior().triple_own
) -> DependencePrior:
    """Return the prior of dependence under which known populations are the most probable.

    Each population is a complete table, the persons on no other list counted. The prior's means
    and standard deviations maximise the product of the tables' evidence, their terms integrated
    out by Laplace's method (empirical Bayes); ``triple_own`` is stated, not calibrated.

    Parameters
    ----------
    populations
        At least one population; those of one study are taken as if independent.
    triple_own
        Standard deviation of an interaction of three lists.

    Notes
    -----
    Assumes that a study at hand is like those calibrated on.
    Biased when a list's own persons are more alike than all persons are.
    Do not use when fewer than about five studies are at hand.

    References
    ----------
    Robbins (1956) and Efron (2010) for empirical Bayes.
    """
    from scipy.optimize import minimize

    tables = [_complete(population) for population in populations]
    begin = np.array(list(BEGIN.values()))

    def cost(values: FloatArray) -> float:
        """Return the negative log evidence of all tables."""
        prior = _prior(values, triple_own)
        total = sum(_evidence(counts, terms, lists, prior) for counts, terms, lists in tables)
        return float(0.5 * (((values - begin) / HELD) ** 2).sum() - total)

    found = minimize(cost, begin, method="L-BFGS-B", options={"maxiter": 60})
    return _prior(found.x, triple_own)


def _complete(population: KnownPopulation) -> tuple[FloatArray, IntArray, int]:
    counts = population.others.dense().astype(np.float64)
    counts[0] = population.size - population.others.persons
    lists = len(population.others.lists)
    return counts, terms_in(lists), lists


def _evidence(counts: FloatArray, terms: IntArray, lists: int, prior: DependencePrior) -> float:
    from asculum.undercount._loglinear_kernels import evidence

    each = []
    for factor, weight in prior.tails:
        mean, precision, log_determinant = prior_of(terms, prior, factor)
        value = evidence(counts, terms, mean, precision, lists)
        each.append(value + log_determinant / 2 + math.log(weight))
    return float(np.logaddexp.reduce(each))


def _prior(values: FloatArray, triple_own: float) -> DependencePrior:
    told = {
        key.removeprefix("log "): float(np.exp(value)) if key.startswith("log ") else float(value)
        for key, value in zip(BEGIN, values, strict=True)
    }
    return DependencePrior(
        alone_mean=told["alone_mean"],
        alone_shared=told["alone_shared"],
        alone_own=told["alone_own"],
        pair_mean=told["pair_mean"],
        pair_shared=told["pair_shared"],
        pair_own=told["pair_own"],
        triple_mean=told["triple_mean"],
        triple_own=triple_own,
        more_mean=told["more_mean"],
        more_own=told["more_own"],
    )
