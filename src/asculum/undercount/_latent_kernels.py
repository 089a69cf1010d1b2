"""Annealing of the latent-class model: from draws of the prior to draws of the posterior."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from asculum.undercount._latent_compiled import (
    STAMP,
    Cells,
    FloatArray,
    IntArray,
    Plan,
    Priors,
    entry,
    jit,
)
from asculum.undercount._latent_density import break_sticks, capture, likelihood, make_room
from asculum.undercount._latent_moves import wander

#: Step sizes begin here; their logarithm moves by ``GAIN`` times the error of the acceptance.
FIRST_STEP, ACCEPT, GAIN = 0.3, 0.8, 0.15
#: Share of states that is still effective when the power of the likelihood has risen.
SHARE = 0.5


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


def compile_anneal(version: int) -> Any:
    """Return the entry point compiled under the digest of all kernel files."""

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

        Returns, with shape (chain, kept): the share listed, the log likelihood and, with a last
        axis of lists, the chance of capture; then the powers, and the log of the evidence.
        """
        _ = version
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

    return anneal


anneal: Any = compile_anneal(STAMP)
