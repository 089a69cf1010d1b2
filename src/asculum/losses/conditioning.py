"""The coordinates in which the posterior is sampled: nearly round ones, found by a short pilot."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from asculum.losses.density import Density

FloatArray = npt.NDArray[np.float64]

#: The step of the differences that a curvature is made of; parameters are of scale 1.
STEP = 1e-4
#: The least curvature along a parameter; the prior's is 1, and that of a mean may err.
LEAST = 0.25
#: Ways whose curvature is more than so many times that of a scaled coordinate, or less than one
#: in so many, are stretched; not more than ``MOST`` of them, and none by more than ``FURTHEST``.
APART, MOST, FURTHEST = 1.6, 24, 8.0


@dataclass(frozen=True, kw_only=True, eq=False)
class Conditioning:
    """theta = middle + scale (phi + ways (stretch - 1) ways' phi).

    ``middle``, ``scale`` (parameter,); ``ways`` (parameter, way) orthonormal; ``stretch`` (way,).
    It moves no answer: draws of phi under the density of theta(phi) are draws of theta, for the
    map is linear.
    """

    middle: FloatArray
    scale: FloatArray
    ways: FloatArray
    stretch: FloatArray

    @classmethod
    def plain(cls, size: int) -> Self:
        """Return the coordinates of the design itself."""
        return cls(
            middle=np.zeros(size),
            scale=np.ones(size),
            ways=np.zeros((size, 0)),
            stretch=np.ones(0),
        )

    def packed(self, *, told: int = 0) -> FloatArray:
        """Return the vector that follows a packed design, with room for ``told`` observations."""
        return np.concatenate(
            [
                [self.ways.shape[1], told],
                self.middle,
                self.scale,
                self.ways.ravel(),
                self.ways.T.ravel(),
                self.stretch - 1.0,
                np.zeros(told),
            ]
        )

    def phi(self, theta: FloatArray) -> FloatArray:
        """Return the sampler's coordinates of a point, shape (parameter,)."""
        away = (theta - self.middle) / self.scale
        return np.asarray(away + self.ways @ ((1.0 / self.stretch - 1.0) * (self.ways.T @ away)))


def conditioning(density: Density, draws: FloatArray) -> Conditioning:
    """Return coordinates in which the posterior is nearly round, from a pilot's draws.

    Parameters
    ----------
    draws
        Draws of the posterior, shape (draw, parameter), from chains that need not have settled.

    With H the mean of minus the second derivatives of the log-density over the draws and C its
    correlation form, scale = diag(H)^-1/2; the ways are eigenvectors of C whose eigenvalues lie
    furthest from 1, and the stretch of each is its eigenvalue^-1/2.

    **Assumes** nothing that an answer could rest on: a poor pilot makes for slower chains.
    """
    found = np.mean([curvature(density, draw) for draw in draws], axis=0)
    scale = 1.0 / np.sqrt(np.maximum(np.diag(found), LEAST))
    values, vectors = np.linalg.eigh(scale[:, None] * found * scale)
    values = np.clip(values, 1.0 / FURTHEST**2, None)
    apart = np.abs(np.log(values))
    chosen = np.argsort(-apart)[:MOST]
    chosen = chosen[apart[chosen] > np.log(APART)]
    return Conditioning(
        middle=draws.mean(axis=0),
        scale=scale,
        ways=np.ascontiguousarray(vectors[:, chosen]),
        stretch=1.0 / np.sqrt(values[chosen]),
    )


def curvature(density: Density, theta: FloatArray) -> FloatArray:
    """Return minus the second derivatives of the log-density at a point, (parameter, parameter).

    Differences of the gradient, made symmetric.
    """
    size = len(theta)
    found, here, there = np.empty((size, size)), np.empty(size), np.empty(size)
    density(theta, here)
    at = theta.copy()
    for i in range(size):
        at[i] = theta[i] + STEP
        density(at, there)
        at[i] = theta[i]
        found[i] = (here - there) / STEP
    return np.asarray((found + found.T) / 2.0)
