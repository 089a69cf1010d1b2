"""How sources lean and scatter, and the levels that the longest series pin."""

from __future__ import annotations

import math

import numpy as np

from asculum.losses._packed import FloatArray, jit, place, size, view
from asculum.losses.codes import (
    AT_BETWEEN,
    AT_LEVEL,
    AT_PAIR,
    AT_RELATION,
    AT_SOURCE,
    AT_SPREAD,
    AT_TILT,
    ATOM_SIDE,
    BETWEEN_MEAN,
    BETWEEN_SD,
    LEVEL_CATEGORY,
    LEVEL_MEAN,
    LEVEL_PAIR,
    LEVEL_PART,
    LEVEL_SD,
    LEVEL_TIMES,
    N_ATOMS,
    N_PAIRS,
    N_SIDES,
    N_SOURCES,
    PAIR_MEAN,
    PAIR_RELATION,
    PAIR_SD,
    PAIR_TILT,
    RELATION_MEAN,
    RELATION_SD,
    SCALARS,
    SPREAD_BETWEEN,
    SPREAD_MEAN,
    SPREAD_SD,
    TILT_MEAN,
    TILT_SD,
)


@jit
def leanings(theta: FloatArray, pack: FloatArray) -> FloatArray:
    """Return ln of what each source makes of each side's losses, shape (pair,).

    The mean of its allegiance, give or take its backing, plus its own; or what is stated for it.
    """
    pairs = size(pack, N_PAIRS)
    scalars = view(pack, SCALARS)
    relation_of, tilt_of = view(pack, PAIR_RELATION), view(pack, PAIR_TILT)
    own_mean, own_sd = view(pack, PAIR_MEAN), view(pack, PAIR_SD)
    mean, sd = view(pack, RELATION_MEAN), view(pack, RELATION_SD)
    at_relation, at_tilt, at_pair = (
        place(pack, AT_RELATION),
        place(pack, AT_TILT),
        place(pack, AT_PAIR),
    )
    tilt = scalars[TILT_MEAN] + scalars[TILT_SD] * theta[at_tilt] if at_tilt >= 0 else 0.0
    between = math.exp(scalars[BETWEEN_MEAN] + scalars[BETWEEN_SD] * theta[place(pack, AT_BETWEEN)])
    lean = np.empty(pairs)
    for pair in range(pairs):
        z = theta[at_pair + pair]
        if own_sd[pair] > 0.0:
            lean[pair] = own_mean[pair] + own_sd[pair] * z
        else:
            r = int(relation_of[pair])
            kin = mean[r] + sd[r] * theta[at_relation + r]
            lean[pair] = kin + tilt_of[pair] * tilt + between * z
    return lean


@jit
def pull_leanings(
    theta: FloatArray, grad: FloatArray, by_lean: FloatArray, pack: FloatArray
) -> None:
    """Send the gradient by the leanings back to what makes them."""
    scalars = view(pack, SCALARS)
    relation_of, tilt_of = view(pack, PAIR_RELATION), view(pack, PAIR_TILT)
    own_sd, sd = view(pack, PAIR_SD), view(pack, RELATION_SD)
    at_relation, at_tilt, at_pair = (
        place(pack, AT_RELATION),
        place(pack, AT_TILT),
        place(pack, AT_PAIR),
    )
    at_between = place(pack, AT_BETWEEN)
    between = math.exp(scalars[BETWEEN_MEAN] + scalars[BETWEEN_SD] * theta[at_between])
    by_between = 0.0
    for pair in range(len(by_lean)):
        pull = by_lean[pair]
        if own_sd[pair] > 0.0:
            grad[at_pair + pair] += pull * own_sd[pair]
            continue
        grad[at_pair + pair] += pull * between
        by_between += pull * theta[at_pair + pair]
        r = int(relation_of[pair])
        grad[at_relation + r] += pull * sd[r]
        if at_tilt >= 0:
            grad[at_tilt] += pull * tilt_of[pair] * scalars[TILT_SD]
    grad[at_between] += by_between * between * scalars[BETWEEN_SD]


@jit
def levels(
    theta: FloatArray,
    grad: FloatArray,
    level: FloatArray,
    lean: FloatArray,
    by_lean: FloatArray,
    times: FloatArray,
    by_times: FloatArray,
    pack: FloatArray,
) -> float:
    """Fill the level of each side (ln killed a day in the middle cell); return its log-density.

    A level is written as what the source with its longest series makes of it, in the category
    that it counts: theta = (level + lean + ln times - their means) / sd, which the claims pin;
    the prior is on the level itself.
    """
    first = place(pack, AT_LEVEL)
    mean, sd, pair_of = view(pack, LEVEL_MEAN), view(pack, LEVEL_SD), view(pack, LEVEL_PAIR)
    lean_mean, times_mean = view(pack, PAIR_MEAN), view(pack, LEVEL_TIMES)
    value = 0.0
    for side in range(len(level)):
        pair = int(pair_of[side])
        shift = 0.0
        if pair >= 0:
            pinned = pinned_times(side, times, pack)
            shift = lean[pair] - lean_mean[pair] + math.log(pinned / times_mean[side])
        z = theta[first + side] - shift / sd[side]
        value -= 0.5 * z * z
        grad[first + side] -= z
        if pair >= 0:
            by_lean[pair] += z / sd[side]
            pull_pinned(side, z / sd[side], times, by_times, pack)
        level[side] = mean[side] + sd[side] * z
    return value


@jit
def pull_levels(
    grad: FloatArray,
    by_rates: FloatArray,
    by_lean: FloatArray,
    times: FloatArray,
    by_times: FloatArray,
    pack: FloatArray,
) -> None:
    """Send the gradient by the levels, that of all log rates together, back to what makes them."""
    first = place(pack, AT_LEVEL)
    sd, pair_of = view(pack, LEVEL_SD), view(pack, LEVEL_PAIR)
    for side in range(size(pack, N_SIDES)):
        pull = by_rates[side].sum()
        grad[first + side] += pull * sd[side]
        pair = int(pair_of[side])
        if pair >= 0:
            by_lean[pair] -= pull
            pull_pinned(side, -pull, times, by_times, pack)


@jit
def pinned_times(side: int, times: FloatArray, pack: FloatArray) -> float:
    """Return how many of the pinned category a side lost for each killed, its forces alike."""
    category = int(view(pack, LEVEL_CATEGORY)[side])
    side_of, part = view(pack, ATOM_SIDE), view(pack, LEVEL_PART)
    pinned = 0.0
    for atom in range(size(pack, N_ATOMS)):
        if int(side_of[atom]) == side:
            pinned += part[atom] * times[category, atom]
    return pinned


@jit
def pull_pinned(
    side: int, pull: float, times: FloatArray, by_times: FloatArray, pack: FloatArray
) -> None:
    """Send a derivative by ln ``pinned_times`` back to the ratios."""
    category = int(view(pack, LEVEL_CATEGORY)[side])
    side_of, part = view(pack, ATOM_SIDE), view(pack, LEVEL_PART)
    pinned = pinned_times(side, times, pack)
    for atom in range(size(pack, N_ATOMS)):
        if int(side_of[atom]) == side:
            by_times[category, atom] += pull * part[atom] / pinned


@jit
def spreads(theta: FloatArray, pack: FloatArray) -> FloatArray:
    """Return the scatter of each source's claims around its own leaning, shape (source,)."""
    scalars = view(pack, SCALARS)
    at_source = place(pack, AT_SOURCE)
    typical = scalars[SPREAD_MEAN] + scalars[SPREAD_SD] * theta[place(pack, AT_SPREAD)]
    spread = np.empty(size(pack, N_SOURCES))
    for source in range(len(spread)):
        spread[source] = math.exp(typical + scalars[SPREAD_BETWEEN] * theta[at_source + source])
    return spread


@jit
def pull_spreads(
    grad: FloatArray, spread: FloatArray, by_spread: FloatArray, pack: FloatArray
) -> None:
    """Send the gradient by the spreads back to what makes them."""
    scalars = view(pack, SCALARS)
    at_spread, at_source = place(pack, AT_SPREAD), place(pack, AT_SOURCE)
    for source in range(len(spread)):
        pull = by_spread[source] * spread[source]
        grad[at_spread] += pull * scalars[SPREAD_SD]
        grad[at_source + source] += pull * scalars[SPREAD_BETWEEN]
