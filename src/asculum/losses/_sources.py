"""How sources lean and scatter, and the levels that their claims pin."""

from __future__ import annotations

import math

import numpy as np

from asculum.losses._packed import FloatArray, jit, place, size, view
from asculum.losses.codes import (
    AT_CHANGE,
    AT_LEVEL,
    AT_SOURCE,
    AT_SPREAD,
    ATOM_SIDE,
    BIAS_CHANGE,
    CHANGE_BASIS,
    CHANGE_KNOTS,
    LEVEL_CELLS,
    LEVEL_LEAN,
    LEVEL_MEAN,
    LEVEL_MIDDLE,
    LEVEL_NOISE,
    LEVEL_PART,
    LEVEL_SD,
    LEVEL_SHIFT,
    LEVEL_TIMES,
    N_ATOMS,
    N_CHANGES,
    N_SIDES,
    N_VOICES,
    SCALARS,
    SERIES,
    SERIES_BLUR,
    SOURCE_CENTRED,
    SPREAD_BETWEEN,
    SPREAD_MEAN,
    SPREAD_SD,
)


@jit
def changes(theta: FloatArray, pack: FloatArray) -> FloatArray:
    """Return how far leanings have moved from mid-battle at the knots of their walks, (knot,)."""
    begins, basis = view(pack, CHANGE_KNOTS), view(pack, CHANGE_BASIS)
    step = view(pack, SCALARS)[BIAS_CHANGE]
    at = place(pack, AT_CHANGE)
    moved = np.zeros(int(begins[len(begins) - 1]))
    at_basis = 0
    for walk in range(size(pack, N_CHANGES)):
        first, after = int(begins[walk]), int(begins[walk + 1])
        for knot in range(first, after):
            for j in range(after - first - 1):
                moved[knot] += step * basis[at_basis + j] * theta[at + j]
            at_basis += after - first - 1
        at += after - first - 1
    return moved


@jit
def pull_changes(grad: FloatArray, by_moved: FloatArray, pack: FloatArray) -> None:
    """Send the gradient by the walks of the leanings back to what makes them."""
    begins, basis = view(pack, CHANGE_KNOTS), view(pack, CHANGE_BASIS)
    step = view(pack, SCALARS)[BIAS_CHANGE]
    at = place(pack, AT_CHANGE)
    at_basis = 0
    for walk in range(size(pack, N_CHANGES)):
        first, after = int(begins[walk]), int(begins[walk + 1])
        for knot in range(first, after):
            pull = step * by_moved[knot]
            for j in range(after - first - 1):
                grad[at + j] += pull * basis[at_basis + j]
            at_basis += after - first - 1
        at += after - first - 1


@jit
def told_shift(side: int, lean: FloatArray, times: FloatArray, pack: FloatArray) -> float:
    """Return what a side's claims add to its level on average: leanings and ln of the ratios."""
    voices = size(pack, N_VOICES)
    leans, counted = view(pack, LEVEL_LEAN), view(pack, LEVEL_TIMES)
    shift = -view(pack, LEVEL_SHIFT)[side]
    for voice in range(voices):
        shift += leans[side * voices + voice] * lean[voice]
    for category in range(1, 6):
        weight = counted[side * 6 + category]
        if weight > 0.0:
            shift += weight * math.log(per_side(side, category, times, pack))
    return float(shift)


@jit
def pull_told_shift(
    side: int,
    pull: float,
    by_lean: FloatArray,
    times: FloatArray,
    by_times: FloatArray,
    pack: FloatArray,
) -> None:
    """Send a derivative by ``told_shift`` back to the leanings and the ratios."""
    voices = size(pack, N_VOICES)
    leans, counted = view(pack, LEVEL_LEAN), view(pack, LEVEL_TIMES)
    side_of, part = view(pack, ATOM_SIDE), view(pack, LEVEL_PART)
    for voice in range(voices):
        by_lean[voice] += pull * leans[side * voices + voice]
    for category in range(1, 6):
        weight = counted[side * 6 + category]
        if weight > 0.0:
            mean = per_side(side, category, times, pack)
            for atom in range(size(pack, N_ATOMS)):
                if int(side_of[atom]) == side:
                    by_times[category, atom] += pull * weight * part[atom] / mean


@jit
def per_side(side: int, category: int, times: FloatArray, pack: FloatArray) -> float:
    """Return how many of a category a side lost for each killed, its forces alike."""
    side_of, part = view(pack, ATOM_SIDE), view(pack, LEVEL_PART)
    mean = 0.0
    for atom in range(size(pack, N_ATOMS)):
        if int(side_of[atom]) == side:
            mean += part[atom] * times[category, atom]
    return mean


@jit
def mean_variance(side: int, spread: FloatArray, pack: FloatArray) -> float:
    """Return the variance of the mean of a side's figures."""
    series, blur, noise = view(pack, SERIES), view(pack, SERIES_BLUR), view(pack, LEVEL_NOISE)
    at = side * (len(series) + 1)
    variance = noise[at + len(series)]
    for a in range(len(series)):
        own = spread[int(series[a])]
        variance += noise[at + a] * (own * own + blur[a])
    return float(variance)


@jit
def pull_mean_variance(
    side: int, pull: float, spread: FloatArray, by_spread: FloatArray, pack: FloatArray
) -> None:
    """Send a derivative by ``mean_variance`` back to the spreads."""
    series, noise = view(pack, SERIES), view(pack, LEVEL_NOISE)
    at = side * (len(series) + 1)
    for a in range(len(series)):
        source = int(series[a])
        by_spread[source] += 2.0 * pull * noise[at + a] * spread[source]


@jit
def levels(
    theta: FloatArray,
    rates: FloatArray,
    level: FloatArray,
    lean: FloatArray,
    times: FloatArray,
    spread: FloatArray,
    by_spread: FloatArray,
    held: FloatArray,
    pack: FloatArray,
) -> float:
    """Fill the level of each side (ln killed a day in the middle cell); return what writing adds.

    A level is written as what its claims make of it on average, in the categories that they
    count and over the days that they speak of: t = (level + mean of the walk + mean leaning +
    mean ln times - their means) / sd, which the claims pin: theta = r (t - mu), for the claims tell
    it to within a variance V of their own, r² = 1 + sd² / V and mu = middle (r² - 1) / r². The
    prior is on the level itself. ``held`` (side, 2) is filled with 1 / r and dt / dV.
    """
    cells = rates.shape[1]
    spoken = view(pack, LEVEL_CELLS)
    first = place(pack, AT_LEVEL)
    mean, sd, middle = view(pack, LEVEL_MEAN), view(pack, LEVEL_SD), view(pack, LEVEL_MIDDLE)
    value = 0.0
    for side in range(len(level)):
        shift = told_shift(side, lean, times, pack)
        for cell in range(cells):
            shift += spoken[side * cells + cell] * rates[side, cell]
        variance = mean_variance(side, spread, pack)
        known = sd[side] * sd[side] / variance
        r2 = 1.0 + known
        shrink = 1.0 / math.sqrt(r2)
        own = theta[first + side] * shrink
        z = own + middle[side] * known / r2 - shift / sd[side]
        value -= 0.5 * math.log(r2)
        by_variance = (0.5 * own - middle[side] / r2) * known / (variance * r2)
        held[side, 0], held[side, 1] = shrink, by_variance
        pull_mean_variance(side, 0.5 * known / (variance * r2), spread, by_spread, pack)
        level[side] = mean[side] + sd[side] * z
    return value


@jit
def pull_levels(
    grad: FloatArray,
    level: FloatArray,
    by_rates: FloatArray,
    by_lean: FloatArray,
    times: FloatArray,
    by_times: FloatArray,
    spread: FloatArray,
    by_spread: FloatArray,
    held: FloatArray,
    pack: FloatArray,
) -> None:
    """Send the gradient by the levels back to what makes them.

    That is of all log rates together, and of the levels' own prior.
    """
    first, mean, sd = place(pack, AT_LEVEL), view(pack, LEVEL_MEAN), view(pack, LEVEL_SD)
    cells = by_rates.shape[1]
    spoken = view(pack, LEVEL_CELLS)
    for side in range(size(pack, N_SIDES)):
        pull = by_rates[side].sum() - (level[side] - mean[side]) / (sd[side] * sd[side])
        grad[first + side] += pull * sd[side] * held[side, 0]
        pull_mean_variance(side, pull * sd[side] * held[side, 1], spread, by_spread, pack)
        pull_told_shift(side, -pull, by_lean, times, by_times, pack)
        # the walk moves the level against itself
        for cell in range(cells):
            by_rates[side, cell] -= pull * spoken[side * cells + cell]


@jit
def log_spread(theta: FloatArray, source: int, pack: FloatArray) -> float:
    """Return ln of the scatter of a source's claims around its own leaning.

    ln spread = typical + between z. A source with many figures is written as what they make of it:
    theta = z + (typical - its mean) / between.
    """
    scalars = view(pack, SCALARS)
    own = scalars[SPREAD_BETWEEN] * theta[place(pack, AT_SOURCE) + source]
    told = scalars[SPREAD_MEAN] + own
    if view(pack, SOURCE_CENTRED)[source] == 0.0:
        told += scalars[SPREAD_SD] * theta[place(pack, AT_SPREAD)]
    return float(told)


@jit
def pull_log_spread(grad: FloatArray, source: int, pull: float, pack: FloatArray) -> None:
    """Send a derivative by ln of a source's scatter back to what makes it."""
    scalars = view(pack, SCALARS)
    grad[place(pack, AT_SOURCE) + source] += pull * scalars[SPREAD_BETWEEN]
    if view(pack, SOURCE_CENTRED)[source] == 0.0:
        grad[place(pack, AT_SPREAD)] += pull * scalars[SPREAD_SD]


@jit
def spreads(theta: FloatArray, grad: FloatArray, spread: FloatArray, pack: FloatArray) -> float:
    """Fill the scatter of each source; return its log-density.

    That is what the writing of sources with many figures adds to the standard normal of theta.
    """
    scalars, centred = view(pack, SCALARS), view(pack, SOURCE_CENTRED)
    at_spread, at_source = place(pack, AT_SPREAD), place(pack, AT_SOURCE)
    typical, between = scalars[SPREAD_SD] * theta[at_spread], scalars[SPREAD_BETWEEN]
    value = 0.0
    for source in range(len(spread)):
        spread[source] = math.exp(log_spread(theta, source, pack))
        if centred[source] > 0.0:
            told = theta[at_source + source]
            z = told - typical / between
            value += 0.5 * (told * told - z * z)
            grad[at_source + source] += told - z
            grad[at_spread] += z * scalars[SPREAD_SD] / between
    return value


@jit
def pull_spreads(
    grad: FloatArray, spread: FloatArray, by_spread: FloatArray, pack: FloatArray
) -> None:
    """Send the gradient by the spreads back to what makes them."""
    for source in range(len(spread)):
        pull_log_spread(grad, source, by_spread[source] * spread[source], pack)
