"""The hand-written density and gradient: against differences, against scipy, against PyMC."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import scipy.special
import scipy.stats
from losses_cases import random_dossier, random_process

from asculum.losses import _likelihood, _located
from asculum.losses import codes as k
from asculum.losses.density import Density
from asculum.losses.design import Design
from asculum.losses.layout import make_design
from asculum.losses.observations import observations
from asculum.losses.posterior import LossesPosterior
from asculum.losses.simulate import draw_prior, expected

#: Central differences with a step of 1e-5 err by about 1e-8 of the gradient's scale.
DIFFERENCES = 1e-6
#: Two programs that add up the same terms in other orders.
ROUND_OFF = 1e-8


def design_of(seed: int, **more: bool | int) -> Design:
    dossier = random_dossier(seed, **more)  # type: ignore[arg-type]
    process = None if more.get("wide", True) else random_process(seed, dossier)
    return make_design(dossier, observations(dossier), process=process)


def density(design: Design, theta: np.ndarray) -> tuple[float, np.ndarray]:
    grad = np.zeros(design.size)
    return Density(design.pack)(theta, grad), grad


@pytest.mark.parametrize("seed", range(30))
def test_the_gradient_is_that_of_the_density(seed: int) -> None:
    rng = np.random.default_rng(seed)
    weeks = 14 if seed % 7 == 0 else 6
    design = design_of(
        seed, forces=seed % 2 == 0, wide=seed % 3 != 0, series=seed % 5 != 0, weeks=weeks
    )
    theta = rng.normal(0, 0.7, design.size)
    value, grad = density(design, theta)
    assert np.isfinite(value)
    step = 1e-5
    for i in range(design.size):
        up, down = theta.copy(), theta.copy()
        up[i] += step
        down[i] -= step
        slope = (density(design, up)[0] - density(design, down)[0]) / (2 * step)
        scale = 1 + abs(slope) + abs(value) * 1e-3
        assert abs(grad[i] - slope) < DIFFERENCES * scale, design.names[i]


def test_the_random_designs_have_every_part_of_the_model() -> None:
    seen = {name for seed in range(30) for name in design_of(seed, wide=seed % 3 != 0).blocks}
    assert seen == set(k.BLOCKS)
    assert any(design_of(7, weeks=14).leads)


@pytest.mark.parametrize("seed", range(8))
def test_the_likelihood_of_a_claim_is_what_moving_it_alone_moves(seed: int) -> None:
    rng = np.random.default_rng(seed)
    design = design_of(seed, forces=seed % 2 == 0, wide=seed % 3 != 0)
    thetas = rng.normal(0, 0.6, (5, design.size))
    before = Density(design.pack).each(thetas)
    # printings of one list are told one given the other, and a wall far below tells nothing
    alone = [i for i, item in enumerate(design.observations) if not item.named]
    at = int(rng.choice(alone))
    item = design.observations[at]
    moved = replace(item, low=item.low - 0.3, count=item.count + 1)
    items = (*design.observations[:at], moved, *design.observations[at + 1 :])
    other = replace(design, observations=items)
    after = Density(other.pack).each(thetas)
    assert (np.delete(after, at, axis=1) == np.delete(before, at, axis=1)).all()
    shift = [density(other, theta)[0] - density(design, theta)[0] for theta in thetas]
    assert after[:, at] - before[:, at] == pytest.approx(np.array(shift), abs=ROUND_OFF * 100)
    assert np.abs(shift).max() > 0


@pytest.mark.parametrize("t", [-1e6, -300.0, -4.0, -0.3, 0.0, 0.7, 5.0, 1e3, 1e6])
def test_the_tail_is_student_s(t: float) -> None:
    told, slope = _likelihood.log_tail.py_func(t)
    expected = scipy.stats.t.logsf(t, 4)
    assert told == pytest.approx(expected, rel=1e-9, abs=1e-12)
    assert slope == pytest.approx(
        -np.exp(scipy.stats.t.logpdf(t, 4) - scipy.stats.t.logsf(t, 4)), rel=1e-9
    )


@pytest.mark.parametrize(
    ("low", "high"),
    [(-1.0, 1.0), (0.2, 0.3), (3.0, 9.0), (-50.0, -40.0), (400.0, 500.0), (-2e5, -1e5), (-3, 1e6)],
)
def test_the_mass_of_a_range_is_student_s(low: float, high: float) -> None:
    told = _likelihood.log_between.py_func(low, high)[0]
    side = scipy.stats.t.sf if low > 0 else scipy.stats.t.cdf
    expected = abs(side(high, 4) - side(low, 4))
    assert told == pytest.approx(np.log(expected), rel=1e-8)


@pytest.mark.parametrize(("count", "mean", "spread"), [(0, 3.0, 0.3), (7, 5.0, 0.8), (19, 90, 0.2)])
def test_small_counts_are_negative_binomial(count: int, mean: float, spread: float) -> None:
    told = _likelihood.log_count.py_func(count, np.log(mean), spread)[0]
    size = 1 / np.expm1(spread**2)
    expected = scipy.stats.nbinom.logpmf(count, size, size / (size + mean))
    assert told == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("seed", range(12))
def test_the_density_is_highest_at_what_the_simulator_expects(seed: int) -> None:
    """Draws made into losses by numpy are the losses that the kernels know."""
    weeks = 14 if seed % 4 == 0 else 6
    design = design_of(seed, forces=seed % 2 == 0, wide=seed % 3 != 0, weeks=weeks)
    theta = draw_prior(design, 1, np.random.default_rng(seed))
    draw = LossesPosterior(design=design, theta=theta)
    points = [
        i for i, item in enumerate(design.observations) if item.bind == k.POINT and not item.group
    ]
    assert points
    items = list(design.observations)
    for i in points:
        items[i] = replace(items[i], low=expected(items[i], draw))
    told = Density(replace(design, observations=tuple(items)).pack).each(theta)
    for i in points:
        item = items[i]
        width = np.hypot(draw.spread[0, design.sources.index(item.source)], item.rounding)
        # Student's t at its mode, but for the constant that the kernel leaves out
        assert told[0, i] == pytest.approx(-2.5 * np.log(4) - np.log(width), abs=ROUND_OFF)


@pytest.mark.parametrize("x", [1e-280, 0.003, 0.7, 1.0, 9.99, 10.0, 250.0, 1e7])
def test_the_gamma_function_is_scipy_s(x: float) -> None:
    value, slope = _located.log_gamma.py_func(x)
    assert value == pytest.approx(scipy.special.gammaln(x), rel=1e-12, abs=1e-12)
    assert slope == pytest.approx(scipy.special.digamma(x), rel=1e-11, abs=1e-12)


@pytest.mark.parametrize(("near", "whole"), [(0, 1), (3, 10), (0, 40), (40, 40), (700, 2000)])
def test_located_counts_are_beta_binomial(
    near: int, whole: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    # an inner kernel can be called by other kernels only
    monkeypatch.setattr(_located, "log_gamma", _located.log_gamma.py_func)
    share, alike = 0.3, 0.15
    size = (1 - alike) / alike
    odds = np.log(share / (1 - share)), np.log(alike / (1 - alike))
    told = _located.log_choose_near.py_func(near, whole, *odds)[0]
    one = scipy.stats.betabinom(whole, share * size, (1 - share) * size)
    log_factorial = scipy.special.gammaln(np.array([whole, near, whole - near]) + 1.0)
    expected = one.logpmf(near) - (log_factorial[0] - log_factorial[1] - log_factorial[2])
    assert told == pytest.approx(float(expected), rel=1e-9)


@pytest.mark.parametrize(("mean", "sd"), [(0.0, 1.0), (2.0, 0.4), (-1.5, 2.0)])
def test_the_density_of_a_list_is_one_and_its_completeness_as_assumed(
    mean: float, sd: float
) -> None:
    truth = 7.0
    grid = np.linspace(truth - 12, truth + 1, 10_001)
    found = np.array([_likelihood.missing_odds.py_func(truth, x) for x in grid])
    density = scipy.stats.norm.pdf(found[:, 0], mean, sd) * np.exp(found[:, 1])
    assert np.trapezoid(density, grid) == pytest.approx(1, abs=1e-3)
    below = grid < truth + np.log(0.5)
    # P(completeness < 1/2) of a logit-normal: the wall is too thin to be felt there
    half = np.trapezoid(density[below], grid[below])
    assert half == pytest.approx(scipy.stats.norm.cdf(-mean / sd), abs=2e-3)


@pytest.mark.slow
@pytest.mark.parametrize(
    ("seed", "weeks", "wide"),
    [
        pytest.param(1, 6, True, marks=pytest.mark.recovery),
        (4, 6, True),
        (7, 14, True),
        (5, 6, False),
    ],
)
def test_pymc_says_the_same(seed: int, weeks: int, wide: bool) -> None:
    import losses_reference as reference

    design = design_of(seed, weeks=weeks, wide=wide)
    assert ("law" in design.blocks) is not wide
    model = reference.build(design)
    logp, slope = (
        model.compile_logp(mode="FAST_COMPILE"),
        model.compile_dlogp(mode="FAST_COMPILE"),
    )
    rng = np.random.default_rng(seed)
    differences = []
    for theta in rng.normal(0, 0.6, (4, design.size)):
        ours, grad = density(design, theta)
        place = reference.place(design, theta)
        differences.append(ours - float(logp(place)))
        theirs, first = {}, 0
        flat = slope(place)
        for variable in model.value_vars:
            shape = place[variable.name].shape
            count = int(np.prod(shape))
            theirs[variable.name] = flat[first : first + count]
            first += count
        assert reference.flatten(design, theirs) == pytest.approx(grad, rel=1e-7, abs=1e-7)
    assert np.ptp(differences) < ROUND_OFF * (1 + np.abs(differences).max())
