"""The reporting half: what the claims say, given the log rates of the sides."""

from __future__ import annotations

import math

import numpy as np

from asculum.losses._leanings import leanings, pull_leanings
from asculum.losses._likelihood import log_floor, log_told
from asculum.losses._lists import lists
from asculum.losses._located import locate
from asculum.losses._packed import FloatArray, inlined, jit, place, size, view
from asculum.losses._sources import (
    changes,
    levels,
    pull_changes,
    pull_levels,
    pull_spreads,
    spreads,
)
from asculum.losses._truth import (
    lost_between,
    per_killed,
    pull_per_killed,
    pull_truth,
    truth,
)
from asculum.losses._walk import mixed, pull_mixed
from asculum.losses._walls import level_prior, pull_raised, raise_above
from asculum.losses.codes import (
    AT_GROUP,
    FLOOR,
    LISTED,
    N_PAIRS,
    N_SIDES,
    N_SOURCES,
    N_VOICES,
    OBS_BIND,
    OBS_CHANGE,
    OBS_CHANGE_BELOW,
    OBS_CHANGE_WEIGHT,
    OBS_CHANGE_WEIGHT_BELOW,
    OBS_COUNT,
    OBS_GROUP,
    OBS_HIGH,
    OBS_JOIN,
    OBS_LOW,
    OBS_ROUNDING,
    OBS_SOURCE,
    OBS_TERMS,
    OBS_VOICE,
    OBS_VOICE_BELOW,
    OWN_SHARE,
    RATIO,
    SINGLE,
    SUM,
    TERM_END,
    TERM_END_PART,
    TERM_START,
    TERM_START_PART,
    TERM_TIMES,
)

OWN = math.sqrt(OWN_SHARE)
SHARED = math.sqrt(1.0 - OWN_SHARE)


@jit
def add_up(
    totals: FloatArray, times: FloatArray, pack: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Return the killed behind each term, and the sums of the terms that belong together.

    ``sums`` holds for each observation what it speaks of, above the line and below it.
    """
    first, first_part = view(pack, TERM_START), view(pack, TERM_START_PART)
    last, last_part = view(pack, TERM_END), view(pack, TERM_END_PART)
    multiplier, begins = view(pack, TERM_TIMES), view(pack, OBS_TERMS)
    killed = np.empty(len(first))
    for term in range(len(first)):
        killed[term] = lost_between(
            totals, int(first[term]), first_part[term], int(last[term]), last_part[term]
        )
    sums = np.zeros(len(begins) - 1)
    for group in range(len(sums)):
        for term in range(int(begins[group]), int(begins[group + 1])):
            sums[group] += killed[term] * times[int(multiplier[term])]
    return killed, sums


@jit
def pull_add_up(
    killed: FloatArray,
    by_sums: FloatArray,
    times: FloatArray,
    by_totals: FloatArray,
    by_times: FloatArray,
    pack: FloatArray,
) -> None:
    """Send the gradient by the sums back to totals and multipliers."""
    first, first_part = view(pack, TERM_START), view(pack, TERM_START_PART)
    last, last_part = view(pack, TERM_END), view(pack, TERM_END_PART)
    multiplier, begins = view(pack, TERM_TIMES), view(pack, OBS_TERMS)
    for group in range(len(by_sums)):
        for term in range(int(begins[group]), int(begins[group + 1])):
            m = int(multiplier[term])
            by_times[m] += by_sums[group] * killed[term]
            pull = by_sums[group] * times[m]
            a, b = int(first[term]), int(last[term])
            by_totals[b] += (1.0 - last_part[term]) * pull
            by_totals[b + 1] += last_part[term] * pull
            by_totals[a] -= (1.0 - first_part[term]) * pull
            by_totals[a + 1] -= first_part[term] * pull


@jit
def at_knots(moved: FloatArray, knot: int, weight: float) -> float:
    """Return what lies between two knots of a leaning's walk; 0 where it has none."""
    if knot < 0:
        return 0.0
    return mixed(moved, knot, weight)


@jit
def pull_knots(by_moved: FloatArray, knot: int, weight: float, pull: float) -> None:
    """Send a derivative back to the two knots."""
    if knot >= 0:
        pull_mixed(by_moved, knot, weight, pull)


@jit
def observe(
    theta: FloatArray,
    grad: FloatArray,
    sums: FloatArray,
    lean: FloatArray,
    moved: FloatArray,
    spread: FloatArray,
    by_sums: FloatArray,
    by_lean: FloatArray,
    by_moved: FloatArray,
    by_spread: FloatArray,
    each: FloatArray,
    pack: FloatArray,
) -> float:
    """Return the log-likelihood of all observations; fill ``by_sums`` and ``each``, add to others.

    ``each`` holds the log-likelihood of one observation at a time, shape (observation,).
    """
    bind, join = view(pack, OBS_BIND), view(pack, OBS_JOIN)
    low, high, count = view(pack, OBS_LOW), view(pack, OBS_HIGH), view(pack, OBS_COUNT)
    rounding, source_of = view(pack, OBS_ROUNDING), view(pack, OBS_SOURCE)
    voice_of, voice_below_of = view(pack, OBS_VOICE), view(pack, OBS_VOICE_BELOW)
    knot_of, knot_below_of = view(pack, OBS_CHANGE), view(pack, OBS_CHANGE_BELOW)
    weight, weight_below = view(pack, OBS_CHANGE_WEIGHT), view(pack, OBS_CHANGE_WEIGHT_BELOW)
    group_of, at_group = view(pack, OBS_GROUP), place(pack, AT_GROUP)
    value = 0.0
    for i in range(len(bind)):
        above, below = sums[2 * i], sums[2 * i + 1]
        if not (above > 0.0 and (below > 0.0 or join[i] == SINGLE)):
            return -np.inf
        if bind[i] == FLOOR:
            # of both sides together where they are added up; an empty sum is 0
            told, by_eta = log_floor(math.log(above + below), low[i])
            value += told
            each[i] = told
            by_sums[2 * i] = by_eta / (above + below)
            by_sums[2 * i + 1] = by_sums[2 * i]
            continue
        if bind[i] == LISTED:
            continue
        p, q = int(voice_of[i]), int(voice_below_of[i])
        at, at_below = int(knot_of[i]), int(knot_below_of[i])
        bias = lean[p] + at_knots(moved, at, weight[i])
        eta, part, part_below = math.log(above) + bias, 1.0, 0.0
        if join[i] == RATIO:
            eta -= math.log(below) + lean[q] + at_knots(moved, at_below, weight_below[i])
            part_below = -1.0
        elif join[i] == SUM:
            bias_below = lean[q] + at_knots(moved, at_below, weight_below[i])
            told, told_below = above * math.exp(bias), below * math.exp(bias_below)
            eta = math.log(told + told_below)
            part = told / (told + told_below)
            part_below = 1.0 - part
        s, g = int(source_of[i]), int(group_of[i])
        sigma, own, common = spread[s], 1.0, 0.0
        if g >= 0:
            own, common = OWN, SHARED * theta[at_group + g]
            eta += sigma * common
        width = math.sqrt(own * own * sigma * sigma + rounding[i] * rounding[i])
        told, by_eta, by_width = log_told(int(bind[i]), low[i], high[i], count[i], eta, width)
        value += told
        each[i] = told
        by_spread[s] += by_width * own * own * sigma / width + by_eta * common
        if g >= 0:
            grad[at_group + g] += by_eta * SHARED * sigma
        by_lean[p] += by_eta * part
        pull_knots(by_moved, at, weight[i], by_eta * part)
        by_sums[2 * i] = by_eta * part / above
        if q >= 0:
            by_lean[q] += by_eta * part_below
            pull_knots(by_moved, at_below, weight_below[i], by_eta * part_below)
            by_sums[2 * i + 1] = by_eta * part_below / below
    return value


@inlined
def report(
    theta: FloatArray,
    grad: FloatArray,
    rates: FloatArray,
    by_rates: FloatArray,
    each: FloatArray,
    pack: FloatArray,
) -> float:
    """Return the log-density of the reporting half; fill rates and ``each``, add to ``grad``."""
    lean, moved = np.empty(size(pack, N_VOICES)), changes(theta, pack)
    spread = np.empty(size(pack, N_SOURCES))
    by_lean, by_moved = np.zeros(len(lean)), np.zeros(len(moved))
    by_spread = np.zeros(len(spread))
    times = per_killed(theta, pack)
    by_times = np.zeros(times.shape)
    level = np.empty(size(pack, N_SIDES))
    made = np.empty((size(pack, N_PAIRS), 4))
    held = np.empty((len(level), 2))
    value = leanings(theta, grad, lean, made, pack)
    value += spreads(theta, grad, spread, pack)
    value += levels(theta, rates, level, lean, times, spread, by_spread, held, pack)
    true = truth(theta, rates, level, times, pack)
    by_odds = np.empty((len(level), 2))
    totals, flat_times = true.totals.reshape(-1), times.reshape(-1)
    value += raise_above(true.lost.reshape(-1), totals, flat_times, level, by_odds, pack)
    value += level_prior(level, pack)
    by_totals = np.zeros(true.totals.shape)
    killed, sums = add_up(totals, flat_times, pack)
    by_sums = np.zeros(len(sums))
    value += observe(
        theta, grad, sums, lean, moved, spread, by_sums, by_lean, by_moved, by_spread, each, pack
    )
    value += lists(theta, grad, sums, by_sums, each, pack)
    value += locate(theta, grad, sums, by_sums, pack)
    pull_raised(killed, sums, by_sums, flat_times, level, by_odds, pack)
    pull_add_up(killed, by_sums, flat_times, by_totals.reshape(-1), by_times.reshape(-1), pack)
    pull_truth(grad, true, by_totals, by_rates, pack)
    pull_levels(grad, level, by_rates, by_lean, times, by_times, spread, by_spread, held, pack)
    pull_per_killed(grad, times, by_times, pack)
    pull_leanings(theta, grad, by_lean, made, pack)
    pull_changes(grad, by_moved, pack)
    pull_spreads(grad, spread, by_spread, pack)
    return value
