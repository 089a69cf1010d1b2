"""What must hold of bargaining, stopping, fronts and decisions, whatever the numbers."""

from __future__ import annotations

from itertools import product

import numpy as np
import pytest

from asculum.options.bargaining.ranges import bargaining_range, commitment, risk_return
from asculum.options.bargaining.screening import screening
from asculum.options.bargaining.tug import tug_of_war
from asculum.options.bargaining.waiting import (
    asymmetric_waiting,
    obstinate_waiting,
    symmetric_waiting,
)
from asculum.options.bargaining.walk import belief_walk, ruin
from asculum.options.decision import DecisionTable, break_even, evpi_of_chance, evsi_of_chance
from asculum.options.fronts import allocation, blotto_value
from asculum.options.stopping import exit_level, hold_or_withdraw
from asculum.terms.errors import ModelError, UsageError

ROUND_OFF = 1e-12
#: Root-finding, quadrature and linear programming.
SOLVER = 1e-7


# --- ranges of terms


def test_one_belief_leaves_a_range_as_wide_as_the_costs() -> None:
    rng = np.random.default_rng(1)
    p, a, b = rng.uniform(0.3, 0.7, 500), rng.uniform(0, 0.2, 500), rng.uniform(0, 0.2, 500)
    found = bargaining_range(chance_by_a=p, chance_by_b=p, cost_a=a, cost_b=b)
    assert found.empty == 0
    assert found.width == pytest.approx(a + b, abs=ROUND_OFF)


def test_relabelling_the_sides_turns_the_range_round() -> None:
    rng = np.random.default_rng(2)
    pa, pb, ca, cb = rng.uniform(0, 1, (4, 200))
    one = bargaining_range(chance_by_a=pa, chance_by_b=pb, cost_a=ca, cost_b=cb)
    two = bargaining_range(chance_by_a=1 - pb, chance_by_b=1 - pa, cost_a=cb, cost_b=ca)
    assert two.lower == pytest.approx(1 - one.upper, abs=ROUND_OFF)
    assert two.upper == pytest.approx(1 - one.lower, abs=ROUND_OFF)
    assert one.empty == two.empty


def test_the_best_demand_is_no_worse_than_any_other() -> None:
    for p, c, b in product((0.2, 0.5, 0.9), (0.0, 0.1, 0.5), (0.05, 0.4, 1.5)):
        found = risk_return(chance=p, cost_a=c, most_b=b)

        def worth(more: float, p: float = p, c: float = c, b: float = b) -> float:
            war = min(max(more / b, 0.0), 1.0)
            return (1 - war) * (p + more) + war * (p - c)

        others = [worth(more) for more in np.linspace(0, 1 - p, 400)]
        assert worth(found.demand - p) >= max(others) - 1e-9


def test_a_shift_of_nothing_breaks_no_deal_and_is_dearer_with_costs() -> None:
    still = commitment(chance_now=0.4, chance_later=0.4, patience=0.9, cost_a=0, cost_b=0)
    assert not still.breaks
    gaps = [
        commitment(chance_now=0.3, chance_later=0.9, patience=0.8, cost_a=c, cost_b=c).gap
        for c in (0.0, 0.5, 1.0)
    ]
    assert gaps == sorted(gaps, reverse=True)
    with pytest.raises(UsageError, match="BAR002"):
        commitment(chance_now=0.9, chance_later=0.3, patience=0.8, cost_a=0, cost_b=0)


# --- screening


@pytest.mark.parametrize("keep", [0.5, 0.9])
def test_without_a_gap_the_first_demand_is_stokey_s(keep: float) -> None:
    root = np.sqrt(1 - keep)
    found = screening(most=1.0, cost=0.0, keep=keep)
    assert found.demands[0] == pytest.approx(root / (1 + root), abs=ROUND_OFF)
    # the finite game of the recursion tends to it
    g, a = 0.5, 0.25
    for _ in range(400):
        k = 1 - keep + keep * g
        m = k / (2 * (k - keep * a))
        g, a = m * k, (1 - m) * m * k + keep * a * m * m
    assert found.demands[0] == pytest.approx(g, abs=1e-9)
    assert found.value == pytest.approx(a, abs=1e-9)


@pytest.mark.parametrize(("cost", "keep"), [(0.1, 0.5), (0.1, 0.9), (0.3, 0.5), (0.05, 0.8)])
def test_each_demand_leaves_its_last_type_indifferent_and_ends_at_nothing(
    cost: float, keep: float
) -> None:
    found = screening(most=1.0, cost=cost, keep=keep)
    assert found.demands[-1] == pytest.approx(0.0, abs=1e-9)
    assert found.settled[-1] == 1.0
    for t in range(len(found.demands) - 1):
        x = 1 - found.settled[t]
        later = keep * (x - found.demands[t + 1])
        assert x - found.demands[t] == pytest.approx(later, abs=1e-9)
    # the envelope of B's types: y of the first demand is the share that is spent
    assert found.lost == pytest.approx(found.demands[0], abs=1e-9)


@pytest.mark.parametrize(("cost", "keep"), [(0.1, 0.5), (0.1, 0.9), (0.3, 0.9)])
def test_no_other_course_of_cutoffs_earns_more(cost: float, keep: float) -> None:
    """One deviation: another first cutoff, whose price and sequel the solution itself gives."""
    found = screening(most=1.0, cost=cost, keep=keep)
    for x in np.linspace(0.05, 0.97, 8):
        rest = screening(most=float(x), cost=cost, keep=keep)
        price = (1 - keep) * x + keep * rest.demands[0]
        # V(1) = (1 - x)(y + c) + keep V(x); values are those of types spread on [0, x]
        earned = (1 - x) * (price + cost) + keep * rest.value * x
        assert earned <= found.value + 1e-6


def test_screening_counts_in_any_unit() -> None:
    one, two = screening(most=1.0, cost=0.1, keep=0.7), screening(most=50.0, cost=5.0, keep=0.7)
    assert np.array(two.demands) == pytest.approx(50 * np.array(one.demands), abs=1e-6)
    assert two.lost == pytest.approx(one.lost, abs=1e-9)


def test_without_a_second_round_one_demand_is_fearon_s() -> None:
    nearly = screening(most=0.4, cost=0.1, keep=1e-9)
    once = risk_return(chance=0.0, cost_a=0.1, most_b=0.4)
    assert nearly.demands[0] == pytest.approx(once.demand, abs=1e-6)
    assert 1 - nearly.settled[0] == pytest.approx(once.war * 0.4 / 0.4, abs=1e-6)


# --- walks


def test_a_walk_without_deals_is_a_mixture_of_ruins() -> None:
    """With costs of nothing and beliefs that never meet, both fight; A's worth is the mixture."""
    from scipy.integrate import quad
    from scipy.stats import beta

    from asculum.options.bargaining import _kernels

    never = np.zeros((401, 401), dtype=np.bool_)
    for a, b in ((3.0, 2.0), (1.0, 1.0)):
        mean = quad(
            lambda p, a=a, b=b: (1 - ruin(chance=p, held=3, forts=6).loses) * beta.pdf(p, a, b),
            0,
            1,
        )[0]
        value, _ = _kernels.stop_walk(6, 3, 400, a, b, 0.0, np.full(7, -1.0), 1.0, 0.0)
        assert value[0, 0] == pytest.approx(mean, abs=1e-8)
        p = a / (a + b)
        chosen, takes, loses, still_open, _ = _kernels.follow_walk(6, 3, p, never)
        assert chosen == 0
        assert takes + loses + still_open == pytest.approx(1, abs=ROUND_OFF)
        assert loses == pytest.approx(ruin(chance=p, held=3, forts=6).loses, abs=1e-10)


def test_sides_that_agree_settle_at_once() -> None:
    for chance in (0.2, 0.5, 0.8):
        belief = (10 * chance, 10 * (1 - chance))
        found = belief_walk(
            forts=8, held=3, belief_a=belief, belief_b=belief, cost_a=0.01, cost_b=0.0, chance=0.5
        )
        assert found.at_once
        assert found.battles == 0
        assert found.worth_a + found.worth_b == pytest.approx(1, abs=ROUND_OFF)


def test_swapping_the_sides_of_a_walk_swaps_the_answers() -> None:
    one = belief_walk(
        forts=9, held=3, belief_a=(4, 1), belief_b=(1, 2), cost_a=0.01, cost_b=0.03, chance=0.35
    )
    two = belief_walk(
        forts=9, held=6, belief_a=(2, 1), belief_b=(1, 4), cost_a=0.03, cost_b=0.01, chance=0.65
    )
    assert two.worth_a == pytest.approx(one.worth_b, abs=1e-10)
    assert two.a_takes == pytest.approx(one.b_takes, abs=1e-10)
    assert two.battles == pytest.approx(one.battles, abs=1e-8)


def test_simulated_wars_go_as_the_walk_says() -> None:
    from asculum.options.bargaining import _kernels

    _, _, settled = _kernels.settle_walk(6, 3, 500, 3.0, 2.0, 2.0, 3.0, 0.02, 0.02)
    rng = np.random.default_rng(5)
    n, battles, ended = 4_000, 0, 0
    for _ in range(n):
        t = w = 0
        while 0 < 3 + 2 * w - t < 6 and not settled[t, w]:
            w += int(rng.random() < 0.45)
            t += 1
        battles += t
        ended += int(settled[t, w])
    found = belief_walk(
        forts=6, held=3, belief_a=(3, 2), belief_b=(2, 3), cost_a=0.02, cost_b=0.02, chance=0.45
    )
    # Monte Carlo: 4 standard errors
    assert abs(ended / n - found.settles) < 4 * np.sqrt(0.25 / n)
    assert abs(battles / n - found.battles) < 4 * 6 / np.sqrt(n)


def test_a_leader_s_bonus_never_shortens_the_fighting() -> None:
    battles = [
        hold_or_withdraw(
            forts=10, held=5, belief=(5, 5), cost=0.02, withdrawn=0.6, chance=0.4, bonus=bonus
        ).battles
        for bonus in (0.0, 0.2, 0.5, 1.0, 2.0, 4.0)
    ]
    assert battles == sorted(battles)
    assert battles[0] < battles[-1]


def test_what_was_spent_before_moves_no_course() -> None:
    """A constant on all ends alike is a sunk cost: the course is the same, the worth shifts."""
    from asculum.options.bargaining import _kernels

    stop = 0.6 * np.arange(11) / 10
    one, where = _kernels.stop_walk(10, 5, 300, 5.0, 5.0, 0.02, stop, 1.5, -0.2)
    two, there = _kernels.stop_walk(10, 5, 300, 5.0, 5.0, 0.02, stop - 7.0, 1.5 - 7.0, -7.2)
    assert (where == there).all()
    assert two[0, 0] == pytest.approx(one[0, 0] - 7.0, abs=1e-9)


# --- waiting and tugs


def test_against_the_symmetric_density_every_wait_is_worth_nothing() -> None:
    from scipy.integrate import quad

    found = symmetric_waiting(prize=3.0)
    for ready in (0.0, 0.5, 2.0, 9.0):
        wins = quad(lambda x: (3.0 - x) * found.density(x), 0, ready)[0]
        loses = ready * np.exp(-ready / 3.0)
        assert wins - loses == pytest.approx(0.0, abs=1e-7)


def test_the_obstinate_equilibrium_leaves_each_side_indifferent() -> None:
    a, r, z = (0.7, 0.6), (0.1, 0.2), (0.05, 0.1)
    found = obstinate_waiting(demands=a, discounts=r, obstinate=z)
    for side in (0, 1):
        other = 1 - side

        # giving in at t: what the other gave before t, discounted, else what it leaves
        def worth(t: float, side: int = side, other: int = other) -> float:
            from scipy.integrate import quad

            rate, first = found.rates[other], found.at_once[other]
            before = quad(lambda s: (1 - first) * rate * np.exp(-(rate + r[side]) * s), 0, t)[0]
            left = (1 - found.given_in(other, t)) * (1 - a[other]) * np.exp(-r[side] * t)
            return float(a[side] * (first + before) + left)

        values = [worth(t) for t in (0.01, 1.0, 5.0, 12.0)]
        assert values == pytest.approx([values[0]] * 4, abs=1e-7)
        assert found.given_in(side, found.ends) == pytest.approx(1 - z[side], abs=1e-12)
    assert min(found.at_once) == 0


def test_no_single_answer_is_given_where_there_are_many() -> None:
    with pytest.raises(ModelError, match="BAR003"):
        asymmetric_waiting(prize_a=2, prize_b=1, cost_a=1, cost_b=1)
    with pytest.raises(ModelError, match="BAR003"):
        tug_of_war(states=4, prize_a=1, prize_b=1, patience=0.9)


# --- decisions and fronts


def test_the_worth_of_knowing_is_the_least_expected_regret_and_never_negative() -> None:
    rng = np.random.default_rng(3)
    for _ in range(50):
        worth = rng.normal(size=(4, 30))
        table = DecisionTable.of_draws(("a", "b", "c", "d"), worth)
        assert table.evpi == pytest.approx(worth.max(axis=0).mean() - worth.mean(axis=1).max())
        assert table.evpi >= 0
        assert (table.most_regret >= 0).all()
        shifted = DecisionTable.of_draws(table.actions, worth + 11.0)
        assert shifted.evpi == pytest.approx(table.evpi, abs=1e-9)
        assert shifted.choices == table.choices


def test_samples_are_worth_ever_more_and_at_most_knowing() -> None:
    told = {"won": 2.0, "lost": 3.0, "prize": 1.0, "cost": 0.1, "outside": 0.25}
    worth = [evsi_of_chance(**told, trials=n) for n in (0, 1, 5, 20, 100, 2000)]
    assert worth == sorted(worth)
    assert worth[0] == pytest.approx(0, abs=ROUND_OFF)
    assert worth[-1] <= evpi_of_chance(**told)
    draws = np.random.default_rng(4).beta(2, 3, 400_000) - 0.1
    mean = np.maximum(draws, 0.25).mean() - max(0.3, 0.25)
    assert abs(mean - evpi_of_chance(**told)) < 4 * draws.std() / np.sqrt(len(draws))


def test_a_break_even_makes_two_actions_alike() -> None:
    slope, gap = np.array([2.0, -1.0, 0.0]), np.array([3.0, 3.0, 3.0])
    found = break_even(slope, gap)
    assert found[:2] == pytest.approx([1.5, -3.0])
    assert np.isnan(found[2])


@pytest.mark.parametrize("m", [0.3, 0.7, 1.0])
def test_the_best_reply_evens_out_what_one_more_unit_adds(m: float) -> None:
    rng = np.random.default_rng(6)
    for _ in range(8):
        x, y, w = rng.uniform(0.5, 30, (3, 4))
        found = allocation(own=x, other=y, worth=w, decisiveness=m)
        assert found.best.sum() == pytest.approx(x.sum(), rel=1e-9)
        assert found.regret >= -1e-9
        again = allocation(own=found.best, other=y, worth=w, decisiveness=m)
        assert again.regret == pytest.approx(0, abs=1e-7)
        sent = found.best > 1e-9
        margins = again.marginal[sent]
        assert np.ptp(margins) < 1e-4 * margins.max()
        if m == 1.0 and (~sent).any():
            assert again.marginal[~sent].max() <= margins.max() * (1 + 1e-9)
        # no random split does better
        for _ in range(20):
            split = rng.dirichlet(np.ones(4)) * x.sum()
            value = float(w @ (split**m / (split**m + y**m)))
            assert value <= found.best_value + 1e-9


def test_blotto_is_even_between_equals_and_turns_round() -> None:
    assert blotto_value(own=5, other=5, posts=3) == pytest.approx(0, abs=SOLVER)
    one, two = blotto_value(own=7, other=4, posts=3), blotto_value(own=4, other=7, posts=3)
    assert one == pytest.approx(-two, abs=SOLVER)


def test_one_holds_on_past_the_myopic_point() -> None:
    found = exit_level(running_cost=1.0, exit_cost=2.0, rate=0.05, payout=0.03, volatility=0.3)
    assert 0 < found.waiting < found.myopic


@pytest.mark.parametrize(
    "call",
    [
        lambda: bargaining_range(chance_by_a=1.2, chance_by_b=0.5, cost_a=0.1, cost_b=0.1),
        lambda: risk_return(chance=float("nan"), cost_a=0.1, most_b=0.1),
        lambda: ruin(chance=0.5, held=0, forts=6),
        lambda: ruin(chance=0.5, held=3, forts=10**9),
        lambda: screening(most=-1, cost=0.1, keep=0.5),
        lambda: screening(most=1, cost=0.1, keep=1.0),
        lambda: obstinate_waiting(demands=(0.4, 0.5), discounts=(1, 1), obstinate=(0.1, 0.1)),
        lambda: tug_of_war(states=1, prize_a=1, prize_b=2, patience=0.5),
        lambda: allocation(own=[1, 2], other=[1], worth=[1, 1]),
        lambda: allocation(own=[1, 2], other=[0, 1], worth=[1, 1]),
        lambda: allocation(own=[1, 2], other=[1, 1], worth=[1, 1], decisiveness=2),
        lambda: blotto_value(own=150, other=150, posts=6),
        lambda: DecisionTable.of_draws(("a",), [[1.0], [2.0]]),
        lambda: DecisionTable.of_draws(("a",), [[float("inf")]]),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason(call) -> None:
    with pytest.raises(UsageError) as told:
        call()
    assert told.value.why
    assert told.value.fix
