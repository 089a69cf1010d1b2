"""How likely lists of names are whose completeness is assumed, printing by printing."""

from __future__ import annotations

import math

import numpy as np

from asculum.losses._likelihood import missing_odds
from asculum.losses._packed import FloatArray, jit, place, size, view
from asculum.losses.codes import (
    AT_GROWTH,
    GROWTH_MEAN,
    GROWTH_SD,
    LIST_DELAY,
    LIST_MEAN,
    LIST_SCATTER,
    LIST_SD,
    N_LISTS,
    N_OBS,
    OBS_LIST,
    OBS_LOW,
    SCALARS,
)


@jit
def lists(
    theta: FloatArray,
    grad: FloatArray,
    sums: FloatArray,
    by_sums: FloatArray,
    each: FloatArray,
    pack: FloatArray,
) -> float:
    """Return the log-likelihood of the printings of all lists; fill their part of the rest.

    The log-odds of completeness of the printings of one list are y[k] = a + growth h[k] + e[k]
    with a ~ N(mean, sd²) its own and e ~ N(0, scatter²); a is integrated out, so that what is
    left is a normal of covariance scatter² I + sd² 1 1'. ``each`` is that of a printing given
    those of the same list before it in the table.
    """
    count = size(pack, N_LISTS)
    if count == 0:
        return 0.0
    scalars = view(pack, SCALARS)
    list_of, low = view(pack, OBS_LIST), view(pack, OBS_LOW)
    mean, sd, delay = view(pack, LIST_MEAN), view(pack, LIST_SD), view(pack, LIST_DELAY)
    at_growth, scatter = place(pack, AT_GROWTH), scalars[LIST_SCATTER] ** 2
    growth = 0.0
    if at_growth >= 0:
        growth = math.exp(scalars[GROWTH_MEAN] + scalars[GROWTH_SD] * theta[at_growth])
    observations = size(pack, N_OBS)
    total, printed = np.zeros(count), np.zeros(count)
    rest, falls = np.zeros(observations), np.zeros(observations)
    value = 0.0
    for i in range(observations):
        at = int(list_of[i])
        if at < 0:
            continue
        truth = sums[2 * i] + sums[2 * i + 1]
        odds, log_jacobian, fall, by_truth = missing_odds(math.log(truth), low[i])
        r = odds - mean[i] - growth * delay[i]
        own = sd[i] * sd[i]
        known = own / (scatter + printed[at] * own)
        variance = scatter * (1.0 + known)
        away = r - known * total[at]
        told = -0.5 * away * away / variance - 0.5 * math.log(variance) + log_jacobian
        value += told
        each[i] = told
        rest[i], falls[i] = r, fall
        total[at] += r
        printed[at] += 1.0
        by_sums[2 * i] = by_truth / truth
        by_sums[2 * i + 1] = by_truth / truth
    for i in range(observations):
        at = int(list_of[i])
        if at < 0:
            continue
        own = sd[i] * sd[i]
        pull = (own / (scatter + printed[at] * own) * total[at] - rest[i]) / scatter
        truth = sums[2 * i] + sums[2 * i + 1]
        by_sums[2 * i] += pull * falls[i] / truth
        by_sums[2 * i + 1] += pull * falls[i] / truth
        if at_growth >= 0:
            grad[at_growth] -= pull * growth * delay[i] * scalars[GROWTH_SD]
    return value
