"""Kernels of the latent-class density, its gradient and its likelihood.

Cells are the leaves of a tree with one level for each list, so that cells which begin alike share
their products; the first leaf is the cell of no list.
"""

from __future__ import annotations

import math

import numpy as np

from asculum.undercount._latent_compiled import Cells, FloatArray, Priors, Room, jit

#: Standard deviations from the bound beyond which it cannot be felt.
FAR = 12.0
#: Continued fractions end at this relative change, or after so many steps.
SETTLED, MOST_STEPS = 1e-14, 100_000


@jit
def make_room(classes: int, cells: Cells) -> Room:
    """Return arrays for tables of this size."""
    lists = len(cells.first) - 1
    nodes = cells.first[lists]
    return Room(
        np.empty((lists, classes)),
        np.empty((lists, classes)),
        np.empty(classes),
        np.empty(classes),
        np.empty(classes),
        np.empty((nodes, classes)),
        np.empty((nodes, classes)),
        np.zeros(nodes - cells.first[lists - 1] + 1),
    )


@jit
def fraction(x: float, a: float, b: float) -> float:
    """Return the continued fraction of the incomplete beta function (DLMF 8.17.22)."""
    c = 1.0
    d = 1.0 / (1.0 - (a + b) * x / (a + 1.0))
    value = d
    for m in range(1, MOST_STEPS):
        even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m))
        d = 1.0 / (1.0 + even * d)
        c = 1.0 + even / c
        value *= d * c
        odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0))
        d = 1.0 / (1.0 + odd * d)
        c = 1.0 + odd / c
        change = d * c
        value *= change
        if abs(change - 1.0) < SETTLED:
            break
    return value


@jit
def within_bound(seen: float, priors: Priors) -> tuple[float, float]:
    """Return ln Pr(unlisted <= bound) and its derivative by the share that is listed.

    Unlisted persons are negative binomial, so the probability is the regularised incomplete beta
    function I_seen(persons, unseen + 1).
    """
    n, most = priors.persons, priors.unseen
    missing = 1.0 - seen
    if most - n * missing / seen > FAR * math.sqrt(n * missing) / seen:
        return 0.0, 0.0
    b = most + 1.0
    log_density = (n - 1.0) * math.log(seen) + most * math.log(missing) - priors.log_beta
    log_front = log_density + math.log(seen) + math.log(missing)
    if seen < (n + 1.0) / (n + b + 2.0):
        value = log_front + math.log(fraction(seen, n, b) / n)
    else:
        value = math.log1p(-math.exp(log_front) * fraction(missing, b, n) / b)
    return value, math.exp(log_density - value)


@jit
def break_sticks(theta: FloatArray, active: int, classes: int, room: Room) -> float:
    """Fill weights and sticks of the first classes; return the weight of all others."""
    rest = 1.0
    for k in range(min(active, classes - 1)):
        length = math.exp(theta[k])
        room.sticks[k] = length
        taken = -math.expm1(-length)
        room.weight[k] = rest * taken
        rest *= math.exp(-length) if length > 1.0 else 1.0 - taken
    if active == classes:
        room.weight[classes - 1] = rest
        return 0.0
    return rest


@jit
def capture(theta: FloatArray, low: int, high: int, classes: int, room: Room) -> float:
    """Fill chances of capture and of its absence; return the sum of the logits."""
    on, off, missed = room.on, room.off, room.missed
    total = 0.0
    for k in range(low, high):
        missed[k] = 1.0
    for j in range(len(on)):
        at = classes - 1 + j * classes
        for k in range(low, high):
            odds = math.exp(theta[at + k])
            free = 1.0 / (1.0 + odds)
            off[j, k] = free
            on[j, k] = odds * free
            missed[k] *= free
            total += theta[at + k]
    return total


@jit
def spread(low: int, high: int, cells: Cells, room: Room) -> None:
    """Fill the chance to reach each node of the tree, by class."""
    on, off, reach = room.on, room.off, room.reach
    parent, entry, level = cells.parent, cells.entry, cells.first
    for k in range(low, high):
        reach[0, k] = room.weight[k]
    for j in range(len(on)):
        for node in range(level[j], level[j + 1]):
            above = parent[node]
            if entry[node] == 1:
                for k in range(low, high):
                    reach[node, k] = reach[above, k] * on[j, k]
            else:
                for k in range(low, high):
                    reach[node, k] = reach[above, k] * off[j, k]


@jit
def freeze(theta: FloatArray, active: int, classes: int, cells: Cells, room: Room) -> float:
    """Keep what the classes after the first ones give each cell; return the sum of their sticks."""
    lists = len(room.on)
    first, last = cells.first[lists - 1], cells.first[lists]
    room.frozen[:] = 0.0
    if active == classes:
        return 0.0
    total, rest = 0.0, 1.0
    for k in range(active, classes):
        room.weight[k] = rest
        if k < classes - 1:
            length = math.exp(theta[k])
            total += length
            room.weight[k] = -rest * math.expm1(-length)
            rest *= math.exp(-length)
    capture(theta, active, classes, classes, room)
    spread(active, classes, cells, room)
    for k in range(active, classes):
        room.frozen[last - first] += room.weight[k] * (1.0 - room.missed[k])
        for leaf in range(last - first):
            room.frozen[leaf] += room.reach[first + leaf, k]
    return total


@jit
def density(
    theta: FloatArray,
    grad: FloatArray,
    beta: float,
    active: int,
    held: float,
    classes: int,
    cells: Cells,
    priors: Priors,
    room: Room,
) -> tuple[float, float, float]:
    """Return log prior, log likelihood and the share listed; fill the gradient of the tempered sum.

    Only the first ``active`` classes count as variables; the others are in ``room.frozen``, with
    ``held`` the sum of their sticks. The number unlisted is summed out.
    """
    on, missed, weight = room.on, room.missed, room.weight
    reach, pull, frozen = room.reach, room.pull, room.frozen
    parent, entry, level, counts = cells.parent, cells.entry, cells.first, cells.counts
    lists = len(on)
    sticks = min(active, classes - 1)
    rest = break_sticks(theta, active, classes, room)
    total = held
    prior = 0.0
    for k in range(sticks):
        total += room.sticks[k]
        prior += theta[k]
    power = priors.shape + classes - 1.0
    prior -= power * math.log(priors.rate + total)
    prior += priors.on * capture(theta, 0, active, classes, room)
    for k in range(active):
        prior += (priors.on + priors.off) * math.log(missed[k])
    spread(0, active, cells, room)

    first, last = level[lists - 1], level[lists]
    seen = rest * frozen[last - first]
    for k in range(active):
        seen += weight[k] * (1.0 - missed[k])
    bounded, by_seen = within_bound(seen, priors)
    value = bounded - priors.persons * math.log(seen)
    factor = beta * (priors.persons / seen - by_seen)
    outside = rest * frozen[0] * factor
    for k in range(active):
        pull[first, k] = reach[first, k] * factor
    for leaf in range(1, last - first):
        chance = rest * frozen[leaf]
        for k in range(active):
            chance += reach[first + leaf, k]
        value += counts[leaf] * math.log(chance)
        factor = beta * counts[leaf] / chance
        outside += rest * frozen[leaf] * factor
        for k in range(active):
            pull[first + leaf, k] = reach[first + leaf, k] * factor

    for node in range(first):
        for k in range(active):
            pull[node, k] = 0.0
    for j in range(lists - 1, -1, -1):
        at = classes - 1 + j * classes
        for k in range(active):
            grad[at + k] = priors.on
        for node in range(level[j], level[j + 1]):
            above = parent[node]
            for k in range(active):
                pull[above, k] += pull[node, k]
            if entry[node] == 1:
                for k in range(active):
                    grad[at + k] += pull[node, k]
    for j in range(lists):
        at = classes - 1 + j * classes
        for k in range(active):
            grad[at + k] -= on[j, k] * (priors.on + priors.off + pull[0, k])
    after = outside
    if active == classes:
        after += pull[0, classes - 1]
    for k in range(sticks - 1, -1, -1):
        length = room.sticks[k]
        share = math.expm1(length)
        grad[k] = 1.0 - power * length / (priors.rate + total) - length * after
        if share < math.inf:
            grad[k] += pull[0, k] * length / share
        after += pull[0, k]
    return prior, value, seen


@jit
def likelihood(
    theta: FloatArray, classes: int, cells: Cells, priors: Priors, room: Room
) -> tuple[float, float]:
    """Return the log likelihood and the share listed."""
    lists = len(room.on)
    first, last = cells.first[lists - 1], cells.first[lists]
    break_sticks(theta, classes, classes, room)
    capture(theta, 0, classes, classes, room)
    spread(0, classes, cells, room)
    seen = 0.0
    for k in range(classes):
        seen += room.weight[k] * (1.0 - room.missed[k])
    value = within_bound(seen, priors)[0] - priors.persons * math.log(seen)
    for leaf in range(1, last - first):
        chance = 0.0
        for k in range(classes):
            chance += room.reach[first + leaf, k]
        value += cells.counts[leaf] * math.log(chance)
    return value, seen
