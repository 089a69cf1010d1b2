"""The posterior beside one drawn by another program with another sampler: PyMC and its own NUTS."""

from __future__ import annotations

import math

from pymc_posterior import Told, kept, small, told

from asculum.losses.sampler import Sampling, sample

#: Monte Carlo: two estimates of one number differ by no more than this many standard errors.
ERRORS = 4.0


def ours() -> list[Told]:
    """What our sampler says of the same totals."""
    design = small()
    plan = Sampling(tune=1000, draws=3000, accept=0.9)
    return told(design, sample(design, sampling=plan, seed=1).theta)


def test_two_programs_and_two_samplers_draw_the_same_posterior() -> None:
    theirs = kept()
    assert len(theirs) == 16
    for one, two in zip(theirs, ours(), strict=True):
        assert (one.side, one.category, one.of) == (two.side, two.category, two.of)
        assert 0.0 < one.error < 0.05
        assert abs(one.mean - two.mean) < ERRORS * math.hypot(one.error, two.error), (one, two)
