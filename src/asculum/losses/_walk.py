"""The walks: weekly log rates as a random walk, and the slow drifts of shares."""

from __future__ import annotations

import math

import numpy as np

from asculum.losses._packed import FloatArray, jit, place, size, view
from asculum.losses._sources import log_spread, pull_log_spread
from asculum.losses.codes import (
    AT_CHANGE,
    AT_LAW,
    AT_RATE,
    AT_STEP,
    BASIS,
    BASIS_BY_MOVE,
    LAW_BY,
    LAW_MIDDLE,
    LED_BY,
    LED_COUNT,
    LED_FIRST,
    N_LAW,
    PULL,
    SCALARS,
    SERIES,
    SERIES_BLUR,
    STEP_MEAN,
    STEP_SD,
    TOLD,
)


@jit
def variances(theta: FloatArray, inverse: FloatArray, pack: FloatArray) -> None:
    """Fill 1 / variance of the figures of each series, and 1 for all others, (series + 1,)."""
    series, blur = view(pack, SERIES), view(pack, SERIES_BLUR)
    for a in range(len(series)):
        spread = math.exp(log_spread(theta, int(series[a]), pack))
        inverse[a] = 1.0 / (spread * spread + blur[a])
    inverse[len(series)] = 1.0


@jit
def pull_variances(
    theta: FloatArray, grad: FloatArray, inverse: FloatArray, by: FloatArray, pack: FloatArray
) -> None:
    """Send the gradient by 1 / variance of each series back to what makes it."""
    series = view(pack, SERIES)
    for a in range(len(series)):
        source = int(series[a])
        spread = math.exp(log_spread(theta, source, pack))
        pull = -2.0 * by[a] * spread * spread * inverse[a] * inverse[a]
        pull_log_spread(grad, source, pull, pack)


@jit
def walk(
    theta: FloatArray, grad: FloatArray, rates: FloatArray, held: FloatArray, pack: FloatArray
) -> float:
    """The random-walk process: fill the log rates of the sides, add the prior of their movements.

    x[s, w] = step sum_j basis[s, w, j] z[s, j], ln step = m + d zeta: with basis basis' the
    covariance of a random walk that is 0 in the middle of the battle, ``step`` is the standard
    deviation of the weekly change, one for both sides. Movements are written by what the claims
    tell of them (``movements.py``): z = theta / r + mu, r and mu of step and scatters.
    Where a series leads a side, that stands for the sum of the walk and of the change of that
    series' leaning: z[s, j] = theta / r + mu - sum_k by[j, k] xi[k] / step.
    Where a process is given, the walk is about it: x[s, w] += middle[s, w] + sum by[i, s, w] q[i].
    ``held`` (side, movement, 3) is filled with 1 / r, mu and (r² - 1) / r². Returns the
    log-density of the movements; that of zeta is added with the other standard normals.
    """
    sides, cells = rates.shape
    first, at_step = place(pack, AT_RATE), place(pack, AT_STEP)
    basis = view(pack, BASIS_BY_MOVE).reshape(sides, cells - 1, cells)
    kinds = len(view(pack, SERIES)) + 1
    inverse, by_inverse = np.empty(kinds), np.zeros(kinds)
    variances(theta, inverse, pack)
    told_of = view(pack, TOLD).reshape(sides, cells - 1, kinds)
    pull_of = view(pack, PULL).reshape(sides, cells - 1, kinds)
    scalars = view(pack, SCALARS)
    value, by_log_step = 0.0, 0.0
    step = math.exp(scalars[STEP_MEAN] + scalars[STEP_SD] * theta[at_step])
    led = view(pack, LED_BY)
    middle, law = view(pack, LAW_MIDDLE), view(pack, LAW_BY)
    laws, at_law = size(pack, N_LAW), place(pack, AT_LAW)
    at_led = 0
    for side in range(sides):
        at = first + side * (cells - 1)
        at_change = place(pack, AT_CHANGE) + int(view(pack, LED_FIRST)[side])
        count = int(view(pack, LED_COUNT)[side])
        for cell in range(cells):
            rates[side, cell] = middle[side * cells + cell]
            for i in range(laws):
                rates[side, cell] += law[(i * sides + side) * cells + cell] * theta[at_law + i]
        for j in range(cells - 1):
            told, pull = 0.0, 0.0
            for a in range(kinds):
                told += told_of[side, j, a] * inverse[a]
                pull += pull_of[side, j, a] * inverse[a]
            r2 = 1.0 + step * step * told
            shrink = 1.0 / math.sqrt(r2)
            mu = step * pull / r2
            known = step * step * told / r2
            held[side, j, 0], held[side, j, 1], held[side, j, 2] = shrink, mu, known
            lean = 0.0
            for i in range(count):
                lean += led[at_led + i] * theta[at_change + i]
            own = theta[at + j] * shrink
            z = own + mu - lean / step
            value -= 0.5 * (z * z + math.log(r2))
            grad[at + j] -= z * shrink
            by_log_step -= z * (mu * (1.0 - 2.0 * known) - own * known + lean / step) + known
            # r and mu by I / variance and g / variance of each series
            by_told = (z * (0.5 * own + mu) - 0.5) * step * step / r2
            by_pull = -z * step / r2
            for a in range(kinds):
                by_inverse[a] += by_told * told_of[side, j, a] + by_pull * pull_of[side, j, a]
            for i in range(count):
                grad[at_change + i] += z * led[at_led + i] / step
            at_led += count
            move = z * step
            for cell in range(cells):
                rates[side, cell] += move * basis[side, j, cell]
    grad[at_step] += by_log_step * scalars[STEP_SD]
    pull_variances(theta, grad, inverse, by_inverse, pack)
    return value


@jit
def pull_walk(
    theta: FloatArray, grad: FloatArray, by_rates: FloatArray, held: FloatArray, pack: FloatArray
) -> None:
    """Send the gradient by the log rates back to what makes them."""
    sides, cells = by_rates.shape
    first, at_step = place(pack, AT_RATE), place(pack, AT_STEP)
    basis = view(pack, BASIS).reshape(sides, cells, cells - 1)
    kinds = len(view(pack, SERIES)) + 1
    inverse, by_inverse = np.empty(kinds), np.zeros(kinds)
    variances(theta, inverse, pack)
    told_of = view(pack, TOLD).reshape(sides, cells - 1, kinds)
    pull_of = view(pack, PULL).reshape(sides, cells - 1, kinds)
    scalars = view(pack, SCALARS)
    by_moves = np.empty(cells - 1)
    step = math.exp(scalars[STEP_MEAN] + scalars[STEP_SD] * theta[at_step])
    by_log_step = 0.0
    led = view(pack, LED_BY)
    law, laws, at_law = view(pack, LAW_BY), size(pack, N_LAW), place(pack, AT_LAW)
    at_led = 0
    for side in range(sides):
        at = first + side * (cells - 1)
        at_change = place(pack, AT_CHANGE) + int(view(pack, LED_FIRST)[side])
        count = int(view(pack, LED_COUNT)[side])
        by_moves[:] = 0.0
        for cell in range(cells):
            pull = by_rates[side, cell]
            for i in range(laws):
                grad[at_law + i] += pull * law[(i * sides + side) * cells + cell]
            for j in range(cells - 1):
                by_moves[j] += pull * basis[side, cell, j]
        for j in range(cells - 1):
            shrink, mu, known = held[side, j, 0], held[side, j, 1], held[side, j, 2]
            own, pull = theta[at + j] * shrink, by_moves[j] * step
            grad[at + j] += pull * shrink
            by_log_step += pull * (1.0 - known) * (own + 2.0 * mu)
            by_told = -pull * (0.5 * own + mu) * step * step * shrink * shrink
            by_pull = pull * step * shrink * shrink
            for a in range(kinds):
                by_inverse[a] += by_told * told_of[side, j, a] + by_pull * pull_of[side, j, a]
            for i in range(count):
                grad[at_change + i] -= by_moves[j] * led[at_led + i]
            at_led += count
    grad[at_step] += by_log_step * scalars[STEP_SD]
    pull_variances(theta, grad, inverse, by_inverse, pack)


@jit
def drift(
    theta: FloatArray,
    at: int,
    mean: float,
    sd: float,
    change: float,
    basis: FloatArray,
    knots: FloatArray,
) -> None:
    """Fill the knots of a slow walk from the standard normals that begin at ``at``.

    knot[k] = mean + sd z[0] + change sum_j basis[k, j] z[1 + j].
    """
    count = len(knots)
    level = mean + sd * theta[at]
    for k in range(count):
        moved = 0.0
        for j in range(count - 1):
            moved += basis[k * (count - 1) + j] * theta[at + 1 + j]
        knots[k] = level + change * moved


@jit
def pull_drift(
    grad: FloatArray, at: int, sd: float, change: float, basis: FloatArray, by_knots: FloatArray
) -> None:
    """Send the gradient by the knots back to what makes them."""
    count = len(by_knots)
    for k in range(count):
        pull = by_knots[k]
        grad[at] += sd * pull
        for j in range(count - 1):
            grad[at + 1 + j] += change * pull * basis[k * (count - 1) + j]


@jit
def mixed(knots: FloatArray, knot: int, weight: float) -> float:
    """Return what lies between two knots."""
    if weight == 0.0:
        return float(knots[knot])
    return float((1.0 - weight) * knots[knot] + weight * knots[knot + 1])


@jit
def pull_mixed(by_knots: FloatArray, knot: int, weight: float, pull: float) -> None:
    """Send a derivative back to the two knots."""
    by_knots[knot] += (1.0 - weight) * pull
    if weight > 0.0:
        by_knots[knot + 1] += weight * pull
