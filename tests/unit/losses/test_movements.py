"""How walks and levels are written: it moves no answer, and makes the posterior nearly round."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from arviz_stats.base import array_stats
from losses_cases import START, make_claim, make_dossier, random_dossier
from weekly_mill import weekly_mill

from asculum.evidence.reading import read_dossier
from asculum.losses import movements
from asculum.losses.conditioning import curvature
from asculum.losses.density import Density
from asculum.losses.design import Design
from asculum.losses.grid import walk_basis
from asculum.losses.layout import make_design, told_anew
from asculum.losses.observations import observations
from asculum.losses.posterior import LossesPosterior
from asculum.losses.sampler import Sampling, sample
from asculum.losses.simulate import simulate

#: Two orders of the same sums.
ROUND_OFF = 1e-9


def weekly(*, weeks: int = 8) -> Design:
    """One source that tells a side's killed of every week, on a winding course."""
    claims = [
        make_claim(
            week,
            "envoy",
            "north",
            round(300 * np.exp(0.3 * np.sin(week))) + 0.5,
            start=START + timedelta(days=7 * week),
            days=7,
        )
        for week in range(weeks)
    ]
    dossier = make_dossier(claims, weeks=weeks)
    return make_design(dossier, observations(dossier))


@pytest.mark.parametrize("seed", range(6))
def test_the_same_losses_in_two_writings_have_one_density(seed: int) -> None:
    dossier = random_dossier(seed)
    design = make_design(dossier, observations(dossier))
    # the same observations, written by what other figures tell
    other = simulate(design, seed=seed).design
    foreign = replace(design, movements=other.movements, leads=other.leads)
    assert not np.allclose(foreign.movements.pull, design.movements.pull)
    theta = np.random.default_rng(seed).normal(0, 0.7, (3, design.size))
    again, rate, level = theta.copy(), design.blocks["rate"], design.blocks["level"]
    again[:, rate.first : rate.last] = movements.written(
        foreign, theta, movements.standard(design, theta)
    )
    again[:, level.first : level.last] = movements.level_written(
        foreign, theta, movements.level_told(design, theta)
    )
    assert LossesPosterior(design=foreign, theta=again).side_rate == pytest.approx(
        LossesPosterior(design=design, theta=theta).side_rate, rel=ROUND_OFF
    )
    here, there = movements.stretch(design, theta), movements.stretch(foreign, again)
    grad = np.empty(design.size)
    for draw in range(3):
        one = Density(design.pack)(theta[draw].copy(), grad) + here[draw]
        two = Density(foreign.pack)(again[draw].copy(), grad) + there[draw]
        assert one == pytest.approx(two, rel=ROUND_OFF)


def test_movements_are_those_of_the_walk_turned() -> None:
    design = weekly()
    held = design.movements
    own = walk_basis(design.grid.gaps, design.grid.middle)
    assert held.turn[0] @ held.turn[0].T == pytest.approx(np.eye(held.turn.shape[1]))
    assert held.basis[0] == pytest.approx(own @ held.turn[0])
    theta = np.random.default_rng(1).standard_normal((4, design.size))
    z = movements.standard(design, theta)
    assert movements.written(design, theta, z) == pytest.approx(theta[:, : z[0].size])


def test_telling_anew_what_was_told_changes_nothing() -> None:
    design = make_design(dossier := random_dossier(4), observations(dossier))
    assert told_anew(design).pack == pytest.approx(design.pack)


@pytest.mark.parametrize("spread", [-3.0, 0.0, 3.0])
@pytest.mark.parametrize("step", [-2.0, 0.0, 2.0])
def test_whatever_the_scales_movements_and_level_are_about_one_wide(
    step: float, spread: float
) -> None:
    design = weekly()
    theta = np.zeros(design.size)
    theta[design.blocks["step"].first] = step
    theta[design.blocks["source"].first] = spread
    found = np.diag(curvature(Density(design.pack), theta))
    rate, level = design.blocks["rate"], design.blocks["level"]
    # the prior's alone is 1; written as z it would be up to 1 + step² / spread², here past 300
    assert found[rate.first : rate.last].max() < 2.0
    assert found[rate.first : rate.last].min() > 0.3
    assert 0.3 < found[level.first] < 2.0
    held, scales = design.movements, movements.scales(design, theta[None])
    wide = scales.step[0] ** 2 * held.told[0, 0] / movements.scatter(design, theta[None])[0, 0] ** 2
    if (step, spread) == (2.0, -3.0):
        assert wide.max() > 300


def test_a_series_of_exact_figures_mixes_well(tmp_path: Path) -> None:
    dossier = read_dossier(weekly_mill(tmp_path / "mill"), today=START.replace(year=2026))
    design = make_design(dossier, observations(dossier))
    chains = sample(design, sampling=Sampling(chains=2, tune=300, draws=500), seed=1)
    found = array_stats.ess(chains.theta, method="bulk", chain_axis=0, draw_axis=1)
    # written as movements of the walk, partly centred: some 80 in 1,000, and chains stood still
    assert np.min(found) > 300
