"""Smoothed weights against shifts and tails that are known in closed form."""

from __future__ import annotations

import math

import numpy as np
import pytest

from asculum.terms.estimate import interval
from asculum.terms.weights import FEWEST, mean_error, smoothed, weighted_interval


def test_normal_draws_weighed_as_those_of_a_shifted_normal() -> None:
    x = np.random.default_rng(1).standard_normal(8000)
    weights = smoothed(0.4 * x, chains=4)  # N(0.4, 1) over N(0, 1) up to a constant
    assert weights.good
    assert weights.values.sum() == pytest.approx(1.0)
    shift, error = weights.shift(x)
    assert shift == pytest.approx(-0.4, abs=4 * error)
    lower, median, upper = weights.interval(x, 0.9)
    assert median == pytest.approx(0.4, abs=0.08)
    assert (lower, upper) == pytest.approx((0.4 - 1.645, 0.4 + 1.645), abs=0.15)
    # E[w²] = exp(0.4²): the effective draws of a normal shift
    assert weights.effective == pytest.approx(8000 / math.exp(0.16), rel=0.1)


def test_the_error_of_a_shift_is_what_it_scatters_by() -> None:
    scores = []
    for seed in range(200):
        x = np.random.default_rng(seed).standard_normal(1000)
        shift, error = smoothed(0.5 * x).shift(x)
        scores.append((shift + 0.5) / error)
    # 4 standard errors of a standard deviation of 200
    assert np.std(scores) == pytest.approx(1.0, abs=4 / math.sqrt(2 * 200) + 0.1)
    assert abs(np.mean(scores)) < 4 / math.sqrt(200)


@pytest.mark.parametrize(("rate", "good"), [(0.7, True), (0.1, False), (-0.2, False)])
def test_the_tail_of_exponential_ratios_is_known(rate: float, good: bool) -> None:
    """Draws of Exp(1) as those of Exp(rate): P(ratio > t) ~ t^(-1 / (1 - rate)), so k = 1 - rate.

    A negative rate has no distribution to weigh towards, yet the ratios have a tail.
    """
    x = np.random.default_rng(2).exponential(size=20_000)
    weights = smoothed((1 - rate) * x)
    assert weights.khat == pytest.approx(1 - rate, abs=0.2)
    assert weights.good is good


def test_the_same_posterior_has_even_weights_and_no_tail() -> None:
    weights = smoothed(1e-4 * np.random.default_rng(3).standard_normal(1000))
    assert weights.khat == 0.0
    assert weights.effective == pytest.approx(1000, rel=1e-6)


def test_a_few_draws_that_differ_are_not_believed() -> None:
    ratios = np.zeros(2000)
    ratios[:3] = 12.0
    assert not smoothed(ratios).good


def test_what_cannot_be_weighed_is_refused() -> None:
    with pytest.raises(ValueError, match="cannot be weighed"):
        smoothed(np.array([0.0, -np.inf] * FEWEST))
    with pytest.raises(ValueError, match="too few"):
        smoothed(np.linspace(0, 1, FEWEST - 1))


def test_even_weights_give_the_plain_interval() -> None:
    x = np.random.default_rng(4).standard_normal(999)
    assert weighted_interval(x, np.full(999, 1 / 999)) == interval(x)


def test_the_error_of_a_mean_counts_chains_that_stick() -> None:
    rng = np.random.default_rng(5)
    free = rng.standard_normal(4000)
    stuck = np.repeat(rng.standard_normal(400), 10)
    assert mean_error(stuck, 4) > 2 * mean_error(free, 4)
