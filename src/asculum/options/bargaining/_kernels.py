"""Backward induction over battles fought and won: arrays in, arrays out, no labels.

The state of a walk is (t, w): battles fought and battles won by A. With N forts of which A held x
at first, A now holds x + 2w - t; the walk ends at 0 or N.
"""

from __future__ import annotations

import numba as nb
import numpy as np
import numpy.typing as npt

FloatArray = npt.NDArray[np.float64]

#: Worths of a good of 1 that differ by less are taken for alike: round-off, not a reason to fight.
ALIKE = 1e-12


@nb.njit(cache=True, nogil=True, error_model="numpy")
def settle_walk(
    forts: int,
    held: int,
    horizon: int,
    a_won: float,
    a_lost: float,
    b_won: float,
    b_lost: float,
    cost_a: float,
    cost_b: float,
) -> tuple[FloatArray, FloatArray, npt.NDArray[np.bool_]]:
    """Return what the walk is worth to each side, and where they settle; shape (t, w).

    Side i fights for W_i = E_i[U_i'] - K_i under its own Beta belief of the chance that A wins a
    battle. They settle where W_A + W_B <= 1; either proposes with chance 1/2 and leaves the other
    W: U_i = W_i + (1 - W_A - W_B)/2. Where they fight on, U_i = W_i. Walks that are still open
    after ``horizon`` battles end with the forts as they are held.
    """
    to_a = np.zeros((horizon + 1, horizon + 1))
    to_b = np.zeros((horizon + 1, horizon + 1))
    settled = np.zeros((horizon + 1, horizon + 1), dtype=np.bool_)
    for t in range(horizon, -1, -1):
        for w in range(t + 1):
            now = held + 2 * w - t
            if now <= 0:
                to_b[t, w] = 1.0
                continue
            if now >= forts:
                to_a[t, w] = 1.0
                continue
            if t == horizon:
                to_a[t, w] = now / forts
                to_b[t, w] = 1.0 - now / forts
                continue
            p = (a_won + w) / (a_won + a_lost + t)
            q = (b_won + w) / (b_won + b_lost + t)
            fight_a = p * to_a[t + 1, w + 1] + (1.0 - p) * to_a[t + 1, w] - cost_a
            fight_b = q * to_b[t + 1, w + 1] + (1.0 - q) * to_b[t + 1, w] - cost_b
            left = 1.0 - fight_a - fight_b
            if left >= -ALIKE:
                settled[t, w] = True
                to_a[t, w] = fight_a + 0.5 * left
                to_b[t, w] = fight_b + 0.5 * left
            else:
                to_a[t, w] = fight_a
                to_b[t, w] = fight_b
    return to_a, to_b, settled


@nb.njit(cache=True, nogil=True, error_model="numpy")
def stop_walk(
    forts: int,
    held: int,
    horizon: int,
    won: float,
    lost: float,
    cost: float,
    stop: FloatArray,
    win: float,
    collapse: float,
) -> tuple[FloatArray, npt.NDArray[np.bool_]]:
    """Return what holding on is worth, and where to stop; shape (t, w).

    U = max{stop[forts held], E[U'] - cost} under a Beta belief; ``win`` with all forts,
    ``collapse`` with none. Ties stop. After ``horizon`` battles one must stop.
    """
    value = np.zeros((horizon + 1, horizon + 1))
    stopped = np.zeros((horizon + 1, horizon + 1), dtype=np.bool_)
    for t in range(horizon, -1, -1):
        for w in range(t + 1):
            now = held + 2 * w - t
            if now <= 0:
                value[t, w] = collapse
            elif now >= forts:
                value[t, w] = win
            elif t == horizon:
                value[t, w] = stop[now]
            else:
                p = (won + w) / (won + lost + t)
                go_on = p * value[t + 1, w + 1] + (1.0 - p) * value[t + 1, w] - cost
                stopped[t, w] = stop[now] >= go_on - ALIKE * max(1.0, abs(go_on))
                value[t, w] = max(stop[now], go_on)
    return value, stopped


@nb.njit(cache=True, nogil=True, error_model="numpy")
def follow_walk(
    forts: int, held: int, p: float, ended: npt.NDArray[np.bool_]
) -> tuple[float, float, float, float, float]:
    """Follow a walk whose battles A truly wins with chance ``p``, ended where ``ended`` says.

    Returns the chances that it is ended by choice, that A takes all, that A loses all and that it
    is still open at the horizon, and the mean number of battles.
    """
    horizon = ended.shape[0] - 1
    at = np.zeros(horizon + 2)
    at[0] = 1.0
    chosen, all_a, all_b, still_open, battles = 0.0, 0.0, 0.0, 0.0, 0.0
    for t in range(horizon + 1):
        after = np.zeros(horizon + 2)
        for w in range(t + 1):
            mass = at[w]
            if mass == 0.0:
                continue
            now = held + 2 * w - t
            if now <= 0:
                all_b += mass
                battles += t * mass
            elif now >= forts:
                all_a += mass
                battles += t * mass
            elif ended[t, w]:
                chosen += mass
                battles += t * mass
            elif t == horizon:
                still_open += mass
                battles += t * mass
            else:
                after[w + 1] += p * mass
                after[w] += (1.0 - p) * mass
        at = after
    return chosen, all_a, all_b, still_open, battles


@nb.njit(cache=True, nogil=True, error_model="numpy")
def best_cutoff(z: float, cost: float, keep: float, pieces: FloatArray, count: int) -> int:
    """Return the choice at state z: piece i if the best cutoff lies inside it, else -1 - i.

    Row i of ``pieces`` is (left end, ask, slope, v0, v1, v2, ...): on it the demand that makes x
    indifferent is ask + slope x and V is v0 + v1 x + v2 x². -1 - i stands for its left end.
    """
    most, choice = -np.inf, 0
    for i in range(count):
        left, ask, slope = pieces[i, 0], pieces[i, 1], pieces[i, 2]
        v0, v1, v2 = pieces[i, 3], pieces[i, 4], pieces[i, 5]
        right = pieces[i + 1, 0] if i + 1 < count else z
        worth = (z - left) * (ask + slope * left + cost) + keep * (v0 + left * (v1 + v2 * left))
        if worth > most:
            most, choice = worth, -1 - i
        bend = 2.0 * (slope - keep * v2)
        if bend > 1e-14:
            x = (slope * z - ask - cost + keep * v1) / bend
            if left < x <= right and x < z:
                worth = (z - x) * (ask + slope * x + cost) + keep * (v0 + x * (v1 + v2 * x))
                if worth >= most:
                    most, choice = worth, i
    return choice


@nb.njit(cache=True, nogil=True, error_model="numpy")
def screen(cost: float, keep: float, fine: int, most: int) -> tuple[FloatArray, int]:
    """Return the screening solution on [0, 1] as pieces, shape (most, 10), and their number.

    Columns: left end; ask and slope of y; v0, v1, v2 of V; demand and cutoff as linear functions
    (two columns each) of the state. It is built from the lowest types upwards in steps of at most
    1/``fine``: what a state chooses lies strictly below it, hence is known. Where a state is
    indifferent between two cutoffs the higher is taken. The number is -1 where ``most`` is too few.
    """
    pieces = np.zeros((most, 10))
    # up to z = cost the demand is 0, which all accept
    pieces[0, 2] = 1.0 - keep
    pieces[0, 4] = cost
    count, at = 1, min(cost, 1.0)
    while at < 1.0 - 1e-15:
        if count == most:
            return pieces, -1
        end = min(at + 1.0 / fine, 1.0)
        choice = best_cutoff(at + 1e-13, cost, keep, pieces, count)
        if best_cutoff(end, cost, keep, pieces, count) != choice:
            low, high = at, end
            for _ in range(60):
                middle = 0.5 * (low + high)
                if best_cutoff(middle, cost, keep, pieces, count) == choice:
                    low = middle
                else:
                    high = middle
            # at a tie the choice flickers: go on by at least a little
            end = max(high, at + 1e-9)
        i = choice if choice >= 0 else -1 - choice
        ask, slope = pieces[i, 1], pieces[i, 2]
        v0, v1, v2 = pieces[i, 3], pieces[i, 4], pieces[i, 5]
        x0, x1 = pieces[i, 0], 0.0
        if choice >= 0:
            bend = 2.0 * (slope - keep * v2)
            x0, x1 = (keep * v1 - ask - cost) / bend, slope / bend
        y0, y1 = ask + slope * x0, slope * x1
        # (z - x)(y + cost) + keep V(x) with x = x0 + x1 z and y = y0 + y1 z
        pieces[count, 0] = at
        pieces[count, 1], pieces[count, 2] = keep * y0, 1.0 - keep + keep * y1
        pieces[count, 3] = -x0 * (y0 + cost) + keep * (v0 + v1 * x0 + v2 * x0 * x0)
        pieces[count, 4] = (1.0 - x1) * (y0 + cost) - x0 * y1 + keep * (v1 + 2.0 * v2 * x0) * x1
        pieces[count, 5] = (1.0 - x1) * y1 + keep * v2 * x1 * x1
        pieces[count, 6], pieces[count, 7] = y0, y1
        pieces[count, 8], pieces[count, 9] = x0, x1
        count += 1
        at = end
    return pieces, count
