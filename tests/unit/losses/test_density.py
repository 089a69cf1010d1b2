"""The hand-written density and gradient: against differences, against scipy, against PyMC."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import scipy.stats
from losses_cases import random_dossier

from asculum.losses import _kernels, _likelihood
from asculum.losses.design import Design, make_design
from asculum.losses.observations import observations

#: Central differences with a step of 1e-5 err by about 1e-8 of the gradient's scale.
DIFFERENCES = 1e-6
#: Two programs that add up the same terms in other orders.
ROUND_OFF = 1e-8


def design_of(seed: int, **more: bool) -> Design:
    dossier = random_dossier(seed, **more)  # type: ignore[arg-type]
    return make_design(dossier, observations(dossier))


def density(design: Design, theta: np.ndarray) -> tuple[float, np.ndarray]:
    grad = np.zeros(design.size)
    return _kernels.log_density(theta, grad, design.pack), grad


@pytest.mark.parametrize("seed", range(30))
def test_the_gradient_is_that_of_the_density(seed: int) -> None:
    rng = np.random.default_rng(seed)
    design = design_of(seed, forces=seed % 2 == 0, wide=seed % 3 != 0, series=seed % 5 != 0)
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


@pytest.mark.parametrize("seed", range(8))
def test_the_likelihood_of_a_claim_is_what_moving_it_alone_moves(seed: int) -> None:
    rng = np.random.default_rng(seed)
    design = design_of(seed, forces=seed % 2 == 0, wide=seed % 3 != 0)
    thetas = rng.normal(0, 0.6, (5, design.size))
    before = _kernels.pointwise(thetas, design.pack)
    at = int(rng.integers(len(design.observations)))
    item = design.observations[at]
    moved = replace(item, low=item.low - 0.3, count=item.count + 1)
    items = (*design.observations[:at], moved, *design.observations[at + 1 :])
    other = replace(design, observations=items)
    after = _kernels.pointwise(thetas, other.pack)
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


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1, 4])
def test_pymc_says_the_same(seed: int) -> None:
    import losses_reference as reference

    design = design_of(seed)
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
