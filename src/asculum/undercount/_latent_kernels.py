"""Kernels of the latent-class model: its density with gradient, its moves, and annealing.

A state holds, for K classes and J lists, e[k] = ln E[k] with E[k] = -ln(1 - V[k]) of the K - 1
stick-breaking shares, then the logits of capture x[j, k], class by class within each list. The
model in symbols is on docs/methods/latent-class.md.

Cells are the leaves of a tree with one level for each list, so that cells which begin alike share
their products; the first leaf is the cell of no list. Sums keep their written order. All kernels
that call one another stand in this file, for numba keeps what it compiled under the file's stamp.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar, cast

import numba as nb
import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
Function = TypeVar("Function", bound=Callable[..., object])

#: Standard deviations from the bound beyond which it cannot be felt.
FAR = 12.0
#: Continued fractions end at this relative change, or after so many steps.
SETTLED, MOST_STEPS = 1e-14, 100_000
#: Step sizes begin here; their logarithm moves by ``GAIN`` times the error of the acceptance.
FIRST_STEP, ACCEPT, GAIN = 0.3, 0.8, 0.15

#: Trajectories are about so long, in units of the state, and have no more steps than this.
LENGTH, MOST_TURNS = 3.0, 120
#: Share of trajectories that move only the first few classes.
OFTEN = 0.8
#: Share of states that is still effective when the power of the likelihood has risen.
SHARE = 0.5
#: Classes that are offered anew after each trajectory, and how many persons of one cell such a
#: class is as if made from.
OFFERS, FOLLOW = 3, 4


class Cells(NamedTuple):
    """The tree: parent and entry of each node (node 0 is the root), where each level begins, and
    the persons of each leaf, the first of which is the cell of no list (0)."""

    parent: IntArray
    entry: IntArray
    first: IntArray
    counts: FloatArray


class Priors(NamedTuple):
    """alpha ~ Gamma(shape, rate); captures ~ Beta(on, off); at most ``unseen`` persons unlisted."""

    shape: float
    rate: float
    on: float
    off: float
    persons: float
    unseen: float
    log_beta: float


class Plan(NamedTuple):
    """How to sample: ``few`` classes are moved by most trajectories; so many ``chains`` take
    ``steps`` at each power, ``settle`` at the last, and ``kept`` that are recorded."""

    few: int
    chains: int
    steps: int
    settle: int
    kept: int


class Room(NamedTuple):
    """Arrays to work in."""

    on: FloatArray
    off: FloatArray
    weight: FloatArray
    missed: FloatArray
    sticks: FloatArray
    reach: FloatArray
    pull: FloatArray
    frozen: FloatArray


def jit(function: Function) -> Function:
    """Compile an inner kernel, which only other kernels call, with strict floating point."""
    options: Any = {"no_cpython_wrapper": True, "no_cfunc_wrapper": True}
    options |= {"nogil": True, "error_model": "numpy"}
    return cast(Function, nb.njit(**options)(function))


def entry(function: Function) -> Function:
    """Compile a kernel that is called from outside, kept between runs."""
    options: Any = {"cache": True, "nogil": True, "error_model": "numpy"}
    return cast(Function, nb.njit(**options)(function))


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


@jit
def effective(values: FloatArray, rise: float) -> float:
    """Return the share of effective states when the power of the likelihood rises."""
    top = values.max()
    first, second = 0.0, 0.0
    for value in values:
        weight = math.exp(rise * (value - top))
        first += weight
        second += weight * weight
    return first * first / second / len(values)


@jit
def next_rise(values: FloatArray, left: float, share: float) -> float:
    """Return how far the power may rise, at most ``left``, to leave ``share`` effective."""
    if effective(values, left) >= share:
        return left
    low, high = 0.0, left
    for _ in range(60):
        middle = 0.5 * (low + high)
        if effective(values, middle) < share:
            high = middle
        else:
            low = middle
    return high


@jit
def ancestors(
    values: FloatArray, rise: float, count: int, rng: np.random.Generator
) -> tuple[IntArray, float]:
    """Return places drawn by weight (systematic), and the log of the mean weight."""
    top = values.max()
    weights = np.exp(rise * (values - top))
    total = weights.sum()
    chosen = np.empty(count, dtype=np.int64)
    at, reached, offset = 0, weights[0], rng.random()
    for i in range(count):
        wanted = (i + offset) * total / count
        while reached < wanted and at < len(values) - 1:
            at += 1
            reached += weights[at]
        chosen[i] = at
    return chosen, math.log(total / len(values)) + rise * top


@entry
def anneal(
    states: FloatArray,
    classes: int,
    cells: Cells,
    priors: Priors,
    plan: Plan,
    rng: np.random.Generator,
) -> tuple[FloatArray, FloatArray, FloatArray, FloatArray, float]:
    """Carry draws of the prior, shape (chains x steps, state), to draws of the posterior.

    Waste-free sequential Monte Carlo (Dau & Chopin 2022): at each power of the likelihood some
    states are drawn by weight, each is moved ``plan.steps`` times and every state met is kept.
    At power 1 the chains settle, the step size is fixed, and ``plan.kept`` steps are recorded.

    Returns, with shape (chain, kept): the share listed, the log likelihood and, with a last axis
    of lists, the chance of capture; then the powers, and the log of the evidence.
    """
    chains, size = plan.chains, states.shape[1]
    lists = len(cells.first) - 1
    room = make_room(classes, cells)
    values = np.empty(len(states))
    for i in range(len(states)):
        values[i] = likelihood(states[i], classes, cells, priors, room)[0]
    powers = np.empty(0)
    beta, step, evidence = 0.0, FIRST_STEP, 0.0
    now = np.empty((chains, size))
    while beta < 1.0:
        rise = next_rise(values, 1.0 - beta, SHARE)
        chosen, gained = ancestors(values, rise, chains, rng)
        evidence += gained
        beta = 1.0 if rise == 1.0 - beta else beta + rise
        powers = np.append(powers, beta)
        for chain in range(chains):
            now[chain] = states[chosen[chain]]
        steps = plan.steps if beta < 1.0 else plan.settle
        for chain in range(chains):
            for turn in range(steps):
                value, _, accepted = wander(
                    now[chain], beta, step, plan, classes, cells, priors, room, rng
                )
                step *= math.exp(GAIN * (accepted - ACCEPT))
                if beta < 1.0:
                    states[chain * plan.steps + turn] = now[chain]
                    values[chain * plan.steps + turn] = value
    listed = np.empty((chains, plan.kept))
    fits = np.empty((chains, plan.kept))
    rates = np.zeros((chains, plan.kept, lists))
    for chain in range(chains):
        for turn in range(plan.kept):
            fits[chain, turn], listed[chain, turn], _ = wander(
                now[chain], 1.0, step, plan, classes, cells, priors, room, rng
            )
            break_sticks(now[chain], classes, classes, room)
            capture(now[chain], 0, classes, classes, room)
            for j in range(lists):
                for k in range(classes):
                    rates[chain, turn, j] += room.weight[k] * room.on[j, k]
    return listed, fits, rates, powers, evidence
