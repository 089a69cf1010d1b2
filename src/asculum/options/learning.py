"""What learning some of the inputs first would have been worth: partial information, a report."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from asculum.terms.errors import UsageError

FloatArray = npt.NDArray[np.float64]

#: Draws below which a regression on several inputs says more of the draws than of the inputs.
FEWEST = 100


def worth_of_knowing(worth: npt.ArrayLike, known: Sequence[npt.ArrayLike]) -> float:
    """Return what knowing some inputs before choosing would have been worth (EVPPI).

    E[max_a E[u_a | x]] - max_a E[u_a]; E[u_a - u_1 | x] is a quadratic of the inputs x, fitted
    over the draws. A report that tells x with an error is x plus that error (EVSI).

    Parameters
    ----------
    worth
        What each action is worth in each draw, shape (action, draw).
    known
        The inputs that are learnt, each of shape (draw,); those that do not vary teach nothing.

    Returns
    -------
    The value in the unit of ``worth``, at least 0 and at most that of knowing everything.

    Raises
    ------
    UsageError
        DEC001 where the shapes do not fit or there are fewer than 100 draws.

    Assumes: the expectation is near a quadratic of the inputs.
    Biased when: draws are few (upwards, by about the number of terms over that of draws).
    Do not use when: a choice at a boundary of the inputs turns sharply.

    References: Strong, Oakley & Brennan 2014, Medical Decision Making 34(3), 311–326.

    Examples
    --------
    >>> x = np.random.default_rng(1).normal(size=4000)
    >>> round(worth_of_knowing([x, np.zeros(4000)], [x]), 2)
    0.4
    """
    values = np.asarray(worth, dtype=np.float64)
    inputs = [np.asarray(item, dtype=np.float64) for item in known]
    if values.ndim != 2 or any(item.shape != values.shape[1:] for item in inputs):
        raise UsageError(
            "DEC001",
            f"worth of shape {values.shape}, inputs of {[item.shape for item in inputs]}",
            why="inputs and worth share one draw index",
            fix="pass worth (action, draw) and inputs (draw,)",
        )
    if values.shape[1] < FEWEST:
        raise UsageError(
            "DEC001",
            f"{values.shape[1]} draws",
            why=f"below {FEWEST} the fit follows the draws and not the inputs",
            fix="draw more",
        )
    terms = _terms([item for item in inputs if item.std() > 0])
    over = (values - values[0]).T
    fitted = terms @ np.linalg.lstsq(terms, over, rcond=None)[0]
    found = float(fitted.max(axis=1).mean() - over.mean(axis=0).max())
    best = float(over.max(axis=1).mean() - over.mean(axis=0).max())
    return min(max(found, 0.0), best)


def _terms(inputs: Sequence[FloatArray]) -> FloatArray | npt.NDArray[np.float64]:
    """Return the columns of a quadratic in inputs that are scaled first."""
    size = len(inputs[0]) if inputs else 1
    scaled = [(item - item.mean()) / item.std() for item in inputs]
    columns = [np.ones(size), *scaled]
    columns += [a * b for i, a in enumerate(scaled) for b in scaled[i:]]
    return np.column_stack(columns)
