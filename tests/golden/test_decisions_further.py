"""Statements of the decision half held by programs of their own: trees, grids, quantal responses.

Like ``test_decisions_again.py``: consistency references, reckoned by another way than the
package's. Only the options of Longstaff and Schwartz are published numbers, and they are there to
show that the tree that judges ``exit_level`` is right.
"""

from __future__ import annotations

import numpy as np
import pytest
from scipy.optimize import linprog, minimize_scalar
from scipy.special import expit

from asculum.options.bargaining.ranges import risk_return
from asculum.options.bargaining.screening import screening
from asculum.options.fronts import allocation, blotto_value
from asculum.options.stopping import exit_level
from asculum.terms.errors import UsageError


def put(
    level: float,
    *,
    strike: float,
    rate: float,
    payout: float,
    volatility: float,
    years: float,
    steps: int,
    every: int = 1,
) -> tuple[float, float]:
    """Return what a put is worth on a binomial tree, and what holding it on is worth today.

    It may be exercised at every ``every``-th step (Cox, Ross and Rubinstein's tree).
    """
    span = years / steps
    up = np.exp(volatility * np.sqrt(span))
    chance = (np.exp((rate - payout) * span) - 1 / up) / (up - 1 / up)
    shrink = np.exp(-rate * span)
    ends = level * up ** np.arange(-steps, steps + 1, 2)
    value = np.maximum(strike - ends, 0.0)
    held = value
    for step in range(steps - 1, -1, -1):
        held = shrink * (chance * value[1:] + (1 - chance) * value[:-1])
        if step % every == 0 and step:
            ends = level * up ** np.arange(-step, step + 1, 2)
            value = np.maximum(held, strike - ends)
        else:
            value = held
    return max(float(held[0]), strike - level), float(held[0])


@pytest.mark.parametrize(
    ("volatility", "years", "worth"),
    [(0.2, 1, 4.478), (0.2, 2, 4.840), (0.4, 1, 7.101), (0.4, 2, 8.508)],
)
def test_a_tree_prices_the_options_of_longstaff_and_schwartz(
    volatility: float, years: int, worth: float
) -> None:
    # Longstaff & Schwartz 2001, Review of Financial Studies 14(1), Table 1, finite differences for
    # S = 36, K = 40, r = .06: as quoted in programs that test themselves by it; the paper itself
    # was not opened. Printed to a thousandth; a tree and a grid of differences part in that digit
    steps = 4000 * years
    known = {"strike": 40.0, "rate": 0.06, "payout": 0.0, "volatility": volatility}
    at_fifty = put(36.0, **known, years=years, steps=steps, every=80)[0]
    assert at_fifty == pytest.approx(worth, abs=0.002)
    # what the table rests on: fifty days of exercise a year. At any time the option is worth more
    assert put(36.0, **known, years=years, steps=steps)[0] > at_fifty + 0.005
    if (volatility, years) == (0.2, 1):
        assert put(36.0, **known, years=years, steps=steps)[0] == pytest.approx(4.487, abs=5e-4)


@pytest.mark.parametrize(
    ("cost", "paid", "rate", "payout", "volatility"),
    [(0.8, 0.2, 0.04, 0.04, 0.2), (1.0, 0.0, 0.05, 0.03, 0.3), (0.6, 1.5, 0.08, 0.06, 0.25)],
)
def test_the_level_of_giving_up_on_a_tree(
    cost: float, paid: float, rate: float, payout: float, volatility: float
) -> None:
    """A losing venture is a put on its returns' worth: given up where holding on is worth less.

    The venture is worth P/δ - C/r for ever; to leave it costs E, so that leaving is worth the
    strike C/r - E less P/δ. The tree ends after 150 years, whose end weighs next to nothing.
    """
    strike = cost / rate - paid
    known = {"strike": strike, "rate": rate, "payout": payout, "volatility": volatility}

    def level(steps: int) -> float:
        low, high = 0.02 * strike, strike
        while high - low > 2e-4 * strike:
            middle = (low + high) / 2
            held = put(middle, **known, years=150, steps=steps)[1]
            low, high = (middle, high) if held < strike - middle else (low, middle)
        return low * payout

    found = exit_level(
        running_cost=cost, exit_cost=paid, rate=rate, payout=payout, volatility=volatility
    )
    coarse, fine = level(500), level(2000)
    # days of exercise that lie apart raise the level by the root of the step: carried on to none
    assert found.waiting == pytest.approx(2 * fine - coarse, rel=0.005)
    assert abs(found.waiting - fine) < abs(found.waiting - coarse)


@pytest.mark.parametrize("points", [51, 501])
def test_a_grid_that_does_not_interpolate_goes_wrong(points: int) -> None:
    """Value iteration on a bare grid gives first demands that are far too high, and no one number.

    With δ = .9 and no gap the demand is .240253; the reference's own grid of 2,001 points gave
    .3056, a finer or coarser one gives another. It is a trap, so only its size is held.
    """
    grid = np.linspace(0, 1, points)
    worth, demand = np.zeros_like(grid), np.zeros_like(grid)
    for _ in range(200):
        price = 0.1 * grid + 0.9 * demand
        gains = (grid[:, None] - grid) * price + 0.9 * worth
        gains[np.triu_indices(points, 1)] = -np.inf
        best = np.argmax(gains, axis=1)
        worth, demand = gains[np.arange(points), best], price[best]
    exact = screening(most=1.0, cost=0.0, keep=0.9).demands[0]
    assert exact == pytest.approx(0.240253, abs=5e-7)
    assert demand[-1] > 1.2 * exact


def _quantal(q: float, precision: float) -> float:
    """Return the chance of the risky offer where both sides err a little (logit responses).

    A may ask (a hair less than) .1 or .4 beyond its chance of .5; war costs it .1, and B .1 or,
    with chance ``q``, .4. B moves last and knows its cost, so its answers come first and A's
    follow from them.
    """
    demands, costs, chances = np.array([0.598, 0.898]), np.array([0.1, 0.4]), np.array([1 - q, q])
    fights, takes = 0.5 - costs[:, None], 1 - demands
    yes = expit(precision * (takes - fights))
    asks = chances @ (yes * demands + (1 - yes) * (0.5 - 0.1))
    return float(expit(precision * (asks[1] - asks[0])))


def test_the_risky_offer_begins_where_two_types_make_it_pay() -> None:
    # by theory at q = (.1 + .1)/(.4 + .1) = .4; the reference found the switch between .3 and .5
    # with the logit equilibrium of a program for games
    assert _quantal(0.3, 4000.0) < 0.01
    assert _quantal(0.5, 4000.0) > 0.99
    low, high = 0.0, 1.0
    while high - low > 1e-6:
        q = (low + high) / 2
        low, high = (q, high) if _quantal(q, 4000.0) < 0.5 else (low, q)
    assert low == pytest.approx(0.4, abs=0.003)


@pytest.mark.parametrize("seed", range(12))
def test_risk_and_return_with_many_types(seed: int) -> None:
    """As many types of B as one likes, solved as a finite game: each takes what beats war."""
    rng = np.random.default_rng(seed)
    chance, cost, most = rng.uniform(0.1, 0.6), rng.uniform(0, 0.5), rng.uniform(0.05, 0.4)
    costs = (np.arange(4000) + 0.5) / 4000 * most
    asked = chance + np.append(costs, 0.0)
    takes = (costs[:, None] >= asked - chance).mean(axis=0)
    worth = takes * asked + (1 - takes) * (chance - cost)
    best = int(np.argmax(worth))
    found = risk_return(chance=chance, cost_a=cost, most_b=most)
    assert found.demand == pytest.approx(asked[best], abs=most / 1000)
    assert found.war == pytest.approx(1 - takes[best], abs=0.001)


def _reply(other: float, *, power: float, prize: float, cost: float) -> float:
    """Return the best effort against ``other``, of cost ``cost`` a unit, by search."""

    def loses(effort: float) -> float:
        won = effort**power / (effort**power + other**power)
        return cost * effort - prize * won

    return float(minimize_scalar(loses, bounds=(1e-9, prize / cost), method="bounded").x)


def _contest(power: float, prize: float, costs: tuple[float, float]) -> tuple[float, float]:
    """Return what a contest is worth to each side, by replies in turn."""
    efforts = [prize / 4, prize / 4]
    for _ in range(60):
        for side in (0, 1):
            efforts[side] = _reply(efforts[1 - side], power=power, prize=prize, cost=costs[side])
    strength = [effort**power for effort in efforts]
    return tuple(
        prize * strength[side] / sum(strength) - costs[side] * efforts[side] for side in (0, 1)
    )


@pytest.mark.parametrize("seed", range(8))
def test_what_the_formal_condition_of_momentum_is_about(seed: int) -> None:
    """It says that whoever loses the first of two contests is worse off for having entered it.

    "Conflicts with Momentum" prints α^r₂(1 + α^r₂) - r₂ α^r₂ < (r₁/4)(1 - α^(2 r₂)). With α the
    cost of a unit of effort to the side that won the first contest this is the sign of what the
    second is worth to the other, less its effort in the first. So it is no condition on a victor,
    which is why no label of the package rests on it.
    """
    rng = np.random.default_rng(seed)
    power, first = rng.uniform(0.3, 1.0), rng.uniform(0.2, 2.0)
    alpha = rng.uniform(0.1, 0.9)
    to_winner, to_loser = _contest(power, 1.0, (alpha, 1.0))
    edge = alpha**power
    assert to_winner - to_loser == pytest.approx((1 - edge) / (1 + edge), abs=1e-5)
    # the first contest is over that difference, between equals: each spends r/4 of it
    spent = first * (to_winner - to_loser) / 4
    printed = edge * (1 + edge) - power * edge - first / 4 * (1 - edge**2)
    assert printed == pytest.approx((1 + edge) ** 2 * (to_loser - spent), abs=1e-5)


@pytest.mark.parametrize("seed", range(12))
def test_what_one_more_unit_adds_by_a_small_step(seed: int) -> None:
    """MV = w m x^(m-1) y^m / (x^m + y^m)², and what the last unit would have added elsewhere."""
    rng = np.random.default_rng(seed)
    fronts = int(rng.integers(2, 6))
    own, other, worth = rng.uniform(1, 40, (3, fronts))
    m = float(rng.uniform(0.3, 1.0))
    found = allocation(own=own, other=other, worth=worth, decisiveness=m)

    def value(x: np.ndarray) -> float:
        return float(worth @ (x**m / (x**m + other**m)))

    step = 1e-5
    adds = np.array(
        [(value(own + step * e) - value(own - step * e)) / (2 * step) for e in np.eye(fronts)]
    )
    assert found.marginal == pytest.approx(adds, rel=1e-5)
    # the front whose last unit adds most would have lost by sending it anywhere else
    assert found.opportunity == pytest.approx(adds.max() - adds, rel=1e-4, abs=1e-7)


def _by_programme(total: float, other: np.ndarray, worth: np.ndarray, m: float) -> float:
    """Return an upper bound on the best reply's value that tangents make as near as one likes.

    Each front's x^m/(x^m + y^m) is concave, so it lies below its tangents: max sum of t, t below
    every tangent, sum of x = total (HiGHS). Points of tangency gather where the answer lies.
    """
    fronts = len(other)
    at = np.array([np.geomspace(total * 1e-9, total, 120)] * fronts)
    for _ in range(4):
        rows, ends = [], []
        for i in range(fronts):
            x, y = at[i], other[i]
            value = worth[i] * x**m / (x**m + y**m)
            slope = worth[i] * m * x ** (m - 1) * y**m / (x**m + y**m) ** 2
            for s, v, a in zip(slope, value, x, strict=True):
                row = np.zeros(2 * fronts)
                row[i], row[fronts + i] = -s, 1.0
                rows.append(row)
                ends.append(v - s * a)
        found = linprog(
            np.append(np.zeros(fronts), -np.ones(fronts)),
            A_ub=np.array(rows),
            b_ub=np.array(ends),
            A_eq=np.append(np.ones(fronts), np.zeros(fronts))[None],
            b_eq=[total],
            bounds=[(0, total)] * fronts + [(0, None)] * fronts,
        )
        near = np.maximum(found.x[:fronts], total * 1e-9)
        at = np.hstack([at, near[:, None], near[:, None] * np.linspace(0.8, 1.25, 9)])
    return -float(found.fun)


@pytest.mark.parametrize("seed", range(16))
def test_the_best_reply_beside_a_linear_programme(seed: int) -> None:
    rng = np.random.default_rng(seed)
    fronts = int(rng.integers(1, 6))
    # as unlike as can be: fronts nearly given up, worthless ones, no own force on some
    other = rng.choice([1e-3, 0.5, 10.0, 400.0], fronts)
    worth = rng.choice([0.0, 0.1, 1.0, 20.0], fronts)
    worth[0] = 1.0
    own = rng.uniform(0, 30, fronts) * (rng.random(fronts) < 0.7)
    own[0] += 1.0
    m = float(rng.choice([0.4, 0.75, 1.0]))
    found = allocation(own=own, other=other, worth=worth, decisiveness=m)
    assert found.best.sum() == pytest.approx(own.sum())
    assert (found.best >= 0).all()
    assert (found.best[worth == 0] == 0).all()
    bound = _by_programme(float(own.sum()), other, worth, m)
    assert found.best_value <= bound + 1e-9
    assert found.best_value == pytest.approx(bound, rel=2e-4)
    assert found.regret >= -1e-12


def test_fronts_worth_nothing_make_no_split_to_judge() -> None:
    with pytest.raises(UsageError, match="FRO001: no front that is worth anything"):
        allocation(own=[1, 2], other=[1, 1], worth=[0, 0])


@pytest.mark.parametrize("seed", range(16))
@pytest.mark.parametrize("captures", [False, True])
def test_random_blotto_games_by_the_enemy_s_programme(seed: int, captures: bool) -> None:
    rng = np.random.default_rng(seed)
    posts = int(rng.integers(1, 5))
    own, other = (int(units) for units in rng.integers(0, 8, 2))

    def splits(units: int) -> list[tuple[int, ...]]:
        return [s for s in np.ndindex(*[units + 1] * posts) if sum(s) == units]

    def pays(a: tuple[int, ...], b: tuple[int, ...]) -> float:
        each = [(x > y) - (x < y) for x, y in zip(a, b, strict=True)]
        if not captures:
            return sum(each) / posts
        taken = [y if e > 0 else x for e, x, y in zip(each, a, b, strict=True)]
        return float(sum(e * (1 + t) for e, t in zip(each, taken, strict=True)))

    table = np.array([[pays(a, b) for b in splits(other)] for a in splits(own)])
    rows = np.hstack([table, -np.ones((len(table), 1))])
    found = linprog(
        np.append(np.zeros(table.shape[1]), 1.0),
        A_ub=rows,
        b_ub=np.zeros(len(table)),
        A_eq=np.append(np.ones(table.shape[1]), 0.0)[None],
        b_eq=[1.0],
        bounds=[(0, 1)] * table.shape[1] + [(None, None)],
    )
    value = blotto_value(own=own, other=other, posts=posts, captures=captures)
    assert value == pytest.approx(found.fun, abs=1e-8)
