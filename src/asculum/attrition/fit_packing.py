"""A fit as one vector of doubles, laid out as the kernels of ``_fitting.py`` read it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from asculum.attrition.coordinates import Coordinates
    from asculum.attrition.fit_design import FitDesign

FloatArray = npt.NDArray[np.float64]

#: The longest step of the integration [days].
STEP = 7.0
#: Shares of the stages of a fourth-order step, and how far into the step each looks; a stage has
#: two places, one for each side, and after the last comes nothing.
SHARES = np.repeat([1 / 6, 1 / 3, 1 / 3, 1 / 6], 2)
AHEAD = np.repeat([0.0, 0.5, 0.5, 1.0, 0.0], 2)


def packed(plan: FitDesign, draw: int, *, prior: bool, whiten: Coordinates | None) -> FloatArray:
    """Return the packed vector of one draw of the figures.

    ``whiten`` are the sampler's coordinates, θ itself where there are none.
    """
    from scipy.special import gammaln

    from asculum.attrition import _fitting as k

    middle, matrix, between = linear(plan)
    if whiten is not None:
        middle, matrix = middle + matrix @ whiten.middle, matrix @ whiten.matrix
    seen = plan.observed
    days, sides = seen.days, [side.at(draw) for side in seen.sides]
    parts = np.ceil(days / STEP - 1e-9)
    joined = np.column_stack([side.joined for side in seen.sides])
    start = np.column_stack([strength for strength, _ in sides])
    if plan.setting.free:
        start[1:] = np.nan
    losses = np.column_stack([lost for _, lost in sides])
    arrays = {
        k.MATRIX: matrix,
        k.MIDDLE: middle,
        k.BETWEEN: between,
        k.MEAN: np.array(plan.means),
        k.DAYS: days,
        k.PARTS: parts,
        k.JOIN: joined / days[:, None],
        k.JOINED: joined,
        k.START: start,
        k.LOSSES: losses,
        k.CONSTANT: gammaln(losses + 1.0),
        k.WEIGHT: np.ones(losses.size),
        k.SHARES: SHARES,
        k.AHEAD: AHEAD,
        k.TOLD: np.zeros(4 * days.size),
    }
    head = np.zeros(k.HEAD)
    head[k.PERIODS], head[k.PARAMETERS], head[k.ROWS] = days.size, plan.size, middle.size
    head[k.STEPS], head[k.PRIOR] = parts.sum(), float(prior)
    if whiten is not None:
        head[k.BENT], head[k.TILT], head[k.BEND] = whiten.place, whiten.tilt, whiten.bend
    place = k.HEAD
    for which, array in arrays.items():
        head[which] = place
        place += array.size
    return np.concatenate([head, *(array.ravel() for array in arrays.values())])


def linear(plan: FitDesign) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Return what is linear in θ: values at θ = 0, (row,), and slopes, (row, parameter).

    Rows are ln rates of A and B by period, then those named in ``_fitting.py``. The third array is
    what each exponent gains from the share Φ(θ) of a law whose parameter lies between 0 and 1.
    """
    from asculum.attrition import _fitting as k

    periods, powers = plan.observed.days.size, len(plan.form.powers)
    # in the parameters' own units first
    slopes = np.zeros((2 * periods + k.THETA, plan.size))
    middle, between = np.zeros(len(slopes)), np.zeros(4)
    covariates = range(2 + powers, 2 + powers + len(plan.covariates))
    slopes[: 2 * periods, 0], slopes[1 : 2 * periods : 2, 0] = 1.0, 0.0
    slopes[1 : 2 * periods : 2, 1] = 1.0
    slopes[: 2 * periods, covariates] = plan.drivers.transpose(0, 2, 1).reshape(2 * periods, -1)
    after = 2 * periods
    middle[after : after + 4] = plan.form.base
    by_powers = np.array(plan.form.matrix, dtype=np.float64).reshape(4, powers)
    if plan.form.between:
        between = by_powers[:, 0]
    else:
        slopes[after : after + 4, 2 : 2 + powers] = by_powers
    for side, name in enumerate("AB"):
        slopes[after + k.SCATTER + side, plan.size - 2 + side] = 1.0
        if f"first strength of {name}" in plan.names:
            slopes[after + k.FIRST + side, plan.names.index(f"first strength of {name}")] = 1.0
        else:
            middle[after + k.FIRST + side] = np.log(plan.means[side])
    middle += slopes @ plan.middle
    slopes *= plan.scale
    if plan.form.between:
        slopes[after + k.SHARE, 2] = 1.0
    return (
        np.concatenate([middle, np.zeros(plan.size)]),
        np.concatenate([slopes, np.eye(plan.size)]),
        between,
    )
