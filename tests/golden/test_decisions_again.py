"""Values of the decision half reckoned a second time, by another way than the package's own.

None of these is a published number: each is a consistency reference, re-derived here by brute
force, simulation, a linear programme or a check of optimality. The published ones stand in
``test_decisions_golden.py``.
"""

from __future__ import annotations

from functools import cache
from itertools import combinations, product

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.optimize import linprog, minimize

from asculum.options.bargaining.ranges import commitment, risk_return
from asculum.options.bargaining.screening import screening
from asculum.options.bargaining.tug import tug_of_war
from asculum.options.bargaining.waiting import hidden_waiting, obstinate_waiting
from asculum.options.bargaining.walk import belief_walk
from asculum.options.decision import DecisionTable, evpi_of_chance, evsi_of_chance
from asculum.options.fronts import allocation, blotto_value
from asculum.options.stopping import exit_level, hold_or_withdraw, returning_levels


def test_hidden_prizes_by_quadrature_and_by_simulation() -> None:
    found = hidden_waiting(most=1.0)
    ready = quad(lambda x: x / (1 - x), 0, 0.6)[0]
    assert found.ready(0.6) == pytest.approx(ready, abs=1e-10)
    assert found.ready(0.6) == pytest.approx(0.3163, abs=5e-5)
    v = np.random.default_rng(1).uniform(size=(2, 400_000))
    shorter = (-v - np.log1p(-v)).min(axis=0)
    # Monte Carlo: 4 standard errors
    off = 4 * shorter.std() / np.sqrt(v.shape[1])
    assert abs(shorter.mean() - found.length) < off
    assert abs(2 * shorter.mean() - found.spent) < 2 * off


@pytest.mark.parametrize(("k", "ready"), [(0.5, 0.2029), (1.0, 0.3163), (2.0, 0.4463)])
def test_hidden_prizes_have_other_equilibria_too(k: float, ready: float) -> None:
    # side 1 of prize v meets side 2 of w with w/(1-w) = k v/(1-v); it is ready to bear what makes
    # waiting on worth its while: v times the rate at which side 2 gives in
    def w(v: float) -> float:
        return k * v / (1 - v + k * v)

    # dB(v) = v f(w)/(1 - F(w)) dw: giving in is worth v at the hazard of the other side
    bears = quad(lambda v: v / (1 - w(v)) * k / (1 - v + k * v) ** 2, 0, 0.6)[0]
    assert bears == pytest.approx(ready, abs=5e-5)
    if k == 1.0:
        assert hidden_waiting(most=1.0).ready(0.6) == pytest.approx(bears, abs=1e-10)


def test_six_numbers_of_obstinate_sides() -> None:
    found = obstinate_waiting(demands=(0.7, 0.6), discounts=(0.1, 0.2), obstinate=(0.05, 0.1))
    assert found.rates == pytest.approx((0.2, 0.133333), abs=5e-7)
    assert found.ends == pytest.approx(14.978661, abs=5e-7)
    assert found.at_once == pytest.approx((0.0, 0.263194), abs=5e-7)
    # the mean of the first concession, cut at the end, from the two distributions of the times
    grid = np.linspace(0, found.ends, 20_001)
    left = [np.array([1 - found.given_in(side, t) for t in grid]) for side in (0, 1)]
    delay = float(np.trapezoid(left[0] * left[1], grid))
    assert found.delay == pytest.approx(2.195419, abs=5e-7)
    assert delay == pytest.approx(found.delay, abs=1e-5)


def test_risk_and_return_by_trying_every_demand() -> None:
    more = np.linspace(0, 0.5, 500_001)
    war = np.clip(more / 0.4, 0, 1)
    worth = (1 - war) * (0.5 + more) + war * (0.5 - 0.1)
    best = int(np.argmax(worth))
    assert (more[best], war[best]) == pytest.approx((0.15, 0.375), abs=2e-6)
    found = risk_return(chance=0.5, cost_a=0.1, most_b=0.4)
    assert (found.demand - 0.5, found.war) == pytest.approx((more[best], war[best]), abs=2e-6)


def test_a_shift_breaks_deals_just_where_no_division_is_kept() -> None:
    # B at war now: (1 - p1)/(1 - d) - cB. In peace at most 1 now, and later what A must leave it:
    # A is left indifferent to war later, p2/(1 - d) - cA, but nobody has more than all there is
    rng = np.random.default_rng(3)
    for _ in range(300):
        p1, d, a, b = rng.uniform(0.05, 0.95, 4) * (1, 1, 3, 3)
        p2 = rng.uniform(p1, 1)
        whole = 1 / (1 - d)
        war = (1 - p1) * whole - b
        later_for_b = whole - (p2 * whole - a)
        peace = 1 + d * later_for_b
        found = commitment(chance_now=p1, chance_later=p2, patience=d, cost_a=a, cost_b=b)
        assert found.breaks == (war > peace)
        assert found.gap == pytest.approx((war - peace) * (1 - d), abs=1e-9)


@cache
def _belief(t: int, won: int, *, costs: float, last: int) -> tuple[float, float, bool]:
    """Solve the reference walk by plain recursion: 6 forts, 3 held, Beta(3, 2) and Beta(2, 3)."""
    held = 3 + 2 * won - t
    if held in (0, 6):
        return float(held == 6), float(held == 0), False
    if t == last:
        return held / 6, 1 - held / 6, False
    up, down = (_belief(t + 1, won + i, costs=costs, last=last) for i in (1, 0))
    by_a, by_b = (3 + won) / (5 + t), (2 + won) / (5 + t)
    w_a = by_a * up[0] + (1 - by_a) * down[0] - costs
    w_b = by_b * up[1] + (1 - by_b) * down[1] - costs
    rest = 1 - w_a - w_b
    return (w_a + rest / 2, w_b + rest / 2, True) if rest >= 0 else (w_a, w_b, False)


def test_a_walk_of_beliefs_by_plain_recursion() -> None:
    for t in range(200, -1, -1):  # from the end, so that no recursion runs deep
        for won in range(t + 1):
            if 0 <= 3 + 2 * won - t <= 6:
                _belief(t, won, costs=0.02, last=200)
    worth = _belief(0, 0, costs=0.02, last=200)
    found = belief_walk(
        forts=6, held=3, belief_a=(3, 2), belief_b=(2, 3), cost_a=0.02, cost_b=0.02, chance=0.5
    )
    assert (found.worth_a, found.worth_b) == pytest.approx(worth[:2], abs=1e-12)
    assert found.worth_a == pytest.approx(0.547625, abs=5e-7)
    assert (found.settles, found.a_takes, found.b_takes) == pytest.approx((0.75, 0.125, 0.125))
    assert found.battles == pytest.approx(4.125)
    soon = belief_walk(
        forts=6,
        held=3,
        belief_a=(3, 2),
        belief_b=(2, 3),
        cost_a=0.02,
        cost_b=0.02,
        chance=0.5,
        horizon=200,
    )
    assert soon.worth_a == pytest.approx(found.worth_a, abs=1e-14)


@pytest.mark.parametrize(
    ("bonus", "battles", "collapses"), [(0.0, 3.42, 0.0), (0.5, 7.28, 0.0), (2.0, 17.16, 0.443)]
)
def test_a_leader_s_bonus_by_simulated_wars(bonus: float, battles: float, collapses: float) -> None:
    """The policy by plain loops over battles fought and won; then wars fought with it."""
    last = 150
    stops = np.zeros((last + 1, last + 1), dtype=bool)
    value = np.zeros(last + 2)
    for t in range(last, -1, -1):
        new = np.zeros(last + 2)
        for won in range(t + 1):
            held = 5 + 2 * won - t
            if held <= 0 or held >= 10:
                new[won] = 1 + bonus if held >= 10 else 0.0
                continue
            stay = 0.6 * held / 10
            mean = (5 + won) / (10 + t)
            go_on = mean * value[won + 1] + (1 - mean) * value[won] - 0.02 if t < last else -1.0
            stops[t, won] = stay >= go_on
            new[won] = max(stay, go_on)
        value = new
    rng = np.random.default_rng(4)
    wars, fought, lost = 20_000, np.zeros(20_000), 0
    for war in range(wars):
        t = won = 0
        while 0 < 5 + 2 * won - t < 10 and t < last and not stops[t, won]:
            won += int(rng.random() < 0.4)
            t += 1
        fought[war] = t
        lost += 5 + 2 * won - t <= 0
    found = hold_or_withdraw(
        forts=10, held=5, belief=(5, 5), cost=0.02, withdrawn=0.6, chance=0.4, bonus=bonus
    )
    # Monte Carlo: 4 standard errors
    assert abs(fought.mean() - found.battles) < 4 * fought.std() / np.sqrt(wars)
    assert abs(lost / wars - found.collapses) < 4 * np.sqrt(0.25 / wars) + 1e-12
    assert found.battles == pytest.approx(battles, abs=0.005)
    assert found.collapses == pytest.approx(collapses, abs=0.0005)


def test_the_tug_s_two_numbers() -> None:
    # value iteration of the same game stands beside the proposition; here its printed digits
    found = tug_of_war(states=6, prize_a=1.2, prize_b=1.0, patience=0.9)
    assert found.tipping == (3, 4)
    assert found.worth_a[3] == pytest.approx(0.767368, abs=5e-7)
    assert found.worth_b[4] == pytest.approx(0.119368, abs=5e-7)


@pytest.mark.parametrize(("keep", "first"), [(0.5, 0.414214), (0.9, 0.240253)])
def test_screening_without_a_gap_by_the_finite_game(keep: float, first: float) -> None:
    g, a = 0.5, 0.25
    for _ in range(400):
        k = 1 - keep + keep * g
        m = k / (2 * (k - keep * a))
        g, a = m * k, (1 - m) * m * k + keep * a * m * m
    assert g == pytest.approx(first, abs=5e-7)
    assert screening(most=1.0, cost=0.0, keep=keep).demands[0] == pytest.approx(g, abs=1e-9)


@pytest.mark.parametrize(
    ("cost", "keep", "value", "first"),
    [
        *((0.1, 0.5, 0.2546, 0.332), (0.1, 0.9, 0.1682, 0.1746)),
        *((0.3, 0.5, 0.36841, 0.226), (0.3, 0.9, 0.31552, 0.0546)),
    ],
)
def test_screening_on_a_grid(cost: float, keep: float, value: float, first: float) -> None:
    """Value iteration on a grid of cutoffs, the next demand interpolated between them."""
    grid = np.linspace(0, 1, 401)
    worth, demand = np.zeros_like(grid), np.zeros_like(grid)
    for _ in range(80):
        price = (1 - keep) * grid + keep * demand
        # V(z) = max over x <= z of (z - x)(y(x) + c) + keep V(x)
        gains = (grid[:, None] - grid) * (price + cost) + keep * worth
        gains[grid[:, None] < grid] = -np.inf
        best = np.argmax(gains, axis=1)
        new = gains[np.arange(len(grid)), best]
        asked = price[best]
        if np.abs(new - worth).max() < 1e-9 and np.abs(asked - demand).max() < 1e-9:
            break
        worth, demand = new, asked
    found = screening(most=1.0, cost=cost, keep=keep)
    # the grid is coarse: its worth is near, its demand within a few steps of the cutoffs
    assert worth[-1] == pytest.approx(found.value, abs=0.002)
    assert demand[-1] == pytest.approx(found.demands[0], abs=0.01)
    assert found.value == pytest.approx(value, abs=0.002)
    assert found.demands[0] == pytest.approx(first, abs=0.002)


def test_the_level_of_giving_up_is_worth_more_than_any_other() -> None:
    c, e, r, d, s = 0.8, 0.2, 0.04, 0.04, 0.2
    found = exit_level(running_cost=c, exit_cost=e, rate=r, payout=d, volatility=s)
    assert (found.waiting, found.myopic) == pytest.approx((0.396, 0.792), abs=5e-4)
    beta = -1.0  # by hand: ½·.04·β(β - 1) = .04, whose roots are 2 and -1

    def worth(level: float) -> float:
        """What the venture is worth at returns of 1 if it is left at a level."""
        return 1 / d - c / r + (c / r - e - level / d) * level**-beta

    levels = np.linspace(0.05, 0.99, 9_401)
    assert levels[np.argmax([worth(x) for x in levels])] == pytest.approx(found.waiting, abs=1e-4)


def test_coming_and_going_by_the_best_pair_of_levels() -> None:
    stated = {"rate": 0.04, "payout": 0.04, "volatility": 0.2}
    found = returning_levels(running_cost=0.8, entry_cost=2.0, exit_cost=0.2, **stated)
    assert (found.taken_up, found.left) == pytest.approx((1.336113, 0.545215), abs=5e-7)

    def worth(levels: np.ndarray) -> float:
        """What it is worth idle at returns of 1, if taken up at one level and left at another."""
        up, low = levels
        if not 0.05 < low < 1 < up:
            return 0.0
        # idle A x², in hand B/x + 25 x - 20 (roots 2 and -1); A and B meet the two levels
        system = np.array([[up**2, -1 / up], [low**2, -1 / low]])
        a, _ = np.linalg.solve(system, [25 * up - 20 - 2.0, 25 * low - 20 + 0.2])
        return -float(a)

    fine = {"xatol": 1e-8, "fatol": 1e-14}
    best = minimize(worth, [1.5, 0.6], method="Nelder-Mead", options=fine)
    assert best.x == pytest.approx((found.taken_up, found.left), abs=1e-5)
    with pytest.raises(Exception, match="BAR001"):
        returning_levels(running_cost=0.8, entry_cost=0.0, exit_cost=0.0, **stated)


def test_replies_in_turn_come_to_friedman_s_split() -> None:
    worth = np.array([1.0, 2.0, 5.0])
    own, other = np.array([20.0, 20.0, 20.0]), np.array([30.0, 5.0, 5.0])
    for _ in range(200):
        own = allocation(own=own, other=other, worth=worth).best
        other = allocation(own=other, other=own, worth=worth).best
    assert own == pytest.approx(worth * 60 / 8, rel=1e-6)
    assert other == pytest.approx(worth * 40 / 8, rel=1e-6)
    # what one more unit adds is W Y/(X + Y)², by a small step on every front
    for front in range(3):
        more = own.copy()
        more[front] += 1e-5
        values = [float(worth @ (x / (x + other))) for x in (more, own)]
        assert (values[0] - values[1]) / 1e-5 == pytest.approx(8 * 40 / 100**2, rel=1e-5)


def _blotto(own: int, other: int, posts: int) -> float:
    """Return the value by the enemy's own linear programme, splits listed by brute force."""

    def splits(units: int) -> np.ndarray:
        found = [s for s in product(range(units + 1), repeat=posts) if sum(s) == units]
        return np.array(found)

    a, b = splits(own), splits(other)
    pays = np.sign(a[:, None] - b[None]).mean(axis=2)
    rows = np.hstack([pays, -np.ones((len(a), 1))])
    found = linprog(
        np.append(np.zeros(len(b)), 1.0),
        A_ub=rows,
        b_ub=np.zeros(len(a)),
        A_eq=np.append(np.ones(len(b)), 0.0)[None],
        b_eq=[1.0],
        bounds=[(0, 1)] * len(b) + [(None, None)],
    )
    return float(found.fun)


@pytest.mark.parametrize(("own", "other", "value"), [(12, 9, 13 / 54), (9, 6, 1 / 3)])
def test_blotto_by_the_enemy_s_programme(own: int, other: int, value: float) -> None:
    assert _blotto(own, other, 3) == pytest.approx(value, abs=1e-9)
    assert blotto_value(own=own, other=other, posts=3) == pytest.approx(value, abs=1e-9)


def test_random_tables_by_brute_force() -> None:
    rng = np.random.default_rng(6)
    for _ in range(20):
        worth, chances = rng.normal(size=(3, 4)), rng.dirichlet(np.ones(4))
        table = DecisionTable(actions=("a", "b", "c"), worth=worth, chances=chances)
        plans = [
            sum(worth[a, s] * chances[s] for s, a in enumerate(plan))
            for plan in product(range(3), repeat=4)
        ]
        without = max(float(worth[a] @ chances) for a in range(3))
        assert table.evpi == pytest.approx(max(plans) - without, abs=1e-12)
        regret = [max(max(worth[:, s]) - worth[a, s] for s in range(4)) for a in range(3)]
        assert table.most_regret == pytest.approx(regret)


@pytest.mark.parametrize(("n", "worth"), [(1, 0.01), (5, 0.0369), (20, 0.05047), (100, 0.05695)])
def test_samples_by_quadrature_over_the_chance(n: int, worth: float) -> None:
    from scipy.stats import beta, binom

    told = {"won": 2.0, "lost": 3.0, "prize": 1.0, "cost": 0.1, "outside": 0.25}
    x, w = np.polynomial.legendre.leggauss(200)
    p, w = (x + 1) / 2, w / 2 * beta.pdf((x + 1) / 2, 2, 3)
    total = 0.0
    for k in range(n + 1):
        joint = w * binom.pmf(k, n, p)
        total += max(float(joint @ (p - 0.1)), 0.25 * float(joint.sum()))
    assert evsi_of_chance(**told, trials=n) == pytest.approx(total - 0.3, abs=1e-10)
    assert total - 0.3 == pytest.approx(worth, abs=5e-5 if n == 5 else 5e-6)
    known = float(w @ np.maximum(p - 0.1, 0.25)) - 0.3
    assert evpi_of_chance(**told) == pytest.approx(known, abs=1e-5)
    assert evpi_of_chance(**told) == pytest.approx(0.058889, abs=5e-7)


def test_neighbours_at_one_distance_would_add_up_to_too_much() -> None:
    # 4 places: each of two equally near would ignore the other, and the shares exceed 1 - m/M
    from asculum.aftermath import _kernels as kernels

    # one of 15 people among 10 and 25 equally near, and 50 beyond: 1.175 in place of .85
    shares = [10 / 25, 25 / 40, 15 * 50 / ((15 + 35) * 100)]
    assert sum(shares) == pytest.approx(1.175, abs=5e-4)
    told = kernels.radiation(15.0, np.array([10.0, 25, 50]), np.array([5.0, 5, 9]), 0.001)
    assert told.sum() == pytest.approx(0.85, abs=1e-12)

    found_any = False
    for m, *n in combinations((15, 20, 25, 40, 30), 4):
        people, distance = np.array(n, dtype=float), np.array([5.0, 5.0, 9.0])
        nearer = np.array([0.0, 0.0, people[0] + people[1]])
        apart = m * people / ((m + nearer) * (m + nearer + people))
        whole = 1 - m / (m + people.sum())
        assert apart.sum() > whole
        found_any = found_any or apart.sum() > 1
        together = kernels.radiation(float(m), people, distance, 0.001)
        assert together.sum() == pytest.approx(whole, abs=1e-12)
    assert found_any
