"""How sources lean: what each makes of a side's losses by category, as far as it is centred.

A pair is a source and a side, its voices the categories that it counts. With b the spread between
sources, c that between the categories of one and m voices, own leanings have the covariance
b² 1 1' + c² I, whose symmetric root makes them of m standard normals: sqrt(c² + m b²) times their
mean, and c times what each differs from it. Both are partly centred, by how much the claims tell
of them (``centring.py``):

    mean of theta     ~ N(w k / r, (R / r)^(2 w) / m),   w how far the mean is centred,
    theta less mean   ~ N(0, (c / c0)^(2 v)),            v how far the differences are,

where R = sqrt(c² + m b²), c0 and r are c and R at the priors' medians, and k is how far the mean
of the allegiance lies from its prior mean.
"""

from __future__ import annotations

import math

from asculum.losses._packed import FloatArray, jit, place, size, view
from asculum.losses.codes import (
    AT_BETWEEN,
    AT_CATEGORY,
    AT_RELATION,
    AT_TILT,
    AT_VOICE,
    BETWEEN_MEAN,
    BETWEEN_SD,
    CATEGORY_MEAN,
    CATEGORY_SD,
    N_PAIRS,
    PAIR_APART,
    PAIR_CENTRED,
    PAIR_MEAN,
    PAIR_RELATION,
    PAIR_SD,
    PAIR_TILT,
    PAIR_VOICES,
    RELATION_SD,
    SCALARS,
    TILT_SD,
)


@jit
def scale(theta: FloatArray, block: int, mean: float, sd: float) -> float:
    """Return a log-normal scale; its median where the design has no parameter for it."""
    return math.exp(mean + sd * theta[block]) if block >= 0 else math.exp(mean)


@jit
def moved_kin(theta: FloatArray, pair: int, pack: FloatArray) -> float:
    """Return how far the mean leaning of a pair's allegiance lies from its prior mean."""
    r = int(view(pack, PAIR_RELATION)[pair])
    moved = view(pack, RELATION_SD)[r] * theta[place(pack, AT_RELATION) + r]
    at_tilt = place(pack, AT_TILT)
    if at_tilt >= 0:
        moved += view(pack, PAIR_TILT)[pair] * view(pack, SCALARS)[TILT_SD] * theta[at_tilt]
    return float(moved)


@jit
def leanings(
    theta: FloatArray, grad: FloatArray, lean: FloatArray, made: FloatArray, pack: FloatArray
) -> float:
    """Fill ln of what each source makes of each side's losses by category, shape (voice,).

    The mean of its allegiance, give or take its backing, plus its own; or what is stated for it.
    ``made`` (pair, 4) is filled with what the gradient asks for again: R, (r / R)^w, the mean of
    theta and the standard normal behind it. Returns what centring adds to the standard normals of
    theta, in log-density.
    """
    scalars = view(pack, SCALARS)
    begins, own_mean, own_sd = view(pack, PAIR_VOICES), view(pack, PAIR_MEAN), view(pack, PAIR_SD)
    centred, parted = view(pack, PAIR_CENTRED), view(pack, PAIR_APART)
    at_between, at_category = place(pack, AT_BETWEEN), place(pack, AT_CATEGORY)
    at_voice = place(pack, AT_VOICE)
    b = scale(theta, at_between, scalars[BETWEEN_MEAN], scalars[BETWEEN_SD])
    c = scale(theta, at_category, scalars[CATEGORY_MEAN], scalars[CATEGORY_SD])
    b0, c0 = math.exp(scalars[BETWEEN_MEAN]), math.exp(scalars[CATEGORY_MEAN])
    log_c = math.log(c / c0)
    value, by_log_b, by_log_c = 0.0, 0.0, 0.0
    for pair in range(size(pack, N_PAIRS)):
        first, after = int(begins[pair]), int(begins[pair + 1])
        if own_sd[pair] > 0.0:
            lean[first] = own_mean[pair] + own_sd[pair] * theta[at_voice + first]
            continue
        m = after - first
        w, v = centred[pair], parted[pair]
        root, usual = math.sqrt(c * c + m * b * b), math.sqrt(c0 * c0 + m * b0 * b0)
        log_root = math.log(root / usual)
        less = math.exp(-w * log_root)
        common = 0.0
        for voice in range(first, after):
            common += theta[at_voice + voice] / m
        kin = moved_kin(theta, pair, pack)
        z = less * (common - w * kin / usual)
        made[pair, 0], made[pair, 1], made[pair, 2], made[pair, 3] = root, less, common, z
        whole = own_mean[pair] + kin + root * z
        value += 0.5 * m * (common * common - z * z) - w * log_root
        by_root = w * (m * z * z - 1.0) / (root * root)
        by_log_b += by_root * m * b * b
        by_log_c += by_root * c * c
        pull_kin(m * z * less * w / usual, pair, grad, pack)
        if m == 1:
            lean[first] = whole
            grad[at_voice + first] += common - z * less
            continue
        shrink = math.exp(-v * log_c)
        squares = 0.0
        for voice in range(first, after):
            apart = theta[at_voice + voice] - common
            squares += apart * apart
            lean[voice] = whole + c * shrink * apart
            grad[at_voice + voice] += common - z * less + (1.0 - shrink * shrink) * apart
        value += 0.5 * (1.0 - shrink * shrink) * squares - v * (m - 1) * log_c
        by_log_c += v * (shrink * shrink * squares - (m - 1))
    grad[at_between] += by_log_b * scalars[BETWEEN_SD]
    if at_category >= 0:
        grad[at_category] += by_log_c * scalars[CATEGORY_SD]
    return value


@jit
def pull_leanings(
    theta: FloatArray, grad: FloatArray, by_lean: FloatArray, made: FloatArray, pack: FloatArray
) -> None:
    """Send the gradient by the leanings back to what makes them."""
    scalars = view(pack, SCALARS)
    begins, own_sd = view(pack, PAIR_VOICES), view(pack, PAIR_SD)
    centred, parted = view(pack, PAIR_CENTRED), view(pack, PAIR_APART)
    at_between, at_category = place(pack, AT_BETWEEN), place(pack, AT_CATEGORY)
    at_voice = place(pack, AT_VOICE)
    b = scale(theta, at_between, scalars[BETWEEN_MEAN], scalars[BETWEEN_SD])
    c = scale(theta, at_category, scalars[CATEGORY_MEAN], scalars[CATEGORY_SD])
    b0, c0 = math.exp(scalars[BETWEEN_MEAN]), math.exp(scalars[CATEGORY_MEAN])
    log_c = math.log(c / c0)
    by_log_b, by_log_c = 0.0, 0.0
    for pair in range(size(pack, N_PAIRS)):
        first, after = int(begins[pair]), int(begins[pair + 1])
        if own_sd[pair] > 0.0:
            grad[at_voice + first] += by_lean[first] * own_sd[pair]
            continue
        m = after - first
        w, v = centred[pair], parted[pair]
        root, less, common, z = made[pair, 0], made[pair, 1], made[pair, 2], made[pair, 3]
        pull = 0.0
        for voice in range(first, after):
            pull += by_lean[voice]
        by_root = (1.0 - w) * pull * z / root
        by_log_b += by_root * m * b * b
        by_log_c += by_root * c * c
        usual = math.sqrt(c0 * c0 + m * b0 * b0)
        pull_kin(pull * (1.0 - root * less * w / usual), pair, grad, pack)
        if m == 1:
            grad[at_voice + first] += root * less * pull
            continue
        shrink = c * math.exp(-v * log_c)
        for voice in range(first, after):
            told = by_lean[voice]
            grad[at_voice + voice] += shrink * (told - pull / m) + root * less * pull / m
            by_log_c += (1.0 - v) * shrink * told * (theta[at_voice + voice] - common)
    grad[at_between] += by_log_b * scalars[BETWEEN_SD]
    if at_category >= 0:
        grad[at_category] += by_log_c * scalars[CATEGORY_SD]


@jit
def pull_kin(pull: float, pair: int, grad: FloatArray, pack: FloatArray) -> None:
    """Send a derivative by the mean of a pair's allegiance back to what makes it."""
    relation = int(view(pack, PAIR_RELATION)[pair])
    grad[place(pack, AT_RELATION) + relation] += pull * view(pack, RELATION_SD)[relation]
    at_tilt = place(pack, AT_TILT)
    if at_tilt >= 0:
        grad[at_tilt] += pull * view(pack, PAIR_TILT)[pair] * view(pack, SCALARS)[TILT_SD]
