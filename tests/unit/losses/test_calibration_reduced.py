"""A reduced simulation-based calibration; the long one is tests/recovery."""

from __future__ import annotations

import pytest
from losses_calibration import calibrate, summarise

DOSSIERS = 16


@pytest.mark.slow
def test_truth_falls_where_its_intervals_say() -> None:
    found = [calibrate(seed) for seed in range(DOSSIERS)]
    assert sum(item.settled for item in found) >= DOSSIERS - 1
    for quantity in summarise([item for item in found if item.settled], bins=4):
        # 4 standard errors: a quantity that is truly calibrated fails once in 16,000 runs
        for level, share in quantity.coverage.items():
            error = quantity.error(level)
            assert share > level - 4 * error - 1 / quantity.count, (quantity.quantity, level)
        assert quantity.p > 1e-5, quantity
