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


def levels(ranks: dict[str, np.ndarray]) -> dict[str, float]:
    """Return the share of truths in the 90 % interval."""
    return {
        name: float(((values > 0.05) & (values < 0.95)).mean()) for name, values in ranks.items()
    }


def test_a_few_truths_lie_among_the_draws_where_losses_are_vague() -> None:
    plan = Sampling(chains=2, tune=100, draws=250)
    ranks, _ = calibrate("generalised", battles=4, seed=6, hidden=False, plan=plan, vague=0.2)
    told = np.concatenate([ranks[name] for name in ranks if not name.startswith("scatter")])
    # 20 ranks of 4 battles; were all of a battle one rank, four standard errors are half of all
    assert abs(told.mean() - 0.5) < 4 / np.sqrt(12 * 4)
    assert ((told > 0.01) & (told < 0.99)).mean() > 0.6


@pytest.mark.recovery
def test_truths_lie_in_the_intervals_where_losses_are_vague() -> None:
    """Losses are not known exactly: each draw of them has its fit, and the law teaches none."""
    battles = 150
    plan = Sampling(chains=2, tune=100, draws=250)
    ranks, failed = calibrate(
        "generalised", battles=battles, seed=12, hidden=False, plan=plan, vague=0.2
    )
    assert failed <= 0.1 * battles
    for name, share in levels(ranks).items():
        print(f"vague losses, {name}: {share:.1%} in 90 %, mean rank {ranks[name].mean():.2f}")
        if name.startswith("scatter"):
            # a draw's losses err by its own error and the source's: the scatter is told too wide
            assert ranks[name].mean() < 0.5
        else:
            assert share > 0.9 - 4 * np.sqrt(0.09 / battles), name


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
