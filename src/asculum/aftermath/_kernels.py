"""Arithmetic of destinations and of synthetic controls: arrays in, arrays out."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize, nnls

FloatArray = npt.NDArray[np.float64]

#: Radius of the sphere on which distances are measured [km].
EARTH = 6371.0088


def great_circle(
    latitude: float, longitude: float, latitudes: FloatArray, longitudes: FloatArray
) -> FloatArray:
    """Return the distance [km] from one point to each of many, all in degrees (haversine)."""
    first, others = math.radians(latitude), np.radians(latitudes)
    east = np.radians(longitudes - longitude)
    half = np.sin((others - first) / 2) ** 2
    half = half + math.cos(first) * np.cos(others) * np.sin(east / 2) ** 2
    return np.asarray(2 * EARTH * np.arcsin(np.sqrt(np.clip(half, 0, 1))))


def radiation(origin: float, people: FloatArray, distance: FloatArray, tie: float) -> FloatArray:
    """Return the share of those who leave that settles in each place; the shares sum to 1 − m/M.

    ``origin`` is m, the people of the place left; ``people`` are n_j and ``distance`` [km] how far
    each place lies. Places whose distances differ by at most ``tie`` from the next nearer one are
    one destination of N = Σ n_j people, shared out by n_j/N. Of such a group, beyond s people that
    lie nearer, T = m N/((m + s)(m + s + N)).
    """
    order = np.argsort(distance, kind="stable")
    shares = np.zeros(people.size)
    passed, start = 0.0, 0
    while start < order.size:
        end = start + 1
        while end < order.size and distance[order[end]] - distance[order[end - 1]] <= tie:
            end += 1
        group = order[start:end]
        size = float(people[group].sum())
        if size > 0:
            whole = origin * size / ((origin + passed) * (origin + passed + size))
            shares[group] = whole * people[group] / size
        passed, start = passed + size, end
    return shares


def simplex_weights(treated: FloatArray, donors: FloatArray, scale: FloatArray) -> FloatArray:
    """Return w ≥ 0, Σw = 1, that minimises Σ_k v_k (x_k − Σ_j w_j x_kj)².

    ``treated`` has shape (k,), ``donors`` (k, j) and ``scale`` (k,), the v_k ≥ 0. Since Σw = 1 the
    sum is |C w|² with C = √v (X₀ − x₁1ᵀ); u ≥ 0 that minimises |C u|² + (Σu − 1)² lies along w,
    so that one non-negative least-squares problem gives the minimum exactly.
    """
    gaps = np.sqrt(scale)[:, None] * (donors - treated[:, None])
    # the direction of the least does not change with the size of the gaps, its digits do
    size = float(np.sqrt((gaps**2).sum(axis=0).max()))
    if size > 0:
        gaps = gaps / size
    system = np.vstack([gaps, np.ones((1, donors.shape[1]))])
    wanted = np.zeros(system.shape[0])
    wanted[-1] = 1.0
    found, _ = nnls(system, wanted)
    return np.asarray(found / found.sum())


def fit_loss(
    raw: FloatArray, treated: FloatArray, donors: FloatArray, before: FloatArray, pool: FloatArray
) -> tuple[float, FloatArray, FloatArray]:
    """Return the loss of one choice of v, with its weights w and v scaled to sum to 1.

    ``raw`` is log v up to a constant; ``before`` (year,) is the outcome of the treated unit in the
    years that v is judged by, ``pool`` (year, j) that of the donors. The loss is the mean square.
    """
    raw = np.clip(raw, -50.0, 50.0)
    scale = np.exp(raw - raw.max())
    scale /= scale.sum()
    weights = simplex_weights(treated, donors, scale)
    return float(np.mean((before - pool @ weights) ** 2)), weights, scale


def search(
    start: FloatArray,
    treated: FloatArray,
    donors: FloatArray,
    before: FloatArray,
    pool: FloatArray,
    steps: int,
) -> tuple[float, FloatArray, FloatArray]:
    """Return the least loss reached from one start, with its weights and v (Nelder-Mead)."""
    if start.size > 1:
        end = minimize(
            lambda raw: fit_loss(raw, treated, donors, before, pool)[0],
            start,
            method="Nelder-Mead",
            options={"maxfev": steps, "xatol": 1e-4, "fatol": 1e-12, "adaptive": True},
        )
        start = np.asarray(end.x)
    return fit_loss(start, treated, donors, before, pool)


def standardised(treated: FloatArray, donors: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the predictors over their standard deviation across all units; constants stay."""
    spread = np.std(np.column_stack([donors, treated]), axis=1, ddof=1)
    spread = np.where(spread > 0, spread, 1.0)
    return treated / spread, donors / spread[:, None]
