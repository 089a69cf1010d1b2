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
from asculum.attrition.closed import deterministic_end
from asculum.attrition.course import Course, Reinforcement, Side
from asculum.attrition.exact import chance, chance_of_clocks, clocks, fraction
from asculum.attrition.laws import Square
from asculum.attrition.salvo import Fleet, exchange, salvos
from asculum.attrition.survivors import remaining
from asculum.attrition.trajectories import trajectories
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


IWO_JIMA = Course(
    days=36,
    pieces=(
        Reinforcement(side=Side.A, persons=54_000, start=0, end=1),
        Reinforcement(side=Side.A, persons=6_000, start=2, end=3),
        Reinforcement(side=Side.A, persons=13_000, start=5, end=6),
    ),
)


def test_iwo_jima_from_engels_coefficients() -> None:
    # [V] Engel's a and b and the schedule as three public sources give them
    law = Square(a=0.0544, b=0.0106)
    found = trajectories(law, start=(0.0, 21_500.0), course=IWO_JIMA)
    us, japan = found.a[:, 0], found.b[:, 0]
    assert [us[28], us[35], us[36]] == pytest.approx([53_042.4, 52_012.0, 51_985.2], abs=0.05)
    assert [japan[28], japan[36]] == pytest.approx([4_656.4, 216.8], abs=0.05)


def test_iwo_jima_beside_the_daily_figures() -> None:
    table = np.genfromtxt(shared("attrition/iwo_jima_us_daily.csv"), delimiter=",", names=True)
    law = Square(a=0.0544, b=0.0106)
    us = trajectories(law, start=(0.0, 21_500.0), course=IWO_JIMA).a[1:36, 0]
    seen = table["us_effective_end_of_day"]
    # [V]
    assert np.sqrt(np.mean((us - seen) ** 2)) == pytest.approx(927, abs=0.5)
    explained = 1 - np.sum((us - seen) ** 2) / np.sum((seen - seen.mean()) ** 2)
    assert explained == pytest.approx(0.945, abs=0.0005)
    assert 100 * abs(us / seen - 1)[6:].max() == pytest.approx(3.3, abs=0.05)


@pytest.mark.parametrize(
    ("a", "b", "left", "half"),
    [
        # [A] Lanchester's sums for Trafalgar: 23 ships cut the 46 in two, 17 hold the rest
        (32, 23, 22.249, 0.0005),
        (23, 8, 21.564, 0.0005),
        (46, 40, 22.716, 0.0005),
        (495**0.5, 465**0.5, 5.477, 0.0005),
    ],
)
def test_lanchesters_sums_for_trafalgar(a: float, b: float, left: float, half: float) -> None:
    end = deterministic_end(Square(a=1.0, b=1.0), start=(a, b))
    assert end.winner == 1
    assert end.a == pytest.approx(left, abs=half)


def test_hughes_salvo_by_hand() -> None:
    # [A] A = 10, B = 8, alpha = beta = 2, a1 = b1 = 2, a3 = b3 = 1: losses 3 and 6, leaving 7, 2
    a, b = (Fleet(units=units, offence=2, defence=1, staying=2) for units in (10, 8))
    assert exchange(a, b) == (3.0, 6.0)
    assert salvos(a, b)[1].tolist() == [7.0, 2.0]
