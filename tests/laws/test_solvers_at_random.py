"""The solvers of deals beside second programs at random inputs, the ends of what they take too.

Plain recursions, linear systems and value iteration; nothing of the kernels is used.
"""

from __future__ import annotations

import numpy as np
import pytest

from asculum.options.bargaining.screening import screening
from asculum.options.bargaining.tug import tug_of_war
from asculum.options.bargaining.walk import belief_walk, ruin
from asculum.options.stopping import hold_or_withdraw
from asculum.terms.errors import ModelError

SEEDS = range(20)


@pytest.mark.parametrize("seed", SEEDS)
def test_ruin_by_a_linear_system(seed: int) -> None:
    rng = np.random.default_rng(seed)
    forts = int(rng.integers(2, 40))
    held = int(rng.integers(1, forts))
    p = float(rng.choice([0.5, rng.uniform(0.05, 0.95), 0.001, 0.999]))
    within = forts - 1
    steps = np.eye(within) - p * np.eye(within, k=1) - (1 - p) * np.eye(within, k=-1)
    lost_next = np.zeros(within)
    lost_next[0] = 1 - p
    found = ruin(chance=p, held=held, forts=forts)
    assert found.loses == pytest.approx(np.linalg.solve(steps, lost_next)[held - 1], abs=1e-10)
    battles = np.linalg.solve(steps, np.ones(within))[held - 1]
    assert found.battles == pytest.approx(battles, rel=1e-9)


@pytest.mark.parametrize("seed", SEEDS)
def test_walks_of_beliefs_by_plain_recursion(seed: int) -> None:
    rng = np.random.default_rng(seed)
    forts = int(rng.integers(2, 9))
    held = int(rng.integers(1, forts))
    a, b = rng.uniform(0.2, 6, (2, 2))
    costs = rng.choice([0.0, 0.01, 0.05, 0.4], 2)
    chance, last = float(rng.uniform(0.1, 0.9)), 40
    worth: dict[tuple[int, int], tuple[float, float]] = {}
    settled: set[tuple[int, int]] = set()
    for t in range(last, -1, -1):
        for won in range(t + 1):
            now = held + 2 * won - t
            if now <= 0 or now >= forts or t == last:
                share = min(max(now / forts, 0.0), 1.0)
                worth[t, won] = (share, 1 - share)
                continue
            fights = []
            for side, (belief, cost) in enumerate(zip((a, b), costs, strict=True)):
                p = (belief[0] + won) / (belief.sum() + t)
                up, down = worth[t + 1, won + 1][side], worth[t + 1, won][side]
                fights.append(p * up + (1 - p) * down - cost)
            rest = 1 - sum(fights)
            if rest >= 0:
                settled.add((t, won))
            worth[t, won] = tuple(f + max(rest, 0.0) / 2 for f in fights)
    found = belief_walk(
        forts=forts,
        held=held,
        belief_a=tuple(a),
        belief_b=tuple(b),
        cost_a=float(costs[0]),
        cost_b=float(costs[1]),
        chance=chance,
        horizon=last,
    )
    assert (found.worth_a, found.worth_b) == pytest.approx(worth[0, 0], abs=1e-12)
    # where it leads, by carrying the chances of every state forward
    ends = {"settles": 0.0, "a": 0.0, "b": 0.0}
    at, battles = {0: 1.0}, 0.0
    for t in range(last + 1):
        following: dict[int, float] = {}
        for won, weight in at.items():
            now = held + 2 * won - t
            if now <= 0 or now >= forts:
                ends["a" if now > 0 else "b"] += weight
            elif (t, won) in settled:
                ends["settles"] += weight
            elif t < last:
                battles += weight
                following[won + 1] = following.get(won + 1, 0.0) + weight * chance
                following[won] = following.get(won, 0.0) + weight * (1 - chance)
        at = following
    told = (found.settles, found.a_takes, found.b_takes)
    assert told == pytest.approx((ends["settles"], ends["a"], ends["b"]), abs=1e-12)
    assert found.battles == pytest.approx(battles, abs=1e-10)


@pytest.mark.parametrize("seed", SEEDS)
def test_sides_of_one_mind_settle_at_once_even_where_battles_cost_nothing(seed: int) -> None:
    rng = np.random.default_rng(seed)
    forts = int(rng.integers(2, 30))
    belief = tuple(rng.uniform(0.2, 6, 2))
    found = belief_walk(
        forts=forts,
        held=int(rng.integers(1, forts)),
        belief_a=belief,
        belief_b=belief,
        cost_a=0.0,
        cost_b=0.0,
        chance=0.5,
        horizon=80,
    )
    assert found.at_once
    assert (found.settles, found.battles) == (1.0, 0.0)
    assert found.worth_a + found.worth_b == pytest.approx(1, abs=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_tugs_of_war_by_value_iteration(seed: int) -> None:
    rng = np.random.default_rng(seed)
    states = int(rng.integers(2, 12))
    prizes, d = rng.uniform(0.1, 5, 2), float(rng.uniform(0.3, 0.95))
    try:
        found = tug_of_war(
            states=states, prize_a=float(prizes[0]), prize_b=float(prizes[1]), patience=d
        )
    except ModelError:
        return  # both prizes weigh the same at some state: many equilibria
    v, w = np.zeros(states + 1), np.zeros(states + 1)
    v[0], w[states] = prizes
    for _ in range(3000):
        stake_a, stake_b = d * (v[:-2] - v[2:]), d * (w[2:] - w[:-2])
        new_v, new_w = v.copy(), w.copy()
        new_v[1:-1] = d * v[2:] + np.maximum(stake_a - stake_b, 0.0)
        new_w[1:-1] = d * w[:-2] + np.maximum(stake_b - stake_a, 0.0)
        moved = max(np.abs(new_v - v).max(), np.abs(new_w - w).max())
        v, w = new_v, new_w
        if moved < 1e-15:
            break
    assert found.worth_a == pytest.approx(v, abs=1e-12)
    assert found.worth_b == pytest.approx(w, abs=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_holding_and_withdrawing_by_plain_recursion(seed: int) -> None:
    rng = np.random.default_rng(seed)
    forts = int(rng.integers(2, 9))
    held = int(rng.integers(1, forts))
    won0, lost0 = rng.uniform(0.3, 6, 2)
    cost, withdrawn = float(rng.choice([0.0, 0.02, 0.2])), float(rng.uniform(0, 1))
    bonus, loss = (float(x) for x in rng.choice([0.0, 0.5, 3.0], 2))
    chance, last = float(rng.uniform(0.1, 0.9)), 40
    worth: dict[tuple[int, int], float] = {}
    stays: set[tuple[int, int]] = set()
    for t in range(last, -1, -1):
        for won in range(t + 1):
            now = held + 2 * won - t
            if now <= 0 or now >= forts:
                worth[t, won] = 1 + bonus if now > 0 else -loss
                continue
            stay = withdrawn * now / forts
            p = (won0 + won) / (won0 + lost0 + t)
            fight = -np.inf
            if t < last:
                fight = p * worth[t + 1, won + 1] + (1 - p) * worth[t + 1, won] - cost
            worth[t, won] = max(stay, fight)
            if stay >= fight:
                stays.add((t, won))
    found = hold_or_withdraw(
        forts=forts,
        held=held,
        belief=(float(won0), float(lost0)),
        cost=cost,
        withdrawn=withdrawn,
        chance=chance,
        bonus=bonus,
        loss=loss,
        horizon=last,
    )
    assert found.worth == pytest.approx(worth[0, 0], abs=1e-12)
    at, wins, collapses = {0: 1.0}, 0.0, 0.0
    for t in range(last + 1):
        following: dict[int, float] = {}
        for won, weight in at.items():
            now = held + 2 * won - t
            if now <= 0 or now >= forts:
                wins, collapses = wins + weight * (now > 0), collapses + weight * (now <= 0)
            elif (t, won) not in stays:
                following[won + 1] = following.get(won + 1, 0.0) + weight * chance
                following[won] = following.get(won, 0.0) + weight * (1 - chance)
        at = following
    assert (found.wins, found.collapses) == pytest.approx((wins, collapses), abs=1e-12)


@pytest.mark.parametrize("seed", range(6))
def test_demands_beside_value_iteration_on_a_grid(seed: int) -> None:
    """What a grid of cutoffs earns, as near as its points lie."""
    rng = np.random.default_rng(seed)
    cost, keep = float(rng.uniform(0.1, 0.5)), float(rng.uniform(0.2, 0.9))
    grid = np.linspace(0, 1, 401)
    worth, demand = np.zeros_like(grid), np.zeros_like(grid)
    for _ in range(60):
        price = (1 - keep) * grid + keep * demand
        gains = (grid[:, None] - grid) * (price + cost) + keep * worth
        gains[np.triu_indices(len(grid), 1)] = -np.inf
        best = np.argmax(gains, axis=1)
        new = gains[np.arange(len(grid)), best]
        if np.abs(new - worth).max() < 1e-10:
            break
        worth, demand = new, price[best]
    found = screening(most=1.0, cost=cost, keep=keep)
    assert found.value == pytest.approx(worth[-1], abs=0.003)
