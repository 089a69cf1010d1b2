"""How levels are written above lists of names: it moves no answer, and settles at the edge."""

from __future__ import annotations

from datetime import timedelta

import numpy as np
import pytest
from losses_cases import START, make_claim, make_dossier, random_dossier

from asculum.losses import codes as k
from asculum.losses import walls
from asculum.losses.density import Density
from asculum.losses.design import Design
from asculum.losses.influence import Unit, without
from asculum.losses.layout import make_design
from asculum.losses.observations import observations
from asculum.losses.posterior import LossesPosterior
from asculum.losses.sampler import Sampling, sample

#: Two orders of the same sums.
ROUND_OFF = 1e-9


def design_of(seed: int) -> Design:
    dossier = random_dossier(seed, printings=seed % 2 == 0)
    return make_design(dossier, observations(dossier))


@pytest.mark.parametrize("seed", [1, 2, 4, 6, 10, 14, 16, 30])
def test_the_same_losses_with_and_without_walls_have_one_density(seed: int) -> None:
    design = design_of(seed)
    assert any(design.walls)
    plain = walls.free(design)
    theta = np.random.default_rng(seed).normal(0, 0.8, (3, design.size))
    freed = walls.freed(design, theta)
    assert np.abs(freed - theta).max() > 0
    assert walls.walled(design, freed) == pytest.approx(theta, abs=1e-7)
    assert LossesPosterior(design=plain, theta=freed).side_rate == pytest.approx(
        LossesPosterior(design=design, theta=theta).side_rate, rel=ROUND_OFF
    )
    stretched, grad = walls.stretch(design, theta), np.empty(design.size)
    for draw in range(3):
        one = Density(design.pack)(theta[draw].copy(), grad) + stretched[draw]
        two = Density(plain.pack)(freed[draw].copy(), grad)
        assert one == pytest.approx(two, rel=ROUND_OFF)


@pytest.mark.parametrize("height", [-3.0, -0.04, -1e-9, 0.0, 1e-6, 0.1, 0.7, 5.0, 60.0])
def test_odds_are_those_of_the_height(height: float) -> None:
    u = walls.odds(np.array([height]))
    found = np.logaddexp(0, u) - k.FLOOR_WIDTH * np.logaddexp(0, -u)
    assert found[0] == pytest.approx(height, abs=1e-12, rel=1e-12)


def edge() -> Design:
    """A side whose own court tells far fewer than are known by name, printed three times."""
    printed = (START + timedelta(days=days) for days in (62, 140, 400))
    claims = [
        make_claim(0, "court", "south", 300.0),
        make_claim(1, "court", "south", 240.0, category="wounded"),
        make_claim(2, "envoy", "south", 800.0),
        *(
            make_claim(3 + i, "consul", "south", names, kind="named_minimum", published=day)
            for i, (names, day) in enumerate(zip((900.0, 1000.0, 1040.0), printed, strict=True))
        ),
    ]
    dossier = make_dossier(claims, assumptions={("list_completeness", "consul", ""): (0.4, 0.85)})
    return make_design(dossier, observations(dossier))


def test_chains_settle_where_losses_lie_at_the_edge_of_a_list() -> None:
    design = edge()
    assert design.walls[0] is not None
    assert design.walls[0].claim == "c5"
    plan = Sampling(chains=2, tune=400, draws=800)
    walled = sample(design, sampling=plan, seed=1)
    plain = sample(walls.free(design), sampling=plan, seed=1)
    # written plainly, 7 to 25 draws diverge and a draw takes twice the gradients
    assert walled.divergences <= 1
    assert walled.gradients < 0.8 * plain.gradients


def test_without_the_list_its_wall_stays_for_the_draws_at_hand() -> None:
    """Leaving a claim out weighs the draws anew: they must mean what they did."""
    design = edge()
    rest = without(
        design, Unit(kind="source", name="consul", source="consul", claims=("c3", "c4", "c5"))
    )
    theta = np.random.default_rng(1).normal(0, 0.5, (4, design.size))
    kept = LossesPosterior(design=design, theta=theta).side_rate
    assert (LossesPosterior(design=rest, theta=theta).side_rate == kept).all()
    assert walls.walls_of(rest) == (None,)
