"""Scores against closed forms, against scipy, and against what makes a score proper."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy import integrate, stats

from asculum.terms import scores

#: Quantiles of a law in place of draws: what is left is the error of the sum.
GRID = (np.arange(20_000) + 0.5) / 20_000
ROUND_OFF = 1e-9


@pytest.mark.parametrize(("mean", "sd"), [(0.0, 1.0), (3.0, 0.2), (-40.0, 15.0)])
@pytest.mark.parametrize("z", [-3.0, -0.4, 0.0, 1.3, 6.0])
def test_crps_of_a_normal_law_is_its_formula(mean: float, sd: float, z: float) -> None:
    # Gneiting & Raftery 2007, section 4.2: s (z (2 Φ(z) − 1) + 2 φ(z) − 1/√π) for N(m, s)
    formula = sd * (
        z * (2 * stats.norm.cdf(z) - 1) + 2 * stats.norm.pdf(z) - 1 / math.sqrt(math.pi)
    )
    draws = stats.norm.ppf(GRID, mean, sd)
    assert scores.crps(draws, mean + z * sd) == pytest.approx(formula, abs=2e-4 * sd)


def test_crps_is_the_integral_of_the_squared_distance_of_distribution_functions() -> None:
    draws = np.random.default_rng(5).gamma(2.0, 3.0, 40)
    ordered, y = np.sort(draws), 7.5

    def squared(x: float) -> float:
        return float((np.searchsorted(ordered, x, side="right") / 40 - (x >= y)) ** 2)

    edges = [*ordered, y]
    total = integrate.quad(squared, min(edges), max(edges), points=edges, limit=400)[0]
    assert scores.crps(draws, y) == pytest.approx(total, rel=1e-6)


def test_crps_of_one_draw_is_the_absolute_error() -> None:
    assert scores.crps(np.array([4.0]), 6.5) == 2.5
    assert scores.crps(np.full(9, 4.0), 4.0) == 0.0


def test_an_outcome_known_as_draws_is_the_mean_over_them() -> None:
    rng = np.random.default_rng(1)
    draws, outcome = rng.normal(size=200), rng.normal(size=50)
    each = [scores.crps(draws, float(y)) for y in outcome]
    assert scores.crps(draws, outcome) == pytest.approx(np.mean(each), rel=ROUND_OFF)
    each = [scores.interval_score(-1.0, 1.0, float(y), 0.9) for y in outcome]
    assert scores.interval_score(-1.0, 1.0, outcome, 0.9) == pytest.approx(np.mean(each))
    assert scores.coverage(-1.0, 1.0, outcome) == np.mean(np.abs(outcome) <= 1)


@pytest.mark.parametrize("y", [-2.0, 0.0, 1.7, 4.0, 9.0])
def test_crps_of_a_uniform_law_is_that_of_its_draws(y: float) -> None:
    draws = 4 * GRID
    assert scores.crps_uniform(0.0, 4.0, y) == pytest.approx(scores.crps(draws, y), abs=1e-6)


def test_a_range_of_one_point_is_that_point() -> None:
    assert scores.crps_uniform(3.0, 3.0, 5.0) == 2.0
    assert scores.log_score_uniform(3.0, 3.0, 3.0) is None


def test_a_range_upside_down_is_refused() -> None:
    with pytest.raises(ValueError, match="upside down"):
        scores.crps_uniform(3.0, 2.0, 2.5)


def test_interval_score_charges_for_width_and_for_misses() -> None:
    assert scores.interval_score(10.0, 20.0, 15.0, 0.9) == 10.0
    assert scores.interval_score(10.0, 20.0, 8.0, 0.9) == pytest.approx(10 + 20 * 2)
    assert scores.interval_score(10.0, 20.0, 21.0, 0.5) == pytest.approx(10 + 4 * 1)


def test_log_score_is_near_that_of_the_law_the_draws_are_from() -> None:
    draws = np.random.default_rng(2).normal(2.0, 0.5, 20_000)
    for y in (1.2, 2.0, 2.9):
        told = scores.log_score(draws, y)
        # the kernel widens a normal law by its own variance: (0.9 n^-0.2)² is 1.5 % here
        assert told == pytest.approx(-stats.norm.logpdf(y, 2.0, 0.5), abs=0.06)


def test_log_score_is_the_kernel_estimate_of_scipy() -> None:
    draws = np.random.default_rng(3).normal(size=300)
    q1, q3 = np.quantile(draws, [0.25, 0.75])
    width = 0.9 * min(draws.std(ddof=1), (q3 - q1) / 1.34) * 300**-0.2
    kernel = stats.gaussian_kde(draws, bw_method=width / draws.std(ddof=1))
    assert scores.log_score(draws, 0.4) == pytest.approx(-math.log(kernel(0.4)[0]), rel=1e-9)


def test_log_score_has_no_answer_beyond_the_draws() -> None:
    draws = np.array([1.0, 2.0, 3.0])
    assert scores.log_score(draws, 3.1) is None
    assert scores.log_score(np.full(5, 2.0), 2.0) is None


def test_log_score_of_a_range() -> None:
    assert scores.log_score_uniform(0.0, math.e, 1.0) == pytest.approx(1.0)
    assert scores.log_score_uniform(0.0, 1.0, 1.5) == math.inf


@pytest.mark.parametrize("score", ["crps", "log_score"])
def test_nothing_scores_better_than_what_one_believes(score: str) -> None:
    rng = np.random.default_rng(4)
    truths = rng.normal(size=1500)
    told = []
    for mean, sd in ((0.0, 1.0), (0.5, 1.0), (0.0, 0.6), (0.0, 1.8)):
        draws = stats.norm.ppf((np.arange(4000) + 0.5) / 4000, mean, sd)
        # an outcome beyond the draws has no log score; the outermost draw stands in for it
        held = np.clip(truths, draws[0], draws[-1])
        told.append(np.mean([getattr(scores, score)(draws, float(y)) for y in held]))
    assert told[0] == min(told)


@pytest.mark.parametrize("bad", [np.array([]), np.array([1.0, np.nan]), np.inf])
def test_what_is_no_number_is_refused(bad: object) -> None:
    with pytest.raises(ValueError, match="finite"):
        scores.crps(np.array([1.0]), bad)  # type: ignore[arg-type]
