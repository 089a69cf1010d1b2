"""The walks: weekly log rates as a random walk, and the slow drifts of shares."""

from __future__ import annotations

import math

import numpy as np

from asculum.losses._packed import FloatArray, jit, place, size, view
from asculum.losses.codes import (
    AT_CHANGE,
    AT_LAW,
    AT_RATE,
    AT_STEP,
    BASIS,
    BASIS_BY_MOVE,
    CENTRING,
    LAW_BY,
    LAW_MIDDLE,
    LED_BY,
    LED_COUNT,
    LED_FIRST,
    N_LAW,
    QUARTERS,
    SCALARS,
    STEP_MEAN,
    STEP_SD,
)


@jit
def walk(theta: FloatArray, grad: FloatArray, rates: FloatArray, pack: FloatArray) -> float:
    """The random-walk process: fill the log rates of the sides, add the prior of their movements.

    x[s, w] = step sum_j basis[w, j] z[s, j], ln step = m + d zeta: with basis basis' the
    covariance of a random walk that is 0 in the middle of the battle, ``step`` is the standard
    deviation of the weekly change, one for both sides. The walk is written by its slow and fast
    movements, each partly centred: theta[s, j] = z[s, j] exp(c[s, j] d zeta), with c (in
    quarters) near 1 where the claims tell much of that movement and near 0 where they tell little.
    Where a series leads a side, theta stands for the sum of the walk and of the change of that
    series' leaning: z[s, j] = theta[s, j] exp(-c d zeta) - sum_k by[j, k] xi[k] / step.
    Where a process is given, the walk is about it: x[s, w] += middle[s, w] + sum by[i, s, w] q[i].
    Returns the log-density of the movements; that of zeta is added with the other standard normals.
    """
    sides, cells = rates.shape
    first, at_step = place(pack, AT_RATE), place(pack, AT_STEP)
    basis = view(pack, BASIS_BY_MOVE).reshape(cells - 1, cells)
    centring = view(pack, CENTRING)
    scalars = view(pack, SCALARS)
    value = 0.0
    power = np.empty(QUARTERS + 1)
    shift = scalars[STEP_SD] * theta[at_step]
    for q in range(QUARTERS + 1):
        power[q] = math.exp(-q * shift / QUARTERS)
    step = math.exp(scalars[STEP_MEAN] + shift)
    by_shift, by_step = 0.0, 0.0
    led = view(pack, LED_BY)
    middle, law = view(pack, LAW_MIDDLE), view(pack, LAW_BY)
    laws, at_law = size(pack, N_LAW), place(pack, AT_LAW)
    at_led = 0
    for side in range(sides):
        at = side * (cells - 1)
        at_change = place(pack, AT_CHANGE) + int(view(pack, LED_FIRST)[side])
        count = int(view(pack, LED_COUNT)[side])
        for cell in range(cells):
            rates[side, cell] = middle[side * cells + cell]
            for i in range(laws):
                rates[side, cell] += law[(i * sides + side) * cells + cell] * theta[at_law + i]
        for j in range(cells - 1):
            q = int(centring[at + j])
            told = theta[first + at + j] * power[q]
            lean = 0.0
            for i in range(count):
                lean += led[at_led + i] * theta[at_change + i]
            z = told - lean / step
            value -= 0.5 * z * z
            grad[first + at + j] -= z * power[q]
            by_shift += (z * told - 1.0) * q
            by_step -= z * lean / step
            for i in range(count):
                grad[at_change + i] += z * led[at_led + i] / step
            at_led += count
            value -= q * shift / QUARTERS
            move = z * step
            for cell in range(cells):
                rates[side, cell] += move * basis[j, cell]
    grad[at_step] += (by_shift / QUARTERS + by_step) * scalars[STEP_SD]
    return value


@jit
def pull_walk(theta: FloatArray, grad: FloatArray, by_rates: FloatArray, pack: FloatArray) -> None:
    """Send the gradient by the log rates back to what makes them."""
    sides, cells = by_rates.shape
    first, at_step = place(pack, AT_RATE), place(pack, AT_STEP)
    basis = view(pack, BASIS).reshape(cells, cells - 1)
    centring = view(pack, CENTRING)
    scalars = view(pack, SCALARS)
    by_moves = np.empty(cells - 1)
    power = np.empty(QUARTERS + 1)
    shift = scalars[STEP_SD] * theta[at_step]
    for q in range(QUARTERS + 1):
        power[q] = math.exp(scalars[STEP_MEAN] + (1.0 - q / QUARTERS) * shift)
    by_shift = 0.0
    led = view(pack, LED_BY)
    law, laws, at_law = view(pack, LAW_BY), size(pack, N_LAW), place(pack, AT_LAW)
    at_led = 0
    for side in range(sides):
        at = side * (cells - 1)
        at_change = place(pack, AT_CHANGE) + int(view(pack, LED_FIRST)[side])
        count = int(view(pack, LED_COUNT)[side])
        by_moves[:] = 0.0
        for cell in range(cells):
            pull = by_rates[side, cell]
            for i in range(laws):
                grad[at_law + i] += pull * law[(i * sides + side) * cells + cell]
            for j in range(cells - 1):
                by_moves[j] += pull * basis[cell, j]
        for j in range(cells - 1):
            q = int(centring[at + j])
            pull = by_moves[j] * power[q]
            grad[first + at + j] += pull
            by_shift += pull * theta[first + at + j] * (1.0 - q / QUARTERS)
            for i in range(count):
                grad[at_change + i] -= by_moves[j] * led[at_led + i]
            at_led += count
    grad[at_step] += by_shift * scalars[STEP_SD]


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
