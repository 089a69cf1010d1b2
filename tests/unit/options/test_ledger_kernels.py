"""The indices over arrays: undefined is nan, something over nothing is infinite."""

from __future__ import annotations

import time

import numpy as np
import numpy.testing as npt

from asculum.options import _kernels as kernels


def test_plain_values() -> None:
    npt.assert_allclose(kernels.ler(100, 50), 2)
    npt.assert_allclose(kernels.fer(100, 1000, 50, 2000), 4)
    npt.assert_allclose(kernels.ser(100, 1000, 50, 2000), 4)
    npt.assert_allclose(kernels.ber(1000, 2000), 0.5)
    npt.assert_allclose(kernels.burden(100, 1000), 0.1)
    npt.assert_allclose(kernels.victories_to_ruin(100, 1000, 20, 0.2), 10)
    npt.assert_allclose(kernels.break_even_share([1, 3, 4, np.inf, 0]), [0.5, 0.75, 0.8, 1, 0])


def test_nothing_over_nothing_is_undefined_and_something_over_nothing_infinite() -> None:
    npt.assert_array_equal(kernels.ler([0, 5, 0], [0, 0, 5]), [np.nan, np.inf, 0])
    npt.assert_array_equal(kernels.ser([0, 5], 10, [0, 0], 10), [np.nan, np.inf])


def test_a_missing_loss_is_undefined_and_never_zero() -> None:
    for value in (
        kernels.ler(np.nan, 5),
        kernels.ler(5, np.nan),
        kernels.fer(np.nan, 10, 5, 10),
        kernels.ser(5, 10, np.nan, 10),
        kernels.burden(np.nan, 10),
        kernels.victories_to_ruin(np.nan, 10),
        kernels.advantage(np.nan, 0.1),
    ):
        assert np.isnan(value)


def test_a_force_or_pool_of_nobody_is_undefined() -> None:
    assert np.isnan(kernels.fer(5, 0, 5, 10))
    assert np.isnan(kernels.ser(5, 10, 5, 0))
    assert np.isnan(kernels.ber(0, 10))
    assert np.isnan(kernels.ber(10, 0))
    assert np.isnan(kernels.victories_to_ruin(5, 0))


def test_replacements_that_make_good_the_loss_last_for_ever() -> None:
    npt.assert_array_equal(
        kernels.victories_to_ruin([100, 100, 0], 1000, [100, 150, 0]), [np.inf, np.inf, np.inf]
    )


def test_helmbolds_advantage() -> None:
    # ln sqrt((1 - .8^2) / (1 - .9^2)) by hand: ln sqrt(.36 / .19)
    npt.assert_allclose(kernels.advantage(0.2, 0.1), 0.5 * np.log(0.36 / 0.19), rtol=1e-14)
    npt.assert_allclose(np.exp(2 * kernels.advantage(2e-9, 1e-9)), 2, rtol=1e-8)
    assert np.isnan(kernels.advantage(1.2, 0.1))
    assert np.isnan(kernels.advantage(0.0, 0.0))
    assert kernels.advantage(0.1, 0.0) == np.inf
    assert kernels.advantage(0.0, 0.1) == -np.inf


def test_fifty_thousand_draws_take_no_time() -> None:
    draws = np.linspace(1, 2, 50_000)
    began = time.process_time()
    kernels.fer(draws, draws, draws, draws)
    kernels.ser(draws, draws, draws, draws)
    kernels.victories_to_ruin(draws, draws, draws / 2, 0.1)
    kernels.advantage(draws / 2, draws / 3)
    assert time.process_time() - began < 0.2
