"""Moves of the latent-class sampler: trajectories, swaps of classes, and classes offered anew."""

from __future__ import annotations

import math

import numpy as np

from asculum.undercount._latent_compiled import (
    Cells,
    FloatArray,
    IntArray,
    Plan,
    Priors,
    Room,
    jit,
)
from asculum.undercount._latent_density import density, freeze, likelihood

#: Trajectories are about so long, in units of the state, and have no more steps than this.
LENGTH, MOST_TURNS = 3.0, 120
#: Share of trajectories that move only the first few classes.
OFTEN = 0.8
#: Classes that are offered anew after each trajectory, and how many persons of one cell such a
#: class is as if made from.
OFFERS, FOLLOW = 3, 4


@jit
def moving(active: int, classes: int, lists: int) -> IntArray:
    """Return the places in a state of what a trajectory over the first classes moves."""
    sticks = min(active, classes - 1)
    found = np.empty(sticks + lists * active, dtype=np.int64)
    for k in range(sticks):
        found[k] = k
    for j in range(lists):
        for k in range(active):
            found[sticks + j * active + k] = classes - 1 + j * classes + k
    return found


@jit
def travel(
    theta: FloatArray,
    beta: float,
    step: float,
    active: int,
    classes: int,
    cells: Cells,
    priors: Priors,
    room: Room,
    rng: np.random.Generator,
) -> float:
    """Move the first classes by one Hamiltonian trajectory; return its chance of acceptance."""
    where = moving(active, classes, len(room.on))
    momentum = np.empty(len(where))
    grad = np.empty(len(theta))
    trial = theta.copy()
    most = min(MOST_TURNS, math.ceil(LENGTH / step))
    steps = max(1, int(most * (0.5 + 0.5 * rng.random())))
    step *= 0.8 + 0.4 * rng.random()
    held = freeze(theta, active, classes, cells, room)
    prior, value, _ = density(trial, grad, beta, active, held, classes, cells, priors, room)
    before = prior + beta * value
    for i in range(len(where)):
        momentum[i] = rng.standard_normal()
        before -= 0.5 * momentum[i] * momentum[i]
        momentum[i] += 0.5 * step * grad[where[i]]
    for turn in range(steps):
        for i in range(len(where)):
            trial[where[i]] += step * momentum[i]
        prior, value, _ = density(trial, grad, beta, active, held, classes, cells, priors, room)
        after = prior + beta * value
        if not after - before > -1000.0:
            return 0.0
        push = step if turn < steps - 1 else 0.5 * step
        for i in range(len(where)):
            momentum[i] += push * grad[where[i]]
    for i in range(len(where)):
        after -= 0.5 * momentum[i] * momentum[i]
    gain = after - before
    if not math.log(1.0 - rng.random()) < gain:
        return math.exp(min(gain, 0.0)) if gain < 0.0 else 0.0
    theta[:] = trial
    return math.exp(min(gain, 0.0))


@jit
def swap(theta: FloatArray, k: int, classes: int, priors: Priors, rng: np.random.Generator) -> None:
    """Offer to let class k and the next change places, weights with captures.

    The likelihood stays as it is, and the weights are permuted, so only the density of the
    shares counts: with V the share of class k, (1 - V) / (1 - V'), and for the last pair the
    change in the sum of the sticks besides.
    """
    own = math.exp(theta[k])
    share = -math.expm1(-own)
    if k == classes - 2:
        new, total = -math.log(share), 0.0
        for i in range(classes - 1):
            total += math.exp(theta[i])
        power = priors.shape + classes - 1.0
        ratio = new - own
        ratio += power * math.log((priors.rate + total) / (priors.rate + total - own + new))
        following = 0.0
    else:
        following = math.exp(theta[k + 1])
        other = -math.exp(-own) * math.expm1(-following)
        left = share + math.exp(-own - following)
        new = -math.log1p(-other) if other < 0.5 else -math.log(left)
        following = own + following - new
        ratio = new - own
        if not following > 0.0:
            return
    if not (new > 0.0 and new < math.inf) or not math.log(1.0 - rng.random()) < ratio:
        return
    theta[k] = math.log(new)
    if k < classes - 2:
        theta[k + 1] = math.log(following)
    for at in range(classes - 1 + k, len(theta), classes):
        theta[at], theta[at + 1] = theta[at + 1], theta[at]


@jit
def tailored(theta: FloatArray, k: int, classes: int, cells: Cells, priors: Priors) -> float:
    """Return the density of ``offer`` over that of the prior at the captures of class k.

    Half of the offers are the prior; the others follow an observed cell, each as likely.
    """
    parent, entry, level = cells.parent, cells.entry, cells.first
    lists = len(level) - 1
    total = priors.on + priors.off
    # E[x^FOLLOW] under Beta(on, off) is on (on + 1) ... / (total (total + 1) ...)
    scale_on, scale_off = 1.0, 1.0
    for i in range(FOLLOW):
        scale_on *= (total + i) / (priors.on + i)
        scale_off *= (total + i) / (priors.off + i)
    reach = np.empty(level[lists])
    reach[0] = 1.0
    for j in range(lists):
        odds = math.exp(theta[classes - 1 + j * classes + k])
        off = 1.0 / (1.0 + odds)
        if_on, if_off = scale_on * (odds * off) ** FOLLOW, scale_off * off**FOLLOW
        for node in range(level[j], level[j + 1]):
            reach[node] = reach[parent[node]] * (if_on if entry[node] == 1 else if_off)
    followed = 0.0
    for node in range(level[lists - 1] + 1, level[lists]):
        followed += reach[node]
    return 0.5 + 0.5 * followed / float(level[lists] - level[lists - 1] - 1)


@jit
def offer(
    theta: FloatArray,
    k: int,
    classes: int,
    cells: Cells,
    priors: Priors,
    rng: np.random.Generator,
) -> bool:
    """Give class k captures from the prior, or such as follow an observed cell."""
    parent, entry, level = cells.parent, cells.entry, cells.first
    lists = len(level) - 1
    follow = rng.random() < 0.5
    leaves = level[lists] - level[lists - 1] - 1
    node = level[lists - 1] + 1 + int(rng.random() * leaves)
    for j in range(lists - 1, -1, -1):
        on, off = priors.on, priors.off
        if follow:
            if entry[node] == 1:
                on += FOLLOW
            else:
                off += FOLLOW
        chance_on, chance_off = rng.standard_gamma(on), rng.standard_gamma(off)
        if not (chance_on > 0.0 and chance_off > 0.0):
            return False
        theta[classes - 1 + j * classes + k] = math.log(chance_on) - math.log(chance_off)
        node = parent[node]
    return True


@jit
def renew(
    theta: FloatArray,
    beta: float,
    classes: int,
    cells: Cells,
    priors: Priors,
    room: Room,
    rng: np.random.Generator,
) -> tuple[float, float]:
    """Offer a few classes captures anew, often with a share anew; return fit and share listed.

    The share is drawn from its prior given the others: E[k] over rate plus the other sticks is
    Lomax of shape ``shape + K - 2``.
    """
    value, seen = likelihood(theta, classes, cells, priors, room)
    trial = theta.copy()
    for _ in range(OFFERS):
        k = int(rng.random() * classes)
        if not offer(trial, k, classes, cells, priors, rng):
            trial[:] = theta
            continue
        if k < classes - 1 and rng.random() < 0.5:
            others = priors.rate
            for i in range(classes - 1):
                if i != k:
                    others += math.exp(theta[i])
            power = priors.shape + classes - 2.0
            lomax = math.expm1(-math.log(1.0 - rng.random()) / power)
            if lomax > 0.0:
                trial[k] = math.log(others) + math.log(lomax)
        other, other_seen = likelihood(trial, classes, cells, priors, room)
        gain = beta * (other - value)
        gain += math.log(tailored(theta, k, classes, cells, priors))
        gain -= math.log(tailored(trial, k, classes, cells, priors))
        if math.log(1.0 - rng.random()) < gain:
            theta[:] = trial
            value, seen = other, other_seen
        else:
            trial[:] = theta
    return value, seen


@jit
def wander(
    theta: FloatArray,
    beta: float,
    step: float,
    plan: Plan,
    classes: int,
    cells: Cells,
    priors: Priors,
    room: Room,
    rng: np.random.Generator,
) -> tuple[float, float, float]:
    """Apply every move once; return log likelihood, share listed, and chance of acceptance."""
    active = plan.few if rng.random() < OFTEN else classes
    accepted = travel(theta, beta, step, active, classes, cells, priors, room, rng)
    for k in range(classes - 1):
        swap(theta, k, classes, priors, rng)
    value, seen = renew(theta, beta, classes, cells, priors, room, rng)
    return value, seen, accepted
