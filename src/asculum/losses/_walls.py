"""The walls: each side's losses written above what is known by name, in kernels.

Let T be what a side's tightest list of names counts, n the names, and T' what T would be by the
side's level as it is written. With u = ln(T' / n) and w = ``FLOOR_WIDTH``,

    ln(T / n) = ln(1 + exp u) - w ln(1 + exp -u),

so that all losses of the side are (1 + exp -u)^(1 - w) times what the level alone would make them.
Far above the names nothing changes; near them u is the log-odds of the share that is missing, and
below, where a wall w thick lets next to nothing through, ln T falls by w for each unit of u.
"""

from __future__ import annotations

import math

import numpy as np

from asculum.losses._packed import FloatArray, jit, size, view
from asculum.losses._truth import lost_between
from asculum.losses.codes import (
    ATOM_SIDE,
    FLOOR_WIDTH,
    LEVEL_MEAN,
    LEVEL_SD,
    N_ATOMS,
    N_CELLS,
    N_LOCATED,
    N_OBS,
    N_SIDES,
    OBS_TERMS,
    TERM_END,
    TERM_END_PART,
    TERM_START,
    TERM_START_PART,
    TERM_TIMES,
    WALL,
    WALLED,
)


@jit
def group_of(side: int, pack: FloatArray) -> int:
    """Return the group of terms that add up what a side's wall counts."""
    return 2 * (size(pack, N_OBS) + size(pack, N_LOCATED)) + side


@jit
def counted(group: int, totals: FloatArray, times: FloatArray, pack: FloatArray) -> float:
    """Return the sum of one group of terms; ``totals`` and ``times`` flat."""
    first, first_part = view(pack, TERM_START), view(pack, TERM_START_PART)
    last, last_part = view(pack, TERM_END), view(pack, TERM_END_PART)
    multiplier, begins = view(pack, TERM_TIMES), view(pack, OBS_TERMS)
    found = 0.0
    for term in range(int(begins[group]), int(begins[group + 1])):
        killed = lost_between(
            totals, int(first[term]), first_part[term], int(last[term]), last_part[term]
        )
        found += killed * times[int(multiplier[term])]
    return found


@jit
def raise_above(
    lost: FloatArray,
    totals: FloatArray,
    times: FloatArray,
    level: FloatArray,
    by_odds: FloatArray,
    pack: FloatArray,
) -> float:
    """Raise levels and losses above the walls; return ln of what that stretches u by, summed.

    ``lost`` (atom, cell), ``totals`` (scope, atom, cell + 2) and ``times`` are flat. ``by_odds``
    (side, 2) is filled with d ln(T / n) / du - 1 and with the derivative by u of the
    logarithm of d ln(T / n) / du; zeros where a side has no wall.
    """
    walled, wall, side_of = view(pack, WALLED), view(pack, WALL), view(pack, ATOM_SIDE)
    atoms, cells = size(pack, N_ATOMS), size(pack, N_CELLS)
    value = 0.0
    for side in range(size(pack, N_SIDES)):
        by_odds[side, 0], by_odds[side, 1] = 0.0, 0.0
        if walled[side] == 0.0:
            continue
        group = group_of(side, pack)
        u = math.log(counted(group, totals, times, pack)) - wall[side]
        above = 1.0 / (1.0 + math.exp(-u)) if u > -700.0 else 0.0
        slope = above + FLOOR_WIDTH * (1.0 - above)
        value += math.log(slope)
        by_odds[side, 0] = slope - 1.0
        by_odds[side, 1] = above * (1.0 - above) * (1.0 - FLOOR_WIDTH) / slope
        # ln(1 + exp -u) without overflow
        raised = (1.0 - FLOOR_WIDTH) * (math.log1p(math.exp(-abs(u))) + max(-u, 0.0))
        level[side] += raised
        factor = math.exp(raised)
        for atom in range(atoms):
            if int(side_of[atom]) != side:
                continue
            for cell in range(cells):
                lost[atom * cells + cell] *= factor
            for scope in range(4):
                first = (scope * atoms + atom) * (cells + 2)
                for cell in range(cells + 2):
                    totals[first + cell] *= factor
    return value


@jit
def level_prior(level: FloatArray, pack: FloatArray) -> float:
    """Return the log prior of the levels, which are normal."""
    mean, sd = view(pack, LEVEL_MEAN), view(pack, LEVEL_SD)
    value = 0.0
    for side in range(len(level)):
        z = (level[side] - mean[side]) / sd[side]
        value -= 0.5 * z * z
    return value


@jit
def pull_raised(
    killed: FloatArray,
    sums: FloatArray,
    by_sums: FloatArray,
    times: FloatArray,
    level: FloatArray,
    by_odds: FloatArray,
    pack: FloatArray,
) -> None:
    """Fill the gradient by what the walls count, given that by all other sums.

    All of a side's losses and its level move with ln of that by ``by_odds``.
    """
    walled, side_of = view(pack, WALLED), view(pack, ATOM_SIDE)
    multiplier, begins = view(pack, TERM_TIMES), view(pack, OBS_TERMS)
    mean, sd = view(pack, LEVEL_MEAN), view(pack, LEVEL_SD)
    sides, atoms = size(pack, N_SIDES), size(pack, N_ATOMS)
    any_wall = 0.0
    for side in range(sides):
        any_wall += walled[side]
    if any_wall == 0.0:
        return
    by_side = np.zeros(sides)
    for group in range(group_of(0, pack)):
        if by_sums[group] == 0.0:
            continue
        for term in range(int(begins[group]), int(begins[group + 1])):
            m = int(multiplier[term])
            by_side[int(side_of[m % atoms])] += by_sums[group] * killed[term] * times[m]
    for side in range(sides):
        if walled[side] == 0.0:
            continue
        pull = by_side[side] - (level[side] - mean[side]) / (sd[side] * sd[side])
        group = group_of(side, pack)
        by_sums[group] = (pull * by_odds[side, 0] + by_odds[side, 1]) / sums[group]
