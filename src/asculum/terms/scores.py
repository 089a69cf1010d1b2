"""Scores of a forecast against what came to pass: the lower, the better, whatever the forecast.

All are proper: on average nothing scores better than to say what one believes (Gneiting & Raftery
2007). What came to pass may itself be known only as draws; a score is then the mean over them.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

#: What came to pass: one number, or draws of it.
Outcome = float | FloatArray


def crps(draws: FloatArray, outcome: Outcome) -> float:
    """Return the continuous ranked probability score of draws, in their own unit.

    E|X − Y| − ½ E|X − X′|, with X, X′ independent from the draws as they are (each has mass 1/n)
    and Y the outcome. 0 for a point forecast that is right; |x − y| for a point forecast.

    Parameters
    ----------
    draws
        The forecast, shape (draw,).
    outcome
        What came to pass, a number or shape (other draw,).

    **Assumes** draws that are many and independent enough to stand for the forecast.
    **Biased when** draws are few: the score of n draws is too high by about E|X − X′| / 2n.
    **Do not use when** outcomes of different size are averaged: take logarithms first.

    Reference: Gneiting & Raftery 2007, equation 21.

    >>> import numpy as np
    >>> crps(np.array([3.0]), 5.0)
    2.0
    """
    ordered = np.sort(_whole(draws))
    y = np.atleast_1d(_whole(outcome))
    n = len(ordered)
    before = np.concatenate([[0.0], np.cumsum(ordered)])
    below = np.searchsorted(ordered, y)
    # sum of |x - y| over draws: those below y, and those above it
    apart = y * below - before[below] + (before[-1] - before[below]) - y * (n - below)
    rank = 2 * np.arange(1, n + 1) - n - 1
    within = 2 * float(rank @ ordered) / n**2
    return max(0.0, float(apart.mean()) / n - within / 2)


def crps_uniform(low: float, high: float, outcome: Outcome) -> float:
    """Return the CRPS of a range of which nothing more is said: uniform from ``low`` to ``high``.

    With z = (y − low) / (high − low) and c = z held within 0 and 1:
    (high − low) (|z − c| + c² − c + 1/3); |y − low| where the range is one point.

    **Assumes** that every value of the range is as likely as any other.
    **Biased when** whoever gave the range meant its middle: the score is then too high.
    **Do not use when** the range states a probability: use ``interval_score``.

    Reference: Jordan, Krüger & Lerch 2019, Journal of Statistical Software 90(12), appendix A.

    >>> crps_uniform(0.0, 0.0, 2.0)
    2.0
    """
    y = np.atleast_1d(_whole(outcome))
    width = high - low
    if width < 0:
        raise ValueError(f"a range from {low} to {high} is upside down")
    if width == 0:
        return float(np.abs(y - low).mean())
    z = (y - low) / width
    inside = np.clip(z, 0.0, 1.0)
    return float((width * (np.abs(z - inside) + inside**2 - inside + 1 / 3)).mean())


def interval_score(low: float, high: float, outcome: Outcome, prob: float) -> float:
    """Return the interval score of a central interval of probability ``prob``.

    (high − low) + 2/α (low − y)⁺ + 2/α (y − high)⁺ with α = 1 − prob.

    **Assumes** an equal-tailed interval.
    **Biased when** the interval was not meant to hold ``prob``: it is judged as if it were.
    **Do not use when** only one end is known.

    Reference: Gneiting & Raftery 2007, equation 43.

    >>> interval_score(1.0, 3.0, 2.0, 0.9)
    2.0
    """
    y = np.atleast_1d(_whole(outcome))
    missed = np.maximum(low - y, 0.0) + np.maximum(y - high, 0.0)
    return float((high - low + 2 / (1 - prob) * missed).mean())


def coverage(low: float, high: float, outcome: Outcome) -> float:
    """Return whether an interval holds the outcome: 1 or 0, or the share of its draws inside.

    **Assumes** closed ends. **Biased when** never. **Do not use when** a single outcome is to
    judge an interval: one success is no evidence of calibration.

    Reference: Gneiting & Raftery 2007, section 6.

    >>> coverage(1.0, 3.0, 3.0)
    1.0
    """
    y = np.atleast_1d(_whole(outcome))
    return float(((y >= low) & (y <= high)).mean())


def log_score(draws: FloatArray, outcome: Outcome) -> float | None:
    """Return minus the log of the density that draws give to the outcome; ``None`` out of reach.

    −ln f(y), where f is a Gaussian kernel estimate with the bandwidth
    h = 0.9 min(sd, IQR / 1.34) n^(−1/5) (Silverman 1986, equation 3.31). Beyond the outermost
    draws the density is the kernel's and not the forecast's, so there is no score there.

    **Assumes** a density with one hump, as losses have on the log scale.
    **Biased when** the density is skewed or has several humps: the kernel smooths it.
    **Do not use when** draws hold many equal values.

    Reference: Good 1952 (the logarithmic score); Gneiting & Raftery 2007, section 4.1.

    >>> import numpy as np
    >>> log_score(np.array([1.0, 2.0, 3.0]), 9.0) is None
    True
    """
    x, y = _whole(draws), np.atleast_1d(_whole(outcome))
    if len(y) > 1:  # an outcome known as draws: its quantiles stand for it
        y = np.quantile(y, (np.arange(THINNED) + 0.5) / THINNED)
    if y.min() < x.min() or y.max() > x.max():
        return None
    quarter, three = np.quantile(x, [0.25, 0.75])
    spread = min(float(x.std(ddof=1)) if len(x) > 1 else 0.0, float(three - quarter) / 1.34)
    if spread <= 0:
        return None
    width = 0.9 * spread * len(x) ** -0.2
    total = 0.0
    for value in y:
        terms = -0.5 * ((x - value) / width) ** 2
        top = float(terms.max())
        total += top + math.log(float(np.exp(terms - top).sum()))
    return math.log(len(x) * width * math.sqrt(2 * math.pi)) - total / len(y)


def log_score_uniform(low: float, high: float, outcome: Outcome) -> float | None:
    """Return the log score of a uniform range: ln(high − low); infinite where the outcome is out.

    ``None`` where the range is one point, which has no density.

    **Assumes** what ``crps_uniform`` assumes. **Biased when** it is. **Do not use when** the range
    has open ends.

    Reference: Gneiting & Raftery 2007, section 4.1.

    >>> log_score_uniform(0.0, 1.0, 0.5)
    0.0
    """
    if high <= low:
        return None
    y = np.atleast_1d(_whole(outcome))
    if y.min() < low or y.max() > high:
        return math.inf
    return math.log(high - low)


#: Points that stand for an outcome known as draws, where every point costs a pass over the draws.
THINNED = 101


def _whole(values: Outcome) -> FloatArray:
    """Return values as an array; raises ``ValueError`` where one is not a finite number."""
    found = np.asarray(values, dtype=np.float64)
    if found.size == 0 or not np.isfinite(found).all():
        raise ValueError("a score needs finite numbers, and at least one")
    return found
