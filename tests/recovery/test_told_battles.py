"""Battles made up by a second program as folders of files: do the intervals hold what was true?

The program (``support/told_battles.py``) knows only the methods page and the data dictionary.
"""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from told_battles import battle

import asculum
from asculum.terms.status import StatusCode

BATTLES = int(os.environ.get("ASCULUM_RECOVERY_DOSSIERS", "300"))
#: Battles whose losses lie at the edge of what is known by name, hard to sample; and others.
FEW = (3, 13, 22, 122, 182)


def placed(seed: int, folder: Path) -> tuple[StatusCode, dict[tuple[str, str], float]]:
    """Return how a battle was answered, and the share of draws below each truth."""
    told = battle(seed, folder)
    losses = asculum.open(folder).losses()
    found = {}
    for (category, side), truth in told.truths.items():
        if (estimate := losses.total(side, category=category)) is not None:
            found[category, side] = float(np.mean(estimate.draws < truth))
    return losses.status.code, found


def test_a_few_are_answered_and_hold_the_truth(tmp_path: Path) -> None:
    below = []
    for seed in FEW:
        code, found = placed(seed, tmp_path / str(seed))
        assert code in (StatusCode.OK, StatusCode.DOUBTFUL), seed
        assert ("killed", "south") in found, seed
        below += list(found.values())
    # nearly 30 totals, alike within a battle: an interval of 99 % holds nearly all of them
    assert np.mean((np.array(below) > 0.005) & (np.array(below) < 0.995)) > 0.9


@pytest.mark.recovery
def test_intervals_hold_as_often_as_they_say(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    codes: Counter[StatusCode] = Counter()
    below: dict[tuple[str, str], list[float]] = {}
    for seed in range(BATTLES):
        code, found = placed(seed, tmp_path / str(seed))
        codes[code] += 1
        for key, share in found.items():
            below.setdefault(key, []).append(share)
    with capsys.disabled():
        print(f"\n{dict(codes)}")
        print("| total | battles | below the middle | 50 % | 80 % | 90 % | 95 % |")
        print("|---|--:|--:|--:|--:|--:|--:|")
        for (category, side), shares in below.items():
            ranks = np.array(shares)
            held = [np.mean(np.abs(ranks - 0.5) < x / 2) for x in (0.5, 0.8, 0.9, 0.95)]
            cells = " | ".join(f"{share:.1%}" for share in (np.mean(ranks < 0.5), *held))
            print(f"| {category} of {side} | {len(ranks)} | {cells} |")
    # of the seeds after the few above, next to none may be refused for want of settling
    assert codes[StatusCode.NOT_CONVERGED] <= 0.01 * BATTLES
    for key, shares in below.items():
        ranks = np.array(shares)
        for x in (0.5, 0.8, 0.9, 0.95):
            error = np.sqrt(x * (1 - x) / len(ranks))
            assert abs(np.mean(np.abs(ranks - 0.5) < x / 2) - x) < 4 * error, (key, x)
