"""The reporting half: what the claims say, given the log rates of the sides."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from asculum.losses._likelihood import log_floor, log_told
from asculum.losses._packed import FloatArray, jit, place, size, view
from asculum.losses._sources import (
    leanings,
    levels,
    pull_leanings,
    pull_levels,
    pull_spreads,
    spreads,
)
from asculum.losses._truth import per_killed, pull_per_killed, pull_truth, truth
from asculum.losses.codes import (
    ABOVE_ATOM,
    ABOVE_POINTER,
    AT_GROUP,
    BELOW_ATOM,
    BELOW_POINTER,
    FLOOR,
    N_OBS,
    N_SIDES,
    OBS_BIND,
    OBS_CATEGORY,
    OBS_COUNT,
    OBS_END,
    OBS_END_PART,
    OBS_GROUP,
    OBS_HIGH,
    OBS_JOIN,
    OBS_LOW,
    OBS_PAIR,
    OBS_PAIR_BELOW,
    OBS_ROUNDING,
    OBS_SCALE,
    OBS_SCOPE,
    OBS_SOURCE,
    OBS_START,
    OBS_START_PART,
    OWN_SHARE,
    RATIO,
    SINGLE,
)

OWN = math.sqrt(OWN_SHARE)
SHARED = math.sqrt(1.0 - OWN_SHARE)


class Span(NamedTuple):
    """Days between two points in time, each a ``part`` of the way through a cell."""

    first: int
    first_part: float
    last: int
    last_part: float


@jit
def lost_over(totals: FloatArray, scope: int, atom: int, span: Span) -> float:
    """Return the killed of one atom over a span of days."""
    end = totals[scope, atom, span.last]
    if span.last_part > 0.0:
        end += span.last_part * (totals[scope, atom, span.last + 1] - end)
    start = totals[scope, atom, span.first]
    if span.first_part > 0.0:
        start += span.first_part * (totals[scope, atom, span.first + 1] - start)
    return float(end - start)


@jit
def pull_lost_over(by_totals: FloatArray, scope: int, atom: int, span: Span, pull: float) -> None:
    """Send a derivative by ``lost_over`` back to the totals."""
    by_totals[scope, atom, span.last] += (1.0 - span.last_part) * pull
    if span.last_part > 0.0:
        by_totals[scope, atom, span.last + 1] += span.last_part * pull
    by_totals[scope, atom, span.first] -= (1.0 - span.first_part) * pull
    if span.first_part > 0.0:
        by_totals[scope, atom, span.first + 1] -= span.first_part * pull


@jit
def amount(
    totals: FloatArray, times: FloatArray, group: FloatArray, scope: int, category: int, span: Span
) -> float:
    """Return the losses in a category of a group of atoms over a span."""
    lost = 0.0
    for atom_ in group:
        atom = int(atom_)
        lost += lost_over(totals, scope, atom, span) * times[category, atom]
    return lost


@jit
def pull_amount(
    totals: FloatArray,
    by_totals: FloatArray,
    times: FloatArray,
    by_times: FloatArray,
    group: FloatArray,
    scope: int,
    category: int,
    span: Span,
    pull: float,
) -> None:
    """Send a derivative by ``amount`` back to totals and multipliers."""
    for atom_ in group:
        atom = int(atom_)
        by_times[category, atom] += pull * lost_over(totals, scope, atom, span)
        pull_lost_over(by_totals, scope, atom, span, pull * times[category, atom])


@jit
def expected(
    join: int, above: float, below: float, lean: float, lean_below: float
) -> tuple[float, float, float]:
    """Return ln of what a source would say on average, and the shares of both groups in it.

    The shares are the derivatives by ln above and ln below, and so by both leanings.
    """
    if join == SINGLE:
        return math.log(above) + lean, 1.0, 0.0
    if join == RATIO:
        return math.log(above / below) + lean - lean_below, 1.0, -1.0
    told, told_below = above * math.exp(lean), below * math.exp(lean_below)
    part = told / (told + told_below)
    return math.log(told + told_below), part, 1.0 - part


@jit
def observe(
    theta: FloatArray,
    grad: FloatArray,
    totals: FloatArray,
    times: FloatArray,
    lean: FloatArray,
    spread: FloatArray,
    by_totals: FloatArray,
    by_times: FloatArray,
    by_lean: FloatArray,
    by_spread: FloatArray,
    pack: FloatArray,
) -> float:
    """Return the log-likelihood of every observation, and add its derivatives."""
    bind, join = view(pack, OBS_BIND), view(pack, OBS_JOIN)
    scope_of, category_of = view(pack, OBS_SCOPE), view(pack, OBS_CATEGORY)
    low, high, count = view(pack, OBS_LOW), view(pack, OBS_HIGH), view(pack, OBS_COUNT)
    rounding, scale = view(pack, OBS_ROUNDING), view(pack, OBS_SCALE)
    start, start_part = view(pack, OBS_START), view(pack, OBS_START_PART)
    end, end_part = view(pack, OBS_END), view(pack, OBS_END_PART)
    pair_of, pair_below_of = view(pack, OBS_PAIR), view(pack, OBS_PAIR_BELOW)
    source_of, group_of = view(pack, OBS_SOURCE), view(pack, OBS_GROUP)
    above_at, above_atom = view(pack, ABOVE_POINTER), view(pack, ABOVE_ATOM)
    below_at, below_atom = view(pack, BELOW_POINTER), view(pack, BELOW_ATOM)
    at_group = place(pack, AT_GROUP)
    value = 0.0
    for i in range(size(pack, N_OBS)):
        scope, category = int(scope_of[i]), int(category_of[i])
        span = Span(int(start[i]), start_part[i], int(end[i]), end_part[i])
        group = above_atom[int(above_at[i]) : int(above_at[i + 1])]
        group_below = below_atom[int(below_at[i]) : int(below_at[i + 1])]
        above = amount(totals, times, group, scope, category, span) * scale[i]
        below = 1.0
        if join[i] != SINGLE:
            below = amount(totals, times, group_below, scope, category, span)
            below *= scale[i] if join[i] != RATIO else 1.0
        if not (above > 0.0 and below > 0.0):
            return -np.inf
        if bind[i] == FLOOR:
            told, by_eta = log_floor(math.log(above), low[i])
            value += told
            by_above, by_below = by_eta, 0.0
        else:
            p, q = int(pair_of[i]), int(pair_below_of[i])
            eta, by_above, by_below = expected(
                int(join[i]), above, below, lean[p], lean[q] if q >= 0 else 0.0
            )
            s, g = int(source_of[i]), int(group_of[i])
            own, common = spread[s], 0.0
            if g >= 0:
                own, common = OWN * spread[s], SHARED * theta[at_group + g]
                eta += spread[s] * common
            width = math.sqrt(own * own + rounding[i] * rounding[i])
            told, by_eta, by_width = log_told(int(bind[i]), low[i], high[i], count[i], eta, width)
            value += told
            by_spread[s] += by_width * own / width * own / spread[s] + by_eta * common
            if g >= 0:
                grad[at_group + g] += by_eta * SHARED * spread[s]
            by_above *= by_eta
            by_below *= by_eta
            by_lean[p] += by_above
            if q >= 0:
                by_lean[q] += by_below
        pull = by_above / above * scale[i]
        pull_amount(totals, by_totals, times, by_times, group, scope, category, span, pull)
        if join[i] != SINGLE:
            pull = by_below / below * (scale[i] if join[i] != RATIO else 1.0)
            pull_amount(
                totals, by_totals, times, by_times, group_below, scope, category, span, pull
            )
    return value


@jit
def report(
    theta: FloatArray,
    grad: FloatArray,
    rates: FloatArray,
    by_rates: FloatArray,
    pack: FloatArray,
) -> float:
    """Return the log-density of the reporting half; fill ``by_rates``, add to ``grad``."""
    lean, spread = leanings(theta, pack), spreads(theta, pack)
    by_lean, by_spread = np.zeros(len(lean)), np.zeros(len(spread))
    times = per_killed(theta, pack)
    by_times = np.zeros(times.shape)
    level = np.empty(size(pack, N_SIDES))
    value = levels(theta, grad, level, lean, by_lean, times, by_times, pack)
    true = truth(theta, rates, level, times, pack)
    by_totals = np.zeros(true.totals.shape)
    value += observe(
        *(theta, grad, true.totals, times, lean, spread),
        *(by_totals, by_times, by_lean, by_spread, pack),
    )
    pull_truth(grad, true, by_totals, by_rates, pack)
    pull_levels(grad, by_rates, by_lean, times, by_times, pack)
    pull_per_killed(grad, times, by_times, pack)
    pull_leanings(theta, grad, by_lean, pack)
    pull_spreads(grad, spread, by_spread, pack)
    return value
