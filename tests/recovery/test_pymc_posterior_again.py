"""The kept figures of PyMC's posterior, drawn anew."""

from __future__ import annotations

import math

import pytest
from pymc_posterior import drawn_by_pymc, kept, small, told

ERRORS = 4.0


@pytest.mark.recovery
def test_pymc_draws_what_was_kept_of_it() -> None:
    design = small()
    for one, two in zip(kept(), told(design, drawn_by_pymc(design)), strict=True):
        assert abs(one.mean - two.mean) < ERRORS * math.hypot(one.error, two.error), (one, two)
