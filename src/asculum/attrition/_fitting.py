"""The log-density of fitted attrition laws with its gradient: the C functions that samplers call.

Everything that is linear in the sampler's coordinates comes as one matrix (``packing.py`` makes
it): the logarithms of each period's rates, the exponents, first strengths, scatters, and θ, the
parameters in units of their priors. From these the expected losses of a period are integrated, from
the strengths at its start or, where those were not seen, from where the period before ended.
Gradients are pulled back through the steps of the integration, so that they cost about as much as
the density, however many parameters there are. The model in symbols is on docs/methods/fitting.md;
``density.py`` calls the same compiled code from Python.

These kernels are written for a short compilation, since the first fit on a machine waits for it:
bare pointers, and few operations, for what counts there is those written, not those done.
"""

from __future__ import annotations

import math
from typing import Any

import numba as nb
from numba import types

from asculum.attrition._compiled import bare
from asculum.attrition._pointers import DOUBLES, array, at, chosen, count, given_back, taken
from asculum.terms.compiled import stamp, unswept

#: The head of the pack: periods, parameters, rows of the matrix, all steps of the integration, the
#: weight of the prior, whether each figure's log-likelihood and expected losses are to be told.
PERIODS, PARAMETERS, ROWS, STEPS, PRIOR, TELL = range(6)
#: After these, where each array of the pack begins: what is linear in the coordinates and what it
#: is without them, what goes with a share between 0 and 1, strengths of reference, lengths and
#: steps of the periods, who joins a day and in all, strengths at the start, losses, their
#: ln Γ(losses + 1) and how much each counts, shares of a step's stages and how far each looks, and
#: room for what is told.
MATRIX, MIDDLE, BETWEEN, MEAN, DAYS, PARTS, JOIN, JOINED = range(6, 14)
START, LOSSES, CONSTANT, WEIGHT, SHARES, AHEAD, TOLD = range(14, 21)
#: Last in the head: which coordinate is bent, and by what (``coordinates.py``); no bend is none.
BENT, TILT, BEND, HEAD = 21, 22, 23, 24
#: Where a bend ends and its coordinate runs straight on: the density is e⁸ below its top there.
FAR = 4.0
#: Rows of the matrix after those of the rates: exponents, the share, first strengths, scatters, θ.
POWER, SHARE, FIRST, SCATTER, THETA = 0, 4, 5, 7, 9
#: What is kept of a step: a slope, its end, what each stage saw and lost, its length; and how much
#: that is.
SLOPE, END, LOGS, LOST, INVERSE, LENGTH, ROOM = 0, 2, 4, 12, 20, 28, 29
#: A step in whose length a side would lose more than this share of itself is taken in so many: what
#: a side does on the day that it is used up shows in the other's losses, and one step misses it.
WORN, FINER = 0.125, 16
#: The smallest strength, as a share of the mean, at which a law still works.
LEAST = 1e-6
#: The fewest losses that a period may expect [persons].
FEWEST = 1e-9

_DENSITY = types.int64(types.uint64, DOUBLES, DOUBLES, DOUBLES, DOUBLES)
_EXPANSION = types.int64(types.uint64, types.uint64, DOUBLES, DOUBLES, DOUBLES)


@bare
def digamma(x: float) -> float:
    """Return the derivative of ln Γ at ``x`` > 0: steps up to 10, then the asymptotic series."""
    value = 0.0
    while x < 10.0:
        value -= 1.0 / x
        x += 1.0
    i = 1.0 / (x * x)
    series = i * (1 / 12 - i * (1 / 120 - i * (1 / 252 - i * (1 / 240 - i * (5 / 660)))))
    return value + math.log(x) - 0.5 / x - series


@bare
def step(pack: Any, state: Any, room: Any, rate: Any, powers: Any, join: Any, h: float) -> None:
    """Carry the state by a fourth-order step of ``h`` days, and keep what its stages lost."""
    mean, share, ahead = array(pack, MEAN), array(pack, SHARES), array(pack, AHEAD)
    slope, end = at(room, SLOPE), at(room, END)
    logs, lost, inverse = at(room, LOGS), at(room, LOST), at(room, INVERSE)
    room[LENGTH] = h
    slope[0] = 0.0
    slope[1] = 0.0
    end[0] = state[0]
    end[1] = state[1]
    for stage in range(0, 8, 2):
        for i in range(2):
            x = state[i] + h * ahead[stage] * slope[i]
            low = LEAST * mean[i]
            inverse[stage + i] = chosen(x < low, 0.0, 1.0 / x)
            logs[stage + i] = math.log(chosen(x < low, low, x) / mean[i])
        for i in range(2):
            x = rate[i] + powers[i] * logs[stage] + powers[2 + i] * logs[stage + 1]
            x = math.exp(x)
            lost[stage + i] = x
            slope[i] = join[i] - x
            end[i] += h * share[stage] * slope[i]
    for i in range(2):
        low = LEAST * mean[i]
        state[i] = chosen(end[i] < low, low, end[i])


@bare
def unstep(pack: Any, room: Any, pull: Any, powers: Any, by_powers: Any, by: Any) -> None:
    """Pull the derivatives ``by`` the state at the end of a step to its start.

    Adds what the rates and exponents did within the step to theirs.
    """
    mean = array(pack, MEAN)
    share, ahead = array(pack, SHARES), array(pack, AHEAD)
    slope, end = at(room, SLOPE), at(room, END)
    logs, lost, inverse = at(room, LOGS), at(room, LOST), at(room, INVERSE)
    for i in range(2):
        slope[i] = 0.0
        by[i] = chosen(end[i] < LEAST * mean[i], 0.0, by[i])
        end[i] = by[i]
    for stage in range(6, -1, -2):
        for i in range(2):
            part = share[stage] * end[i] + ahead[stage + 2] * slope[i]
            part *= -room[LENGTH] * lost[stage + i]
            lost[stage + i] = part
            pull[i] += part
            by_powers[i] += part * logs[stage]
            by_powers[2 + i] += part * logs[stage + 1]
        for i in range(2):
            part = lost[stage] * powers[2 * i] + lost[stage + 1] * powers[2 * i + 1]
            slope[i] = part * inverse[stage + i]
            by[i] += slope[i]


@bare
def forth(pack: Any, state: Any, room: Any, linear: Any, powers: Any, mu: Any, counts: Any) -> int:
    """Run through the periods: fill the losses expected, what is kept of each step, how many.

    Returns how much was kept.
    """
    days, parts = array(pack, DAYS), array(pack, PARTS)
    join, joined, start = array(pack, JOIN), array(pack, JOINED), array(pack, START)
    n = 0
    for t in range(count(pack, PERIODS)):
        before, i = n, 2 * t
        for j in range(i, i + 2):
            x, side = start[j], at(state, j - i)
            side[0] = chosen(x == x, x, side[0])
            mu[j] = side[0] + joined[j]
        rate, joins, h = at(linear, i), at(join, i), days[t] / parts[t]
        for _ in range(count(parts, t)):
            x, y, held = state[0], state[1], at(room, n)
            step(pack, state, held, rate, powers, joins, h)
            if h * held[LOST] > WORN * x or h * held[LOST + 1] > WORN * y:
                state[0] = x
                state[1] = y
                for part in range(FINER):
                    held = at(room, n + part * ROOM)
                    step(pack, state, held, rate, powers, joins, h / FINER)
                n += (FINER - 1) * ROOM
            n += ROOM
        counts[t] = n - before
        mu[i] -= state[0]
        mu[i + 1] -= state[1]
    return n


@bare
def back(
    pack: Any,
    by: Any,
    room: Any,
    n: int,
    pull: Any,
    powers: Any,
    by_powers: Any,
    mu: Any,
    kept: Any,
) -> None:
    """Run back through the periods: pull the slopes by the losses expected, ``mu``, to the rest."""
    start = array(pack, START)
    for t in range(count(pack, PERIODS) - 1, -1, -1):
        i = 2 * t
        by[0] -= mu[i]
        by[1] -= mu[i + 1]
        before = n - count(kept, t)
        while n > before:
            n -= ROOM
            unstep(pack, at(room, n), at(pull, i), powers, by_powers, by)
        for j in range(i, i + 2):
            x, side = start[j], at(by, j - i)
            side[0] = chosen(x == x, 0.0, side[0] + mu[j])


@bare
def likelihood(pack: Any, mu: Any, scatter: Any, pull: Any) -> float:
    """Return the log-likelihood; put in ``mu`` its slope by each, in ``pull`` that by the scatters.

    Losses are negative binomial: variance μ + τ² μ². A figure that was not told adds 0; what is
    told of one is its own, however much it counts.
    """
    losses, constant, told = array(pack, LOSSES), array(pack, CONSTANT), array(pack, TOLD)
    weight = array(pack, WEIGHT)
    value = 0.0
    for side in range(2):
        phi = math.exp(-2.0 * scatter[side])
        ln_phi, psi, by_phi = math.lgamma(phi), digamma(phi), 0.0
        for i in range(side, 2 * count(pack, PERIODS), 2):
            k, slope, each = losses[i], 0.0, 0.0
            m = chosen(mu[i] < FEWEST, FEWEST, mu[i])
            if k == k:
                # log1p keeps its digits where the dispersion is small
                spread, share = math.log1p(m / phi), (k + phi) / (phi + m)
                each = math.lgamma(k + phi) - ln_phi - constant[i] - (phi + k) * spread
                each += k * math.log(m / phi)
                by_phi += weight[i] * (digamma(k + phi) - psi - spread + 1.0 - share)
                slope = chosen(mu[i] > FEWEST, weight[i] * (k / m - share), 0.0)
            value += weight[i] * each
            mu[i] = slope
            if pack[TELL] > 0.0:
                told[2 * i] = each
                told[2 * i + 1] = m
        pull[side] = -2.0 * phi * by_phi
    return value


@bare
def density_of(pack: Any, z: Any, grad: Any, room: Any) -> float:
    """Fill the gradient and return the log-density in the sampler's coordinates.

    That is no number where a part of the gradient is none.
    """
    n, rows, base = count(pack, PARAMETERS), count(pack, ROWS), 2 * count(pack, PERIODS)
    matrix, middle, between = array(pack, MATRIX), array(pack, MIDDLE), array(pack, BETWEEN)
    state, by = at(room, 0), at(room, 2)
    linear, pull, mu = at(room, 4), at(room, 4 + rows), at(room, 4 + 2 * rows)
    counts = at(mu, base)
    room = at(counts, count(pack, PERIODS))
    powers, by_powers = at(linear, base + POWER), at(pull, base + POWER)
    value, bent, shift, stretch, lean = 0.0, count(pack, BENT), 0.0, 1.0, 0.0
    if pack[BEND] > 0.0:
        within = chosen(z[bent] < FAR, z[bent], FAR)
        within = chosen(within > -FAR, within, -FAR)
        lean, x = pack[TILT] + pack[BEND] * within, math.cosh(pack[TILT])
        stretch = math.cosh(lean) / x
        shift = (math.sinh(lean) - math.sinh(pack[TILT])) / (pack[BEND] * x) - z[bent]
        shift += stretch * (z[bent] - within)
        value = math.log(stretch)
        lean = chosen(within == z[bent], pack[BEND] * math.tanh(lean), 0.0)
    for i in range(rows):
        x = middle[i] + matrix[i * n + bent] * shift
        for j in range(n):
            x += matrix[i * n + j] * z[j]
        linear[i] = x
        prior = chosen(i < base + THETA, 0.0, pack[PRIOR])
        pull[i] = -prior * x
        value -= 0.5 * prior * x * x
    x = linear[base + SHARE]
    first, by_first = at(linear, base + FIRST), at(pull, base + FIRST)
    for k in range(4):
        powers[k] += between[k] * 0.5 * math.erfc(-x / math.sqrt(2.0))
    for side in range(2):
        state[side] = math.exp(first[side])
        by[side] = 0.0
    kept = forth(pack, state, room, linear, powers, mu, counts)
    value += likelihood(pack, mu, at(linear, base + SCATTER), at(pull, base + SCATTER))
    back(pack, by, room, kept, pull, powers, by_powers, mu, counts)
    for side in range(2):
        by_first[side] = by[side] * math.exp(first[side])
    share = math.exp(-0.5 * x * x) / math.sqrt(2.0 * math.pi)
    for k in range(4):
        pull[base + SHARE] += by_powers[k] * between[k] * share
    for j in range(n):
        x = 0.0
        for i in range(rows):
            x += matrix[i * n + j] * pull[i]
        grad[j] = x
        value += 0.0 * x
    grad[bent] = grad[bent] * stretch + lean
    return value


STAMP = stamp(__file__, ("_compiled.py", "_pointers.py", "_fitting.py"))


def compile_callbacks(version: int) -> tuple[Any, Any]:
    """Return the C functions of the density and of what is kept of a draw, cached likewise."""

    def density(_length: int, z: Any, grad: Any, value: Any, pack: Any) -> int:
        """Fill gradient and value; a non-zero answer tells the sampler to step back."""
        _ = version
        rows, periods = count(pack, ROWS), count(pack, PERIODS)
        room = taken(4 + 2 * rows + 3 * periods + ROOM * FINER * count(pack, STEPS))
        value[0] = density_of(pack, z, grad, room)
        given_back(room)
        return 0 if 0.0 * value[0] == 0.0 else 4

    def expand(length: int, expanded: int, z: Any, out: Any, pack: Any) -> int:  # noqa: ARG001
        """Keep each draw as it stands in the sampler's coordinates."""
        _ = version
        for i in range(length):
            out[i] = z[i]
        return 0

    options: Any = {"cache": True, "error_model": "numpy", "no_rewrites": True}
    return (
        nb.cfunc(_DENSITY, **options)(density),
        nb.cfunc(_EXPANSION, **options)(expand),
    )


with unswept():
    density_callback, expand_callback = compile_callbacks(STAMP)
