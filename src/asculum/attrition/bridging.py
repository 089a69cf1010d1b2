"""A ratio of evidences from draws of both, whether the draws overlap or not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import expit

from asculum.terms.weights import MOST_KHAT, smoothed

FloatArray = npt.NDArray[np.float64]

#: The least overlap of two sets of draws from which their ratio is told: where it is smaller, what
#: joins them may be a place that neither has a draw of.
OVERLAP = 0.05
#: Proposals where they do not overlap, and the degrees of freedom of each set's multivariate t.
PROPOSALS, FREE = 4000, 5.0


@dataclass(frozen=True, kw_only=True)
class Bridge:
    """ln of a ratio of evidences, and the overlap it rests on, between 0 and a half."""

    value: float
    overlap: float

    @property
    def stands(self) -> bool:
        """Whether the two sets of draws overlap enough."""
        return self.overlap >= OVERLAP


def bridge(below: FloatArray, above: FloatArray) -> Bridge:
    """Return ln of Z₁/Z₀ from draws of both densities.

    ``below`` and ``above`` are w = ln of the second density over the first (unnormalised) at draws
    of the first and of the second, shape (draw,) each. The value is the c at which the mean of
    1/(1 + exp(c − w)) over draws of the first equals that of 1/(1 + exp(w − c)) over draws of the
    second (Bennett 1976; Meng & Wong 1996); that mean is the overlap, ∫ p₀p₁/(p₀ + p₁).
    """
    low = float(min(below.min(), above.min())) - 1.0
    high = float(max(below.max(), above.max())) + 1.0
    while high - low > 1e-9 * (1.0 + abs(low)):
        c = 0.5 * (low + high)
        first, second = expit(below - c).mean(), expit(c - above).mean()
        if not low < c < high:
            break
        low, high = (c, high) if first > second else (low, c)
    c = 0.5 * (low + high)
    overlap = min(float(expit(below - c).mean()), float(expit(c - above).mean()))
    return Bridge(value=c, overlap=overlap)


def pooled(
    first: FloatArray,
    second: FloatArray,
    heights: Callable[[FloatArray], tuple[FloatArray, FloatArray]],
    rng: np.random.Generator,
) -> float | None:
    """Return ln of Z₁/Z₀ by proposals that reach where either density has its draws.

    ``first`` and ``second`` are draws of each, shape (draw, parameter); ``heights`` returns at
    places the log-density of the first, and what the second has beyond it. Proposals are of a
    mixture, half of it a t with the mean and covariance of the first's draws, half of the second's.
    ``None`` where the weights of either density have too heavy a tail (k̂ above 0.7).
    """
    parts = [_Student.of(draws) for draws in (first, second)]
    tried = np.concatenate([part.draw(PROPOSALS // 2, rng) for part in parts])
    log_q = np.logaddexp(*(part.log_density(tried) for part in parts))
    below, step = heights(tried)
    below = below - log_q
    kept = np.isfinite(below)
    sums = []
    for ratios in (below[kept], below[kept] + step[kept]):
        weights = smoothed(ratios)
        if weights.khat > MOST_KHAT:
            return None
        sums.append(ratios.max() + np.log(np.exp(ratios - ratios.max()).sum()))
    return float(sums[1] - sums[0])


@dataclass(frozen=True, kw_only=True, eq=False)
class _Student:
    """A multivariate t: its middle, and the triangle whose square is its covariance."""

    middle: FloatArray
    lower: FloatArray

    @classmethod
    def of(cls, draws: FloatArray) -> _Student:
        return cls(middle=draws.mean(axis=0), lower=np.asarray(np.linalg.cholesky(np.cov(draws.T))))

    def draw(self, number: int, rng: np.random.Generator) -> FloatArray:
        normals = rng.standard_normal((number, self.middle.size)) @ self.lower.T
        longer = np.sqrt((FREE - 2.0) / rng.chisquare(FREE, number))
        return np.asarray(self.middle + longer[:, None] * normals)

    def log_density(self, places: FloatArray) -> FloatArray:
        """Return the log-density up to what depends on the dimension alone."""
        scaled = np.linalg.solve(self.lower, (places - self.middle).T)
        bent = np.log1p((scaled**2).sum(axis=0) / (FREE - 2.0))
        size = self.middle.size
        return np.asarray(-0.5 * (FREE + size) * bent - np.log(np.diag(self.lower)).sum())
