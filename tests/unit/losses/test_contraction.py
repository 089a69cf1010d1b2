"""Prior beside posterior: contraction against hand-made normals, and the model's own prior."""

from __future__ import annotations

import math

import numpy as np
import pytest
from losses_cases import make_claim, make_dossier

from asculum.losses import codes as k
from asculum.losses.contraction import DRAWS, beside, contraction, prior_of
from asculum.losses.layout import make_design
from asculum.losses.observations import observations


def test_contraction_of_normals_is_that_of_their_variances() -> None:
    rng = np.random.default_rng(1)
    z = rng.standard_normal(400_000)
    # Var 1 against Var 0.09; a variance of n draws is known to sqrt(2 / n)
    found = contraction(np.exp(z), np.exp(2.0 + 0.3 * z[::-1]))
    assert found == pytest.approx(0.91, abs=4 * 0.09 * math.sqrt(4 / len(z)))


def test_nothing_learnt_is_nothing_contracted() -> None:
    draws = np.exp(np.random.default_rng(2).standard_normal(1000))
    assert contraction(draws, draws) == 0.0
    assert contraction(draws, draws * 12) == pytest.approx(0.0, abs=1e-12)
    assert beside(draws, draws).mostly_assumed


def test_claims_that_unsettle_give_less_than_nothing() -> None:
    draws = np.exp(np.random.default_rng(3).standard_normal(1000))
    assert contraction(draws, draws**2) == pytest.approx(-3.0)


def test_it_is_of_positive_numbers_that_vary() -> None:
    good = np.array([1.0, 2.0])
    for bad in (np.array([0.0, 1.0]), np.array([1.0, math.nan]), np.array([-1.0, 1.0])):
        with pytest.raises(ValueError, match="positive"):
            contraction(bad, good)
        with pytest.raises(ValueError, match="positive"):
            contraction(good, bad)
    with pytest.raises(ValueError, match="does not vary"):
        contraction(np.array([2.0, 2.0]), good)


def test_the_prior_is_the_stated_one() -> None:
    stated = {("killed_per_day", "north", ""): (3.0, 90.0), ("weekly_change", "", ""): (0.01, 0.02)}
    dossier = make_dossier([make_claim(1, "envoy", "north", 1000)], assumptions=stated)
    design = make_design(dossier, observations(dossier))
    before = prior_of(design, seed=1)
    level = np.log(before.side_rate[:, 0, design.grid.middle])
    normal = design.rates[0]
    assert level.mean() == pytest.approx(normal.mean, abs=4 * normal.sd / math.sqrt(DRAWS))
    assert level.std() == pytest.approx(normal.sd, abs=4 * normal.sd / math.sqrt(2 * DRAWS))


def test_what_pins_a_level_does_not_move_its_prior() -> None:
    weeks = [
        make_claim(i, "staff", "south", 200.0 + i, days=7, category="casualties") for i in range(6)
    ]
    stated = {("killed_per_day", "south", ""): (3.0, 90.0)}
    dossier = make_dossier(weeks, assumptions=stated)
    design = make_design(dossier, observations(dossier))
    assert design.pins[0].leans.sum() == pytest.approx(1)
    before = prior_of(design, seed=1)
    level = np.log(before.side_rate[:, 0, design.grid.middle])
    normal = design.rates[0]
    assert level.mean() == pytest.approx(normal.mean, abs=4 * normal.sd / math.sqrt(DRAWS))
    # free of the leaning of the series that pins it
    lean = before.voice_lean @ design.pins[0].leans
    assert abs(np.corrcoef(level, lean)[0, 1]) < 4 / math.sqrt(DRAWS)


def test_the_prior_does_not_read_the_claims() -> None:
    """Two dossiers that differ in figures only, with levels stated, have one prior."""
    stated = {("killed_per_day", "north", ""): (3.0, 90.0)}
    found = []
    for figure in (500, 5000):
        dossier = make_dossier([make_claim(1, "envoy", "north", figure)], assumptions=stated)
        design = make_design(dossier, observations(dossier))
        assert design.observations[0].bind == k.POINT
        found.append(prior_of(design, seed=1).losses([("north", "")]))
    # up to the rounding of a walk that is written by the figures, and read back
    np.testing.assert_allclose(found[0], found[1], rtol=1e-9)
