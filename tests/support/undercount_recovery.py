"""Populations of known size, listed by lists that depend on each other in ways of three kinds."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from overlap_tables import classes, drawn

from asculum.undercount.dependence import DependencePrior, prior_of, terms_in, with_dependence
from asculum.undercount.overlap import OverlapTable
from asculum.undercount.total import too_thin

Population = tuple[OverlapTable, int]
LISTS = 4


def allowed(random: np.random.Generator, *, lists: int = LISTS) -> Population:
    """Return a population whose lists depend as the prior says."""
    terms = terms_in(lists)
    prior = DependencePrior()
    factors, weights = zip(*prior.tails, strict=True)
    mean, precision, _ = prior_of(terms, prior, float(random.choice(factors, p=weights)))
    logs = np.zeros(2**lists)
    covariance = np.linalg.inv(precision[1:, 1:])
    logs[terms[1:]] = random.multivariate_normal(mean[1:], covariance)
    for j in range(lists):
        for code in range(2**lists):
            if code >> j & 1:
                logs[code] += logs[code ^ (1 << j)]
    persons = int(np.exp(random.uniform(np.log(500), np.log(20_000))))
    return drawn(np.exp(logs), persons, random), persons


def visible_and_hidden(random: np.random.Generator) -> Population:
    """Return the design of Manrique-Vallier 2016 with four lists: 2,000 persons in two classes."""
    hidden, visible = [0.033, 0.033, 0.099, 0.132], [0.660, 0.825, 0.759, 0.990]
    return classes([1800, 200], [hidden, visible], random), 2000


def out_of_reach(random: np.random.Generator) -> Population:
    """Return 2,000 persons listed independently and 2,000 whom no list could ever hold."""
    return classes([2000, 2000], [[0.3, 0.25, 0.2, 0.15], [0.0] * LISTS], random), 4000


def tried(
    kind: Callable[[np.random.Generator], Population], count: int, *, prob: float = 0.9
) -> Iterator[tuple[bool, float, float]]:
    """Yield, for each population, whether the interval covers, the log error and log width."""
    random = np.random.default_rng(20260101)
    while count:
        table, persons = kind(random)
        if too_thin(table):
            continue
        count -= 1
        total = with_dependence(table, prob=prob, n=1000)
        assert total.lower is not None
        assert total.upper is not None
        assert total.point is not None
        yield (
            total.lower <= persons <= total.upper,
            float(np.log(total.point / persons)),
            float(np.log(total.upper / total.lower)),
        )
