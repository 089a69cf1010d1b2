"""The coordinates in which a fit is drawn: those of the normal at the density's top, one bent.

Where a side's losses were not seen, only two things bound what it lost: it was not used up before
the other side's losses say so, an edge, and on the other hand the prior, far off. The density of
its rate then falls within a few thousandths on one side and within tenths on the other, and steps
short enough for the edge never come to the end of the tail. The hyperbolic sine that brings both to
a like distance makes the density there nearly normal. Beyond them it runs straight on, at its slope
there: nothing is cut off, and no step is thrown out of reach.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from asculum.attrition.density import Density
from asculum.attrition.fit_design import FitDesign
from asculum.attrition.modes import Mode

FloatArray = npt.NDArray[np.float64]

#: A bend is laid through the places at which the density is e⁸ below its top, as a normal's is at
#: four standard deviations, and ends there.
FAR = 4.0  # as in _fitting.py, which is not to be compiled for this
#: The farthest that such a place is sought [standard deviations of the normal at the top].
FARTHEST = 1000.0
#: How many times as far one of these places must be as the other. Below it nothing is gained: at 4
#: times, without an edge, the straight coordinates draw as many effective draws and none diverges.
LOPSIDED = 5.0
#: The steepest bend: tanh of where the hyperbolic sine is entered.
STEEPEST = 0.999


@dataclass(frozen=True, kw_only=True, eq=False)
class Coordinates:
    """θ = middle + matrix · v, where v is z but in one place: (sinh(ε + δz) − sinh ε)/(δ cosh ε).

    That is from z = −4 to 4, and straight on beyond at the slope there. ``place`` is that place,
    ``tilt`` ε and ``bend`` δ, 0 where none is bent.
    """

    middle: FloatArray
    matrix: FloatArray
    place: int = 0
    tilt: float = 0.0
    bend: float = 0.0

    def theta(self, z: FloatArray) -> FloatArray:
        """Return θ at places of the sampler, shape (..., parameter)."""
        v = z
        if self.bend > 0.0:
            v, tilt, bend = z.copy(), self.tilt, self.bend
            bent = z[..., self.place]
            within = np.clip(bent, -FAR, FAR)
            lean, slope = tilt + bend * within, math.cosh(tilt)
            lifted = (np.sinh(lean) - math.sinh(tilt)) / (bend * slope)
            v[..., self.place] = lifted + np.cosh(lean) / slope * (bent - within)
        return np.asarray(self.middle + v @ self.matrix.T, dtype=np.float64)


def straight(top: Mode) -> Coordinates:
    """Return the coordinates of the normal at the top."""
    return Coordinates(middle=top.theta, matrix=top.spread()[0])


def fitting(plan: FitDesign, density: Density, top: Mode) -> Coordinates:
    """Return the coordinates for a law on a battle, bent where a side's losses were not seen.

    The bent one is that side's rate given all others, by their covariance at the top.
    """
    blind = [number for number, side in enumerate(plan.observed.sides) if not side.seen]
    if not blind:
        return straight(top)
    rate, size = blind[0], plan.size
    order = [*(i for i in range(size) if i != rate), rate]
    matrix = np.empty((size, size))
    # the last column of the triangle then moves that rate alone
    matrix[order] = np.linalg.cholesky(top.spread()[1][np.ix_(order, order)])
    ahead, behind = (_distance(density, top, sign * matrix[:, -1]) for sign in (1.0, -1.0))
    if max(ahead, behind) < LOPSIDED * min(ahead, behind):
        return straight(top)
    bend, tilt = _bend(ahead + behind), 0.0
    if bend > 0.0:
        leaning = bend * (ahead - behind) / (2.0 * (math.cosh(FAR * bend) - 1.0))
        tilt = math.atanh(min(max(leaning, -STEEPEST), STEEPEST))
    return Coordinates(middle=top.theta, matrix=matrix, place=size - 1, tilt=tilt, bend=bend)


def _distance(density: Density, top: Mode, step: FloatArray) -> float:
    """Return how many steps from the top the density is e⁸ below it, between 1 and 1000."""
    spare = np.zeros_like(step)

    def above(steps: float) -> bool:
        return bool(density(top.theta + steps * step, spare) > top.value - 0.5 * FAR**2)

    low, high = 0.0, 1.0
    while high < FARTHEST and above(high):
        low, high = high, 2.0 * high
    for _ in range(40):
        middle = 0.5 * (low + high)
        low, high = (middle, high) if above(middle) else (low, middle)
    return min(max(low, 1.0), FARTHEST)


def _bend(whole: float) -> float:
    """Return δ with 2 sinh(4δ)/δ = ``whole``; 0 where that is no more than a normal's 8."""
    low, high = 0.0, 4.0
    if whole <= 2.0 * FAR * 1.01:
        return 0.0
    for _ in range(60):
        middle = 0.5 * (low + high)
        wide = 2.0 * math.sinh(FAR * middle) > whole * middle
        low, high = (low, middle) if wide else (middle, high)
    return high
