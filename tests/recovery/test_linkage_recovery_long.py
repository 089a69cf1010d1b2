"""Linkage where the truth is known: how often the interval of persons holds it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("splink", reason="linking needs the extra lists")
from linkage_recovery import linkage_trial

RUNS = 40


@pytest.mark.recovery
def test_the_interval_holds_the_truth(tmp_path: Path) -> None:
    trials = []
    for seed in range(RUNS):
        folder = tmp_path / str(seed)
        folder.mkdir()
        trials.append(linkage_trial(folder, seed=100 + seed, persons=1700))
    held = np.mean([trial.held for trial in trials])
    errors = [trial.middle / trial.truth - 1 for trial in trials]
    widths = [(trial.high - trial.low) / trial.truth for trial in trials]
    print(f"held {held:.2f}, error {np.mean(errors):+.4f} ± {np.std(errors):.4f}", end=" ")
    print(f"width {np.median(widths):.4f}")
    # Monte Carlo: of 40 intervals of 90 %, fewer than 31 hold the truth once in 300 times
    assert held >= 31 / 40
    assert abs(float(np.mean(errors))) < 0.01
