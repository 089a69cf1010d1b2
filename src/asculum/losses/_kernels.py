"""The log-density of the losses model and its gradient: arrays in, arrays out.

Everything the density needs lies in one packed vector of doubles (``Layout`` in ``packing.py``
writes it, ``_view`` reads it), so that a C function pointer and one address are all a sampler
needs and chains run side by side without the interpreter.

The parameters of scale 1 (``z``) stand for ``mean + sd z``; the weekly log rates stand for
themselves. The model in symbols is on the methods page, docs/methods/losses.md.
"""

from __future__ import annotations

import math

import numba as nb
import numpy as np

# How an observation binds the quantity it speaks of.
POINT, RANGE, AT_LEAST, AT_MOST, COUNT, FLOOR = 0, 1, 2, 3, 4, 5
# How its one or two groups of forces are joined.
SINGLE, RATIO, SUM = 0, 1, 2
# How wide it reaches.
BATTLE, SECTOR, FRONT, WAR = 0, 1, 2, 3
# What it counts.
KILLED, WOUNDED, CAPTURED, MISSING, CASUALTIES, IRRECOVERABLE = 0, 1, 2, 3, 4, 5

#: Centring is kept in quarters, so that its powers are few.
QUARTERS = 4
#: Log-scale width of the wall below a named minimum.
FLOOR_WIDTH = 0.02
#: Share of the variance of a claim's error that is its own where others of the same statement
#: share the rest.
OWN_SHARE = 0.25

# Places of the packed arrays, in the order in which ``packing.py`` writes them.
(
    SIZES,
    LENGTH,
    BASIS,
    CENTRING,
    LEVEL_MEAN,
    LEVEL_SD,
    LEVEL_PAIR,
    LEVEL_CATEGORY,
    LEVEL_PART,
    LEVEL_TIMES,
    PAIR_MEAN,
    KNOT,
    KNOT_WEIGHT,
    KNOT_BASIS,
    SHARE_MEAN,
    SHARE_SD,
    MIX_KNOT,
    MIX_WEIGHT,
    MIX_BASIS,
    MIX_MEAN,
    MIX_SD,
    ATOM_SIDE,
    ATOM_MIX,
    SCALARS,
    RATIO_MEAN,
    RATIO_SD,
    RELATION_MEAN,
    RELATION_SD,
    PAIR_RELATION,
    PAIR_SD,
    PAIR_TILT,
    OBS_BIND,
    OBS_JOIN,
    OBS_SCOPE,
    OBS_CATEGORY,
    OBS_LOW,
    OBS_HIGH,
    OBS_COUNT,
    OBS_ROUNDING,
    OBS_SCALE,
    OBS_START,
    OBS_START_PART,
    OBS_END,
    OBS_END_PART,
    OBS_PAIR,
    OBS_PAIR_BELOW,
    OBS_SOURCE,
    OBS_GROUP,
    LEAF_POINTER,
    LEAF_INDEX,
    LEAF_POINTER_BELOW,
    LEAF_INDEX_BELOW,
) = range(52)
ARRAYS = 52

# Places in SIZES.
(
    N_LEAVES,
    N_CELLS,
    N_KNOTS,
    N_RELATIONS,
    N_PAIRS,
    N_SOURCES,
    N_GROUPS,
    N_OBS,
    HAS_SHARE,
    HAS_SECTOR,
    HAS_WAR,
    N_RATIOS,
    SHARE_FIRST,
    SHARE_LAST,
    HAS_TILT,
    N_SIDES,
    N_MIXES,
    N_MIX_KNOTS,
) = range(18)

# Places in SCALARS: means and standard deviations of the single priors.
(
    STEP_MEAN,
    STEP_SD,
    SHARE_CHANGE,
    SECTOR_MEAN,
    SECTOR_SD,
    WAR_MEAN,
    WAR_SD,
    TILT_MEAN,
    TILT_SD,
    BETWEEN_MEAN,
    BETWEEN_SD,
    SPREAD_MEAN,
    SPREAD_SD,
    SPREAD_BETWEEN,
    MIX_CHANGE,
) = range(15)

#: Sums may be reordered so that they use the machine's wide registers; not-a-number and infinity
#: keep their meaning. The same machine gives the same digits every time.
FAST = {"reassoc", "contract", "nsz"}
jit = nb.njit(cache=True, nogil=True, error_model="numpy", fastmath=FAST)


@jit
def _view(pack, array):
    """Return one packed array."""
    first = int(pack[1 + 2 * array])
    return pack[first : first + int(pack[2 + 2 * array])]


@jit
def log_tail(t):
    """Return ln P(T > t) and its derivative for Student's t with four degrees of freedom.

    With u = t / sqrt(4 + t²): P(T > t) = (1 - u)² (2 + u) / 4, and for t > 0
    1 - u = 4 / (r (r + t)) with r = sqrt(4 + t²), which keeps every digit far out.
    """
    r = math.sqrt(4.0 + t * t)
    u = t / r
    rest = 4.0 / (r * (r + t)) if t > 0.0 else 1.0 - u
    tail = 0.25 * rest * rest * (2.0 + u)
    # dP/dt = -pdf, pdf = (3/4) (1 - u²) du/dt, du/dt = 4 / r³, 1 - u² = 4 / r²
    density = 12.0 / (r * r * r * r * r)
    return math.log(tail), -density / tail


@jit
def log_between(low, high):
    """Return ln P(low < T < high) and its derivatives by low and high (t, 4 d.f.).

    The difference is taken in the tail where both ends lie, and as an integral of the density by
    the midpoint where the ends are too close for a difference.
    """
    if high - low < 1e-6 * (1.0 + abs(low)):
        middle = 0.5 * (low + high)
        r2 = 4.0 + middle * middle
        width = max(high - low, 1e-300)
        slope = -5.0 * middle / r2
        value = math.log(12.0) - 2.5 * math.log(r2) + math.log(width)
        return value, 0.5 * slope - 1.0 / width, 0.5 * slope + 1.0 / width
    r_low = math.sqrt(4.0 + low * low)
    r_high = math.sqrt(4.0 + high * high)
    if low > 0.0:
        a = 4.0 / (r_low * (r_low + low))
        b = 4.0 / (r_high * (r_high + high))
        u_low = 1.0 - a
        u_high = 1.0 - b
        mass = 0.25 * (a * a * (2.0 + u_low) - b * b * (2.0 + u_high))
    elif high < 0.0:
        a = 4.0 / (r_high * (r_high - high))
        b = 4.0 / (r_low * (r_low - low))
        mass = 0.25 * (a * a * (3.0 - a) - b * b * (3.0 - b))
    else:
        u_low = low / r_low
        u_high = high / r_high
        mass = 0.75 * (u_high - u_low) - 0.25 * (u_high * u_high * u_high - u_low * u_low * u_low)
    mass = max(mass, 1e-300)
    by_low = -12.0 / (r_low * r_low * r_low * r_low * r_low) / mass
    by_high = 12.0 / (r_high * r_high * r_high * r_high * r_high) / mass
    return math.log(mass), by_low, by_high


@jit
def _log_count(count, mean_log, spread):
    """Return the negative-binomial ln P(count) and its derivatives by ln mean and by spread.

    Mean m = exp(mean_log), variance m + m² (exp(spread²) - 1), so that the spread means on small
    counts what it means on large ones. Counts are below 20: the gamma ratio is a short product.
    """
    excess = math.expm1(spread * spread)
    size = 1.0 / excess
    mean = math.exp(mean_log)
    value = size * (math.log(size) - math.log(size + mean))
    by_size = math.log(size) - math.log(size + mean) + 1.0 - (size + count) / (size + mean)
    value += count * (mean_log - math.log(size + mean))
    for j in range(int(count)):
        value += math.log(size + j) - math.log(j + 1.0)
        by_size += 1.0 / (size + j)
    by_mean = count - (size + count) * mean / (size + mean)
    by_spread = -by_size * size * size * 2.0 * spread * (excess + 1.0)
    return value, by_mean, by_spread


@jit
def _multiplier(category, ratios, leaf):
    """Return how many of a category there are for each killed of one force."""
    if category == KILLED:
        return 1.0
    if category == WOUNDED:
        return ratios[0, leaf]
    if category == CAPTURED:
        return ratios[1, leaf]
    if category == MISSING:
        return ratios[2, leaf]
    if category == CASUALTIES:
        return 1.0 + ratios[0, leaf] + ratios[1, leaf] + ratios[2, leaf]
    return 1.0 + ratios[1, leaf] + ratios[2, leaf]


@jit
def _pull_multiplier(category, by_multiplier, leaf, by_ratio):
    """Add the derivative by a multiplier to the derivatives by the ratios it is made of."""
    if category in (WOUNDED, CASUALTIES):
        by_ratio[0, leaf] += by_multiplier
    if category in (CAPTURED, CASUALTIES, IRRECOVERABLE):
        by_ratio[1, leaf] += by_multiplier
    if category in (MISSING, CASUALTIES, IRRECOVERABLE):
        by_ratio[2, leaf] += by_multiplier


@jit
def walk(theta, grad, rates, pack):
    """The random-walk process: fill the log rates of the sides, add the prior of what makes them.

    x[s, w] = step sum_j basis[w, j] z[s, j], ln step = m + d zeta: with basis basis' the
    covariance of a random walk that is 0 in the middle of the battle, ``step`` is the standard
    deviation of the weekly change, one for both sides. The walk is written by its slow and fast movements, each
    partly centred: theta[s, j] = z[s, j] exp(c[s, j] d zeta), with c (in quarters) near 1 where
    the claims tell much of that movement and near 0 where they tell little.
    Returns the log-density and the next free place of ``theta``.
    """
    sides, cells = rates.shape
    basis = _view(pack, BASIS).reshape(cells, cells - 1)
    centring = _view(pack, CENTRING)
    scalars = _view(pack, SCALARS)
    value = 0.0
    steps = sides * (cells - 1)
    moves = np.empty(cells - 1)
    power = np.empty(QUARTERS + 1)
    zeta = theta[steps]
    value -= 0.5 * zeta * zeta
    grad[steps] -= zeta
    shift = scalars[STEP_SD] * zeta
    for q in range(QUARTERS + 1):
        power[q] = math.exp(-q * shift / QUARTERS)
    step = math.exp(scalars[STEP_MEAN] + shift)
    by_shift = 0.0
    for side in range(sides):
        base = side * (cells - 1)
        for j in range(cells - 1):
            q = int(centring[base + j])
            z = theta[base + j] * power[q]
            value -= 0.5 * z * z
            grad[base + j] -= z * power[q]
            by_shift += (z * z - 1.0) * q
            value -= q * shift / QUARTERS
            moves[j] = z * step
        for cell in range(cells):
            moved = 0.0
            for j in range(cells - 1):
                moved += basis[cell, j] * moves[j]
            rates[side, cell] = moved
    grad[steps] += by_shift * scalars[STEP_SD] / QUARTERS
    return value, steps + 1


@jit
def pull_walk(theta, grad, by_rates, pack):
    """Send the gradient by the log rates back to what makes them."""
    sides, cells = by_rates.shape
    basis = _view(pack, BASIS).reshape(cells, cells - 1)
    centring = _view(pack, CENTRING)
    scalars = _view(pack, SCALARS)
    steps = sides * (cells - 1)
    by_moves = np.empty(cells - 1)
    power = np.empty(QUARTERS + 1)
    shift = scalars[STEP_SD] * theta[steps]
    for q in range(QUARTERS + 1):
        power[q] = math.exp(scalars[STEP_MEAN] + (1.0 - q / QUARTERS) * shift)
    by_shift = 0.0
    for side in range(sides):
        base = side * (cells - 1)
        by_moves[:] = 0.0
        for cell in range(cells):
            pull = by_rates[side, cell]
            for j in range(cells - 1):
                by_moves[j] += pull * basis[cell, j]
        for j in range(cells - 1):
            q = int(centring[base + j])
            pull = by_moves[j] * power[q]
            grad[base + j] += pull
            by_shift += pull * theta[base + j] * (1.0 - q / QUARTERS)
    grad[steps] += by_shift * scalars[STEP_SD]


@jit
def _drift(theta, grad, cursor, mean, sd, change, basis, knots):
    """Fill a slow walk's knots and return the log-density of what makes them.

    knot[k] = mean + sd z[0] + change sum_j basis[k, j] z[1 + j], z standard normal.
    """
    count = len(knots)
    value = 0.0
    for j in range(count):
        z = theta[cursor + j]
        value -= 0.5 * z * z
        grad[cursor + j] -= z
    level = mean + sd * theta[cursor]
    for k in range(count):
        moved = 0.0
        for j in range(count - 1):
            moved += basis[k * (count - 1) + j] * theta[cursor + 1 + j]
        knots[k] = level + change * moved
    return value


@jit
def _pull_drift(grad, cursor, sd, change, basis, by_knots):
    """Send the gradient by the knots back to what makes them."""
    count = len(by_knots)
    for k in range(count):
        pull = by_knots[k]
        grad[cursor] += sd * pull
        for j in range(count - 1):
            grad[cursor + 1 + j] += change * pull * basis[k * (count - 1) + j]


@jit
def _mixed(knots, knot, weight):
    """Return what lies between two knots."""
    if weight == 0.0:
        return knots[knot]
    return (1.0 - weight) * knots[knot] + weight * knots[knot + 1]


@jit
def _lost(totals, scope, leaf, k0, f0, k1, f1):
    """Return what was lost between two points in time, each ``f`` of the way through cell ``k``."""
    end = totals[scope, leaf, k1]
    if f1 > 0.0:
        end += f1 * (totals[scope, leaf, k1 + 1] - end)
    start = totals[scope, leaf, k0]
    if f0 > 0.0:
        start += f0 * (totals[scope, leaf, k0 + 1] - start)
    return end - start


@jit
def _pull_lost(by_totals, scope, leaf, k0, f0, k1, f1, pull):
    """Send a derivative back through ``_lost``."""
    by_totals[scope, leaf, k1] += (1.0 - f1) * pull
    if f1 > 0.0:
        by_totals[scope, leaf, k1 + 1] += f1 * pull
    by_totals[scope, leaf, k0] -= (1.0 - f0) * pull
    if f0 > 0.0:
        by_totals[scope, leaf, k0 + 1] -= f0 * pull


@jit
def report(theta, grad, rates, by_rates, cursor, pack):
    """The reporting half: what the claims say given the log rates.

    Fills ``by_rates``, adds to ``grad``, returns the log-density.
    """
    sizes = _view(pack, SIZES)
    leaves, cells = int(sizes[N_LEAVES]), int(sizes[N_CELLS])
    sides = int(sizes[N_SIDES])
    knots = int(sizes[N_KNOTS])
    scalars = _view(pack, SCALARS)
    length = _view(pack, LENGTH)
    value = 0.0

    # --- parameters, each with its standard normal prior
    at_mix = cursor
    mixes, mix_knots = int(sizes[N_MIXES]), int(sizes[N_MIX_KNOTS])
    mix_knot, mix_weight = _view(pack, MIX_KNOT), _view(pack, MIX_WEIGHT)
    mix_mean, mix_sd = _view(pack, MIX_MEAN), _view(pack, MIX_SD)
    atom_side, atom_mix = _view(pack, ATOM_SIDE), _view(pack, ATOM_MIX)
    mix_basis = _view(pack, MIX_BASIS)
    mix_odds = np.empty((mixes, mix_knots))
    for mix in range(mixes):
        value += _drift(
            theta,
            grad,
            cursor,
            mix_mean[mix],
            mix_sd[mix],
            scalars[MIX_CHANGE],
            mix_basis,
            mix_odds[mix],
        )
        cursor += mix_knots
    part = np.ones((leaves, cells))
    if mixes > 0:
        whole = np.zeros((sides, cells))
        for leaf in range(leaves):
            mix = int(atom_mix[leaf])
            for cell in range(cells):
                if mix >= 0:
                    part[leaf, cell] = math.exp(
                        _mixed(mix_odds[mix], int(mix_knot[cell]), mix_weight[cell])
                    )
                whole[int(atom_side[leaf]), cell] += part[leaf, cell]
        for leaf in range(leaves):
            for cell in range(cells):
                part[leaf, cell] /= whole[int(atom_side[leaf]), cell]
    share_first, share_last = int(sizes[SHARE_FIRST]), int(sizes[SHARE_LAST])
    share = np.ones((leaves, cells))
    has_share = sizes[HAS_SHARE] > 0
    at_share = cursor
    knot, knot_weight = _view(pack, KNOT), _view(pack, KNOT_WEIGHT)
    share_mean, share_sd = _view(pack, SHARE_MEAN), _view(pack, SHARE_SD)
    knot_basis = _view(pack, KNOT_BASIS)
    if has_share:
        odds = np.empty(knots)
        for leaf in range(leaves):
            value += _drift(
                theta,
                grad,
                cursor + leaf * knots,
                share_mean[leaf],
                share_sd[leaf],
                scalars[SHARE_CHANGE],
                knot_basis,
                odds,
            )
            for cell in range(cells):
                if cell < share_first or cell >= share_last:
                    share[leaf, cell] = 0.0
                    continue
                mixed = _mixed(odds, int(knot[cell]), knot_weight[cell])
                share[leaf, cell] = 1.0 / (1.0 + math.exp(-mixed))
        cursor += leaves * knots
    at_sector = cursor
    sector = 1.0
    if sizes[HAS_SECTOR] > 0:
        z = theta[cursor]
        value -= 0.5 * z * z
        grad[cursor] -= z
        sector = 1.0 / (1.0 + math.exp(-(scalars[SECTOR_MEAN] + scalars[SECTOR_SD] * z)))
        cursor += 1
    at_war = cursor
    front_of_war = 1.0
    if sizes[HAS_WAR] > 0:
        z = theta[cursor]
        value -= 0.5 * z * z
        grad[cursor] -= z
        front_of_war = 1.0 / (1.0 + math.exp(-(scalars[WAR_MEAN] + scalars[WAR_SD] * z)))
        cursor += 1
    at_ratios = cursor
    ratios = np.zeros((3, leaves))
    ratio_mean, ratio_sd = _view(pack, RATIO_MEAN), _view(pack, RATIO_SD)
    kinds = int(sizes[N_RATIOS])
    for kind in range(kinds):
        for leaf in range(leaves):
            z = theta[cursor]
            value -= 0.5 * z * z
            grad[cursor] -= z
            ratios[kind, leaf] = math.exp(
                ratio_mean[kind * leaves + leaf] + ratio_sd[kind * leaves + leaf] * z
            )
            cursor += 1
    at_relation = cursor
    relations = int(sizes[N_RELATIONS])
    relation_mean, relation_sd = _view(pack, RELATION_MEAN), _view(pack, RELATION_SD)
    relation = np.empty(relations)
    for r in range(relations):
        z = theta[cursor]
        value -= 0.5 * z * z
        grad[cursor] -= z
        relation[r] = relation_mean[r] + relation_sd[r] * z
        cursor += 1
    at_tilt = cursor
    tilt = 0.0
    if sizes[HAS_TILT] > 0:
        z = theta[cursor]
        value -= 0.5 * z * z
        grad[cursor] -= z
        tilt = scalars[TILT_MEAN] + scalars[TILT_SD] * z
        cursor += 1
    at_between = cursor
    z = theta[cursor]
    value -= 0.5 * z * z
    grad[cursor] -= z
    between = math.exp(scalars[BETWEEN_MEAN] + scalars[BETWEEN_SD] * z)
    cursor += 1
    at_pairs = cursor
    pairs = int(sizes[N_PAIRS])
    pair_relation, pair_tilt = _view(pack, PAIR_RELATION), _view(pack, PAIR_TILT)
    pair_mean, pair_sd = _view(pack, PAIR_MEAN), _view(pack, PAIR_SD)
    bias = np.empty(pairs)
    for p in range(pairs):
        z = theta[cursor]
        value -= 0.5 * z * z
        grad[cursor] -= z
        if pair_sd[p] > 0.0:
            # a leaning that is stated for the source itself
            bias[p] = pair_mean[p] + pair_sd[p] * z
        else:
            bias[p] = relation[int(pair_relation[p])] + pair_tilt[p] * tilt + between * z
        cursor += 1
    # the level of a side is written as what the source with its longest series makes of it, in
    # the category that it counts: theta = (level + lean + ln times - their means) / sd, which the
    # claims pin; the prior is on the level itself
    at_levels = cursor
    level_mean, level_sd = _view(pack, LEVEL_MEAN), _view(pack, LEVEL_SD)
    level_pair = _view(pack, LEVEL_PAIR)
    level_category, level_part = _view(pack, LEVEL_CATEGORY), _view(pack, LEVEL_PART)
    level_times = _view(pack, LEVEL_TIMES)
    level = np.empty(sides)
    times = np.ones(sides)
    by_bias = np.zeros(pairs)
    by_times = np.zeros(sides)
    for side in range(sides):
        p = int(level_pair[side])
        shift = 0.0
        if p >= 0:
            times[side] = 0.0
            for leaf in range(leaves):
                if int(atom_side[leaf]) == side:
                    category = int(level_category[side])
                    times[side] += level_part[leaf] * _multiplier(category, ratios, leaf)
            shift = bias[p] - pair_mean[p] + math.log(times[side] / level_times[side])
        z = theta[cursor] - shift / level_sd[side]
        value -= 0.5 * z * z
        grad[cursor] -= z
        if p >= 0:
            by_bias[p] += z / level_sd[side]
            by_times[side] += z / level_sd[side]
        level[side] = level_mean[side] + level_sd[side] * z
        cursor += 1
    at_spread = cursor
    z = theta[cursor]
    value -= 0.5 * z * z
    grad[cursor] -= z
    log_spread = scalars[SPREAD_MEAN] + scalars[SPREAD_SD] * z
    cursor += 1
    at_sources = cursor
    sources = int(sizes[N_SOURCES])
    spread = np.empty(sources)
    for s in range(sources):
        z = theta[cursor]
        value -= 0.5 * z * z
        grad[cursor] -= z
        spread[s] = math.exp(log_spread + scalars[SPREAD_BETWEEN] * z)
        cursor += 1
    at_groups = cursor
    groups = int(sizes[N_GROUPS])
    for g in range(groups):
        z = theta[cursor + g]
        value -= 0.5 * z * z
        grad[cursor + g] -= z

    # --- what was lost by the end of each cell, in each scope
    per_cell = np.empty((leaves, cells))
    totals = np.zeros((4, leaves, cells + 1))
    by_totals = np.zeros((4, leaves, cells + 1))
    for leaf in range(leaves):
        for cell in range(cells):
            side = int(atom_side[leaf])
            whole_rate = math.exp(level[side] + rates[side, cell])
            lost = whole_rate * part[leaf, cell] * length[cell]
            s = share[leaf, cell]
            per_cell[leaf, cell] = lost
            totals[BATTLE, leaf, cell + 1] = totals[BATTLE, leaf, cell] + lost * s
            inside = s + sector * (1.0 - s) if s > 0.0 else 0.0
            totals[SECTOR, leaf, cell + 1] = totals[SECTOR, leaf, cell] + lost * inside
            totals[FRONT, leaf, cell + 1] = totals[FRONT, leaf, cell] + lost
            totals[WAR, leaf, cell + 1] = totals[WAR, leaf, cell] + lost / front_of_war

    # --- observations
    by_ratio = np.zeros((3, leaves))
    by_spread = np.zeros(sources)
    bind, join = _view(pack, OBS_BIND), _view(pack, OBS_JOIN)
    scope_of, category_of = _view(pack, OBS_SCOPE), _view(pack, OBS_CATEGORY)
    low_of, high_of, count_of = _view(pack, OBS_LOW), _view(pack, OBS_HIGH), _view(pack, OBS_COUNT)
    rounding_of, scale_of = _view(pack, OBS_ROUNDING), _view(pack, OBS_SCALE)
    start_of, start_part_of = _view(pack, OBS_START), _view(pack, OBS_START_PART)
    end_of, end_part_of = _view(pack, OBS_END), _view(pack, OBS_END_PART)
    pair_of, below_of = _view(pack, OBS_PAIR), _view(pack, OBS_PAIR_BELOW)
    source_of, group_of = _view(pack, OBS_SOURCE), _view(pack, OBS_GROUP)
    pointer, index = _view(pack, LEAF_POINTER), _view(pack, LEAF_INDEX)
    pointer_below, index_below = _view(pack, LEAF_POINTER_BELOW), _view(pack, LEAF_INDEX_BELOW)
    own = math.sqrt(OWN_SHARE)
    shared = math.sqrt(1.0 - OWN_SHARE)
    for i in range(int(sizes[N_OBS])):
        scope, category = int(scope_of[i]), int(category_of[i])
        k0, f0 = int(start_of[i]), start_part_of[i]
        k1, f1 = int(end_of[i]), end_part_of[i]
        above = 0.0
        for j in range(int(pointer[i]), int(pointer[i + 1])):
            leaf = int(index[j])
            lost = _lost(totals, scope, leaf, k0, f0, k1, f1)
            above += lost * _multiplier(category, ratios, leaf)
        below = 0.0
        for j in range(int(pointer_below[i]), int(pointer_below[i + 1])):
            leaf = int(index_below[j])
            lost = _lost(totals, scope, leaf, k0, f0, k1, f1)
            below += lost * _multiplier(category, ratios, leaf)
        if not above > 0.0 or (join[i] != SINGLE and not below > 0.0):
            return -np.inf
        p, q = int(pair_of[i]), int(below_of[i])

        if bind[i] == FLOOR:
            t = (math.log(above * scale_of[i]) - low_of[i]) / FLOOR_WIDTH
            # ln 1/(1 + exp(-t))
            value -= math.log1p(math.exp(-t)) if t > -30.0 else -t
            by_eta = (1.0 / (1.0 + math.exp(min(t, 700.0)))) / FLOOR_WIDTH
            share_above, share_below = 1.0, 0.0
        else:
            if join[i] == SINGLE:
                eta = math.log(above * scale_of[i]) + bias[p]
                share_above, share_below = 1.0, 0.0
            elif join[i] == RATIO:
                eta = math.log(above / below * scale_of[i]) + bias[p] - bias[q]
                share_above, share_below = 1.0, -1.0
            else:
                told, told_below = above * math.exp(bias[p]), below * math.exp(bias[q])
                eta = math.log((told + told_below) * scale_of[i])
                share_above = told / (told + told_below)
                share_below = 1.0 - share_above
            s = int(source_of[i])
            g = int(group_of[i])
            sigma = spread[s]
            own_sigma = sigma
            if g >= 0:
                eta += shared * sigma * theta[at_groups + g]
                own_sigma = own * sigma
            width = math.sqrt(own_sigma * own_sigma + rounding_of[i] * rounding_of[i])
            by_eta, by_width = 0.0, 0.0
            if bind[i] == POINT:
                t = (low_of[i] - eta) / width
                r2 = 4.0 + t * t
                # -5/2 ln r2 - ln width, in one logarithm
                value -= 0.5 * math.log(r2 * r2 * r2 * r2 * r2 * width * width)
                slope = 5.0 * t / r2
                by_eta = slope / width
                by_width = (slope * t - 1.0) / width
            elif bind[i] == RANGE:
                t_low, t_high = (low_of[i] - eta) / width, (high_of[i] - eta) / width
                mass, by_low, by_high = log_between(t_low, t_high)
                value += mass
                by_eta = -(by_low + by_high) / width
                by_width = -(by_low * t_low + by_high * t_high) / width
            elif bind[i] == AT_LEAST:
                # what the source took to be true is at least the figure
                t = (low_of[i] - eta) / width
                mass, slope = log_tail(t)
                value += mass
                by_eta = -slope / width
                by_width = -slope * t / width
            elif bind[i] == AT_MOST:
                t = (eta - low_of[i]) / width
                mass, slope = log_tail(t)
                value += mass
                by_eta = slope / width
                by_width = -slope * t / width
            else:
                mass, by_eta, by_width = _log_count(count_of[i], eta, width)
                value += mass
            by_sigma = by_width * own_sigma / width * (own if g >= 0 else 1.0)
            if g >= 0:
                by_sigma += by_eta * shared * theta[at_groups + g]
                grad[at_groups + g] += by_eta * shared * sigma
            by_spread[s] += by_sigma * sigma
            by_bias[p] += by_eta * share_above
            if q >= 0:
                by_bias[q] += by_eta * share_below

        factor = by_eta * share_above / above
        for j in range(int(pointer[i]), int(pointer[i + 1])):
            leaf = int(index[j])
            lost = _lost(totals, scope, leaf, k0, f0, k1, f1)
            pull = factor * _multiplier(category, ratios, leaf)
            _pull_multiplier(category, factor * lost, leaf, by_ratio)
            _pull_lost(by_totals, scope, leaf, k0, f0, k1, f1, pull)
        if join[i] != SINGLE:
            factor = by_eta * share_below / below
            for j in range(int(pointer_below[i]), int(pointer_below[i + 1])):
                leaf = int(index_below[j])
                lost = _lost(totals, scope, leaf, k0, f0, k1, f1)
                pull = factor * _multiplier(category, ratios, leaf)
                _pull_multiplier(category, factor * lost, leaf, by_ratio)
                _pull_lost(by_totals, scope, leaf, k0, f0, k1, f1, pull)

    # --- back from the totals to rates, shares and scopes
    by_sector, by_war = 0.0, 0.0
    by_odds = np.zeros(knots)
    by_lost = np.empty((leaves, cells))
    for leaf in range(leaves):
        battle, around, front, war = 0.0, 0.0, 0.0, 0.0
        by_odds[:] = 0.0
        for cell in range(cells - 1, -1, -1):
            battle += by_totals[BATTLE, leaf, cell + 1]
            around += by_totals[SECTOR, leaf, cell + 1]
            front += by_totals[FRONT, leaf, cell + 1]
            war += by_totals[WAR, leaf, cell + 1]
            lost, s = per_cell[leaf, cell], share[leaf, cell]
            inside = s + sector * (1.0 - s) if s > 0.0 else 0.0
            by_lost[leaf, cell] = lost * (battle * s + around * inside + front + war / front_of_war)
            by_rates[int(atom_side[leaf]), cell] += by_lost[leaf, cell]
            by_war -= war * lost / (front_of_war * front_of_war)
            if has_share and s > 0.0:
                by_sector += around * lost * (1.0 - s)
                by_mixed = lost * (battle + around * (1.0 - sector)) * s * (1.0 - s)
                k = int(knot[cell])
                w = knot_weight[cell]
                by_odds[k] += (1.0 - w) * by_mixed
                if w > 0.0:
                    by_odds[k + 1] += w * by_mixed
        if has_share:
            _pull_drift(
                grad,
                at_share + leaf * knots,
                share_sd[leaf],
                scalars[SHARE_CHANGE],
                knot_basis,
                by_odds,
            )
    # ln part = odds - ln sum exp odds over the side
    by_mix = np.zeros(mix_knots)
    for leaf in range(leaves):
        mix = int(atom_mix[leaf])
        if mix < 0:
            continue
        by_mix[:] = 0.0
        for cell in range(cells):
            side = int(atom_side[leaf])
            by_mixed = by_lost[leaf, cell] - part[leaf, cell] * by_rates[side, cell]
            k, w = int(mix_knot[cell]), mix_weight[cell]
            by_mix[k] += (1.0 - w) * by_mixed
            if w > 0.0:
                by_mix[k + 1] += w * by_mixed
        _pull_drift(
            grad, at_mix + mix * mix_knots, mix_sd[mix], scalars[MIX_CHANGE], mix_basis, by_mix
        )
    if sizes[HAS_SECTOR] > 0:
        grad[at_sector] += by_sector * sector * (1.0 - sector) * scalars[SECTOR_SD]
    if sizes[HAS_WAR] > 0:
        grad[at_war] += by_war * front_of_war * (1.0 - front_of_war) * scalars[WAR_SD]

    # --- back to levels, ratios, leanings and spreads
    for side in range(sides):
        pull = 0.0
        for cell in range(cells):
            pull += by_rates[side, cell]
        grad[at_levels + side] += pull * level_sd[side]
        if level_pair[side] >= 0:
            by_bias[int(level_pair[side])] -= pull
            by_times[side] -= pull
            category = int(level_category[side])
            for leaf in range(leaves):
                if int(atom_side[leaf]) == side:
                    by_one = by_times[side] * level_part[leaf] / times[side]
                    _pull_multiplier(category, by_one, leaf, by_ratio)
    for kind in range(kinds):
        for leaf in range(leaves):
            place = kind * leaves + leaf
            grad[at_ratios + place] += by_ratio[kind, leaf] * ratios[kind, leaf] * ratio_sd[place]
    by_between = 0.0
    for p in range(pairs):
        if pair_sd[p] > 0.0:
            grad[at_pairs + p] += by_bias[p] * pair_sd[p]
            continue
        z = theta[at_pairs + p]
        grad[at_pairs + p] += by_bias[p] * between
        by_between += by_bias[p] * z
        r = int(pair_relation[p])
        grad[at_relation + r] += by_bias[p] * relation_sd[r]
        if sizes[HAS_TILT] > 0:
            grad[at_tilt] += by_bias[p] * pair_tilt[p] * scalars[TILT_SD]
    grad[at_between] += by_between * between * scalars[BETWEEN_SD]
    for s in range(sources):
        grad[at_spread] += by_spread[s] * scalars[SPREAD_SD]
        grad[at_sources + s] += by_spread[s] * scalars[SPREAD_BETWEEN]
    return value


@jit
def log_density(theta, grad, pack):
    """Fill ``grad`` and return the log-density, up to a constant, at ``theta``."""
    sizes = _view(pack, SIZES)
    shape = (int(sizes[N_SIDES]), int(sizes[N_CELLS]))
    rates = np.empty(shape)
    by_rates = np.zeros(shape)
    grad[:] = 0.0
    value, cursor = walk(theta, grad, rates, pack)
    value += report(theta, grad, rates, by_rates, cursor, pack)
    pull_walk(theta, grad, by_rates, pack)
    return value


SIGNATURE = nb.types.int64(
    nb.types.uint64,
    nb.types.CPointer(nb.types.double),
    nb.types.CPointer(nb.types.double),
    nb.types.CPointer(nb.types.double),
    nb.types.voidptr,
)
EXPAND_SIGNATURE = nb.types.int64(
    nb.types.uint64,
    nb.types.uint64,
    nb.types.CPointer(nb.types.double),
    nb.types.CPointer(nb.types.double),
    nb.types.voidptr,
)


@nb.cfunc(SIGNATURE, cache=True, error_model="numpy")
def density_callback(size, theta_, grad_, value_, pack_):
    """The density behind a C function pointer; a non-zero answer tells the sampler to step back."""
    length = int(nb.carray(pack_, (1,), np.float64)[0])
    pack = nb.carray(pack_, (length,), np.float64)
    theta = nb.carray(theta_, (size,))
    grad = nb.carray(grad_, (size,))
    value = log_density(theta, grad, pack)
    nb.carray(value_, (1,))[0] = value
    if not np.isfinite(value):
        return 4
    for i in range(size):
        if not np.isfinite(grad[i]):
            return 3
    return 0


@nb.cfunc(EXPAND_SIGNATURE, cache=True)
def expand_callback(size, expanded, theta_, out_, pack_):
    """Keep each draw as it is."""
    theta = nb.carray(theta_, (size,))
    out = nb.carray(out_, (expanded,))
    for i in range(size):
        out[i] = theta[i]
    return 0
