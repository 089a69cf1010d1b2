"""The posterior beside one drawn by another program with another sampler: PyMC and its own NUTS."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from losses_cases import make_claim, make_dossier

from asculum.losses.design import Design, make_design
from asculum.losses.observations import observations
from asculum.losses.posterior import LossesPosterior
from asculum.losses.sampler import Sampling, sample

CHAINS, DRAWS = 2, 800
#: Monte Carlo: two estimates of one number differ by no more than this many standard errors.
ERRORS = 4.0


def small() -> Design:
    """Two weeks, four sources, and a claim of every common kind."""
    claims = [
        make_claim(0, "staff", "south", 1200.0),
        make_claim(1, "staff", "north", 300.0),
        make_claim(2, "envoy", "south", low=700.0, high=1100.0),
        make_claim(3, "envoy", "north", 500.0, category="casualties"),
        make_claim(4, "consul", "south", 900.0, bound="at_least"),
        make_claim(5, "court", "north", 700.0),
        make_claim(6, "consul", "north", 2500.0, category="casualties"),
    ]
    dossier = make_dossier(claims, weeks=2)
    return make_design(dossier, observations(dossier))


def drawn_by_pymc(design: Design) -> np.ndarray:
    """Draws of shape (chain, draw, parameter)."""
    import losses_reference as reference
    import pymc

    with warnings.catch_warnings(), reference.build(design):
        warnings.simplefilter("ignore")
        trace = pymc.sample(
            draws=DRAWS,
            tune=600,
            chains=CHAINS,
            cores=1,
            random_seed=3,
            target_accept=0.9,
            progressbar=False,
            compute_convergence_checks=False,
        )
    parts = [trace.posterior[name].to_numpy().reshape(CHAINS, DRAWS, -1) for name in design.blocks]
    return np.concatenate(parts, axis=2)


def effective(values: np.ndarray) -> float:
    """Effective draws of the mean of a quantity, shape (chain, draw)."""
    from arviz_stats.base import array_stats

    return float(array_stats.ess(values, method="mean", chain_axis=0, draw_axis=1))


@pytest.mark.slow
def test_two_programs_and_two_samplers_draw_the_same_posterior() -> None:
    design = small()
    theirs = drawn_by_pymc(design)
    plan = Sampling(tune=1000, draws=3000, accept=0.9)
    ours = sample(design, sampling=plan, seed=1).theta
    compared = 0
    for side in ("north", "south"):
        for category in ("killed", "casualties"):
            one, two = (
                np.log(
                    LossesPosterior(design=design, theta=theta.reshape(-1, design.size)).losses(
                        [(side, "")], category=category
                    )
                ).reshape(theta.shape[:2])
                for theta in (theirs, ours)
            )
            level = np.median(two)
            spread = two.std()
            # the centre; its square, which is the width; and the share beyond either end
            for told in (
                lambda x, m=level: x - m,
                lambda x, m=level: (x - m) ** 2,
                lambda x, m=level, s=spread: (x > m + 1.2 * s).astype(float),
                lambda x, m=level, s=spread: (x < m - 1.2 * s).astype(float),
            ):
                a, b = told(one), told(two)
                error = np.sqrt(a.var() / effective(a) + b.var() / effective(b))
                assert abs(a.mean() - b.mean()) < ERRORS * error, (side, category)
                compared += 1
    assert compared == 16
