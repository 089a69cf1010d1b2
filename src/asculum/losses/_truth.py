"""What was lost: from weekly rates to what had been lost by any day, of any force, in any scope."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from asculum.losses._packed import FloatArray, jit, place, size, view
from asculum.losses._walk import drift, mixed, pull_drift, pull_mixed
from asculum.losses.codes import (
    AT_MIX,
    AT_RATIO,
    AT_SECTOR,
    AT_SHARE,
    AT_WAR,
    ATOM_MIX,
    ATOM_SIDE,
    BATTLE,
    CAPTURED,
    CASUALTIES,
    FRONT,
    IRRECOVERABLE,
    KILLED,
    LENGTH,
    MISSING,
    MIX_BASIS,
    MIX_CHANGE,
    MIX_KNOT,
    MIX_MEAN,
    MIX_SD,
    MIX_WEIGHT,
    N_ATOMS,
    N_CELLS,
    N_MIX_KNOTS,
    N_MIXES,
    N_RATIOS,
    N_SHARE_KNOTS,
    N_SIDES,
    RATIO_MEAN,
    RATIO_SD,
    SCALARS,
    SECTOR,
    SECTOR_MEAN,
    SECTOR_SD,
    SHARE_BASIS,
    SHARE_CHANGE,
    SHARE_FIRST,
    SHARE_KNOT,
    SHARE_LAST,
    SHARE_MEAN,
    SHARE_SD,
    SHARE_WEIGHT,
    WAR,
    WAR_MEAN,
    WAR_SD,
    WOUNDED,
)


class Truth(NamedTuple):
    """What one point of the parameter space says was lost.

    ``part`` and ``share`` (atom, cell): part of a force in its side, share of the battle in its
    losses; ``times`` (category, atom): how many of each category for each killed; ``lost``
    (atom, cell): killed at the widest scope but the war; ``totals`` (scope, atom, cell + 2):
    killed from the first day to the beginning of each cell, the last twice so that each has a next.
    """

    part: FloatArray
    share: FloatArray
    times: FloatArray
    sector: float
    front_of_war: float
    lost: FloatArray
    totals: FloatArray


@jit
def logistic(theta: FloatArray, at: int, mean: float, sd: float) -> float:
    """Return a share from the standard normal at ``at``; the whole where there is none."""
    if at < 0:
        return 1.0
    return 1.0 / (1.0 + math.exp(-(mean + sd * theta[at])))


@jit
def parts(theta: FloatArray, pack: FloatArray) -> FloatArray:
    """Return the part of each atom in the killed of its side, shape (atom, cell).

    exp odds / sum of exp odds over the side; the odds of a side's first atom are 0.
    """
    atoms, cells = size(pack, N_ATOMS), size(pack, N_CELLS)
    part = np.ones((atoms, cells))
    mixes, knots = size(pack, N_MIXES), size(pack, N_MIX_KNOTS)
    if mixes == 0:
        return part
    side_of, mix_of = view(pack, ATOM_SIDE), view(pack, ATOM_MIX)
    mean, sd, basis = view(pack, MIX_MEAN), view(pack, MIX_SD), view(pack, MIX_BASIS)
    knot, weight = view(pack, MIX_KNOT), view(pack, MIX_WEIGHT)
    change = view(pack, SCALARS)[MIX_CHANGE]
    first = place(pack, AT_MIX)
    odds = np.empty(knots)
    whole = np.zeros((size(pack, N_SIDES), cells))
    for atom in range(atoms):
        mix, side = int(mix_of[atom]), int(side_of[atom])
        if mix >= 0:
            drift(theta, first + mix * knots, mean[mix], sd[mix], change, basis, odds)
            for cell in range(cells):
                part[atom, cell] = math.exp(mixed(odds, int(knot[cell]), weight[cell]))
        for cell in range(cells):
            whole[side, cell] += part[atom, cell]
    whole = 1.0 / whole
    for atom in range(atoms):
        side = int(side_of[atom])
        for cell in range(cells):
            part[atom, cell] *= whole[side, cell]
    return part


@jit
def pull_parts(
    grad: FloatArray,
    part: FloatArray,
    by_lost: FloatArray,
    by_rates: FloatArray,
    pack: FloatArray,
) -> None:
    """Send the gradient by ln lost back to the odds; ``by_rates`` is its sum over each side."""
    knots, cells = size(pack, N_MIX_KNOTS), size(pack, N_CELLS)
    side_of, mix_of = view(pack, ATOM_SIDE), view(pack, ATOM_MIX)
    sd, basis = view(pack, MIX_SD), view(pack, MIX_BASIS)
    knot, weight = view(pack, MIX_KNOT), view(pack, MIX_WEIGHT)
    change = view(pack, SCALARS)[MIX_CHANGE]
    first = place(pack, AT_MIX)
    by_odds = np.empty(knots)
    for atom in range(size(pack, N_ATOMS)):
        mix, side = int(mix_of[atom]), int(side_of[atom])
        if mix < 0:
            continue
        by_odds[:] = 0.0
        for cell in range(cells):
            pull = by_lost[atom, cell] - part[atom, cell] * by_rates[side, cell]
            pull_mixed(by_odds, int(knot[cell]), weight[cell], pull)
        pull_drift(grad, first + mix * knots, sd[mix], change, basis, by_odds)


@jit
def shares(theta: FloatArray, pack: FloatArray) -> FloatArray:
    """Return the share of the battle in each atom's losses on the front, shape (atom, cell)."""
    atoms, cells = size(pack, N_ATOMS), size(pack, N_CELLS)
    first = place(pack, AT_SHARE)
    if first < 0:
        return np.ones((atoms, cells))
    share = np.zeros((atoms, cells))
    knots = size(pack, N_SHARE_KNOTS)
    mean, sd, basis = view(pack, SHARE_MEAN), view(pack, SHARE_SD), view(pack, SHARE_BASIS)
    knot, weight = view(pack, SHARE_KNOT), view(pack, SHARE_WEIGHT)
    change = view(pack, SCALARS)[SHARE_CHANGE]
    odds = np.empty(knots)
    for atom in range(atoms):
        drift(theta, first + atom * knots, mean[atom], sd[atom], change, basis, odds)
        for cell in range(size(pack, SHARE_FIRST), size(pack, SHARE_LAST)):
            between = mixed(odds, int(knot[cell]), weight[cell])
            share[atom, cell] = 1.0 / (1.0 + math.exp(-between))
    return share


@jit
def per_killed(theta: FloatArray, pack: FloatArray) -> FloatArray:
    """Return how many of each category there are for each killed, shape (category, atom)."""
    atoms = size(pack, N_ATOMS)
    times = np.ones((6, atoms))
    first = place(pack, AT_RATIO)
    if first < 0:
        return times
    mean, sd = view(pack, RATIO_MEAN), view(pack, RATIO_SD)
    for row in range(size(pack, N_RATIOS)):
        for atom in range(atoms):
            at = row * atoms + atom
            ratio = math.exp(mean[at] + sd[at] * theta[first + at])
            times[WOUNDED + row, atom] = ratio
    for atom in range(atoms):
        lost_for_good = times[KILLED, atom] + times[CAPTURED, atom] + times[MISSING, atom]
        times[IRRECOVERABLE, atom] = lost_for_good
        times[CASUALTIES, atom] = lost_for_good + times[WOUNDED, atom]
    return times


@jit
def pull_per_killed(
    grad: FloatArray, times: FloatArray, by_times: FloatArray, pack: FloatArray
) -> None:
    """Send the gradient by ``times`` back to the ratios."""
    atoms = size(pack, N_ATOMS)
    first = place(pack, AT_RATIO)
    if first < 0:
        return
    sd = view(pack, RATIO_SD)
    for row in range(size(pack, N_RATIOS)):
        category = WOUNDED + row
        for atom in range(atoms):
            pull = by_times[category, atom] + by_times[CASUALTIES, atom]
            if category != WOUNDED:
                pull += by_times[IRRECOVERABLE, atom]
            at = row * atoms + atom
            grad[first + at] += pull * times[category, atom] * sd[at]


@jit
def truth(
    theta: FloatArray, rates: FloatArray, level: FloatArray, times: FloatArray, pack: FloatArray
) -> Truth:
    """Return what was lost, given the log rates of the sides around their levels."""
    atoms, cells = size(pack, N_ATOMS), size(pack, N_CELLS)
    scalars = view(pack, SCALARS)
    length, side_of = view(pack, LENGTH), view(pack, ATOM_SIDE)
    part, share = parts(theta, pack), shares(theta, pack)
    sector = logistic(theta, place(pack, AT_SECTOR), scalars[SECTOR_MEAN], scalars[SECTOR_SD])
    front_of_war = logistic(theta, place(pack, AT_WAR), scalars[WAR_MEAN], scalars[WAR_SD])
    whole = np.empty(rates.shape)
    for side in range(len(level)):
        for cell in range(cells):
            whole[side, cell] = math.exp(level[side] + rates[side, cell]) * length[cell]
    war_of_front = 1.0 / front_of_war
    lost = np.empty((atoms, cells))
    totals = np.empty((4, atoms, cells + 2))
    for atom in range(atoms):
        side = int(side_of[atom])
        battle, around, front = 0.0, 0.0, 0.0
        for cell in range(cells):
            here = whole[side, cell] * part[atom, cell]
            s = share[atom, cell]
            lost[atom, cell] = here
            battle += here * s
            around += here * (s + sector * (1.0 - s)) if s > 0.0 else 0.0
            front += here
            totals[BATTLE, atom, cell + 1] = battle
            totals[SECTOR, atom, cell + 1] = around
            totals[FRONT, atom, cell + 1] = front
            totals[WAR, atom, cell + 1] = front * war_of_front
        for scope in range(4):
            totals[scope, atom, 0] = 0.0
            totals[scope, atom, cells + 1] = totals[scope, atom, cells]
    return Truth(part, share, times, sector, front_of_war, lost, totals)


@jit
def lost_between(
    totals: FloatArray, start: int, start_part: float, end: int, end_part: float
) -> float:
    """Return what a term adds up: a difference of two points of the flat running totals."""
    before = totals[start] + start_part * (totals[start + 1] - totals[start])
    return float(totals[end] + end_part * (totals[end + 1] - totals[end]) - before)


@jit
def pull_truth(
    grad: FloatArray,
    true: Truth,
    by_totals: FloatArray,
    by_rates: FloatArray,
    pack: FloatArray,
) -> None:
    """Send the gradient by the totals back to rates, parts, shares and scopes."""
    atoms, cells = size(pack, N_ATOMS), size(pack, N_CELLS)
    scalars, side_of = view(pack, SCALARS), view(pack, ATOM_SIDE)
    at_share, knots = place(pack, AT_SHARE), size(pack, N_SHARE_KNOTS)
    sd, basis = view(pack, SHARE_SD), view(pack, SHARE_BASIS)
    knot, weight = view(pack, SHARE_KNOT), view(pack, SHARE_WEIGHT)
    sector, front_of_war = true.sector, true.front_of_war
    by_sector, by_war = 0.0, 0.0
    by_odds = np.empty(knots)
    by_lost = np.empty((atoms, cells))
    for atom in range(atoms):
        side = int(side_of[atom])
        battle, around, front, war = 0.0, 0.0, 0.0, 0.0
        by_odds[:] = 0.0
        for cell in range(cells - 1, -1, -1):
            battle += by_totals[BATTLE, atom, cell + 1]
            around += by_totals[SECTOR, atom, cell + 1]
            front += by_totals[FRONT, atom, cell + 1]
            war += by_totals[WAR, atom, cell + 1]
            lost, s = true.lost[atom, cell], true.share[atom, cell]
            inside = s + sector * (1.0 - s) if s > 0.0 else 0.0
            pull = lost * (battle * s + around * inside + front + war / front_of_war)
            by_lost[atom, cell] = pull
            by_rates[side, cell] += pull
            by_war -= war * lost
            if at_share >= 0 and s > 0.0:
                by_sector += around * lost * (1.0 - s)
                by_mixed = lost * (battle + around * (1.0 - sector)) * s * (1.0 - s)
                pull_mixed(by_odds, int(knot[cell]), weight[cell], by_mixed)
        if at_share >= 0:
            at = at_share + atom * knots
            pull_drift(grad, at, sd[atom], scalars[SHARE_CHANGE], basis, by_odds)
    if size(pack, N_MIXES) > 0:
        pull_parts(grad, true.part, by_lost, by_rates, pack)
    at = place(pack, AT_SECTOR)
    if at >= 0:
        grad[at] += by_sector * sector * (1.0 - sector) * scalars[SECTOR_SD]
    at = place(pack, AT_WAR)
    if at >= 0:
        grad[at] += by_war / front_of_war * (1.0 - front_of_war) * scalars[WAR_SD]
