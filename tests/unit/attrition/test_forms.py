"""Salvos and forces of several kinds, by hand and against SciPy."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.integrate import solve_ivp

from asculum.attrition.closed import state_at
from asculum.attrition.heterogeneous import Heterogeneous
from asculum.attrition.laws import Square
from asculum.attrition.salvo import Fleet, exchange, salvos, stochastic_exchange
from asculum.terms.errors import ModelError, UsageError


def test_a_salvo_never_takes_more_than_there_is_nor_gives_back() -> None:
    strong = Fleet(units=10, offence=50, defence=9, staying=1)
    weak = Fleet(units=3, offence=0.1, defence=0, staying=1)
    assert exchange(strong, weak) == (0.0, 3.0)
    assert exchange(weak, strong) == (3.0, 0.0)
    course = salvos(strong, weak)
    np.testing.assert_array_equal(course[-1], [10.0, 0.0])


def test_a_salvo_of_chance_has_the_binomial_means() -> None:
    a = Fleet(units=10, offence=4, defence=0, staying=2, aim=0.5)
    b = Fleet(units=40, offence=1, defence=1, staying=2, aim=0.25, stop=0.0)
    lost = stochastic_exchange(a, b, runs=40_000, seed=2)
    # no defence and never all: means are shots times chance over staying power
    for side, shots, aim in ((0, 40, 0.25), (1, 40, 0.5)):
        sd = np.sqrt(shots * aim * (1 - aim)) / 2
        assert lost[:, side].mean() == pytest.approx(shots * aim / 2, abs=4 * sd / 200)
    np.testing.assert_array_equal(lost, stochastic_exchange(a, b, runs=40_000, seed=2))
    sure = stochastic_exchange(*(Fleet(units=n, offence=2, defence=1, staying=2) for n in (10, 8)))
    np.testing.assert_array_equal(sure, [[3.0, 6.0]] * 10_000)


def test_one_kind_a_side_is_the_square_law() -> None:
    days = [0.0, 10.0, 60.0, 109.0, 200.0]
    law = Heterogeneous(on_a=np.array([[0.01]]), on_b=np.array([[0.01]]))
    x, y = law.strengths(start=([1000.0], [800.0]), days=days)
    a, b = state_at(Square(a=0.01, b=0.01), start=(1000.0, 800.0), days=days)
    np.testing.assert_allclose(x[:, 0], a, rtol=1e-9)
    np.testing.assert_allclose(y[:, 0], b, rtol=1e-9, atol=1e-6)


MIXED = Heterogeneous(
    on_a=np.array([[0.01, 0.002, 0.0], [0.004, 0.02, 0.001]]),
    on_b=np.array([[0.02, 0.001], [0.0, 0.03], [0.004, 0.002]]),
)


def test_kinds_against_scipy_past_the_moments_when_they_are_spent() -> None:
    start = ([500.0, 80.0], [400.0, 50.0, 90.0])

    def slope(_t: float, held: np.ndarray) -> np.ndarray:
        x, y = np.maximum(held[:2], 0), np.maximum(held[2:], 0)
        dx, dy = -MIXED.on_a @ y, -MIXED.on_b @ x
        return np.where(held > 0, np.concatenate([dx, dy]), 0.0)

    days = np.arange(0.0, 120.0, 7.0)
    found = solve_ivp(
        slope, (0, 119.0), np.concatenate(start), t_eval=days, rtol=1e-9, atol=1e-9, max_step=0.01
    )
    x, y = MIXED.strengths(start=start, days=days)
    assert (x[-1] <= 0).any() or (y[-1] <= 0).any()
    np.testing.assert_allclose(np.hstack([x, y]), np.maximum(found.y.T, 0), atol=0.02)


def test_parity_weights_hold_the_balance() -> None:
    u, v, rate = MIXED.weights()
    np.testing.assert_allclose(u @ MIXED.on_a, rate * v)
    np.testing.assert_allclose(v @ MIXED.on_b, rate * u)
    start = np.array([500.0, 300.0]), np.array([400.0, 250.0, 390.0])
    x, y = MIXED.strengths(start=start, days=[0.0, 3.0, 6.0])
    balance = x @ u - y @ v
    np.testing.assert_allclose(balance[1:] / balance[:-1], np.exp(3.0 * rate))


def test_what_makes_no_sense_is_refused() -> None:
    for build in (
        lambda: Heterogeneous(on_a=np.ones((2, 3)), on_b=np.ones((2, 3))),
        lambda: Heterogeneous(on_a=-np.ones((1, 1)), on_b=np.ones((1, 1))),
        lambda: MIXED.strengths(start=([1.0], [1.0, 1.0, 1.0]), days=[1.0]),
        lambda: MIXED.strengths(start=([1.0, 1.0], [1.0, 1.0, 1.0]), days=[2.0, 1.0]),
        lambda: Fleet(units=-1, offence=1, defence=1, staying=1),
        lambda: Fleet(units=1, offence=1, defence=1, staying=0),
        lambda: Fleet(units=1, offence=1, defence=1, staying=1, aim=1.5),
        lambda: stochastic_exchange(*[Fleet(units=1.5, offence=1, defence=1, staying=1)] * 2),
    ):
        with pytest.raises(UsageError, match=r"ATT03\d: [\s\S]*why: [\s\S]*fix: "):
            build()
    apart = Heterogeneous(on_a=np.eye(2), on_b=np.eye(2))
    with pytest.raises(ModelError, match="ATT034"):
        apart.weights()
