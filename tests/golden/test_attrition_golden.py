"""Attrition: numbers that others printed or worked out by other programs.

[V] worked out elsewhere with a second program (a brute-force lattice, rational arithmetic);
[A] arithmetic that anyone can do by hand, as Lanchester printed it.
"""

from __future__ import annotations

from fractions import Fraction

import pytest

from asculum.attrition.exact import chance, chance_of_clocks, clocks, fraction
from asculum.attrition.laws import Square
from asculum.attrition.survivors import remaining

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
