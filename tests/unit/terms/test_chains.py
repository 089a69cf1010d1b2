"""Chains judged all at once, beside arviz-stats, which judges one after another."""

from __future__ import annotations

import math

import numpy as np
import pytest
from arviz_stats.base import array_stats
from scipy.signal import lfilter

from asculum.terms.mixing import Mixing, draws_of_mean, mixing

AXES = {"chain_axis": 0, "draw_axis": 1}
#: The two end Geyer's sequence by rules that differ in the last pair.
ESS_APART = 0.02


def chains(draws: int, seed: int = 0) -> np.ndarray:
    """Chains from antithetic to sticky, some that stay where they are, one that is off."""
    rng = np.random.default_rng(seed)
    noise = rng.standard_t(3, size=(4, draws, 30))
    leans = np.linspace(-0.9, 0.97, 30)
    found = np.stack(
        [lfilter([1.0], [1.0, -lean], noise[:, :, i], axis=1) for i, lean in enumerate(leans)],
        axis=2,
    )
    stays = rng.random((4, draws - 1)) < 0.3
    found[:, 1:, 3] = np.where(stays, found[:, :-1, 3], found[:, 1:, 3])
    found[0, :, 7] += 3.0
    return found


@pytest.mark.parametrize("draws", [300, 1500])
def test_the_same_as_another_program(draws: int) -> None:
    values = chains(draws)
    found = mixing(values)
    assert found.rhat == pytest.approx(array_stats.rhat(values, **AXES), rel=1e-12)
    bulk = array_stats.ess(values, method="bulk", **AXES)
    tail = array_stats.ess(values, method="tail", prob=(0.05, 0.95), **AXES)
    assert found.bulk == pytest.approx(bulk, rel=ESS_APART)
    assert found.tail == pytest.approx(tail, rel=ESS_APART)
    assert found.rhat[7] > 1.1


def test_many_short_chains_and_their_mean() -> None:
    noise = np.random.default_rng(2).standard_normal((128, 82))
    values = lfilter([1.0], [1.0, -0.3], noise, axis=1)[:, 50:, None]
    found = mixing(values)
    assert found.rhat[0] == pytest.approx(float(array_stats.rhat(values, **AXES)[0]), rel=1e-12)
    for ours, method in ((found.bulk, "bulk"), (draws_of_mean(values), "mean")):
        theirs = array_stats.ess(values, method=method, **AXES)
        assert ours == pytest.approx(theirs, rel=ESS_APART)
    with pytest.raises(ValueError, match="at least 8"):
        draws_of_mean(values[:, :7])


def test_one_quantity_does_not_bend_another() -> None:
    values = chains(200)
    whole, alone = mixing(values), mixing(values[:, :, 5:6])
    assert whole.rhat[5] == alone.rhat[0]
    assert whole.bulk[5] == pytest.approx(alone.bulk[0], rel=1e-12)
    assert whole.tail[5] == pytest.approx(alone.tail[0], rel=1e-12)


def test_a_stretched_or_turned_quantity_mixes_as_before() -> None:
    values = chains(400)
    plain, bent = mixing(values), mixing(np.arctan(values))
    assert bent.rhat[:7] == pytest.approx(plain.rhat[:7], rel=0.01)
    assert bent.bulk == pytest.approx(plain.bulk, rel=1e-9)
    assert mixing(-values).tail == pytest.approx(plain.tail, rel=0.05)


def test_independent_draws_count_in_full_and_what_never_moves_is_not_a_number() -> None:
    values = np.random.default_rng(5).normal(size=(4, 1000, 50))
    values[:, :, 0] = 3.0
    found = mixing(values)
    assert isinstance(found, Mixing)
    assert all(math.isnan(one[0]) for one in (found.rhat, found.bulk))
    assert np.median(found.bulk[1:]) == pytest.approx(4000, rel=0.05)
    assert (found.rhat[1:] < 1.01).all()


def test_too_few_draws_are_refused() -> None:
    with pytest.raises(ValueError, match="at least 8"):
        mixing(np.zeros((4, 7, 1)))
