"""Simulation-based calibration of the losses model over many simulated dossiers.

Run by ``make recovery``; prints the table that docs/calibration.md shows.
"""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest
from losses_calibration import LEVELS, calibrate, case, driven_case, summarise

from asculum.losses.design import Design

pytestmark = pytest.mark.recovery
DOSSIERS = int(os.environ.get("ASCULUM_RECOVERY_DOSSIERS", "300"))


@pytest.mark.parametrize("made", [case, driven_case], ids=["walk", "law"])
def test_ranks_are_uniform_and_intervals_cover(
    made: Callable[[int], Design], capsys: pytest.CaptureFixture[str]
) -> None:
    found = [calibrate(seed, made=made) for seed in range(DOSSIERS)]
    settled = [item for item in found if item.settled]
    table = summarise(settled, bins=10)
    with capsys.disabled():
        print(f"\n{len(settled)} of {DOSSIERS} dossiers settled")
        print("| quantity | dossiers | p | " + " | ".join(f"{x:.0%}" for x in LEVELS) + " |")
        print("|---|--:|--:|" + "--:|" * len(LEVELS))
        for row in table:
            cells = " | ".join(f"{row.coverage[x]:.1%}" for x in LEVELS)
            print(f"| {row.quantity} | {row.count} | {row.p:.2f} | {cells} |")
    assert len(settled) >= 0.98 * DOSSIERS
    for row in table:
        assert row.p > 0.001 / len(table), row
        for level, share in row.coverage.items():
            assert abs(share - level) < 4 * row.error(level), (row.quantity, level)
