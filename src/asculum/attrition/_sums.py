"""Which of two sums of exponentials is the smaller: arrays in, arrays out.

T_A = Σ μ_i E_i and T_B = Σ ν_j F_j with independent standard exponentials. For D = T_A − T_B

    M(s) = E e^{sD} = Π (1 − s μ_i)⁻¹ Π (1 + s ν_j)⁻¹,   −1/max ν < s < 1/max μ,
    P(D > 0) = (1/2πi) ∫ M(s)/s ds along Re s = c,   0 < c < 1/max μ.

c is where M(s)/s is least on the real axis (the saddle), so nothing cancels and the smaller of
the two probabilities is exact to *relative* round-off. On the line s = c + it the factors become
1 − i t α_i with α_i = μ_i/(1 − cμ_i), and 1 + i t β_j with β_j = ν_j/(1 + cν_j): exponentials
tilted by c. t = b sinh u makes the algebraic tail of few or unequal clocks an exponential one;
with b = (d²/dc² ln(M/c))^{-1/2}, which is below the distance to every pole, the integrand is
analytic for |Im u| < π/2 and the trapezoidal rule converges as exp(−2π y/h). It is halved until it
stands.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from asculum.attrition._compiled import STAMP, FloatArray, entry, jit

#: Coarsest step in u, and how often it may be halved.
STEP, HALVINGS = 0.25, 7
#: Relative change of the last halving at which the answer stands: the rule converges like the
#: square, so what is left is far below round-off.
SETTLED = 1e-9
#: Below these logarithms of Chernoff's bound M(c) a probability is told to about five digits, to
#: two, and, where it is nothing in doubles, by the bound itself.
SMALL, TINY, NOTHING = -70.0, -160.0, -800.0
#: Nodes reckoned together, and the longest reach in u: sinh 60 is 1e26.
LANES, REACH = 8, 60.0


@jit
def _slopes(mu: FloatArray, nu: FloatArray, c: float) -> tuple[float, float]:
    """Return the first and second derivative of ln M at ``c``."""
    first = 0.0
    second = 0.0
    for i in range(mu.size):
        a = mu[i] / (1.0 - c * mu[i])
        first += a
        second += a * a
    for j in range(nu.size):
        b = nu[j] / (1.0 + c * nu[j])
        first -= b
        second += b * b
    return first, second


@jit
def _log_moment(mu: FloatArray, nu: FloatArray, c: float) -> float:
    """Return ln M(c), summed with compensation."""
    total = 0.0
    lost = 0.0
    for i in range(mu.size):
        term = -np.log1p(-c * mu[i]) - lost
        new = total + term
        lost = (new - total) - term
        total = new
    for j in range(nu.size):
        term = -np.log1p(c * nu[j]) - lost
        new = total + term
        lost = (new - total) - term
        total = new
    return total


@jit
def _saddle(mu: FloatArray, nu: FloatArray, pole: float, power: float) -> tuple[float, float]:
    """Return the c in (0, pole) where M(s)/s^power is least, and its curvature there."""
    low = 0.0
    high = pole
    mean, spread = _slopes(mu, nu, 0.0)
    # the Gaussian's own answer to K'(c) = power/c begins the search
    root = (-mean + np.sqrt(mean * mean + 4.0 * power * spread)) / (2.0 * spread)
    c = root if 0.0 < root < 0.9 * pole else 0.5 * pole
    curve = 1.0
    for _ in range(200):
        first, second = _slopes(mu, nu, c)
        slope = first - power / c
        curve = second + power / (c * c)
        if slope > 0.0:
            high = c
        else:
            low = c
        step = slope / curve
        # where the line runs need not be exact: a hundredth of the curve's own width will do
        if abs(step) < 0.01 / np.sqrt(curve):
            break
        c -= step
        if not low < c < high:
            c = 0.5 * (low + high)
            if high - low < 1e-14 * high:
                break
    first, second = _slopes(mu, nu, c)
    return c, second + power / (c * c)


@jit
def _block(
    alpha: FloatArray, beta: FloatArray, t: FloatArray, re: FloatArray, im: FloatArray
) -> None:
    """Fill 1/Π(1 − i t α)Π(1 + i t β) at LANES nodes; what overflows is nothing."""
    for k in range(LANES):
        re[k] = 1.0
        im[k] = 0.0
    for i in range(alpha.size):
        a = alpha[i]
        for k in range(LANES):
            y = -a * t[k]
            was = re[k]
            re[k] = was - im[k] * y
            im[k] = im[k] + was * y
    for j in range(beta.size):
        b = beta[j]
        for k in range(LANES):
            y = b * t[k]
            was = re[k]
            re[k] = was - im[k] * y
            im[k] = im[k] + was * y
    for k in range(LANES):
        size = re[k] * re[k] + im[k] * im[k]
        if size < 1e300:  # false for inf and nan too
            re[k] = re[k] / size
            im[k] = -im[k] / size
        else:
            re[k] = 0.0
            im[k] = 0.0


@jit
def _integral(
    alpha: FloatArray, beta: FloatArray, c: float, b: float, first: float, step: float
) -> float:
    """Return step · Σ Re[b cosh u · M/M(c)/s] at u = first, first + step, …"""
    t = np.empty(LANES)
    re = np.empty(LANES)
    im = np.empty(LANES)
    total = 0.0
    u = first
    while u < REACH:
        for k in range(LANES):
            t[k] = b * np.sinh(u + k * step)
        _block(alpha, beta, t, re, im)
        largest = 0.0
        for k in range(LANES):
            size = c * c + t[k] * t[k]
            weight = b * np.cosh(u + k * step)
            term = weight * (re[k] * c + im[k] * t[k]) / size
            total += term if u + k * step > 0.0 else 0.5 * term
            reach = weight * np.sqrt((re[k] * re[k] + im[k] * im[k]) / size)
            largest = max(largest, reach) if k >= LANES // 2 else largest
        u += LANES * step
        if largest < 1e-18 * abs(total):
            break
    return step * total


def compile_tail(version: int) -> Callable[[FloatArray, FloatArray], tuple[float, float]]:
    """Return the kernel of ln P(T_A > T_B), for T_A the less likely to be the greater."""

    def log_tail(mu: FloatArray, nu: FloatArray) -> tuple[float, float]:
        """Return ln P(Σ μE > Σ νF) and the relative change of the last halving."""
        _ = version
        largest = 0.0
        for i in range(mu.size):
            largest = max(largest, mu[i])
        c, curve = _saddle(mu, nu, 1.0 / largest, 1.0)
        bound = _log_moment(mu, nu, c)
        if bound < NOTHING:
            return bound, 0.0
        b = 1.0 / np.sqrt(curve)
        alpha = mu / (1.0 - c * mu)
        beta = nu / (1.0 + c * nu)
        step = STEP
        value = _integral(alpha, beta, c, b, 0.0, step)
        change = 1.0
        enough = SETTLED if bound > SMALL else 1e-4 if bound > TINY else 1e-2
        for _again in range(HALVINGS):
            finer = 0.5 * (value + _integral(alpha, beta, c, b, 0.5 * step, step))
            step *= 0.5
            change = abs(finer - value) / abs(finer)
            value = finer
            if change < enough:
                break
        if not value > 0.0:
            return np.nan, 1.0
        return bound + np.log(value / np.pi), change

    return entry(log_tail)


log_tail: Any = compile_tail(STAMP)


def compile_bound(version: int) -> Callable[[FloatArray, FloatArray], float]:
    """Return the kernel of Chernoff's bound on ln P(T_A > T_B)."""

    def log_bound(mu: FloatArray, nu: FloatArray) -> float:
        """Return ln M(c) at the saddle, which ln P(Σ μE > Σ νF) does not exceed."""
        _ = version
        largest = 0.0
        for i in range(mu.size):
            largest = max(largest, mu[i])
        c, _curve = _saddle(mu, nu, 1.0 / largest, 1.0)
        return min(0.0, _log_moment(mu, nu, c))

    return entry(log_bound)


log_bound: Any = compile_bound(STAMP)


def compile_survivors(version: int) -> Callable[..., float]:
    """Return the kernel of the survivors' probabilities."""

    def survivors(
        mu: FloatArray, nu: FloatArray, low: int, high: int, step: float, b: float, out: FloatArray
    ) -> float:
        """Fill ``out[k − low]`` with P(A wins, its first k − 1 clocks unspent), low ≤ k < high.

        ``mu[i]`` is the clock of A's (i + 1)-th unit above its break point, spent from the last
        down. With S_k = Σ_{i ≥ k} μ_i E_i the probability is μ_k times the density of S_k − T_B
        at 0, (1/2π) ∫ M_k(it) dt: one product shared by all k. Returns the greatest term at the
        last node.
        """
        _ = version
        t = np.empty(LANES)
        re = np.empty(LANES)
        im = np.empty(LANES)
        w = np.empty(LANES)
        out[:] = 0.0
        u = 0.0
        largest = 1.0
        while u < REACH and largest > 1e-17:
            for k in range(LANES):
                t[k] = b * np.sinh(u + k * step)
                w[k] = step * b * np.cosh(u + k * step) / np.pi
            if u == 0.0:
                w[0] *= 0.5
            _block(mu[high:], nu, t, re, im)
            largest = 0.0
            for i in range(high - 1, low - 1, -1):
                a = mu[i]
                total = 0.0
                for k in range(LANES):
                    # divide by 1 − i t a
                    y = a * t[k]
                    size = 1.0 + y * y
                    was = re[k]
                    re[k] = (was - im[k] * y) / size
                    im[k] = (im[k] + was * y) / size
                    total += w[k] * re[k]
                out[i - low] += a * total
                last = a * w[LANES - 1] * np.sqrt(re[LANES - 1] ** 2 + im[LANES - 1] ** 2)
                largest = max(largest, last)
            u += LANES * step
        return largest

    return entry(survivors)


survivors: Any = compile_survivors(STAMP)
