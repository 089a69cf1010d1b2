"""Linkage where the truth is known: how often intervals of persons hold it, by kind of lists."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("splink", reason="linking needs the extra lists")
from linkage_recovery import KINDS, PERSONS, linkage_trial, told

#: Trials of each kind; docs/methods/linkage.md says how many its figures are of.
RUNS = int(os.environ.get("ASCULUM_RECOVERY_LINKAGE", "40"))
#: Kinds of which a status of OK is asked to be true; in the last faults go together strongly.
HONEST = tuple(name for name in KINDS if name != "strongly")


@pytest.mark.recovery
@pytest.mark.parametrize("name", HONEST)
def test_the_interval_holds_the_truth(tmp_path: Path, name: str) -> None:
    trials = []
    for seed in range(RUNS):
        folder = tmp_path / str(seed)
        folder.mkdir()
        trials.append(linkage_trial(folder, seed=100 + seed, persons=PERSONS, kind=KINDS[name]))
    print(told(name, trials))
    # Monte Carlo: of 40 intervals of 90 %, fewer than 31 hold the truth once in 300 times
    assert np.mean([trial.held for trial in trials]) >= 31 / 40
    errors = [trial.middle / trial.truth - 1 for trial in trials]
    assert abs(float(np.mean(errors))) < 0.015


@pytest.mark.recovery
def test_faults_that_go_together_strongly_are_seen_or_covered(tmp_path: Path) -> None:
    trials = []
    for seed in range(RUNS):
        folder = tmp_path / str(seed)
        folder.mkdir()
        kind = KINDS["strongly"]
        trials.append(linkage_trial(folder, seed=100 + seed, persons=PERSONS, kind=kind))
    print(told("strongly", trials))
    assert np.mean([trial.held or trial.status != "OK" for trial in trials]) >= 31 / 40
