"""The latent-class posterior against LCMCR, the program of the method's author, on Kosovo 1999.

LCMCR with K = 10, a = b = 0.25: 8 chains of 5 million iterations, 60,116 effective draws of N.
"""

from __future__ import annotations

import numpy as np
import pytest
from arviz_stats.base import array_stats
from latent_cases import heterogeneous

from asculum.undercount.latent import Effort, LatentClass, LatentPosterior, latent_class
from asculum.undercount.published import PUBLISHED

#: Quantiles of LCMCR's posterior, and its effective draws.
QUANTILES = {
    0.025: 9036,
    0.05: 9256,
    0.25: 9892,
    0.5: 10_430,
    0.75: 11_175,
    0.95: 12_968,
    0.975: 13_884,
}
MEAN, SD, WORTH = 10_685, 1276, 60_116
#: Monte Carlo errors that the two may be apart.
ERRORS = 3


@pytest.fixture(scope="module")
def kosovo() -> LatentPosterior:
    table = next(item.table for item in PUBLISHED if item.study == "kosovo")
    return latent_class(table, model=LatentClass(effort=Effort(kept=200)), seed=1)


@pytest.mark.parametrize("share", QUANTILES)
def test_kosovo_quantiles_are_those_of_lcmcr(kosovo: LatentPosterior, share: float) -> None:
    assert kosovo.status.ok
    assert kosovo.agreement is not None
    chains = kosovo.agreement.runs * kosovo.agreement.chains
    # draws stand step by step, so that a chain is a column
    below = (kosovo.draws <= QUANTILES[share]).astype(float).reshape(-1, chains).T
    ess = float(array_stats.ess(below, method="mean", chain_axis=0, draw_axis=1))
    error = (share * (1 - share) * (1 / ess + 1 / WORTH)) ** 0.5
    assert abs(below.mean() - share) < ERRORS * error


def test_kosovo_mean_and_spread_are_those_of_lcmcr(kosovo: LatentPosterior) -> None:
    assert kosovo.agreement is not None
    worth = 1 / (1 / kosovo.agreement.ess_mean + 1 / WORTH)
    assert abs(kosovo.draws.mean() - MEAN) < ERRORS * SD / worth**0.5
    # the error of a standard deviation, with the posterior's own fourth moment
    z = (kosovo.draws - kosovo.draws.mean()) / kosovo.draws.std()
    error = SD * ((z**4).mean() - 1) ** 0.5 / (2 * worth**0.5)
    assert abs(kosovo.draws.std() - SD) < ERRORS * error


def test_the_authors_simulation_design_is_recovered() -> None:
    """Manrique-Vallier 2016: 1,800 hard and 200 easy to list, 2,000 in truth."""
    for seed in (1, 2, 3):
        found = latent_class(heterogeneous(seed), seed=seed)
        assert found.status.ok
        lower, upper = np.quantile(found.draws, [0.005, 0.995])
        assert lower < 2000 < upper
