"""Where a fit is best, and how sharply: Newton's steps from several starts, and Laplace's normal.

All is in units of the priors, θ, so that one scale suits every parameter.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from asculum.attrition.density import Density
from asculum.terms.streams import stream

FloatArray = npt.NDArray[np.float64]

#: Starts tried, the prior's middle among them.
STARTS = 6
#: Newton's steps, and the gradient at which they stop.
STEPS, FLAT = 80, 1e-6
#: How far from the prior's middle a fit without a prior may wander.
FARTHEST = 12.0
#: Two tops this close in log-density, and this far apart in θ, are two fits.
RIVAL, APART = 3.0, 0.5


@dataclass(frozen=True, kw_only=True, eq=False)
class Mode:
    """The best place found: ``theta``, its log-density, and minus the second derivatives there.

    ``rival`` is another top nearly as high, ``None`` without one; ``settled`` is whether the
    gradient vanished.
    """

    theta: FloatArray
    value: float
    precision: FloatArray
    settled: bool
    rival: FloatArray | None = None

    def spread(self) -> tuple[FloatArray, FloatArray]:
        """Return the lower triangle L with L Lᵀ the covariance, and the covariance itself.

        Directions that the density does not fix (precision below 1e-4) get standard deviation 100.
        """
        values, vectors = np.linalg.eigh(self.precision)
        inverse = 1.0 / np.maximum(values, 1e-4)
        covariance = (vectors * inverse) @ vectors.T
        return np.linalg.cholesky(covariance), covariance


def best(density: Density, *, seed: int, starts: int = STARTS) -> Mode:
    """Return the highest of the tops that Newton's steps reach from several starts."""
    draws = 0.7 * stream(seed, "attrition/fit/starts").standard_normal((starts, density.size))
    draws[0] = 0.0
    draws[:, -2:] = 0.0
    found = [climb(density, start) for start in draws]
    settled = [mode for mode in found if mode.settled] or found
    top = max(settled, key=lambda mode: mode.value)
    rivals = [
        mode.theta
        for mode in settled
        if top.value - mode.value < RIVAL and np.abs(mode.theta - top.theta).max() > APART
    ]
    if not rivals:
        return top
    return Mode(
        theta=top.theta,
        value=top.value,
        precision=top.precision,
        settled=top.settled,
        rival=rivals[0],
    )


def climb(density: Density, start: FloatArray) -> Mode:
    """Return the top that damped Newton's steps reach from ``start``.

    Second derivatives are central differences of the analytic gradient; a step that does not gain
    is damped and tried again.
    """
    theta, gradient = start.copy(), np.zeros_like(start)
    value = density(theta, gradient)
    damping = 1e-3
    for _ in range(STEPS):
        precision = curvature(density, theta)
        if np.abs(gradient).max() < FLAT * (1.0 + abs(value)):
            return Mode(theta=theta, value=value, precision=precision, settled=True)
        values, vectors = np.linalg.eigh(precision)
        moved = False
        for _ in range(12):
            step = vectors @ ((vectors.T @ gradient) / (np.abs(values) + damping))
            tried = np.clip(theta + step * min(1.0, 2.0 / np.abs(step).max()), -FARTHEST, FARTHEST)
            slope = np.zeros_like(start)
            height = density(tried, slope)
            if np.isfinite(height) and height > value:
                theta, value, gradient, moved = tried, height, slope, True
                damping = max(damping / 5, 1e-9)
                break
            damping = max(damping, 1e-6) * 8
        if not moved:
            # no step gains: the top to round-off, unless the gradient says otherwise
            flat = bool(np.abs(gradient).max() < 1e-3 * (1.0 + abs(value)))
            return Mode(theta=theta, value=value, precision=precision, settled=flat)
    return Mode(theta=theta, value=value, precision=curvature(density, theta), settled=False)


def curvature(density: Density, theta: FloatArray) -> FloatArray:
    """Return minus the matrix of second derivatives of the log-density."""
    size, step = theta.size, 1e-4
    found = np.empty((size, size))
    up, down = np.zeros(size), np.zeros(size)
    for i in range(size):
        moved = theta.copy()
        moved[i] += step
        density(moved, up)
        moved[i] -= 2 * step
        density(moved, down)
        found[i] = (down - up) / (2 * step)
    return 0.5 * (found + found.T)
