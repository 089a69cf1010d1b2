"""How much to centre each movement of the random walk: by how much the claims tell of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from asculum.losses._kernels import QUARTERS

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
