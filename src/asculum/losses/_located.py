"""How likely located counts are: near the battle, of all on the front, given its share."""

from __future__ import annotations

import math

import numpy as np

from asculum.losses._packed import FloatArray, jit, place, size, view
from asculum.losses.codes import (
    AT_CLUSTER,
    AT_NEAR,
    CLUSTER_MEAN,
    CLUSTER_SD,
    N_LOCATED,
    N_OBS,
    NEAR_ALL,
    NEAR_COUNT,
    NEAR_SD,
    NEAR_SOURCE,
    SCALARS,
)


@jit
def log_gamma(x: float) -> tuple[float, float]:
    """Return ln Gamma(x) and its derivative for x > 0: recurrence up to 10, then Stirling."""
    product, slope = 1.0, 0.0
    while x < 10.0:
        product *= x
        slope -= 1.0 / x
        x += 1.0
    y = 1.0 / (x * x)
    series = (1 / 12 - y * (1 / 360 - y * (1 / 1260 - y * (1 / 1680 - y / 1188)))) / x
    value = (x - 0.5) * math.log(x) - x + 0.5 * math.log(2.0 * math.pi) + series - math.log(product)
    by_x = y * (1 / 12 - y * (1 / 120 - y * (1 / 252 - y * (1 / 240 - y / 132))))
    return value, slope + math.log(x) - 0.5 / x - by_x


@jit
def log_choose_near(
    near: float, whole: float, eta: float, cluster: float
) -> tuple[float, float, float]:
    """Return the beta-binomial ln P(near of whole), and its derivatives by eta and by ``cluster``.

    ``eta`` is the log-odds of p and ``cluster`` that of the correlation r within a row: the shapes
    are p k and (1 - p) k with k = (1 - r) / r = exp(-cluster). Up to a constant of the counts.
    """
    p = 1.0 / (1.0 + math.exp(-eta))
    q = 1.0 / (1.0 + math.exp(eta))
    k = math.exp(-cluster)
    a, b = max(p * k, 1e-290), max(q * k, 1e-290)
    value_a, slope_a = log_gamma(a)
    value_b, slope_b = log_gamma(b)
    value_k, slope_k = log_gamma(k)
    more_a, up_a = log_gamma(a + near)
    more_b, up_b = log_gamma(b + whole - near)
    more_k, up_k = log_gamma(k + whole)
    value = more_a - value_a + more_b - value_b + value_k - more_k
    by_a, by_b, by_k = up_a - slope_a, up_b - slope_b, slope_k - up_k
    return value, (by_a - by_b) * k * p * q, -k * (by_a * p + by_b * q + by_k)


@jit
def locate(
    theta: FloatArray, grad: FloatArray, sums: FloatArray, by_sums: FloatArray, pack: FloatArray
) -> float:
    """Return the log-likelihood of the located counts; fill their part of ``by_sums``.

    ``sums`` hold for each count, after those of the observations, the killed at the battle and on
    the front; the log-odds of their ratio plus what the source makes of it are those of the count.
    """
    counts = size(pack, N_LOCATED)
    if counts == 0:
        return 0.0
    scalars = view(pack, SCALARS)
    near, whole, source_of = view(pack, NEAR_COUNT), view(pack, NEAR_ALL), view(pack, NEAR_SOURCE)
    at_near, at_cluster = place(pack, AT_NEAR), place(pack, AT_CLUSTER)
    cluster = scalars[CLUSTER_MEAN] + scalars[CLUSTER_SD] * theta[at_cluster]
    first = 2 * size(pack, N_OBS)
    value = 0.0
    for i in range(counts):
        here, front = sums[first + 2 * i], sums[first + 2 * i + 1]
        rest = front - here
        if not (here > 0.0 and rest > 0.0):
            return -np.inf
        at = at_near + int(source_of[i])
        eta = math.log(here / rest) + scalars[NEAR_SD] * theta[at]
        told, by_eta, by_cluster = log_choose_near(near[i], whole[i], eta, cluster)
        value += told
        grad[at] += by_eta * scalars[NEAR_SD]
        grad[at_cluster] += by_cluster * scalars[CLUSTER_SD]
        by_sums[first + 2 * i] = by_eta * (1.0 / here + 1.0 / rest)
        by_sums[first + 2 * i + 1] = -by_eta / rest
    return value
