"""Numbers of the decision half that others printed or that follow from published formulas."""

from __future__ import annotations

import math

import numpy as np
import pytest

from asculum.options.bargaining.tug import tug_of_war
from asculum.options.bargaining.walk import ruin
from asculum.options.fronts import blotto_value
from asculum.options.stopping import gittins_index

#: Linear programming and bisection.
SOLVER = 1e-9


#: Chance, forts held of 100, P(ruin) and mean battles as printed.
FELLER = (
    (0.45, 90, 0.866, 765.6),
    (0.45, 99, 0.182, 171.8),
    (0.4, 90, 0.983, 441.3),
    (0.4, 99, 0.333, 161.7),
)


@pytest.mark.parametrize(("chance", "held", "loses", "battles"), FELLER)
def test_ruin_in_feller_s_table(chance: float, held: int, loses: float, battles: float) -> None:
    # Feller, An Introduction to Probability Theory, vol. 1, XIV.2: the table quoted by others; the
    # book itself was not opened. Printed: half of the last digit
    found = ruin(chance=chance, held=held, forts=100)
    assert found.loses == pytest.approx(loses, abs=0.0005)
    assert found.battles == pytest.approx(battles, abs=0.05)


@pytest.mark.parametrize(
    ("wins", "losses", "index"), [(0, 0, 0.7029), (1, 1, 0.6346), (2, 2, 0.6010), (9, 1, 0.8695)]
)
def test_gittins_indices_at_a_discount_of_nine_tenths(wins: int, losses: int, index: float) -> None:
    # Gittins' table for discount .9, as quoted by Christian & Griffiths, Algorithms to Live By
    found = gittins_index(won=1 + wins, lost=1 + losses, discount=0.9, horizon=200)
    assert found == pytest.approx(index, abs=0.00005)


def test_four_against_three_regiments() -> None:
    # the textbook Blotto game (McDonald & Tucker): value 14/9, known from memory, here by two ways
    assert blotto_value(own=4, other=3, posts=2, captures=True) == pytest.approx(14 / 9, abs=SOLVER)
    # by hand: the mix (4/9, 0, 1/9, 0, 4/9) over (4,0), (3,1), (2,2), (1,3), (0,4) earns 14/9 at
    # least against every reply
    pays = np.array([[4, 2, 1, 0], [1, 3, 0, -1], [-2, 2, 2, -2], [-1, 0, 3, 1], [0, 1, 2, 4]])
    mix = np.array([4, 0, 1, 0, 4]) / 9
    assert (mix @ pays).min() == pytest.approx(14 / 9)


@pytest.mark.parametrize(
    ("own", "other", "posts", "value"),
    [(6, 4, 2, 1 / 3), (9, 6, 3, 1 / 3), (12, 8, 4, 1 / 3)],
)
def test_hart_s_value_of_discrete_blotto(own: int, other: int, posts: int, value: float) -> None:
    # Hart 2008: 1 - b/a, with a and b the mean units on a post
    assert blotto_value(own=own, other=other, posts=posts) == pytest.approx(value, abs=SOLVER)


@pytest.mark.parametrize(
    ("states", "prize_a", "prize_b", "patience"),
    [(6, 1.2, 1.0, 0.9), (9, 1.0, 3.1, 0.8), (5, 40.0, 1.0, 0.7), (12, 1.05, 1.0, 0.99)],
)
def test_konrad_and_kovenock_s_proposition_by_value_iteration(
    states: int, prize_a: float, prize_b: float, patience: float
) -> None:
    # each battle is an all-pay auction over the difference that a step makes: the side with the
    # larger stake keeps what it has by losing plus the difference of the stakes
    d = patience
    v, w = np.zeros(states + 1), np.zeros(states + 1)
    v[0], w[states] = prize_a, prize_b
    for _ in range(20_000):
        stake_a = d * (v[:-2] - v[2:])
        stake_b = d * (w[2:] - w[:-2])
        new_v, new_w = v.copy(), w.copy()
        new_v[1:-1] = d * v[2:] + np.maximum(stake_a - stake_b, 0.0)
        new_w[1:-1] = d * w[:-2] + np.maximum(stake_b - stake_a, 0.0)
        moved = max(np.abs(new_v - v).max(), np.abs(new_w - w).max())
        v, w = new_v, new_w
        if moved < 1e-15:
            break
    found = tug_of_war(states=states, prize_a=prize_a, prize_b=prize_b, patience=d)
    assert found.worth_a == pytest.approx(v, abs=1e-10)
    assert found.worth_b == pytest.approx(w, abs=1e-10)
    assert math.isclose(found.worth_a[0], prize_a)
