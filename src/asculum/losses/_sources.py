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
    LEVEL_PART,
    LEVEL_SD,
    LEVEL_SHIFT,
    LEVEL_TIMES,
    N_ATOMS,
    N_CHANGES,
    N_SIDES,
    N_VOICES,
    SCALARS,
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
def levels(
    theta: FloatArray,
    grad: FloatArray,
    rates: FloatArray,
    level: FloatArray,
    lean: FloatArray,
    by_lean: FloatArray,
    times: FloatArray,
    by_times: FloatArray,
    pack: FloatArray,
) -> float:
    """Fill the level of each side (ln killed a day in the middle cell); return its log-density.

    A level is written as what its claims make of it on average, in the categories that they
    count and over the days that they speak of: theta = (level + mean of the walk + mean leaning +
    mean ln times - their means) / sd, which the claims pin; the prior is on the level itself.
    """
    cells = rates.shape[1]
    spoken = view(pack, LEVEL_CELLS)
    first = place(pack, AT_LEVEL)
    mean, sd = view(pack, LEVEL_MEAN), view(pack, LEVEL_SD)
    value = 0.0
    for side in range(len(level)):
        shift = told_shift(side, lean, times, pack)
        for cell in range(cells):
            shift += spoken[side * cells + cell] * rates[side, cell]
        z = theta[first + side] - shift / sd[side]
        value -= 0.5 * z * z
        grad[first + side] -= z
        pull_told_shift(side, z / sd[side], by_lean, times, by_times, pack)
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
    pack: FloatArray,
) -> None:
    """Send the gradient by the levels, that of all log rates together, back to what makes them."""
    first, mean, sd = place(pack, AT_LEVEL), view(pack, LEVEL_MEAN), view(pack, LEVEL_SD)
    cells = by_rates.shape[1]
    spoken = view(pack, LEVEL_CELLS)
    for side in range(size(pack, N_SIDES)):
        pull = by_rates[side].sum()
        grad[first + side] += pull * sd[side]
        pull_told_shift(side, -pull, by_lean, times, by_times, pack)
        # the walk moves the level against itself, in the likelihood and in the level's own prior
        against = pull - (level[side] - mean[side]) / (sd[side] * sd[side])
        for cell in range(cells):
            by_rates[side, cell] -= against * spoken[side * cells + cell]


@jit
def spreads(theta: FloatArray, grad: FloatArray, spread: FloatArray, pack: FloatArray) -> float:
    """Fill the scatter of each source's claims around its own leaning; return its log-density.

    ln spread = typical + between z. A source with many figures is written as what they make of it:
    theta = z + (typical - its mean) / between. Its log-density is what that adds to the standard
    normal of theta.
    """
    scalars, centred = view(pack, SCALARS), view(pack, SOURCE_CENTRED)
    at_spread, at_source = place(pack, AT_SPREAD), place(pack, AT_SOURCE)
    typical, between = scalars[SPREAD_SD] * theta[at_spread], scalars[SPREAD_BETWEEN]
    value = 0.0
    for source in range(len(spread)):
        told = theta[at_source + source]
        if centred[source] > 0.0:
            z = told - typical / between
            value += 0.5 * (told * told - z * z)
            grad[at_source + source] += told - z
            grad[at_spread] += z * scalars[SPREAD_SD] / between
            spread[source] = math.exp(scalars[SPREAD_MEAN] + between * told)
        else:
            spread[source] = math.exp(scalars[SPREAD_MEAN] + typical + between * told)
    return value


@jit
def pull_spreads(
    grad: FloatArray, spread: FloatArray, by_spread: FloatArray, pack: FloatArray
) -> None:
    """Send the gradient by the spreads back to what makes them."""
    scalars, centred = view(pack, SCALARS), view(pack, SOURCE_CENTRED)
    at_spread, at_source = place(pack, AT_SPREAD), place(pack, AT_SOURCE)
    for source in range(len(spread)):
        pull = by_spread[source] * spread[source]
        if centred[source] == 0.0:
            grad[at_spread] += pull * scalars[SPREAD_SD]
        grad[at_source + source] += pull * scalars[SPREAD_BETWEEN]
