"""The solvers' docstring examples run, and the reference values of the decision half hold."""

from __future__ import annotations

import doctest
from types import ModuleType

import numpy as np
import pytest

from asculum.options import decision, fronts, stopping
from asculum.options.bargaining import ranges, screening, tug, waiting, walk
from asculum.options.decision import DecisionTable, evsi_of_chance
from asculum.options.fronts import blotto_value
from asculum.options.stopping import hold_or_withdraw


@pytest.mark.parametrize(
    "module",
    [decision, fronts, stopping, ranges, screening, tug, waiting, walk],
    ids=lambda module: module.__name__.rsplit(".", 1)[-1],
)
def test_examples_print_what_they_say(module: ModuleType) -> None:
    found = [item for item in doctest.DocTestFinder().find(module) if item.examples]
    assert found
    runner = doctest.DocTestRunner()
    for item in found:
        runner.run(item)
    assert runner.summarize(verbose=False).failed == 0


def test_a_table_of_three_actions() -> None:
    # reckoned by hand: E = -34, 44, 0; best in each state 200, 50, 0, mean 80; 80 - 44 = 36
    table = DecisionTable(
        actions=("hold", "withdraw", "settle"),
        worth=np.array([[200, -100, -180], [100, 50, -20], [0, 0, 0]], dtype=float),
        chances=np.array([0.3, 0.4, 0.3]),
    )
    assert table.evpi == pytest.approx(36)
    assert table.most_regret.tolist() == [180, 100, 200]
    assert table.expected == pytest.approx([-34, 44, 0])
    assert table.agreed == ""


@pytest.mark.parametrize(("n", "worth"), [(1, 0.01), (5, 0.0369), (20, 0.05047), (100, 0.05695)])
def test_worth_of_samples_to_the_reference_digits(n: int, worth: float) -> None:
    # another program's reckoning, not a publication; half of its last digit
    found = evsi_of_chance(won=2, lost=3, prize=1, cost=0.1, outside=0.25, trials=n)
    assert found == pytest.approx(worth, abs=5e-5 if n == 5 else 5e-6)


@pytest.mark.parametrize(
    ("bonus", "battles", "collapses"), [(0.0, 3.42, 0.0), (0.5, 7.28, 0.0), (2.0, 17.16, 0.443)]
)
def test_a_leader_s_bonus_to_the_reference_digits(
    bonus: float, battles: float, collapses: float
) -> None:
    found = hold_or_withdraw(
        forts=10, held=5, belief=(5, 5), cost=0.02, withdrawn=0.6, chance=0.4, bonus=bonus
    )
    assert found.battles == pytest.approx(battles, abs=0.005)
    assert found.collapses == pytest.approx(collapses, abs=0.0005)


def test_an_uneven_blotto() -> None:
    assert blotto_value(own=12, other=9, posts=3) == pytest.approx(13 / 54, abs=1e-9)


@pytest.mark.parametrize(
    ("cost", "keep", "value", "first", "offers"),
    [
        (0.1, 0.5, 0.2546, 0.332, 5),
        (0.1, 0.9, 0.1682, 0.1746, 7),
        (0.3, 0.5, 0.36841, 0.226, 3),
        (0.3, 0.9, 0.31552, 0.0546, 3),
    ],
)
def test_screening_to_the_reference_values(
    cost: float, keep: float, value: float, first: float, offers: int
) -> None:
    # the reference gives those of cost .1 to about .002
    found = screening.screening(most=1.0, cost=cost, keep=keep)
    assert found.value == pytest.approx(value, abs=0.002)
    assert found.demands[0] == pytest.approx(first, abs=0.002)
    assert len(found.demands) == offers
