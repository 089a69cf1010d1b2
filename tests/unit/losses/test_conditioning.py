"""The sampler's coordinates: a linear map that moves no answer, and rounder than the design's."""

from __future__ import annotations

import ctypes

import numpy as np
import pytest
from losses_cases import random_dossier

from asculum.losses.conditioning import MOST, Conditioning, conditioning, curvature
from asculum.losses.density import Density
from asculum.losses.design import Design
from asculum.losses.layout import make_design
from asculum.losses.observations import observations
from asculum.losses.simulate import draw_prior

ROUND_OFF = 1e-9
#: Differences of the gradient with a step of 1e-4 err by about 1e-6 of its scale.
DIFFERENCES = 1e-5


def design_of(seed: int) -> Design:
    dossier = random_dossier(seed)
    return make_design(dossier, observations(dossier))


def some(size: int, seed: int) -> Conditioning:
    random = np.random.default_rng(seed)
    ways, _ = np.linalg.qr(random.normal(size=(size, 3)))
    return Conditioning(
        middle=random.normal(size=size),
        scale=random.uniform(0.3, 2.0, size),
        ways=ways,
        stretch=np.array([0.2, 0.5, 3.0]),
    )


def at(design: Design, coordinates: Conditioning, phi: np.ndarray) -> tuple[np.ndarray, ...]:
    """Return theta, log-density and gradient by phi, from the functions a sampler calls."""
    from asculum.losses import _kernels

    data = np.concatenate([design.pack, coordinates.packed()])
    theta, grad, value = np.zeros(design.size), np.zeros(design.size), np.zeros(1)
    call = ctypes.CFUNCTYPE(ctypes.c_int64, ctypes.c_uint64, *(ctypes.c_void_p,) * 4)
    expand = ctypes.CFUNCTYPE(
        ctypes.c_int64, ctypes.c_uint64, ctypes.c_uint64, *(ctypes.c_void_p,) * 3
    )
    address = data.ctypes.data
    expand(_kernels.expand_callback.address)(
        design.size, design.size, phi.ctypes.data, theta.ctypes.data, address
    )
    call(_kernels.density_callback.address)(
        design.size, phi.ctypes.data, grad.ctypes.data, value.ctypes.data, address
    )
    return theta, value, grad


@pytest.mark.parametrize("seed", range(4))
def test_the_density_of_the_coordinates_is_that_of_the_point_they_stand_for(seed: int) -> None:
    design = design_of(seed)
    coordinates, density = some(design.size, seed), Density(design.pack)
    phi = np.random.default_rng(seed).normal(0, 0.3, design.size)
    theta, value, grad = at(design, coordinates, phi)
    stretched = phi + coordinates.ways @ ((coordinates.stretch - 1.0) * (coordinates.ways.T @ phi))
    assert theta == pytest.approx(coordinates.middle + coordinates.scale * stretched, abs=ROUND_OFF)
    assert coordinates.phi(theta) == pytest.approx(phi, abs=ROUND_OFF)
    by_theta = np.empty(design.size)
    assert value[0] == pytest.approx(density(theta, by_theta), rel=ROUND_OFF)
    scaled = coordinates.scale * by_theta
    expected = scaled + coordinates.ways @ (
        (coordinates.stretch - 1.0) * (coordinates.ways.T @ scaled)
    )
    assert grad == pytest.approx(expected, rel=1e-7, abs=1e-7 * np.abs(expected).max())


def test_the_plain_coordinates_are_those_of_the_design() -> None:
    design = design_of(1)
    theta = np.random.default_rng(1).normal(size=design.size)
    where, _, _ = at(design, Conditioning.plain(design.size), theta)
    assert (where == theta).all()


def test_the_curvature_is_that_of_the_density() -> None:
    design = design_of(2)
    density = Density(design.pack)
    theta, scrap = np.random.default_rng(2).normal(0, 0.3, design.size), np.empty(design.size)
    found = curvature(density, theta)
    step, value = 1e-3, density(theta, scrap)
    for i in range(design.size):
        up, down = theta.copy(), theta.copy()
        up[i] += step
        down[i] -= step
        second = (density(up, scrap) - 2 * value + density(down, scrap)) / step**2
        assert found[i, i] == pytest.approx(-second, rel=1e-3, abs=1e-2), design.names[i]


def test_a_narrow_ridge_is_made_round() -> None:
    """In its coordinates the mean curvature has eigenvalues nearer to each other."""
    design = design_of(4)
    density = Density(design.pack)
    draws = 0.3 * draw_prior(design, 10, np.random.default_rng(4))
    found = conditioning(density, draws)
    assert found.ways.shape[1] <= MOST
    assert found.ways.T @ found.ways == pytest.approx(np.eye(found.ways.shape[1]), abs=1e-10)
    mean = np.mean([curvature(density, draw) for draw in draws], axis=0)
    turn = np.eye(design.size) + found.ways @ np.diag(found.stretch - 1.0) @ found.ways.T
    turn = found.scale[:, None] * turn
    before, after = np.linalg.eigvalsh(mean), np.linalg.eigvalsh(turn.T @ mean @ turn)
    assert after[-1] / max(after[0], 1e-3) < before[-1] / max(before[0], 1e-3) / 2


def test_what_is_no_vector_of_the_design_is_refused() -> None:
    density = Density(design_of(3).pack)
    right = np.zeros(density.size)
    for wrong in (np.zeros(density.size + 1), np.zeros(2 * density.size)[::2], right.astype("f4")):
        with pytest.raises(ValueError, match="contiguous"):
            density(wrong, right)
