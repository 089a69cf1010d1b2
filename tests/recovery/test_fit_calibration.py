"""Fitted laws against battles made from their priors: ranks of the truths are even."""

from __future__ import annotations

import numpy as np
import pytest
from fit_calibration import calibrate
from scipy import stats

from asculum.terms.sampling import Sampling


def test_a_few_truths_rank_as_they_should() -> None:
    plan = Sampling(chains=2, tune=100, draws=250)
    ranks, _ = calibrate("generalised", battles=8, seed=5, hidden=False, plan=plan)
    every = np.concatenate(list(ranks.values()))
    # 56 ranks, even between 0 and 1 up to ties of one battle: four standard errors of their mean
    # if all ranks of a battle were one
    assert abs(every.mean() - 0.5) < 4 / np.sqrt(12 * 8)
    assert ((every > 0.001) & (every < 0.999)).mean() > 0.9


@pytest.mark.recovery
@pytest.mark.parametrize(
    ("name", "hidden", "battles"), [("generalised", False, 300), ("square", True, 200)]
)
def test_truths_rank_evenly(name: str, hidden: bool, battles: int) -> None:
    plan = Sampling(chains=2, tune=150, draws=500)
    ranks, failed = calibrate(name, battles=battles, seed=11, hidden=hidden, plan=plan)
    assert failed <= 0.1 * battles
    for parameter, values in ranks.items():
        counts = np.histogram(values, bins=10, range=(0, 1))[0]
        inside = int(((values > 0.05) & (values < 0.95)).sum())
        chance = stats.chisquare(counts).pvalue
        print(f"{name} {parameter}: {inside / battles:.1%} in 90 %, even p = {chance:.3f}")
        # four standard errors of a share, and of all the parameters' tests together
        assert abs(inside / battles - 0.9) < 4 * np.sqrt(0.09 / battles), parameter
        assert chance > 6e-5, parameter
