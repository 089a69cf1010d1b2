"""Exact outcomes of the Markov-chain battle, without a lattice.

In the stochastic battle the next man lost is A's with probability f_A g_A/(f_A g_A + f_B g_B).
Divide the clock by g_A(y) f_B(x): A's unit i then waits an exponential time of mean f_B(i)/f_A(i),
whatever B does, and B's unit j one of mean g_A(j)/g_B(j). The two sides are independent, and A wins
where B's times, summed down to its break point, are the shorter (Kingman and Volkov 2003 for equal
skill). ``_sums.py`` weighs the sums.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
import numpy.typing as npt

from asculum.attrition.laws import Law, Linear, Square
from asculum.terms.errors import ModelError

FloatArray = npt.NDArray[np.float64]

#: Clocks of both sides together beyond which the sums are not weighed.
MOST = 4_000_000
#: Units of both sides together from which the square law takes its closed product.
LARGE = 3000
#: Clocks of which the longest is a smaller share of the other side's: that side waits for ever.
OUTREACHED = 1e-290
#: Largest relative change of the last halving that is let pass; the error is about its square.
#: Chances below 1e-30 are told to fewer digits.
DOUBT, DOUBT_OF_SMALL, SMALL = 1e-6, 2e-2, -70.0


@dataclass(frozen=True, kw_only=True)
class Chance:
    """P(A wins) and P(B wins), each with its own digits, and how they were had."""

    a: float
    b: float
    method: str


def clocks(
    law: Law, strengths: tuple[int, int], floors: tuple[int, int], draw: int = 0
) -> tuple[FloatArray, FloatArray]:
    """Return the mean waits of A's and of B's units above their floors, on the divided clock.

    Unit i is the one whose loss takes a side from i to i − 1. The greatest wait is 1: only ratios
    matter.
    """
    powers = law.powers()
    i = np.arange(floors[0] + 1, strengths[0] + 1, dtype=np.float64)
    j = np.arange(floors[1] + 1, strengths[1] + 1, dtype=np.float64)
    log_a = math.log(powers.b[draw]) + (powers.bx - powers.ax) * np.log(i)
    log_b = math.log(powers.a[draw]) + (powers.ay - powers.by) * np.log(j)
    top = max(float(log_a.max()), float(log_b.max()))
    return np.exp(log_a - top), np.exp(log_b - top)


def chance(law: Law, strengths: tuple[int, int], floors: tuple[int, int], draw: int = 0) -> Chance:
    """Return the exact odds of one battle under one draw of the parameters.

    ``strengths`` and ``floors`` are (A, B) [persons], floor < strength: a side breaks on its floor.
    The linear law is a negative binomial, the square law of large forces a product of gamma
    functions, all others a contour integral.
    """
    above = (strengths[0] - floors[0], strengths[1] - floors[1])
    powers = law.powers()
    a, b = float(powers.a[draw]), float(powers.b[draw])
    if isinstance(law, Linear):
        from scipy.special import betainc

        return Chance(
            a=float(betainc(above[1], above[0], b / (a + b))),
            b=float(betainc(above[0], above[1], a / (a + b))),
            method="negative binomial",
        )
    if isinstance(law, Square) and sum(above) >= LARGE:
        return _of_product((b, floors[0], strengths[0]), (a, floors[1], strengths[1]))
    _not_too_many(sum(above))
    return chance_of_clocks(*clocks(law, strengths, floors, draw))


def chance_of_clocks(mu: FloatArray, nu: FloatArray) -> Chance:
    """Return the odds of any separable battle from the mean waits of A's and of B's units."""
    from asculum.attrition._sums import log_tail

    a_is_less = float(mu.sum()) <= float(nu.sum())
    less, more = (mu, nu) if a_is_less else (nu, mu)
    if float(less.max()) < OUTREACHED * float(more.max()):
        return _chance(-math.inf, a_is_less, "contour integral")
    logarithm, change = log_tail(less, more)
    _settled(logarithm, change)
    return _chance(logarithm, a_is_less, "contour integral")


def _of_product(mu: tuple[float, int, int], nu: tuple[float, int, int]) -> Chance:
    from asculum.attrition._square import log_tail

    def whole(span: tuple[float, int, int]) -> float:
        k, low, high = span
        return 0.5 * k * (high - low) * (high + low + 1.0)

    top = max(mu[0] * mu[2], nu[0] * nu[2])
    mu, nu = (mu[0] / top, *mu[1:]), (nu[0] / top, *nu[1:])
    a_is_less = whole(mu) <= whole(nu)
    logarithm, change = math.nan, 1.0
    if min(mu[0] * mu[2], nu[0] * nu[2]) > OUTREACHED:
        logarithm, change = log_tail(*((mu, nu) if a_is_less else (nu, mu)))
    if not change < DOUBT or math.isnan(logarithm):
        _not_too_many(mu[2] - mu[1] + nu[2] - nu[1])
        i, j = (k * np.arange(low + 1.0, high + 1.0) for k, low, high in (mu, nu))
        return chance_of_clocks(i, j)
    return _chance(logarithm, a_is_less, "product of gamma functions")


def _chance(logarithm: float, a_is_less: bool, method: str) -> Chance:
    small, large = math.exp(min(logarithm, 0.0)), -math.expm1(min(logarithm, 0.0))
    a, b = (small, large) if a_is_less else (large, small)
    return Chance(a=a, b=b, method=method)


def _not_too_many(men: int) -> None:
    if men > MOST:
        raise ModelError(
            "ATT004",
            f"{men:,} men above the break points of both sides",
            why=f"the exact odds of this battle are reckoned up to {MOST:,} men",
            fix="count in tens or hundreds: odds of large forces hardly change by it",
        )


def _settled(logarithm: float, change: float) -> None:
    doubt = DOUBT if logarithm > SMALL else DOUBT_OF_SMALL
    if math.isnan(logarithm) or not change < doubt:
        raise ModelError(
            "ATT005",
            f"the integral still moves by {change:.1g} of itself when its step is halved",
            why="the clocks of this battle differ by too much for the rule to settle",
            fix="use exponents nearer to each other, or simulate: asculum simulate …",
        )


def fraction(m: int, n: int) -> Fraction:
    """Return P(A wins) of m against n under the square law at equal rates, as a fraction.

    The sum of the waits is then a sum of uniform numbers in disguise (Irwin–Hall):
    P = Σ_k (−1)^(m−k) C(m + n, m − k) k^(m+n) / (m + n)!, k = 1 … m.
    """
    both = m + n
    total = sum((-1) ** (m - k) * math.comb(both, m - k) * k**both for k in range(1, m + 1))
    return Fraction(total, math.factorial(both))
