"""The walls: each side's losses written above what a list of names holds (``_walls.py``).

A list whose completeness is stated bounds a side's losses from below, and what it tells of them is
normal in the log-odds of what it misses: at its edge a sliver, which a sampler with one step length
crosses badly. Written by these log-odds it has no edge. Nothing in it moves an answer: the density
is that of the losses.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from asculum.losses import codes as k
from asculum.losses.posterior import LossesPosterior

if TYPE_CHECKING:
    from asculum.losses.design import Design
    from asculum.losses.observations import Observation

FloatArray = npt.NDArray[np.float64]

#: Turns of Newton's method: digits double with each, once it is within a unit.
TURNS = 40


def walls_of(design: Design) -> tuple[Observation | None, ...]:
    """Return for each side the list of stated completeness that stands highest, as it is told.

    Highest against the losses at the middle of what the claims make of them before any is weighed.
    A minimum without a completeness is a wall and no more: there the level as it is written does
    as well (``docs/calibration.md``).
    """
    middle = LossesPosterior(design=free(design), theta=np.zeros((1, design.size)))
    found: list[Observation | None] = []
    for side in design.sides:
        heights = {
            item: item.low - float(np.log(middle.quantity(item)[0]))
            for item in design.observations
            if item.bind == k.LISTED and {leaf[0] for leaf in item.forces} == {side}
        }
        found.append(max(heights, key=lambda item: heights[item], default=None))
    return tuple(found)


def free(design: Design) -> Design:
    """Return the design with levels written without regard to walls."""
    if not any(design.walls):
        return design
    return replace(design, walls=(None,) * len(design.sides))


def freed(design: Design, theta: FloatArray) -> FloatArray:
    """Return the parameters of the design without walls that stand for the same losses."""
    made, block = theta.copy(), design.blocks["level"]
    made[:, block.first : block.last] += _in_parameters(design, theta, raised(design, theta))
    return made


def walled(design: Design, theta: FloatArray) -> FloatArray:
    """Return the parameters that stand for the same losses as ``theta`` of the ``free`` design."""
    made, block = theta.copy(), design.blocks["level"]
    heights = _heights(design, theta)
    lowered, bound = np.zeros_like(heights), np.isfinite(heights)
    lowered[bound] = odds(heights[bound]) - heights[bound]
    made[:, block.first : block.last] += _in_parameters(design, theta, lowered)
    return made


def raised(design: Design, theta: FloatArray) -> FloatArray:
    """Return ln of what the walls raise each side's losses by, shape (draw, side)."""
    return np.asarray((1 - k.FLOOR_WIDTH) * np.logaddexp(0.0, -_heights(design, theta)))


def stretch(design: Design, theta: FloatArray) -> FloatArray:
    """Return ln of what the walls stretch the levels by, shape (draw,)."""
    above = 1 / (1 + np.exp(-_heights(design, theta)))
    return np.asarray(-np.log(above + k.FLOOR_WIDTH * (1 - above)).sum(axis=1))


def odds(heights: FloatArray) -> FloatArray:
    """Return u where ln(1 + exp u) - w ln(1 + exp -u) = ``heights``, by Newton's method.

    The left is convex and rises, and at the point begun with it is not below ``heights``, so that
    every turn comes nearer from the right.

    Examples
    --------
    >>> odds(np.array([-0.1, 0.7, 40.0])).round(2).tolist()
    [-5.0, 0.02, 40.0]
    """
    w = k.FLOOR_WIDTH
    u = np.where(heights > 0, heights, np.minimum(heights / w, 0.0))
    for _ in range(TURNS):
        above = 1 / (1 + np.exp(-np.clip(u, -700, 700)))
        away = np.logaddexp(0.0, u) - w * np.logaddexp(0.0, -u) - heights
        u = u - away / (above + w * (1 - above))
    return np.asarray(u)


def _heights(design: Design, theta: FloatArray) -> FloatArray:
    """Return ln(T' / n) by the levels as they are written, (draw, side); inf without a wall."""
    draws = LossesPosterior(design=free(design), theta=theta)
    found = np.full((len(theta), len(design.sides)), np.inf)
    for side, item in enumerate(design.walls):
        if item is not None:
            found[:, side] = np.log(draws.quantity(item)) - item.low
    return found


def _in_parameters(design: Design, theta: FloatArray, moved: FloatArray) -> FloatArray:
    """Return by how much the parameters move where levels move by ``moved`` [log]."""
    from asculum.losses.movements import scales

    sd = np.array([rate.sd for rate in design.rates])
    return np.asarray(scales(design, theta).level_r * moved / sd)
