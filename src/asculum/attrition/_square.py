"""The square law's odds in closed form: clocks k·1, k·2, … have a product of gamma functions.

Π_{i=l+1..m} (1 − s k i) = (−s k)^(m−l) Γ(m + 1 − w)/Γ(l + 1 − w) with w = 1/(s k). Differences of
64-bit log-gammas lose digits as m grows, so the logarithm of the product is taken from the
Euler–Maclaurin sum of ln(1 − s k i), which is Stirling's series for both gammas at once with the
large parts cancelled by hand; the first and last terms, where w may be near, are multiplied out.
"""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt

ComplexArray = npt.NDArray[np.complex128]

#: Terms that are multiplied out at each end.
OUT = 16
#: B_2k/(2k(2k − 1)) of the Euler–Maclaurin sum, k = 1 … 6.
BERNOULLI = (1 / 12, -1 / 360, 1 / 1260, -1 / 1680, 1 / 1188, -691 / 360360)
#: The step in u, and the reach tried first.
STEP, REACH = 0.125, (4.0, 8.0)
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(48)

Span = tuple[float, int, int]


def log_product(s: ComplexArray, span: Span) -> ComplexArray:
    """Return ln Π_{i=l+1..m} (1 − s k i), up to 2πi, for ``span`` = (k, l, m)."""
    k, low, high = span
    if high - low <= 2 * OUT:
        i = np.arange(low + 1, high + 1, dtype=np.float64)
        return np.asarray(np.log(1.0 - np.multiply.outer(i, s * k)).sum(axis=0))
    i = np.concatenate([np.arange(low + 1, low + OUT + 1), np.arange(high - OUT + 1, high + 1)])
    ends = np.log(np.prod(1.0 - np.multiply.outer(i.astype(np.float64), s * k), axis=0))
    p, q = float(low + OUT), float(high - OUT)
    w = 1.0 / (s * k)
    at_p, at_q = np.log(1.0 - p / w), np.log(1.0 - q / w)
    total = _whole(q, w, at_q) - _whole(p, w, at_p) + 0.5 * (at_q - at_p)
    over_p, over_q = 1.0 / (p - w), 1.0 / (q - w)
    square_p, square_q = over_p * over_p, over_q * over_q
    for factor in BERNOULLI:
        total += factor * (over_q - over_p)
        over_p, over_q = over_p * square_p, over_q * square_q
    return np.asarray(ends + total)


def _whole(x: float, w: ComplexArray, logarithm: ComplexArray) -> ComplexArray:
    """Return ∫ ln(1 − u/w) du from 0 to x: (x − w) ln(1 − x/w) − x, by its series where x ≪ w."""
    ratio = x / w
    near = np.abs(ratio) < 0.05
    series = np.zeros_like(w)
    small = np.where(near, ratio, 0.0)
    for n in range(12, 0, -1):
        series = small * (1.0 / (n * (n + 1)) + series)
    return np.where(near, -x * series, (x - w) * logarithm - x)


def log_tail(mu: Span, nu: Span) -> tuple[float, float]:
    """Return ln P(Σ μE > Σ νF) and the relative change of the last halving; see ``_sums.py``.

    ``nan`` where a few clocks outweigh all others, which is no case for sums as integrals.
    """
    c, curve = _saddle(mu, nu)
    if not math.isfinite(curve):
        return math.nan, 1.0
    b = 1.0 / math.sqrt(curve)
    middle = np.array([c], dtype=np.complex128)
    minus = (-nu[0], nu[1], nu[2])
    # clocks that outreach the numbers there are make no bound
    with np.errstate(all="ignore"):
        bound = -float((log_product(middle, mu) + log_product(middle, minus)).real[0])
    if not math.isfinite(bound):
        return math.nan, 1.0
    for reach in REACH:
        u = np.arange(0.0, reach, STEP)
        s = c + 1j * b * np.sinh(u)
        with np.errstate(all="ignore"):
            fall = log_product(s, mu) + log_product(s, minus) + bound
            terms = (np.exp(-fall) / s).real * (b * np.cosh(u))
        terms[0] *= 0.5
        total = float(terms.sum())
        if abs(terms[-4:]).max() < 1e-18 * abs(total):
            break
    else:
        return math.nan, 1.0
    change = abs(2.0 * float(terms[::2].sum()) - total) / abs(total)
    return bound + math.log(STEP * total / math.pi) if total > 0 else math.nan, change


def _saddle(mu: Span, nu: Span) -> tuple[float, float]:
    """Return c where M(s)/s is about least, and the curvature; sums as integrals."""
    clocks, weights = _clocks(mu)
    against, opposed = _clocks(nu)
    pole = 1.0 / (mu[0] * mu[2])

    def slopes(c: float) -> tuple[float, float]:
        a, b = clocks / (1.0 - c * clocks), against / (1.0 + c * against)
        first = float(weights @ a) - float(opposed @ b)
        return first - 1.0 / c, float(weights @ (a * a)) + float(opposed @ (b * b)) + 1.0 / c**2

    low, high = 0.0, pole
    mean = float(weights @ clocks) - float(opposed @ against)
    spread = float(weights @ clocks**2) + float(opposed @ against**2)
    c = (-mean + math.sqrt(mean * mean + 4.0 * spread)) / (2.0 * spread)
    c = c if c < 0.9 * pole else 0.5 * pole
    for _ in range(60):
        slope, curve = slopes(c)
        low, high = (low, c) if slope > 0 else (c, high)
        if abs(slope) < 0.01 * math.sqrt(curve):
            break
        c -= slope / curve
        c = c if low < c < high else 0.5 * (low + high)
    # the strip must clear the pole, which the integrals see blurred
    clear = pole - c
    return c, max(slopes(c)[1], 1.0 / clear**2) if clear > 1e-3 * pole else math.inf


def _clocks(span: Span) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    k, low, high = span
    half = 0.5 * (high - low)
    return k * (low + 0.5 + half * (1.0 + _NODES)), half * _WEIGHTS
