"""What the losses model's intervals are worth where the world breaks an assumption.

Run by ``make recovery``; prints the table that docs/calibration.md shows.
"""

from __future__ import annotations

import os

import numpy as np
import pytest
from losses_robustness import WORLDS, spoil

pytestmark = pytest.mark.recovery
DOSSIERS = int(os.environ.get("ASCULUM_RECOVERY_BROKEN", "40"))


def test_broken_worlds_are_measured(capsys: pytest.CaptureFixture[str]) -> None:
    found = [outcome for seed in range(DOSSIERS) for outcome in spoil(seed)]
    rows = {}
    for world in WORLDS:
        for side in ("north", "south"):
            own = [one for one in found if one.world == world and one.side == side]
            inside = {
                level: float(np.mean([abs(one.place - 0.5) < level / 2 for one in own]))
                for level in (0.5, 0.9)
            }
            off = float(np.exp(np.median([one.off for one in own])))
            width = float(np.exp(np.median([one.width for one in own])))
            rows[world, side] = (inside[0.5], inside[0.9], off, width)
    with capsys.disabled():
        print(f"\n{DOSSIERS} dossiers")
        print("| world | side | 50 % | 90 % | median / truth | upper / lower |")
        print("|---|---|--:|--:|--:|--:|")
        for (world, side), (half, most, off, width) in rows.items():
            print(f"| {world} | {side} | {half:.0%} | {most:.0%} | {off:.2f} | {width:.1f} |")
    error = 4 * np.sqrt(0.9 * 0.1 / DOSSIERS)
    # where nothing is broken, and where claims are missing by no fault of theirs, intervals hold
    for world in ("nothing broken", "a side's sources are missing"):
        for side in ("north", "south"):
            assert rows[world, side][1] > 0.9 - error, (world, side)
    # a lie cannot move the answer by more than itself
    for (world, side), row in rows.items():
        assert 1 / 3 < row[2] < 3, (world, side)
