"""Does the battle look like those that the fitted law makes up?"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from asculum.attrition.density import Density
from asculum.attrition.fit_design import FitDesign
from asculum.attrition.fit_law import NEIGHBOURS, Check
from asculum.terms.streams import stream

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]

#: Battles made up.
BATTLES = 200
#: The fewest figures of a side from which order in time is judged.
FEWEST = 8


def expectations(design: FitDesign, theta: FloatArray, draw: int = 0) -> FloatArray:
    """Return the losses that the law expects [persons], shape (draw, period, 2)."""
    density = Density(design.pack(draw, whiten=None))
    return np.array([density.expected(place) for place in np.ascontiguousarray(theta)])


def drawn(design: FitDesign, theta: FloatArray, mu: FloatArray, *, seed: int) -> FloatArray:
    """Return losses made up from what is expected, shape (draw, period, 2): negative binomial."""
    rng = stream(seed, "attrition/fit/made-up")
    scatter = np.exp(design.values(theta)[:, -2:])[:, None, :]
    # a scatter of which nothing is known reaches where no numbers are drawn
    shape = np.clip(scatter, 1e-6, 1e3) ** -2
    means = np.minimum(rng.gamma(shape, mu / shape), 1e15)
    return np.asarray(rng.poisson(means), dtype=np.float64)


def checks(design: FitDesign, theta: FloatArray, *, seed: int) -> tuple[Check, ...]:
    """Set the battle's scaled residuals beside those of battles that the law makes up.

    r = (lost − μ)/√(μ + τ²μ²). What is compared: how like neighbouring periods are (the
    correlation of r with the r before), the trend of r in time, and the largest |r|. A scatter that
    is fitted cannot be off, so spread is not compared.
    """
    few = theta[some(len(theta))]
    return checks_of(design, few, expectations(design, few), seed=seed)


def some(draws: int) -> IntArray:
    """Return the draws, spread evenly, of which battles are made up."""
    return np.linspace(0, draws - 1, min(BATTLES, draws)).astype(int)


def checks_of(
    design: FitDesign, few: FloatArray, mu: FloatArray, *, seed: int
) -> tuple[Check, ...]:
    """Set the battle beside those made up from what each draw expects, (draw, period, 2)."""
    made = drawn(design, few, mu, seed=seed)
    scatter = np.exp(design.values(few)[:, -2:])[:, None, :]
    scale = np.sqrt(mu + (scatter * mu) ** 2)
    found = []
    for side, held in enumerate(design.observed.sides):
        losses = held.at(0)[1]
        known = np.isfinite(losses)
        if known.sum() < FEWEST:
            continue
        true = (losses[known] - mu[:, known, side]) / scale[:, known, side]
        ours = (made[:, known, side] - mu[:, known, side]) / scale[:, known, side]
        for what, statistic in (
            (NEIGHBOURS, _neighbours),
            ("the trend", _trend),
            ("the largest departure", _largest),
        ):
            above = float(np.mean(statistic(ours) > statistic(true)))
            found.append(Check(side="AB"[side], what=what, above=above))
    return tuple(found)


def _neighbours(values: FloatArray) -> FloatArray:
    centred = values - values.mean(axis=1, keepdims=True)
    whole = np.maximum((centred**2).sum(axis=1), 1e-300)  # of residuals that are all alike
    return np.asarray((centred[:, 1:] * centred[:, :-1]).sum(axis=1) / whole)


def _trend(values: FloatArray) -> FloatArray:
    time = np.arange(values.shape[1]) - (values.shape[1] - 1) / 2
    return np.asarray(values @ time / np.sqrt((time**2).sum()))


def _largest(values: FloatArray) -> FloatArray:
    return np.asarray(np.abs(values).max(axis=1))
