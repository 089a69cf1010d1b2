"""How much to centre each movement of the random walk: by how much the claims tell of it."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from asculum.losses.codes import COUNT, POINT, QUARTERS, RANGE
from asculum.losses.grid import Grid
from asculum.losses.observations import Observation
from asculum.losses.priors import Priors

FloatArray = npt.NDArray[np.float64]

#: Fisher information of a Student t with 4 degrees of freedom, in units of 1 / scale².
INFORMATION = 5 / 7


def centring(
    weights: FloatArray,
    basis: FloatArray,
    *,
    step: float,
    spread: float,
    lean: float,
    sources: Sequence[int],
) -> FloatArray:
    """Return how far to centre each movement of one side, in quarters from 0 to 4, (cell - 1,).

    ``weights`` has shape (observation, cell): how much of each observation's log falls to each
    cell. With J = step weights basis, errors of scale ``spread`` and a leaning of standard
    deviation ``lean`` common to a source's claims, the claims tell I = J' S⁻¹ J of the movements,
    next to the prior's 1; the answer is 4 I / (1 + I) on the diagonal, rounded.

    Partial centring: Papaspiliopoulos, Roberts & Sköld 2007. It moves no answer, only how
    fast it is reached.
    """
    informed = np.zeros(basis.shape[1])
    jacobian = step * weights @ basis
    precision = INFORMATION / spread**2
    owner = np.asarray(sources)
    for source in np.unique(owner):
        rows = jacobian[owner == source]
        common = rows.sum(axis=0)
        # Woodbury: S = I / precision + lean² 1 1'
        shrink = precision**2 * lean**2 / (1 + precision * lean**2 * len(rows))
        informed += precision * (rows**2).sum(axis=0) - shrink * common**2
    informed = np.maximum(informed, 0.0)
    return np.rint(QUARTERS * informed / (1 + informed))


def centring_of(
    found: Sequence[Observation],
    grid: Grid,
    basis: FloatArray,
    sides: Sequence[str],
    priors: Priors,
) -> FloatArray:
    """Return how far each movement of each side is centred, shape (side, cell - 1).

    Figures and ranges tell of a movement; bounds hardly do and are left out.
    """
    lean = math.hypot(priors.normal("bias_third").sd, math.exp(priors.normal("bias_between").mean))
    names = list(dict.fromkeys(item.source for item in found))
    rows = []
    for side in sides:
        told = [item for item in found if item.bind in (POINT, RANGE, COUNT) and side in item.sides]
        weights = np.array(
            [[grid.period(i).overlap(item.period) for i in range(grid.cells)] for item in told],
            dtype=np.float64,
        ).reshape(len(told), grid.cells)
        weights /= np.maximum(weights.sum(axis=1, keepdims=True), 1.0)
        rows.append(
            centring(
                weights,
                basis,
                step=math.exp(priors.normal("weekly_change").mean),
                spread=math.exp(priors.normal("spread").mean),
                lean=lean,
                sources=[names.index(item.source) for item in told],
            )
        )
    return np.array(rows)
