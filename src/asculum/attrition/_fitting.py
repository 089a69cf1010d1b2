"""The log-density of fitted attrition laws with its gradient, and the C functions samplers call.

One packed vector of doubles holds everything: sizes, then arrays (``packing.py`` writes it). The
expected losses of a period are integrated from the strengths at its start; where those were not
observed the integration runs on. Parameters are in units of their priors: all are standard normal
before the data. The model in symbols is on docs/methods/fitting.md.
"""

from __future__ import annotations

import math
from typing import Any

import numba as nb
import numpy as np
from numba import types
from numba.np.numpy_support import carray

from asculum.attrition._compiled import FloatArray, entry, jit
from asculum.terms.compiled import stamp

#: Sizes at the head of the pack: its length, periods, parameters, exponents' parameters,
#: covariates, whether each start is a parameter, the form of exponents, the weight of the prior.
HEAD = 10
LENGTH, PERIODS, PARAMETERS, POWERS, COVARIATES, START_A, START_B, FORM, PRIOR = range(9)
#: Exponents follow from their parameters as they are, or by the normal distribution's integral.
PLAIN, BETWEEN = 0, 1
#: Columns of a period: length, steps, what joins a day, strengths at its start, losses told.
COLUMNS = 8
#: The smallest strength, as a share of the mean, at which a law still works.
LEAST = 1e-6
#: The fewest losses that a period may expect [persons].
FEWEST = 1e-9

_DOUBLES = types.CPointer(types.double)  # type: ignore[no-untyped-call]
_DENSITY = types.int64(types.uint64, _DOUBLES, _DOUBLES, _DOUBLES, types.voidptr)
_EXPANSION = types.int64(types.uint64, types.uint64, _DOUBLES, _DOUBLES, types.voidptr)


@jit
def digamma(x: float) -> float:
    """Return the derivative of ln Γ at ``x`` > 0: steps up to 10, then the asymptotic series."""
    value = 0.0
    while x < 10.0:
        value -= 1.0 / x
        x += 1.0
    i = 1.0 / (x * x)
    series = i * (1 / 12 - i * (1 / 120 - i * (1 / 252 - i * (1 / 240 - i * (5 / 660)))))
    return value + math.log(x) - 0.5 / x - series


@jit
def rates(
    x: float, y: float, at: FloatArray, e: FloatArray, sx: FloatArray, sy: FloatArray, out: Any
) -> None:
    """Fill what a state's strengths change by in a day, and how that depends on the parameters.

    ``at`` holds reference strengths, ln rates of A and B, what joins each; ``e`` the exponents and
    then their derivatives by each parameter; ``out`` is (dx, dy, dsx, dsy).
    """
    dxy, dsx, dsy, by = out
    low_x, low_y = LEAST * at[0], LEAST * at[1]
    held_x, held_y = max(x, low_x), max(y, low_y)
    lx, ly = math.log(held_x / at[0]), math.log(held_y / at[1])
    loss_a = math.exp(at[2] + e[0] * lx + e[1] * ly)
    loss_b = math.exp(at[3] + e[2] * lx + e[3] * ly)
    dxy[0], dxy[1] = at[4] - loss_a, at[5] - loss_b
    ux = 1.0 / held_x if x > low_x else 0.0
    uy = 1.0 / held_y if y > low_y else 0.0
    for j in range(sx.size):
        gx, gy = ux * sx[j], uy * sy[j]
        dsx[j] = -loss_a * (by[0, j] + by[2, j] * lx + by[3, j] * ly + e[0] * gx + e[1] * gy)
        dsy[j] = -loss_b * (by[1, j] + by[4, j] * lx + by[5, j] * ly + e[2] * gx + e[3] * gy)


@jit
def period(
    state: FloatArray,
    sx: FloatArray,
    sy: FloatArray,
    at: FloatArray,
    e: FloatArray,
    by: FloatArray,
    span: tuple[float, int],
    room: Any,
) -> None:
    """Carry a state and its sensitivities through ``span`` (days, steps) by fourth-order steps."""
    n = sx.size
    k, kx, ky, tx, ty = room
    days, parts = span
    h = days / parts
    for _ in range(parts):
        rates(state[0], state[1], at, e, sx, sy, (k[0], kx[0], ky[0], by))
        for stage in range(1, 4):
            part = h if stage == 3 else 0.5 * h
            for j in range(n):
                tx[j] = sx[j] + part * kx[stage - 1, j]
                ty[j] = sy[j] + part * ky[stage - 1, j]
            x = state[0] + part * k[stage - 1, 0]
            y = state[1] + part * k[stage - 1, 1]
            rates(x, y, at, e, tx, ty, (k[stage], kx[stage], ky[stage], by))
        for side in range(2):
            state[side] += h * (k[0, side] + 2 * k[1, side] + 2 * k[2, side] + k[3, side]) / 6
        for j in range(n):
            sx[j] += h * (kx[0, j] + 2 * kx[1, j] + 2 * kx[2, j] + kx[3, j]) / 6
            sy[j] += h * (ky[0, j] + 2 * ky[1, j] + 2 * ky[2, j] + ky[3, j]) / 6
        if state[0] < LEAST * at[0]:
            state[0] = LEAST * at[0]
            sx[:] = 0.0
        if state[1] < LEAST * at[1]:
            state[1] = LEAST * at[1]
            sy[:] = 0.0


@jit
def predict(
    theta: FloatArray, pack: FloatArray, mu: FloatArray, jac: FloatArray, states: FloatArray
) -> None:
    """Fill expected losses ``mu`` (period, 2), their derivatives, and strengths at the ends.

    ``jac`` is (period, 2, mean parameter), ``states`` (period, 2): A's and B's strength at the end
    of each period as integrated. The dispersions, the last two parameters, do not matter here.
    """
    periods, powers, covariates = int(pack[PERIODS]), int(pack[POWERS]), int(pack[COVARIATES])
    n = int(pack[PARAMETERS]) - 2
    first = HEAD
    middle, scale = pack[first : first + n], pack[first + n + 2 : first + 2 * n + 2]
    first += 2 * n + 4
    base, matrix = pack[first : first + 4], pack[first + 4 : first + 4 + 4 * powers]
    first += 4 + 4 * powers
    means = pack[first : first + 2]
    first += 2
    rows = pack[first : first + COLUMNS * periods]
    first += COLUMNS * periods
    drivers = pack[first : first + 2 * covariates * periods]
    e, by = np.empty(4), np.zeros((6, n))
    by[0, 0], by[1, 1] = scale[0], scale[1]
    e[:] = base
    for k in range(powers):
        j = 2 + k
        value, slope = middle[j] + scale[j] * theta[j], scale[j]
        if pack[FORM] == BETWEEN:
            value = 0.5 * math.erfc(-theta[j] / math.sqrt(2.0))
            slope = math.exp(-0.5 * theta[j] * theta[j]) / math.sqrt(2.0 * math.pi)
        for which in range(4):
            e[which] += matrix[which * powers + k] * value
            by[2 + which, j] = matrix[which * powers + k] * slope
    state, sx, sy = np.empty(2), np.zeros(n), np.zeros(n)
    room = (np.empty((4, 2)), np.empty((4, n)), np.empty((4, n)), np.empty(n), np.empty(n))
    at = np.empty(6)
    at[0], at[1] = means[0], means[1]
    state[0], state[1] = means[0], means[1]
    j = 2 + powers + covariates
    if pack[START_A] != 0.0:
        state[0] = math.exp(middle[j] + scale[j] * theta[j])
        sx[j] = state[0] * scale[j]
        j += 1
    if pack[START_B] != 0.0:
        state[1] = math.exp(middle[j] + scale[j] * theta[j])
        sy[j] = state[1] * scale[j]
    for t in range(periods):
        row = rows[COLUMNS * t : COLUMNS * (t + 1)]
        if not math.isnan(row[4]):
            state[0] = row[4]
            sx[:] = 0.0
        if not math.isnan(row[5]):
            state[1] = row[5]
            sy[:] = 0.0
        at[2] = middle[0] + scale[0] * theta[0]
        at[3] = middle[1] + scale[1] * theta[1]
        at[4], at[5] = row[2], row[3]
        for k in range(covariates):
            i = 2 + powers + k
            z_a = drivers[2 * (covariates * t + k)]
            z_b = drivers[2 * (covariates * t + k) + 1]
            value = middle[i] + scale[i] * theta[i]
            at[2] += z_a * value
            at[3] += z_b * value
            by[0, i], by[1, i] = z_a * scale[i], z_b * scale[i]
        mu[t, 0] = state[0] + row[2] * row[0]
        mu[t, 1] = state[1] + row[3] * row[0]
        for i in range(n):
            jac[t, 0, i], jac[t, 1, i] = sx[i], sy[i]
        period(state, sx, sy, at, e, by, (row[0], int(row[1])), room)
        mu[t, 0] -= state[0]
        mu[t, 1] -= state[1]
        states[t, 0], states[t, 1] = state[0], state[1]
        for i in range(n):
            jac[t, 0, i] -= sx[i]
            jac[t, 1, i] -= sy[i]


@jit
def density_of(
    theta: FloatArray, grad: FloatArray, each: FloatArray, pack: FloatArray, told: Any
) -> float:
    """Fill ``grad`` and ``each`` (period, 2) and return the log-density at ``theta``.

    Losses are negative binomial: variance μ + τ² μ². A figure that was not told adds 0. ``told``
    is what ``predict`` fills: (mu, jac, states).
    """
    periods, total = int(pack[PERIODS]), int(pack[PARAMETERS])
    n, powers = total - 2, int(pack[POWERS])
    mu, jac, states = told
    predict(theta, pack, mu, jac, states)
    rows = pack[HEAD + 2 * total + 4 + 4 * powers + 2 :]
    value = 0.0
    for i in range(total):
        value -= 0.5 * pack[PRIOR] * theta[i] * theta[i]
        grad[i] = -pack[PRIOR] * theta[i]
    for side in range(2):
        j = n + side
        phi = math.exp(-2.0 * (pack[HEAD + j] + pack[HEAD + total + j] * theta[j]))
        at_phi, by_phi = math.lgamma(phi), 0.0
        psi = digamma(phi)
        for t in range(periods):
            k = rows[COLUMNS * t + 6 + side]
            each[t, side] = 0.0
            if math.isnan(k):
                continue
            m = max(mu[t, side], FEWEST)
            # log1p keeps its digits where the dispersion is small
            spread = math.log1p(m / phi)
            each[t, side] = (
                (math.lgamma(k + phi) - at_phi - math.lgamma(k + 1.0))
                - (phi + k) * spread
                + k * (math.log(m) - math.log(phi))
            )
            value += each[t, side]
            share = (k + phi) / (phi + m)
            by_phi += digamma(k + phi) - psi - spread + 1.0 - share
            if mu[t, side] > FEWEST:
                slope = k / m - share
                for i in range(n):
                    grad[i] += slope * jac[t, side, i]
        grad[j] -= 2.0 * phi * pack[HEAD + total + j] * by_phi
    return value


@jit
def placed(z: FloatArray, pack: FloatArray, theta: FloatArray) -> None:
    """Fill θ = middle + L z; middle and the lower triangle L stand at the end of the pack."""
    length = z.size
    first = pack.size - length - length * length
    for i in range(length):
        theta[i] = pack[first + i]
        for j in range(i + 1):
            theta[i] += pack[first + length + i * length + j] * z[j]


STAMP = stamp(__file__, ("_compiled.py", "_fitting.py"))


def compile_evaluation(version: int) -> Any:
    """Return the one entry point that is called from Python, cached by numba under ``version``."""

    def evaluation(
        theta: FloatArray,
        grad: FloatArray,
        each: FloatArray,
        mu: FloatArray,
        jac: FloatArray,
        states: FloatArray,
        pack: FloatArray,
    ) -> float:
        """Fill all but ``theta`` and ``pack``; return the log-density."""
        _ = version
        return density_of(theta, grad, each, pack, (mu, jac, states))

    return entry(evaluation)


evaluation: Any = compile_evaluation(STAMP)


def room(pack: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray]:
    """Return empty arrays of log-likelihoods, expected losses, their derivatives, strengths."""
    periods, n = int(pack[PERIODS]), int(pack[PARAMETERS]) - 2
    pairs = np.empty((3, periods, 2))
    return pairs[0], pairs[1], np.empty((periods, 2, n)), pairs[2]


def log_density(theta: FloatArray, grad: FloatArray, pack: FloatArray) -> float:
    """Fill ``grad`` and return the log-density, up to a constant, at ``theta``."""
    return float(evaluation(theta, grad, *room(pack), pack))


def predicted(
    theta: FloatArray, pack: FloatArray, mu: FloatArray, jac: FloatArray, states: FloatArray
) -> None:
    """Fill expected losses, their derivatives and strengths, as ``predict`` does."""
    evaluation(theta, np.empty(theta.size), np.empty_like(mu), mu, jac, states, pack)


def pointwise(thetas: FloatArray, pack: FloatArray, each: FloatArray) -> FloatArray:
    """Fill log-likelihoods (draw, period, 2); return each draw's log-density."""
    _, mu, jac, states = room(pack)
    grad = np.empty(thetas.shape[1])
    return np.array(
        [
            evaluation(theta, grad, into, mu, jac, states, pack)
            for theta, into in zip(thetas, each, strict=True)
        ]
    )


def compile_callbacks(version: int) -> tuple[Any, Any]:
    """Return the C functions of the density and of what is kept of a draw, cached likewise."""

    def density(length: int, z_: Any, grad_: Any, value_: Any, pack_: Any) -> int:
        """Fill gradient and value; a non-zero answer tells the sampler to step back."""
        _ = version
        pack = carray(pack_, (int(carray(pack_, (1,), np.float64)[0]),), np.float64)
        z, grad = carray(z_, (length,)), carray(grad_, (length,))
        theta, slope = np.empty(length), np.empty(length)
        placed(z, pack, theta)
        periods = int(pack[PERIODS])
        each, mu = np.empty((periods, 2)), np.empty((periods, 2))
        told = (mu, np.empty((periods, 2, length - 2)), np.empty((periods, 2)))
        value = density_of(theta, slope, each, pack, told)
        carray(value_, (1,))[0] = value
        if not np.isfinite(value):
            return 4
        first = pack.size - length * length
        for j in range(length):
            total = 0.0
            for i in range(j, length):
                total += pack[first + i * length + j] * slope[i]
            grad[j] = total
            if not np.isfinite(total):
                return 3
        return 0

    def expand(length: int, expanded: int, z_: Any, out_: Any, pack_: Any) -> int:
        """Keep each draw as θ."""
        _ = version
        pack = carray(pack_, (int(carray(pack_, (1,), np.float64)[0]),), np.float64)
        placed(carray(z_, (length,)), pack, carray(out_, (expanded,)))
        return 0

    return (
        nb.cfunc(_DENSITY, cache=True, error_model="numpy")(density),
        nb.cfunc(_EXPANSION, cache=True, error_model="numpy")(expand),
    )


density_callback, expand_callback = compile_callbacks(STAMP)
