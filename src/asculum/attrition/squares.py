"""Least squares: the law whose expected losses lie nearest to those told."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from asculum.attrition.density import Density
from asculum.attrition.fit_design import FitDesign
from asculum.attrition.fit_law import LawFit, learnt_of, untold
from asculum.attrition.modes import FARTHEST, STARTS
from asculum.terms.status import Status, StatusCode, worst
from asculum.terms.streams import stream

FloatArray = npt.NDArray[np.float64]

#: Draws that stand for the normal approximation.
NORMALS = 2000


def least_squares(plan: FitDesign, *, seed: int) -> LawFit:
    """Return the fit with the least Σ (lost − μ)²/s², s the root mean square of a side's losses.

    From several starts, by trust-region steps. The covariance is that of Gauss and Newton: the
    residuals' variance times (JᵀJ)⁻¹. The score is the root mean square of the residuals.
    """
    from scipy import optimize

    density, n = Density(plan.pack(whiten=None)), plan.size - 2
    told = np.column_stack([side.at(0)[1] for side in plan.observed.sides])
    known = np.isfinite(told)
    squares = np.where(known, told, 0.0) ** 2
    scale = np.sqrt(squares.sum(axis=0) / np.maximum(known.sum(axis=0), 1))
    scale = np.where(scale > 0, scale, 1.0)

    def rest(place: FloatArray) -> FloatArray:
        mu = density.expected(np.concatenate([place, np.zeros(2)]))
        return np.asarray(((mu - told) / scale)[known])

    starts = 0.7 * stream(seed, "attrition/fit/starts").standard_normal((STARTS, n))
    starts[0] = 0.0
    found = [
        optimize.least_squares(rest, start, "3-point", bounds=(-FARTHEST, FARTHEST), x_scale="jac")
        for start in starts
    ]
    top = min(found, key=lambda item: float(item.cost))
    residuals = rest(top.x)
    variance = float(residuals @ residuals) / (residuals.size - n)
    values, vectors = np.linalg.eigh(top.jac.T @ top.jac / max(variance, 1e-300))
    covariance = (vectors / np.maximum(values, 1e-4)) @ vectors.T
    normals = stream(seed, f"attrition/fit/normal/{plan.form.name}").standard_normal
    theta = np.zeros((NORMALS, plan.size))
    theta[:, :n] = top.x + normals((NORMALS, n)) @ np.linalg.cholesky(covariance).T
    variances = np.append(np.diag(covariance) / (1.0 + np.diag(covariance)), [0.0, 0.0])
    learnt = learnt_of(plan, variances)
    missing = untold(plan, learnt)
    # the scatter is no parameter of least squares
    missing |= dict.fromkeys(plan.names[-2:], "no parameter of least squares")
    return LawFit(
        design=plan,
        method="least squares",
        status=_status(plan, bool(top.success), missing),
        theta=theta,
        learnt=learnt,
        untold=missing,
        score=("root mean square", float(np.sqrt(np.mean(residuals**2)))),
    )


def _status(plan: FitDesign, settled: bool, missing: dict[str, str]) -> Status:
    if not settled:
        return Status(code=StatusCode.NOT_CONVERGED, sentence="The sum of squares kept falling.")
    found = [Status(code=StatusCode.OK, sentence="The least sum of squares was found.")]
    told = [why for name, why in missing.items() if name not in plan.names[-2:]]
    if told:
        sentence = "Not told by this battle: " + "; ".join(told) + "."
        found.append(Status(code=StatusCode.NOT_IDENTIFIED, sentence=sentence))
    if not all(side.seen for side in plan.observed.sides):
        sentence = "The losses of one side were not seen: the law is assumed of it, not shown."
        found.append(Status(code=StatusCode.DOUBTFUL, sentence=sentence))
    return worst(found)
