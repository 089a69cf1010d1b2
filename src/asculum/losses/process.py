"""A process of the losses: what is held of their course, about which the random walk is.

The walk alone knows nothing of why losses rise or fall. A process says what the logarithm of a
side's losses a day does from week to week, up to a level and up to parameters that the claims may
tell; the walk is then what departs from it. ``attrition`` provides some, ``study`` introduces them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from asculum.losses.grid import Grid

FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True, kw_only=True, eq=False)
class Process:
    """The course of the logarithm of losses a day, week by week of the battle.

    ``middle`` (week,) by side, and ``by`` (week, parameter) what a standard normal of each
    parameter adds to it. Levels are the model's own: a constant in either changes nothing.
    ``means`` and ``sds`` carry the standard normals to the parameters' own units.
    """

    name: str
    middle: Mapping[str, FloatArray]
    by: Mapping[str, FloatArray]
    names: tuple[str, ...] = ()
    means: tuple[float, ...] = ()
    sds: tuple[float, ...] = ()

    def __post_init__(self) -> None:
        shapes = {(len(held), len(self.names)) for held in self.middle.values()}
        shapes |= {held.shape for held in self.by.values()}
        lengths = {len(self.names), len(self.means), len(self.sds)}
        finite = all(np.isfinite(held).all() for held in (*self.middle.values(), *self.by.values()))
        if len(shapes) != 1 or len(lengths) != 1 or not finite or set(self.middle) != set(self.by):
            raise ValueError(f"a process of {shapes} weeks and parameters, {lengths} names")


@dataclass(frozen=True, kw_only=True, eq=False)
class About:
    """A process on the grid of a design: ``middle`` (side, cell), ``by`` (parameter, side, cell).

    Both are 0 in the cell in the middle of the battle, as the walk is.
    """

    middle: FloatArray
    by: FloatArray
    process: Process | None = None

    @property
    def names(self) -> tuple[str, ...]:
        """The parameters' names; none without a process."""
        return self.process.names if self.process is not None else ()


def about_of(process: Process | None, grid: Grid, sides: tuple[str, ...]) -> About:
    """Return a process on a grid; zeros without one.

    Before the battle and after it the course stays as in its first and last week. Raises
    ``ValueError`` where it is of another number of weeks, and ``KeyError`` for a side it lacks.
    """
    if process is None:
        return About(middle=np.zeros((len(sides), grid.cells)), by=np.zeros((0, 0, 0)))
    weeks = grid.last - grid.first
    place = np.clip(np.arange(grid.cells) - grid.first, 0, weeks - 1)
    for side in sides:
        if len(process.middle[side]) != weeks:
            raise ValueError(f"a process of {len(process.middle[side])} weeks, not {weeks}")
    middle = np.stack([process.middle[side][place] for side in sides])
    by = np.stack([process.by[side][place].T for side in sides], axis=1)
    middle = middle - middle[:, [grid.middle]]
    by = by - by[:, :, [grid.middle]]
    return About(middle=middle, by=np.ascontiguousarray(by), process=process)
