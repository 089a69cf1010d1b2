"""Simulation-based calibration of the latent-class estimator.

A short run is part of ``make test``; the long one is run by ``make recovery`` and prints what
docs/methods/latent-class.md shows.
"""

from __future__ import annotations

import os

import numpy as np
import pytest
from latent_cases import KEPT, Ranked, calibrate
from scipy.stats import chisquare

TABLES = int(os.environ.get("ASCULUM_RECOVERY_TABLES", "500"))
#: Equal-tailed intervals that whole numbers of ranks make.
LEVELS = (0.5, 0.8, 0.9)


def coverage(ranks: np.ndarray, level: float) -> float:
    """Return the share of ranks within the equal-tailed interval, by parts of a rank."""
    tail = (1 - level) / 2 * (KEPT + 1)
    return float(np.clip(np.minimum(ranks + 1 - tail, KEPT + 1 - tail - ranks), 0, 1).mean())


def ranked(tables: int) -> tuple[list[Ranked], np.ndarray]:
    found = [item for item in map(calibrate, range(tables)) if item is not None]
    return found, np.array([item.rank for item in found if item.settled])


@pytest.mark.slow
def test_ranks_of_a_few_totals_are_uniform() -> None:
    found, ranks = ranked(24)
    assert len(ranks) >= 0.9 * len(found)
    assert len(ranks) >= 12
    error = (KEPT * (KEPT + 2) / 12 / len(ranks)) ** 0.5
    assert abs(ranks.mean() - KEPT / 2) < 4 * error
    assert coverage(ranks, 0.9) > 0.9 - 4 * (0.09 / len(ranks)) ** 0.5


@pytest.mark.recovery
def test_ranks_are_uniform_and_intervals_cover(capsys: pytest.CaptureFixture[str]) -> None:
    found, ranks = ranked(TABLES)
    counts = np.bincount(ranks // 2, minlength=(KEPT + 1) // 2)
    p = float(chisquare(counts).pvalue)
    with capsys.disabled():
        told = ", ".join(f"{level:.0%}: {coverage(ranks, level):.1%}" for level in LEVELS)
        print(f"\n{TABLES} tables, {len(found)} estimated, {len(ranks)} settled; p {p:.2f}; {told}")
    assert len(ranks) >= 0.98 * len(found)
    assert p > 0.001
    for level in LEVELS:
        error = (level * (1 - level) / len(ranks)) ** 0.5
        assert abs(coverage(ranks, level) - level) < 4 * error
