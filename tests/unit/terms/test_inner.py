"""Inner kernels: the arithmetic of any other, compiled with their callers."""

from __future__ import annotations

import numba as nb
import numpy as np
import pytest

from asculum.terms import inner as module
from asculum.terms.inner import inner


def plain(x: float, weights: np.ndarray) -> float:
    """A sum in its written order, of numbers that do not add up in any other."""
    total = 0.0
    for weight in weights:
        total += weight * x / 3.0
    return total


def test_the_locked_numba_is_one_whose_compiler_is_known() -> None:
    # with another, kernels are compiled as numba does it: look at its compiler, then add it here
    assert nb.__version__.rpartition(".")[0] in module.KNOWN


def test_a_kernel_within_a_kernel_gives_the_digits_of_python() -> None:
    one = inner(plain)

    @inner
    def two(x: float, weights: np.ndarray) -> float:
        return one(x, weights) + one(-0.5 * x, weights[1:])

    @nb.njit(error_model="numpy")
    def entry(x: float, weights: np.ndarray) -> float:
        return two(x, weights) / one(x, weights)

    weights = np.random.default_rng(1).normal(size=57) * 10.0 ** np.arange(-28, 29)
    wanted = (plain(0.7, weights) + plain(-0.35, weights[1:])) / plain(0.7, weights)
    assert entry(0.7, weights) == wanted


def test_a_kernel_on_bare_numbers_needs_nothing_written_anew() -> None:
    def halved(x: float, times: int) -> float:
        for number in range(times):
            x = x / 2.0 if number % 3 else -x
        return x

    bare = inner(halved, plain=True)

    @nb.njit(error_model="numpy")
    def entry(x: float, times: int) -> float:
        return bare(x, times)

    assert entry(0.3, 11) == halved(0.3, 11)


def test_dividing_by_nothing_is_infinite_and_no_error() -> None:
    @inner
    def over(x: float) -> float:
        return 1.0 / x

    @nb.njit(error_model="numpy")
    def entry(x: float) -> float:
        return over(x)

    assert entry(0.0) == np.inf


def test_an_unknown_numba_compiles_as_it_does(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "KNOWN", ())
    one = inner(plain)

    @nb.njit(error_model="numpy")
    def entry(x: float, weights: np.ndarray) -> float:
        return one(x, weights)

    weights = np.arange(5.0)
    assert entry(2.0, weights) == plain(2.0, weights)
