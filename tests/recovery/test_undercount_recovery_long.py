"""Intervals of the default over simulated populations; prints a table of the methods page."""

from __future__ import annotations

import os

import numpy as np
import pytest
from undercount_recovery import allowed, out_of_reach, tried, visible_and_hidden

pytestmark = pytest.mark.recovery
POPULATIONS = int(os.environ.get("ASCULUM_RECOVERY_POPULATIONS", "500"))


def test_intervals_cover_where_the_model_allows_and_fail_where_nobody_can_see(
    capsys: pytest.CaptureFixture[str],
) -> None:
    found = {}
    for kind in (allowed, visible_and_hidden, out_of_reach):
        rows = np.array(list(tried(kind, POPULATIONS)))
        found[kind.__name__] = (*rows[:, :2].mean(axis=0), np.median(rows[:, 2]))
    with capsys.disabled():
        print(f"\n{POPULATIONS} populations each")
        for name, (covered, bias, width) in found.items():
            print(f"| {name} | {covered:.1%} | {bias:+.2f} | {np.exp(width):.1f}× |")
    assert 0.85 <= found["allowed"][0] <= 0.95
    assert found["out_of_reach"][0] < 0.5
    assert found["out_of_reach"][1] < 0
