"""Strata estimated together: what they have in common, limits, refusals, and coverage."""

from __future__ import annotations

import os

import numpy as np
import pytest
from overlap_tables import table
from pooled_simulation import make_strata, pooled_trial, scored

from asculum.terms.status import StatusCode
from asculum.undercount.dependence import Dependence
from asculum.undercount.overlap import OverlapTable
from asculum.undercount.pooled import estimate_pooled
from asculum.undercount.pooling import common_terms

CELLS = (0, 90, 80, 30, 70, 25, 20, 10)
ALIKE = OverlapTable.from_dense(("a", "b", "c"), CELLS)


def test_strata_alike_teach_a_small_spread_and_the_common_terms() -> None:
    told = common_terms([ALIKE] * 12, Dependence(), draws=400, random=np.random.default_rng(1))
    assert told.middle[0] < 0.35
    # of independent lists with this table's cells: the log odds ratio of a pair among the listed
    pairs = np.log([30 / 90 / 80, 25 / 90 / 70, 20 / 80 / 70])
    gaps = told.means[:, [2, 4, 5]].mean(axis=0) - pairs
    # the same unseen number stands in all three
    assert np.ptp(gaps) < 0.6


def test_pooling_narrows_and_a_thin_stratum_is_answered_but_doubted() -> None:
    made = make_strata(3, 5)
    thin = table({"1000": 6, "0100": 3, "0001": 1})
    found = estimate_pooled({**made.tables, "thin": thin, "none": table({"1000": 0})})
    assert found.strata["thin"].total.status.code is StatusCode.DOUBTFUL
    assert "by itself" in found.strata["thin"].total.status.sentence
    assert list(found.refused) == ["none"]
    assert found.correlation > 0
    assert found.total.draws is not None
    parts = [item.total.draws for item in found.strata.values() if item.total.draws is not None]
    assert found.total.draws == pytest.approx(np.sum(parts, axis=0))
    assert [item.code for item in found.total.findings] == ["UND025"]


def test_what_cannot_be_pooled_is_refused() -> None:
    for tables in (
        {"one": ALIKE, "thin": table({"100": 4})},
        {"two": table({"10": 4, "11": 3}), "lists": table({"10": 4, "11": 3})},
    ):
        found = estimate_pooled(tables)
        assert found.total.status.code is StatusCode.NOT_IDENTIFIED
        assert found.total.draws is None


@pytest.mark.parametrize(
    ("runs", "strata"), [(2, 3), pytest.param(60, 6, marks=pytest.mark.recovery)]
)
def test_intervals_hold_the_totals_of_made_up_strata(runs: int, strata: int) -> None:
    if strata > 3:
        runs = int(os.environ.get("ASCULUM_RECOVERY_TABLES", runs))
    trials = [pooled_trial(make_strata(seed, strata), pooled=True) for seed in range(runs)]
    told = [one for trial in trials for one in trial.strata]
    held, error, spread, width = scored(told)
    print(f"held {held:.3f}, mean {error:+.3f}, rms {spread:.3f}, width {width:.2f}")
    # Monte Carlo: four standard errors; strata of one trial share what is common, so that they
    # are worth about two trials
    assert held == pytest.approx(0.9, abs=4 * np.sqrt(0.09 / (2 * runs)))
