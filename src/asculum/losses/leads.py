"""The series that leads a side's walk: what is learnt of the walk is learnt in its words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from asculum.losses import codes as k
from asculum.losses.grid import Grid
from asculum.losses.observations import Observation
from asculum.losses.priors import Priors
from asculum.losses.voices import Change, Pair

FloatArray = npt.NDArray[np.float64]

#: A source with at least so many figures on a side may lead its walk.
SERIES = 8


@dataclass(frozen=True, kw_only=True, eq=False)
class Lead:
    """Whose changing leaning a side's walk is written with.

    ``pair`` is the source and the side, ``first`` the place of its movements in the block of
    changes; ``by`` (cell - 1, movement) turns them into movements of the side's walk: basis by =
    change of the leaning in each cell, less that in the middle one.
    """

    pair: Pair
    first: int
    by: FloatArray

    def turned(self, turn: FloatArray) -> Lead:
        """Return the lead of a walk whose movements are turned (new movement, old movement)."""
        return replace(self, by=turn @ self.by)


def lead(
    side: str,
    pairs: Sequence[Pair],
    changes: Sequence[Change],
    found: Sequence[Observation],
    grid: Grid,
    basis: FloatArray,
    priors: Priors,
) -> Lead | None:
    """Return what leads a side's walk: its longest series whose leaning may change, if any.

    Such a series pins the sum of the walk and of its own change, not either. Written by that sum,
    the walk is pinned and the change is left to its prior; it moves no answer.
    """
    told = [
        item
        for item in found
        if item.sides == (side,) and item.join == k.SINGLE and item.bind in k.FIGURES
    ]
    longest, leading, first, at = SERIES - 1, None, 0, 0
    for change in changes:
        figures = sum((item.source, side) == pairs[change.pair] for item in told)
        if figures > longest:
            longest, leading, first = figures, change, at
        at += len(change.days) - 1
    if leading is None or grid.cells < 2:
        return None
    middles = grid.start.toordinal() + (grid.edges[:-1] + grid.edges[1:]) / 2
    units = np.eye(len(leading.days))
    weights = np.array([[np.interp(day, leading.days, one) for one in units] for day in middles])
    moved = priors.fixed("bias_change") * weights @ leading.basis
    moved -= moved[grid.middle]
    others = np.arange(grid.cells) != grid.middle
    return Lead(
        pair=pairs[leading.pair], first=first, by=np.linalg.solve(basis[others], moved[others])
    )
