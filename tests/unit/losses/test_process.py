"""A process of the losses: on the grid, in the density, and true as often as it says."""

from __future__ import annotations

import numpy as np
import pytest
from losses_calibration import calibrate, driven_case, summarise
from losses_cases import random_dossier, random_process

from asculum.losses import movements
from asculum.losses.density import Density
from asculum.losses.layout import make_design
from asculum.losses.observations import observations
from asculum.losses.posterior import LossesPosterior
from asculum.losses.process import Process, about_of


def test_without_a_process_the_design_is_what_it_was() -> None:
    dossier = random_dossier(3, wide=False)
    design = make_design(dossier, observations(dossier))
    assert "law" not in design.blocks
    assert not design.about.middle.any()
    # one that says nothing changes nothing
    weeks = design.grid.last - design.grid.first
    flat = Process(
        name="nothing",
        middle={side: np.full(weeks, 7.0) for side in ("north", "south")},
        by={side: np.zeros((weeks, 0)) for side in ("north", "south")},
    )
    other = make_design(dossier, observations(dossier), process=flat)
    theta = np.random.default_rng(1).standard_normal(design.size)
    one, two = np.zeros(design.size), np.zeros(design.size)
    assert Density(design.pack)(theta, one) == Density(other.pack)(theta, two)
    np.testing.assert_array_equal(one, two)


def test_the_walk_is_about_the_process() -> None:
    dossier = random_dossier(6, wide=False)
    found = observations(dossier)
    process = random_process(6, dossier)
    design = make_design(dossier, found, process=process)
    plain = make_design(dossier, found)
    theta = np.random.default_rng(2).standard_normal((1, plain.size))
    law = np.array([[0.4, -1.2]])
    written = np.concatenate([theta, law], axis=1)
    block = design.blocks["rate"]
    z = movements.standard(plain, theta)
    written[:, block.first : block.last] = movements.written(design, written, z)
    driven = LossesPosterior(design=design, theta=written)
    ratio = np.log(driven.side_rate / LossesPosterior(design=plain, theta=theta).side_rate)[0]
    grid = design.grid
    for place, side in enumerate(design.sides):
        want = process.middle[side] + process.by[side] @ law[0]
        inside = ratio[place, grid.first : grid.last]
        assert inside - inside[0] == pytest.approx(want - want[0])
        # before the battle as in its first week, after it as in its last
        assert ratio[place, : grid.first] == pytest.approx(np.full(grid.first, inside[0]))


def test_a_process_that_does_not_fit_is_refused() -> None:
    dossier = random_dossier(3, wide=False)
    process = random_process(3, dossier)
    design = make_design(dossier, observations(dossier))
    with pytest.raises(ValueError, match="weeks"):
        about_of(
            Process(
                name="short",
                middle={side: held[:2] for side, held in process.middle.items()},
                by={side: held[:2] for side, held in process.by.items()},
                names=process.names,
                means=process.means,
                sds=process.sds,
            ),
            design.grid,
            design.sides,
        )
    with pytest.raises(ValueError, match="names"):
        Process(name="odd", middle=process.middle, by=process.by, names=("p",))
    wide = random_dossier(1)
    with pytest.raises(ValueError, match="battle alone"):
        make_design(wide, observations(wide), process=process)


@pytest.mark.slow
def test_truth_falls_where_its_intervals_say_about_a_law() -> None:
    dossiers = 12
    found = [calibrate(seed, made=driven_case) for seed in range(dossiers)]
    assert sum(item.settled for item in found) >= dossiers - 1
    names = set()
    for quantity in summarise([item for item in found if item.settled], bins=4):
        names.add(quantity.quantity)
        for level, share in quantity.coverage.items():
            assert share > level - 4 * quantity.error(level) - 1 / quantity.count, quantity
        assert quantity.p > 1e-5, quantity
    assert {"p + q", "p - q"} <= names
