"""A reduced run of ``tests/recovery/test_hindcast_scores_long.py``."""

from __future__ import annotations

import pytest
from losses_newsroom import compare, means, told


def test_the_simulated_figures_are_those_of_the_truth() -> None:
    dossier, truth = told(3)
    again, same = told(3)
    assert dossier.claims == again.claims
    assert truth == same
    assert all(value > 0 for value in truth.values())
    assert {claim.best for claim in dossier.claims} != {900.0}


@pytest.mark.slow
def test_the_model_beats_the_middle_of_all_claims_on_average() -> None:
    found = means(item for seed in range(8) for item in compare(seed))
    assert found["median of all claims"].cases == 16
    for rule in ("median of all claims", "mean of the two sides", "range"):
        assert found[rule].gain > 0
