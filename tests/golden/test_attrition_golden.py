"""Attrition: numbers that others printed or worked out by other programs.

[V] worked out elsewhere with a second program (a brute-force lattice, rational arithmetic);
[A] arithmetic that anyone can do by hand, as Lanchester printed it.
"""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from shared_data import shared

from asculum.attrition import battles
from asculum.attrition.exact import chance, chance_of_clocks, clocks, fraction
from asculum.attrition.laws import Square
from asculum.attrition.survivors import remaining
from asculum.evidence.history.table import Winner, bundled

LAST = (0, 0)


@pytest.mark.parametrize(
    ("m", "n", "alpha", "beta", "printed", "half"),
    [
        # [V] alpha is the kill rate of A, beta that of B; half of the last printed digit
        (4, 3, 1, 1, 233 / 315, 1e-15),
        (1000, 800, 0.01, 0.0155, 0.557412100582777, 5e-16),
        (1000, 1000, 0.01, 0.0101, 0.423588817567395, 5e-16),
        (5000, 5000, 1, 1.001, 0.482738709439, 5e-13),
        (5000, 4800, 1, 1, 0.999766878375748, 5e-16),
        (20000, 20000, 1, 1.001, 0.465510621278, 5e-13),
    ],
)
def test_win_probabilities_of_the_square_law(
    m: int, n: int, alpha: float, beta: float, printed: float, half: float
) -> None:
    law = Square(a=beta, b=alpha)
    by_sums = chance_of_clocks(*clocks(law, (m, n), LAST))
    assert by_sums.a == pytest.approx(printed, abs=half + 1e-14)
    # the closed product of large forces is promised to 1e-8
    assert chance(law, (m, n), LAST).a == pytest.approx(printed, abs=1e-8)


def test_four_against_three_is_a_fraction() -> None:
    assert fraction(4, 3) == Fraction(233, 315)  # [V]


@pytest.mark.parametrize(("m", "n"), [(1, 1), (2, 5), (7, 7), (30, 25), (100, 90)])
def test_the_fraction_of_equal_rates_is_the_integral(m: int, n: int) -> None:
    # two methods that share nothing
    law = Square(a=1.0, b=1.0)
    found = chance_of_clocks(*clocks(law, (m, n), LAST))
    assert found.a == pytest.approx(float(fraction(m, n)), rel=1e-12)
    assert fraction(m, n) + fraction(n, m) == 1


def test_survivors_of_the_stochastic_square_law() -> None:
    # [V] mean and standard deviation of A's survivors, 0 if beaten
    left, _ = remaining(Square(a=0.01, b=0.01), (1000, 800), LAST)
    mean, sd = left.moments(beaten_as=0.0)
    assert mean == pytest.approx(598.650072857067, abs=5e-13 + 1e-9)
    assert sd == pytest.approx(34.92048, abs=5e-6)
    left, _ = remaining(Square(a=0.0101, b=0.01), (1000, 1000), LAST)
    assert left.moments(beaten_as=0.0)[0] == pytest.approx(75.5668375317838, abs=1e-9)


# [V] CDB90, repaired: attacker's victories by ratio of strengths, 652 battles
@pytest.mark.parametrize(
    ("place", "percent", "count"),
    [
        *((0, 48, 23), (1, 54, 57), (2, 59, 95), (3, 54, 147)),
        *((4, 64, 97), (5, 64, 113), (6, 61, 77), (7, 84, 43)),
    ],
)
def test_victories_by_ratio_in_cdb90(place: int, percent: int, count: int) -> None:
    rate = battles.by_force_ratio(bundled())[place]
    assert rate.battles == count
    assert 100 * rate.share == pytest.approx(percent, abs=0.5)


def test_the_ratio_of_strengths_foretells_nothing_in_cdb90() -> None:
    fit = battles.win_by_ratio(bundled())  # [V]
    assert fit.battles == 610
    assert fit.intercept == pytest.approx(0.410, abs=0.0005)
    assert fit.slope == pytest.approx(0.477, abs=0.0005)
    assert fit.slope_error == pytest.approx(0.125, abs=0.0005)
    assert fit.explained == pytest.approx(0.019, abs=0.0005)
    assert fit.accuracy == pytest.approx(0.644, abs=0.0005)
    won = sum(b.winner is Winner.ATTACKER for b in battles.decisive(bundled())) / 610
    assert won == pytest.approx(0.648, abs=0.0005)


def test_helmbolds_advantage_in_cdb90() -> None:
    fit = battles.win_by_advantage(bundled())  # [V]
    assert fit.slope == pytest.approx(-3.04, abs=0.005)
    assert fit.slope_error == pytest.approx(0.27, abs=0.005)
    assert fit.accuracy == pytest.approx(0.80, abs=0.005)


def test_losses_on_strengths_in_cdb90() -> None:
    fit = battles.losses_by_ratio(*battles.columns(battles.left_standing(bundled())))  # [V]
    assert fit.slope == pytest.approx(0.299, abs=0.0005)
    assert fit.slope_error == pytest.approx(0.080, abs=0.0005)
    assert fit.explained == pytest.approx(0.02, abs=0.005)


def test_where_beaten_sides_broke_in_cdb90() -> None:
    shares = battles.losers_shares(bundled())  # [V]
    quartiles = 100 * np.quantile(shares, [0.25, 0.5, 0.75])
    np.testing.assert_allclose(quartiles, [6.7, 15.8, 31.7], atol=0.05)
    assert 100 * np.mean(shares < 0.2) == pytest.approx(59, abs=0.5)
    assert 100 * np.mean(shares < 0.3) == pytest.approx(72, abs=0.5)


def test_losses_on_strengths_in_european_battles() -> None:
    # [V] Bodart's battles 1620-1905 as Rubio-Campillo (2016) gives them
    table = np.genfromtxt(
        shared("attrition/european_battles_rubio_campillo.csv"), delimiter=",", names=True
    )
    fit = battles.losses_by_ratio((table["Rc"], table["Bc"]), (table["R0"], table["B0"]))
    assert fit.battles == 1079
    assert fit.slope == pytest.approx(0.651, abs=0.0005)
    assert fit.slope_error == pytest.approx(0.032, abs=0.0005)
    assert fit.explained == pytest.approx(0.28, abs=0.005)
    for period, slope in enumerate((0.85, 0.73, 0.55, 0.64), 1):
        some = table[table["period"] == period]
        part = battles.losses_by_ratio((some["Rc"], some["Bc"]), (some["R0"], some["B0"]))
        assert part.slope == pytest.approx(slope, abs=0.0051)
